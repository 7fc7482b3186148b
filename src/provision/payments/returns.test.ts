import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { answerOf, answerRows, type BankAnswer, COLUMN, writeAnswer } from '../../../test/support/bank-returns.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makePaymentsOffice, type PaymentsOffice, roundIn, roundOf } from '../../../test/support/payments.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { BankTemplate } from './rules/index.ts'

// Every way a bank's answer can be wrong, on the real database: refused with the row and the reason, and nothing is changed.

let db: TestDatabase
let app: TestApp
let office: PaymentsOffice

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makePaymentsOffice(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

interface Said {
  status: number
  body: {
    code: string
    next: string | null
    detail: string
    paid_count: number
    issues: { place: string; code: string; detail: string }[]
  }
}
interface Sent {
  key?: string
  locale?: 'zh' | 'en'
  fields?: Record<string, string>
  confirmed?: boolean
}
async function bring(actor: Actor, round: Uuid, file: BankAnswer, options: Sent = {}): Promise<Said> {
  const answer = await app.request(actor, 'POST', `/api/payment-rounds/${round}/bank-return`, { file, ...options })
  return { status: answer.status, body: answer.body as Said['body'] }
}

/** Everything of a round that an answer could move. */
async function stateOf(round: Uuid): Promise<unknown> {
  const { rows } = await db.admin.query(
    `select (select jsonb_agg(to_jsonb(p) order by p.line_no) from payment p where p.round_id = $1) as lines,
       (select jsonb_agg(to_jsonb(r)) from payment_round r where r.id = $1) as round,
       (select count(*) from bank_return) as returns, (select count(*) from care_record) as acts, (select count(*) from fund_transfer) as transfers,
       (select jsonb_agg(to_jsonb(a) order by a.id) from appropriation a) as money`,
    [round],
  )
  return rows
}

const change = (rows: readonly string[][], row: number, column: number, text: string) =>
  rows.map((cells, r) => cells.map((cell, c) => (r === row && c === column ? text : cell)))
const flip = (seal: string | undefined) => `${seal?.startsWith('0') === true ? '1' : '0'}${seal?.slice(1)}`

type Make = (template: BankTemplate, rows: string[][]) => Promise<BankAnswer> | BankAnswer
/** What is wrong, how it is made, the code it is refused with and the row it names (in the file's own count; headed files have one more). */
const FAULTS: [what: string, make: Make, code: string, row: number][] = [
  [
    'wrong MAC',
    (template, rows) => writeAnswer(template, change(rows, 1, COLUMN.seal, flip(rows[1]?.[COLUMN.seal]))),
    'return_seal',
    2,
  ],
  [
    'the seals of another file',
    (template, rows) =>
      writeAnswer(
        template,
        rows.map((row) => row.with(COLUMN.seal, 'ffffffffffffffff')),
      ),
    'return_other_file',
    1,
  ],
  [
    'an altered amount',
    (template, rows) => writeAnswer(template, change(rows, 0, COLUMN.amount, '1.00')),
    'return_amount',
    1,
  ],
  [
    'an unknown line',
    (template, rows) => writeAnswer(template, change(rows, 1, COLUMN.line, '77')),
    'return_line_unknown',
    2,
  ],
  [
    'a line twice',
    (template, rows) => writeAnswer(template, [...rows, (rows[0] ?? []).with(COLUMN.ref, 'YH999')]),
    'return_line_twice',
    5,
  ],
  [
    'a reference twice',
    (template, rows) => writeAnswer(template, change(rows, 1, COLUMN.ref, rows[0]?.[COLUMN.ref] ?? '')),
    'return_ref_twice',
    2,
  ],
  ['half a file', (template, rows) => writeAnswer(template, rows.slice(0, 2)), 'return_half', 2],
  [
    'a result nobody knows',
    (template, rows) => writeAnswer(template, change(rows, 2, COLUMN.outcome, '处理中')),
    'return_outcome',
    3,
  ],
  [
    'a day before it was sent',
    (template, rows) => writeAnswer(template, change(rows, 0, COLUMN.date, '2026-11-20')),
    'return_date',
    1,
  ],
]
const FORMATS = ['general_csv', 'general_xlsx', 'general_fixed'] as const

describe.each(FORMATS)('an answer in the layout %s', (layout) => {
  let round: Uuid
  let rows: string[][]
  let template: BankTemplate
  let before: unknown
  beforeAll(async () => {
    round = await roundIn(office, 'exported', { couples: 2, template: layout })
    ;({ rows, template } = await answerRows(db, office.officer, round))
  })
  beforeEach(async () => {
    before = await stateOf(round)
  })

  test.for(FAULTS)('is refused for %s', async ([, make, code, row]) => {
    const file = await make(template, rows)
    const at = row + (layout === 'general_fixed' ? 0 : 1)
    const { status, body } = await bring(office.officer, round, file)
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'payments.return_refused' })
    expect(body.issues[0]).toMatchObject({
      code: `payments.${code}`,
      place: layout === 'general_xlsx' ? `A${at}` : String(at),
    })
    expect(body.issues[0]?.detail).toContain(` ${at} 行`)
    expect(body.next).toContain('银行')
    const english = await bring(office.officer, round, file, { locale: 'en' })
    expect(english.body.issues[0]?.detail).toMatch(new RegExp(`\\brow ${at}\\b`, 'i'))
    expect(english.body.next).toContain('bank')
    expect(await stateOf(round)).toEqual(before)
  })

  test("is refused for another bank's layout", async () => {
    const header = ['流水号', '账号', '户名', '金额', '状态', '日期', '备注']
    const text = [header, ...rows].map((row) => row.join('|')).join('\n')
    const file =
      layout === 'general_fixed'
        ? { name: 'answer.txt', bytes: Buffer.from(text, 'utf8') }
        : await writeAnswer(template, rows, header)
    const { body } = await bring(office.officer, round, file)
    expect(body.issues).toHaveLength(1)
    expect(body.issues[0]).toMatchObject({ code: 'payments.return_layout' })
    expect(body.issues[0]?.detail).toContain('银行流水号')
    expect(await stateOf(round)).toEqual(before)
  })

  test('is refused for bytes that were cut off', async () => {
    const whole = await writeAnswer(template, rows)
    const { status } = await bring(office.officer, round, { ...whole, bytes: whole.bytes.slice(0, -25) })
    expect([400, 422]).toContain(status)
    expect(await stateOf(round)).toEqual(before)
  })

  test('is refused for an empty file, and for one that is none at all', async () => {
    const name = (await writeAnswer(template, rows)).name
    const nothing = await bring(office.officer, round, { name, bytes: new Uint8Array() })
    expect(nothing).toMatchObject({ status: 400, body: { code: 'exchange.empty_file' } })
    const picture = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
    const { status } = await bring(office.officer, round, { name, bytes: picture })
    expect([400, 422]).toContain(status)
    const headed = await bring(office.officer, round, await writeAnswer(template, []))
    expect([400, 422]).toContain(headed.status)
    expect(await stateOf(round)).toEqual(before)
  })

  test('is refused when its checksum is not the one the bank gave, and taken when it is', async () => {
    const file = await writeAnswer(template, change(rows, 0, COLUMN.amount, '1.00'))
    const announced = sha256((await writeAnswer(template, rows)).bytes).toString('hex')
    const other = await bring(office.officer, round, file, { fields: { sha256: announced } })
    expect(other).toMatchObject({ status: 422, body: { code: 'payments.return_hash' } })
    expect((await bring(office.officer, round, file, { fields: { sha256: '12' } })).status).toBe(400)
    expect(await stateOf(round)).toEqual(before)
    const right = await writeAnswer(template, rows)
    const taken = await bring(office.officer, round, right, { fields: { sha256: announced.toUpperCase() } })
    expect(taken).toMatchObject({ status: 200, body: { paid_count: rows.length } })
  })

  test('is not taken a second time', async () => {
    const { status, body } = await bring(office.officer, round, await writeAnswer(template, rows))
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'payments.return_known' })
    expect(body.detail).toContain('已经导入过')
    expect(body.next).toContain('本页')
    expect(await stateOf(round)).toEqual(before)
  })
})

describe('POST /api/payment-rounds/:round_id/bank-return', () => {
  let round: Uuid
  let file: BankAnswer
  beforeAll(async () => {
    round = await roundIn(office, 'exported')
    file = await answerOf(db, office.officer, round, { failed: [1] })
  })

  test('refuses without permission', async () => {
    for (const role of ['district_approver', 'finance', 'supervisor', 'auditor', 'administrator'] as const)
      expect((await bring(await makeActor(db, role, '530103'), round, file)).status, role).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await makeActor(db, 'district_officer', '530102')
    const answers = [await bring(foreign, round, file), await bring(foreign, testId(), file)]
    expect(answers.map((one) => one.status)).toEqual([404, 404])
    const [strange, missing] = answers.map((one) => ({ ...one.body, request_id: '' }))
    expect(strange).toEqual(missing)
  })

  test('asks for the second factor first: an answer spends the money', async () => {
    const before = await stateOf(round)
    expect(await bring(office.officer, round, file, { confirmed: false })).toMatchObject({
      status: 403,
      body: { code: 'platform.confirm_first' },
    })
    expect(await stateOf(round)).toEqual(before)
  })

  test('rejects bad input', async () => {
    const draft = await roundIn(office, 'funded')
    expect(await bring(office.officer, draft, file)).toMatchObject({
      status: 409,
      body: { code: 'payments.not_exported' },
    })
    const bare = await app.request(office.officer, 'POST', `/api/payment-rounds/${round}/bank-return`, { body: {} })
    expect(bare).toMatchObject({ status: 400, body: { code: 'platform.upload_needed' } })
  })

  test('rejects a reference that an earlier round has used', async () => {
    const used = await answerRows(db, office.officer, await roundIn(office, 'reconciled'))
    const { template, rows } = await answerRows(db, office.officer, round)
    const again = await writeAnswer(template, change(rows, 1, COLUMN.ref, used.rows[0]?.[COLUMN.ref] ?? ''))
    const { body } = await bring(office.officer, round, again)
    expect(body.issues).toMatchObject([{ place: '3', code: 'payments.return_ref_used' }])
  })

  test("rejects the answer to another district's file", async () => {
    // Another round stands for another district: what tells files apart is the seal, which holds the file's own id.
    const other = await answerOf(db, office.officer, await roundIn(office, 'exported'))
    const { body } = await bring(office.officer, round, other)
    expect(body.issues).toMatchObject([{ place: '2', code: 'payments.return_other_file' }])
    expect((await roundOf(office, round)).state).toBe('exported')
  })

  test('does it', async () => {
    expect(await bring(office.officer, round, file)).toMatchObject({
      status: 200,
      body: { paid_count: 1, failed_count: 1 },
    })
    const { rows } = await db.admin.query(
      'select state, failed_reason, record_id is not null as recorded from payment where round_id = $1 order by line_no',
      [round],
    )
    expect(rows).toEqual([
      { state: 'failed', failed_reason: '账号与户名不符', recorded: false },
      { state: 'paid', failed_reason: null, recorded: true },
    ])
  })

  test('does it once when sent twice', async () => {
    const other = await roundIn(office, 'exported')
    const answer = await answerOf(db, office.officer, other)
    const key = `twice-${testId()}`
    const said = await Promise.all([1, 2, 3].map(() => bring(office.officer, other, answer, { key })))
    expect(said.map((one) => one.status)).toEqual([200, 200, 200])
    expect(new Set(said.map((one) => JSON.stringify(one.body))).size).toBe(1)
    const { rows } = await db.admin.query(
      `select (select count(*)::int from care_record c join payment p on p.record_id = c.id where p.round_id = $1) as acts,
         (select count(*)::int from fund_transfer t where t.ref_id = $1 and t.kind = 'spend') as spent`,
      [other],
    )
    expect(rows).toEqual([{ acts: 2, spent: 2 }])
  })
})
