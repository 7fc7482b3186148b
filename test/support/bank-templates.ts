import type { Uuid } from '../../src/kernel/ids.ts'
import { approveTemplate, proposeTemplate } from '../../src/provision/payments/commands/index.ts'
import type { BankTemplate } from '../../src/provision/payments/rules/index.ts'
import { callOf, testId } from './app.ts'
import type { PaymentsOffice } from './payments.ts'

/** A layout as it is proposed. */
export type TemplateDraft = Omit<BankTemplate, 'version'>

const column = <F extends string>(field: F, header: string, width: number) => ({ field, header, width })

/**
 * The batch payment of a bank that does not exist, as banks of flesh and blood have it: GB18030, fixed width in bytes, a product code in
 * front, sums in fen, and an answer that gives back more than is read.
 */
export const NUANCHENG: TemplateDraft = {
  code: 'nuancheng_pay',
  bank_code: null,
  name_zh: '暖城银行批量代发',
  name_en: 'Nuancheng Bank batch payment',
  format: 'fixed',
  encoding: 'gb18030',
  width_in: 'bytes',
  headed: false,
  amount_in: 'fen',
  line: [
    { ...column('constant', '产品代码', 6), text: 'DF0021' },
    { ...column('line_no', '序号', 8), text: null },
    { ...column('account', '收款账号', 32), text: null },
    { ...column('holder', '收款户名', 40), text: null },
    { ...column('amount', '金额', 15), text: null },
    { ...column('constant', '币种', 3), text: 'CNY' },
    { ...column('seal', '附言', 20), text: null },
  ],
  answer: [
    column('line_no', '序号', 8),
    column('ignored', '收款户名', 40),
    column('amount', '金额', 15),
    column('outcome', '状态', 12),
    column('happened_on', '交易日期', 8),
    column('bank_ref', '交易流水', 24),
    column('seal', '附言', 20),
  ],
  paid: ['交易成功'],
  failed: ['账号不存在', '户名不符'],
}

/** A layout with some of it changed. */
export function draftWith(more: Partial<TemplateDraft> = {}): TemplateDraft {
  return { ...NUANCHENG, ...more }
}

/** Proposed by the officer of the district, and approved by the approver unless it is to wait. */
export async function agreedTemplate(
  { db, officer, approver }: Pick<PaymentsOffice, 'db' | 'officer' | 'approver'>,
  draft: TemplateDraft = NUANCHENG,
  { waits = false }: { waits?: boolean } = {},
): Promise<Uuid> {
  const id = testId()
  await proposeTemplate(db.db, callOf(db, officer), { ...draft, id, district: officer.district })
  if (!waits) await approveTemplate(db.db, callOf(db, approver), { template_id: id })
  return id
}
