import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp, testId } from '../../../test/support/app.ts'
import { answerOf, answerRows, type BankAnswer, writeAnswer } from '../../../test/support/bank-returns.ts'
import { agreedTemplate, draftWith, NUANCHENG } from '../../../test/support/bank-templates.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  linesOf,
  makePaymentsOffice,
  type PaymentsOffice,
  roundIn,
  roundOf,
  seenOf,
} from '../../../test/support/payments.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { sha256 } from '../../platform/crypto.ts'
import { retireTemplate } from './commands/index.ts'

// Files as a bank really has them: its own layout, GB18030, fixed width in bytes.

let db: TestDatabase
let app: TestApp
let office: PaymentsOffice

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makePaymentsOffice(db)
  await agreedTemplate(office)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

interface Said {
  code: string
  detail: string
  next: string | null
  issues: { place: string; code: string; detail: string }[]
  paid_count: number
  failed_count: number
}
async function bring(round: Uuid, file: BankAnswer) {
  const { status, body } = await app.request(office.officer, 'POST', `/api/payment-rounds/${round}/bank-return`, {
    file,
  })
  return { status, body: body as Said }
}
async function fileOf(round: Uuid) {
  const answer = await app.request(office.officer, 'GET', `/api/payment-rounds/${round}/bank-file`)
  return { bytes: answer.raw, headers: answer.headers }
}
async function exportIn(round: Uuid, template: string) {
  const { round_id: _, ...seen } = await seenOf(office, round)
  const body = { ...seen, file_id: testId(), template }
  const answer = await app.request(office.officer, 'POST', `/api/payment-rounds/${round}/export`, { body })
  return { status: answer.status, body: answer.body as Said }
}
const exported = (template = NUANCHENG.code) => roundIn(office, 'exported', { template })

describe("a round in a bank's own layout", () => {
  /** With the bank; what is refused leaves it so. */
  let sent: Uuid
  beforeAll(async () => {
    sent = await exported()
  })

  test('is written in it byte by byte, and its answer is read back line by line', async () => {
    const round = await exported()
    const { bytes, headers } = await fileOf(round)
    expect(headers['content-type']).toBe('text/plain; charset=gb18030')
    expect(bytes.length).toBe(2 * 126)
    const [first = ''] = new TextDecoder('gb18030', { fatal: true }).decode(bytes).split('\r\n')
    const [line] = await linesOf(office, round)
    expect(first).toMatch(
      new RegExp(`^DF00211 {7}\\d{19} {13}\\p{Script=Han}+ +${line?.amount_fen} +CNY[0-9a-f]{16} {4}$`, 'u'),
    )

    expect(await bring(round, await answerOf(db, office.officer, round, { failed: [2] }))).toMatchObject({
      status: 200,
      body: { paid_count: 1, failed_count: 1 },
    })
    const { rows } = await db.admin.query(
      'select line_no, state, failed_reason from payment where round_id = $1 order by line_no',
      [round],
    )
    // The bank has no column for the reason: its word for the result is the reason.
    expect(rows).toEqual([
      { line_no: 1, state: 'paid', failed_reason: null },
      { line_no: 2, state: 'failed', failed_reason: '账号不存在' },
    ])
  })

  test('is the same bytes whenever they are fetched, with the hash the round shows', async () => {
    const [one, two] = [await fileOf(sent), await fileOf(sent)]
    expect(one.bytes.equals(two.bytes)).toBe(true)
    const { body } = await app.request(office.officer, 'GET', `/api/payment-rounds/${sent}`)
    expect(body).toMatchObject({
      file: {
        template: NUANCHENG.code,
        template_version: 1,
        template_zh: NUANCHENG.name_zh,
        sha256: sha256(one.bytes).toString('hex'),
      },
    })
  })

  test('refuses an answer in another layout, with the row and the agreed columns, and changes nothing', async () => {
    const { template, rows } = await answerRows(db, office.officer, sent)
    const plain = { ...template, encoding: 'utf8' as const }
    const narrow = { ...template, answer: template.answer.map((one) => ({ ...one, width: one.width + 30 })) }
    const others: [string, BankAnswer][] = [
      ['UTF-8 instead of GB18030', await writeAnswer(plain, rows)],
      ['other widths', await writeAnswer(narrow, rows)],
      ['comma-separated', await writeAnswer({ ...template, format: 'csv' }, rows)],
    ]
    for (const [what, file] of others) {
      const { status, body } = await bring(sent, file)
      expect({ status, issues: body.issues.map(({ place, code }) => [place, code]) }, what).toEqual({
        status: 422,
        issues: [['1', 'payments.return_layout']],
      })
      expect(body.issues[0]?.detail, what).toContain('状态(12)')
      expect(body.next, what).toContain('银行')
    }
    expect((await roundOf(office, sent)).state).toBe('exported')
  })

  test('names the one row that is cut off, in bytes', async () => {
    const { template, rows } = await answerRows(db, office.officer, sent)
    const { name, bytes } = await writeAnswer(template, rows)
    // Rows of 127 bytes and their ends; the second loses its last forty.
    const cut = Buffer.concat([bytes.slice(0, 129 + 87), bytes.slice(129 + 127)])
    const { body } = await bring(sent, { name, bytes: cut })
    expect(body.issues).toMatchObject([{ place: '2', code: 'payments.return_bytes' }])
    expect(body.issues[0]?.detail).toContain('第 2 行有 87 个字节')
  })

  test('reads its answer by the version it was written in, whatever has come after', async () => {
    const draft = draftWith({ code: 'changing' })
    const first = await agreedTemplate(office, draft)
    const round = await exported('changing')
    const before = await fileOf(round)
    const answer = await answerOf(db, office.officer, round)
    // The bank asks for other columns from now on.
    const second = await agreedTemplate(office, {
      ...draft,
      amount_in: 'yuan',
      line: draft.line.slice(1),
      answer: draft.answer.toReversed(),
      paid: ['OK'],
    })
    await retireTemplate(db.db, office.call(office.approver), { template_id: second, reason: '银行停用' })
    expect((await fileOf(round)).bytes.equals(before.bytes)).toBe(true)
    expect(await bring(round, answer)).toMatchObject({ status: 200, body: { paid_count: 2 } })
    const { rows } = await db.admin.query(
      `select (select state from bank_template where id = $1) as first, template, template_version from bank_file where round_id = $2`,
      [first, round],
    )
    expect(rows).toEqual([{ first: 'retired', template: 'changing', template_version: 1 }])
  })
})

describe('choosing a layout', () => {
  let funded: Uuid
  beforeAll(async () => {
    funded = await roundIn(office, 'funded')
  })

  test('a layout that waits, was given back or is retired is not one', async () => {
    await agreedTemplate(office, draftWith({ code: 'waiting' }), { waits: true })
    const retired = await agreedTemplate(office, draftWith({ code: 'retired' }))
    await retireTemplate(db.db, office.call(office.approver), { template_id: retired, reason: '银行停用' })
    for (const code of ['waiting', 'retired', 'nobodys']) {
      const { status, body } = await exportIn(funded, code)
      expect({ status, code: body.code }, code).toEqual({ status: 422, code: 'payments.template_unknown' })
      expect(body.next).toContain('重新打开')
    }
  })

  test('a layout of one bank refuses a round with accounts of others, line by line', async () => {
    await agreedTemplate(office, draftWith({ code: 'of_rcc', bank_code: 'RCC' }))
    await agreedTemplate(office, draftWith({ code: 'of_ccb', bank_code: 'CCB' }))
    const { status, body } = await exportIn(funded, 'of_rcc')
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'payments.lines_of_other_bank' })
    expect(body.issues.map(({ place, detail }) => [place, detail])).toEqual([
      ['1', '第 1 笔：收款账户在中国建设银行。'],
      ['2', '第 2 笔：收款账户在中国建设银行。'],
    ])
    expect(body.next).toContain('通用格式')
    expect((await roundOf(office, funded)).state).toBe('funded')
  })

  test('a name longer than its column stops the file and names the line', async () => {
    const line = NUANCHENG.line.map((one) => (one.field === 'account' ? { ...one, width: 19 } : one))
    await agreedTemplate(
      office,
      draftWith({ code: 'narrow', line: line.map((one) => (one.field === 'holder' ? { ...one, width: 8 } : one)) }),
    )
    await db.admin.query(
      `update bank_account_version v set holder_name = '欧阳欣欣然' from payment p where p.round_id = $1 and p.line_no = 2 and v.id = p.account_version_id`,
      [funded],
    )
    const { status, body } = await exportIn(funded, 'narrow')
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'payments.too_long_for_bank' })
    expect(body.detail).toContain('第 2 笔“收款户名”')
  })

  test('a layout of the bank that has all its accounts is taken, and the database knows no file in one that is not there', async () => {
    expect((await exportIn(funded, 'of_ccb')).status).toBe(200)
    await expect(
      db.admin.query('update bank_file set template_version = 7 where round_id = $1', [funded]),
    ).rejects.toThrow('bank_file_template')
  })
})
