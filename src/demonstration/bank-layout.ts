import { addDays, type CivilDate } from '../kernel/calendar.ts'
import { encodeGb18030 } from '../kernel/gb18030.ts'
import { approveTemplate, proposeTemplate } from '../provision/payments/index.ts'
import { lot } from './cast.ts'
import type { Entry } from './diary.ts'
import { demoId, DISTRICT, type Persona, type Stage } from './stage.ts'

const column = <F extends string>(field: F, header: string) => ({ field, header, width: 30 })

/** The batch payment of a bank that does not exist, as the association agreed on it. */
const NUANCHENG = {
  code: 'nuancheng_pay',
  district: DISTRICT / 1_000_000,
  bank_code: null,
  name_zh: '暖城银行批量代发',
  name_en: 'Nuancheng Bank batch payment',
  format: 'csv',
  encoding: 'gb18030',
  width_in: 'characters',
  headed: true,
  amount_in: 'fen',
  line: [
    { ...column('constant', '产品代码'), text: 'DF0021' },
    { ...column('line_no', '序号'), text: null },
    { ...column('holder', '收款户名'), text: null },
    { ...column('account', '收款账号'), text: null },
    { ...column('amount', '金额（分）'), text: null },
    { ...column('seal', '附言'), text: null },
  ],
  answer: [
    column('line_no', '序号'),
    column('amount', '金额（分）'),
    column('outcome', '状态'),
    column('bank_ref', '交易流水'),
    column('happened_on', '交易日期'),
    column('reason', '原因'),
    column('seal', '附言'),
  ],
  paid: ['交易成功'],
  failed: ['交易失败'],
} as const

/** The layouts the demonstration writes in: where a line has what, and how the answer is headed. */
const LAYOUTS = {
  general_csv: {
    at: { no: 0, holder: 1, account: 2, amount: 4, seal: 6 },
    header: '序号,金额,处理结果,银行流水号,处理日期,失败原因,校验码',
    words: ['成功', '失败'],
    decode: 'utf-8',
  },
  nuancheng_pay: {
    at: { no: 1, holder: 2, account: 3, amount: 4, seal: 5 },
    header: NUANCHENG.answer.map(({ header }) => header).join(','),
    words: [NUANCHENG.paid[0], NUANCHENG.failed[0]],
    decode: 'gb18030',
  },
} as const
export type LayoutCode = keyof typeof LAYOUTS

const REASONS = ['账户已销户', '户名与账号不符', '账户状态异常，暂停收款'] as const

/** What the bank answers to its file: some lines cannot be paid, each with the reason. */
export function answerTo(
  file: Uint8Array,
  of: { name: string; layout: LayoutCode; on: CivilDate; failures: number },
): Uint8Array {
  const { at, header, words, decode } = LAYOUTS[of.layout]
  const [, ...lines] = new TextDecoder(decode).decode(file).trim().split('\r\n')
  const cells = lines.map((line) => line.split(','))
  const nameOf = (line: readonly string[]) => `${line[at.holder] ?? ''}${line[at.account] ?? ''}`
  const unlucky = cells.toSorted((a, b) => lot(nameOf(a)) - lot(nameOf(b))).slice(0, of.failures)
  const rows = cells.map((line) => {
    const [no, amount, seal] = [at.no, at.amount, at.seal].map((column) => line[column] ?? '')
    const bad = unlucky.indexOf(line)
    const [outcome, reason] = bad < 0 ? [words[0], ''] : [words[1], REASONS[bad % REASONS.length] ?? REASONS[0]]
    return [no, amount, outcome, `${of.name.replaceAll(/[^0-9A-Za-z]/g, '-')}-${no}`, of.on, reason, seal].join(',')
  })
  const text = `${header}\r\n${rows.join('\r\n')}\r\n`
  const bytes = decode === 'gb18030' ? encodeGb18030(text) : Buffer.from(text, 'utf8')
  if (!(bytes instanceof Uint8Array)) throw new Error('An answer of the demonstration has no rare characters.')
  return bytes
}

/** The bank's template is agreed on before the first round; of late it asks for the purpose as well, and that version waits for the approver. */
export function templatesAgreed(stage: Stage, before: CivilDate, today: CivilDate): Entry[] {
  const call = (persona: Persona, on: CivilDate, step: string) => stage.call(persona, on, `bank-layout:${step}`)
  const [first, second] = [demoId('bank-layout:1'), demoId('bank-layout:2')]
  const [agreed, changed] = [addDays(before, -20), addDays(today, -2)]
  const propose = (on: CivilDate, step: string, template: Parameters<typeof proposeTemplate>[2]): Entry => ({
    on,
    act: () => proposeTemplate(stage.db, call('demo-district', on, step), template),
  })
  return [
    propose(agreed, 'proposed', { ...NUANCHENG, id: first }),
    {
      on: addDays(agreed, 1),
      act: () =>
        approveTemplate(stage.db, call('demo-approver', addDays(agreed, 1), 'approved'), { template_id: first }),
    },
    propose(changed, 'changed', {
      ...NUANCHENG,
      id: second,
      line: [...NUANCHENG.line, { ...column('purpose', '用途'), text: null }],
    }),
  ]
}
