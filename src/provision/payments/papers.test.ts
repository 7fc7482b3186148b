import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { linesOf, makePaymentsOffice, type PaymentsOffice, roundIn, roundOf } from '../../../test/support/payments.ts'
import { maskName } from '../../kernel/mask.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readWorkbook } from '../../platform/exchange/read-sheets.ts'

let db: TestDatabase
let app: TestApp
let office: PaymentsOffice
let round: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makePaymentsOffice(db)
  round = await roundIn(office, 'reconciled', { couples: 2, failed: [2] })
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const trailOf = async (action: string) =>
  (
    await db.admin.query<{ account_id: Uuid; reason: string | null; detail: { rows: number } }>(
      'select account_id, reason, detail from audit_entry where action = $1 order by seq',
      [action],
    )
  ).rows

describe('POST /api/payment-rounds/:round_id/lines/export', () => {
  const take = (actor: Actor, id: Uuid, body: unknown = { purpose: '报财政核对' }, key?: string) =>
    app.request(actor, 'POST', `/api/payment-rounds/${id}/lines/export`, { body, ...(key ? { key } : {}) })

  test('refuses without permission', async () => {
    for (const role of ['administrator', 'psychologist'] as const)
      expect((await take(await makeActor(db, role, '530103'), round)).status, role).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const foreign = await makeActor(db, 'finance', '530102')
    expect([(await take(foreign, round)).status, (await take(foreign, testId())).status]).toEqual([404, 404])
    expect(await trailOf('payments.export_lines')).toEqual([])
  })
  test('rejects bad input', async () => {
    for (const body of [{}, { purpose: ' ' }, { purpose: '长'.repeat(201) }])
      expect((await take(office.finance, round, body)).status).toBe(400)
  })
  test('does it: every line to the fen, without a whole account number, and its purpose stays', async () => {
    const answer = await take(office.finance, round)
    expect(answer.status).toBe(200)
    const { sheets } = await readWorkbook(answer.raw, { fileName: 'a.xlsx' })
    const [, header, ...rows] = sheets[0]?.rows.map((cells) => cells.map((cell) => cell.value)) ?? []
    expect(header?.slice(0, 3)).toEqual(['序号', '姓名', '社区'])
    const lines = await linesOf(office, round)
    expect(rows.map((row) => [row[0], row[6]])).toEqual(lines.map((line) => [line.line_no, line.amount_fen / 100]))
    for (const row of rows) expect(row[7]).toMatch(/^\d{4}$/)
    expect(rows[1]?.slice(9, 11)).toEqual(['未成功', '账号与户名不符'])
    expect(await trailOf('payments.export_lines')).toEqual([
      {
        account_id: office.finance.account_id,
        reason: '报财政核对',
        detail: expect.objectContaining({ rows: 4 }) as unknown,
      },
    ])
  })
  test('does it for each time it is sent: a file is taken away twice, and the trail says so', async () => {
    const key = `twice-${testId()}`
    const before = (await trailOf('payments.export_lines')).length
    for (const _ of [1, 2]) expect((await take(office.finance, round, { purpose: '再次核对' }, key)).status).toBe(200)
    expect(await trailOf('payments.export_lines')).toHaveLength(before + 2)
  })
})

describe('GET /api/payment-rounds/:round_id/sheet', () => {
  interface Sheet {
    groups: { total_fen: number; lines: { name: string; state: string }[] }[]
  }
  const sheet = async (actor: Actor) =>
    (await app.request(actor, 'GET', `/api/payment-rounds/${round}/sheet`)).body as Sheet

  test('does it: communities add up to the round, and printing it leaves a trace', async () => {
    const { groups } = await sheet(office.finance)
    expect(groups.reduce((sum, group) => sum + group.total_fen, 0)).toBe((await roundOf(office, round)).total_fen)
    expect(groups.flatMap((group) => group.lines)).toHaveLength(4)
    expect(await trailOf('payments.print')).toHaveLength(1)
  })
  test('masks names where the role asks for it', async () => {
    const names = (await sheet(office.finance)).groups.flatMap((group) => group.lines.map((line) => line.name))
    const masked = (await sheet(office.supervisor)).groups.flatMap((group) => group.lines.map((line) => line.name))
    expect(masked).toEqual(names.map((name) => maskName(name)))
  })
})
