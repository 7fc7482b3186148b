import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestAnswer, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from '../../../test/support/funds.ts'
import type { Actor } from '../../platform/call.ts'
import { readWorkbook } from '../../platform/exchange/read-sheets.ts'

let db: TestDatabase
let app: TestApp
let here: FundsOffice
let next_door: FundsOffice
let officer: Actor
let worker: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  here = await makeFundsOffice(db)
  next_door = await makeFundsOffice(db, '530102')
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', '530103001001')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Body = Record<string, unknown> & { items?: Record<string, unknown>[]; issues?: { place: string }[] }
const send = async (actor: Actor, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown, key?: string) => {
  const answer: TestAnswer = await app.request(actor, method, `/api/funds${path}`, {
    ...(body === undefined ? {} : { body }),
    ...(key ? { key } : {}),
  })
  return { status: answer.status, body: answer.body as Body }
}
const codeOf = async (answer: ReturnType<typeof send>) => {
  const { status, body } = await answer
  return status === 200 ? 200 : body['code']
}
const twice = async (act: (key: string) => ReturnType<typeof send>) => {
  const key = `twice-${testId()}`
  const answers = await Promise.all([act(key), act(key), act(key)])
  return answers.map((one) => one.status)
}
const unconfirmed = (actor: Actor, path: string, body?: unknown) =>
  app.request(actor, 'POST', `/api/funds${path}`, { confirmed: false, ...(body === undefined ? {} : { body }) })
const count = async (where: string) =>
  (await db.admin.query<{ n: number }>(`select count(*)::int as n from ${where}`)).rows[0]?.n

const entry = (more = {}) => ({
  id: testId(),
  year: 2026,
  source_id: here.source_id,
  purpose: 'festival',
  stated_fen: 50_000,
  document: '盘财社〔2026〕18号',
  ...more,
})
const entered = async (more = {}) => {
  const body = entry(more)
  await send(here.finance, 'POST', '/appropriations', body)
  return body.id
}

describe('closing a year', () => {
  // Each before the one of the test before: a year waits for those before it.
  let year = 2021
  const open = async () => {
    year -= 2
    await makeAppropriation(db, here, 1_000, { year })
    return year
  }
  const ask = (actor: Actor, of: unknown, key?: string) =>
    send(actor, 'POST', `/years/${String(of)}/closing`, undefined, key)
  const keep = (actor: Actor, of: unknown, key?: string) =>
    send(actor, 'DELETE', `/years/${String(of)}/closing`, undefined, key)
  const close = (actor: Actor, of: unknown, key?: string) =>
    send(actor, 'POST', `/years/${String(of)}/close`, undefined, key)

  test('refuses without permission', async () => {
    const of = await open()
    for (const actor of [officer, worker]) {
      for (const act of [ask, keep, close]) expect((await act(actor, of)).status).toBe(403)
    }
    expect((await ask(here.approver, of)).status).toBe(403)
    expect((await unconfirmed(here.approver, `/years/${of}/close`)).body).toMatchObject({
      code: 'platform.confirm_first',
    })
  })
  test('refuses outside the jurisdiction', async () => {
    const of = await open()
    expect(await codeOf(ask(next_door.finance, of))).toBe('funds.year_unknown')
    expect(await codeOf(keep(next_door.approver, of))).toBe('funds.year_unknown')
    expect(await codeOf(close(next_door.approver, of))).toBe('funds.year_unknown')
  })
  test('rejects bad input', async () => {
    const of = await open()
    expect((await ask(here.finance, 'MMXX')).status).toBe(400)
    expect(await codeOf(keep(here.approver, of))).toBe('funds.year_not_closing')
    expect(await codeOf(close(here.approver, of))).toBe('funds.year_not_closing')
    await entered({ year: of })
    expect(await codeOf(ask(here.finance, of))).toBe('funds.still_entered')
  })
  test('does it', async () => {
    const of = await open()
    expect((await ask(here.finance, of)).body).toEqual({ year: of, state: 'closing' })
    expect((await keep(here.approver, of)).body).toEqual({ year: of, state: 'open' })
    await ask(here.finance, of)
    expect((await close(here.approver, of)).body).toEqual({ year: of, state: 'closed', carried: 1 })
    const years = await send(officer, 'GET', '/years')
    expect(years.body.items?.find((one) => one['year'] === of)).toMatchObject({ state: 'closed' })
  })
  test('does it once when sent twice', async () => {
    const of = await open()
    expect(await twice((key) => ask(here.finance, of, key))).toEqual([200, 200, 200])
    expect(await twice((key) => close(here.approver, of, key))).toEqual([200, 200, 200])
    expect(await count(`appropriation p join appropriation f on f.id = p.from_id where f.year = ${of}`)).toBe(1)
  })
})

describe('the statement', () => {
  beforeAll(async () => {
    const appropriation_id = await makeAppropriation(db, here, 10_000, { purpose: 'home' })
    const body = { appropriation_id, amount_fen: 3_000, happened_on: '2026-11-20', memo: '场地布置' }
    const [kept, taken_back] = [testId(), testId()]
    for (const id of [kept, taken_back]) await send(here.finance, 'POST', '/spendings', { id, ...body })
    await send(here.finance, 'POST', `/transfers/${taken_back}/reverse`, { id: testId(), reason: '重复登记' })
    for (const amount of [100, 200, 300, 400, 500, 600, 700, 800]) await makeAppropriation(db, here, amount)
  })

  const figures = ['carried_in', 'appropriated', 'reserved', 'spent', 'carried_out', 'available'] as const
  test('adds up, and every figure is the sum of the transfers it opens to', async () => {
    const { body } = await send(officer, 'GET', '/statement?year=2026')
    const lines = body['lines'] as Record<string, unknown>[]
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) {
      const of = (figure: string) => Number(line[`${figure}_fen`])
      expect(of('carried_in') + of('appropriated')).toBe(
        of('reserved') + of('spent') + of('carried_out') + of('available'),
      )
      for (const figure of figures) {
        const query = `year=2026&figure=${figure}&source_id=${String(line['source_id'])}&purpose=${String(line['purpose'])}&limit=100`
        const behind = await send(officer, 'GET', `/transfers?${query}`)
        expect([figure, behind.body['sum_fen']]).toEqual([figure, of(figure)])
        const shown = (behind.body.items ?? []).reduce((sum, one) => sum + Number(one['amount_fen']), 0)
        if (behind.body['next_cursor'] === null) expect(shown).toBe(of(figure))
      }
    }
  })
  test('goes through its transfers page by page without gap or double', async () => {
    const all = await send(officer, 'GET', '/transfers?year=2026&figure=available&limit=100')
    const seen: unknown[] = []
    let cursor = ''
    for (let page = 0; page < 100; page++) {
      const { body } = await send(officer, 'GET', `/transfers?year=2026&figure=available&limit=7${cursor}`)
      seen.push(...(body.items ?? []).map((one) => one['id']))
      if (body['next_cursor'] === null) break
      cursor = `&cursor=${body['next_cursor'] as string}`
    }
    expect(seen).toEqual((all.body.items ?? []).map((one) => one['id']))
    expect(new Set(seen).size).toBe(all.body['count'])
  })
  test('refuses without permission, and shows nothing of another district', async () => {
    expect((await send(worker, 'GET', '/statement?year=2026')).status).toBe(403)
    expect((await send(next_door.finance, 'GET', '/statement?year=2026&district=530103')).body['lines']).toEqual([])
    expect((await send(next_door.finance, 'GET', '/transfers?year=2026&figure=spent')).body).toMatchObject({ count: 0 })
  })
  test('leaves as a workbook with a sheet behind each figure, and leaves a trace', async () => {
    const body = { year: 2026, purpose: '年度决算' }
    expect((await send(officer, 'POST', '/statement/export', body)).status).toBe(403)
    expect((await send(here.finance, 'POST', '/statement/export', { year: 2026, purpose: '' })).status).toBe(400)
    const answer = await app.request(here.finance, 'POST', '/api/funds/statement/export', { body })
    const { sheets } = await readWorkbook(new Uint8Array(answer.raw), { fileName: 'statement.xlsx' })
    expect(sheets.map((sheet) => sheet.name)).toEqual([
      '资金收支表',
      '上年结转',
      '本年资金指标',
      '已预留',
      '已支出',
      '转下年',
      '可用',
    ])
    expect(await count(`audit_entry where action = 'funds.export_statement' and reason = '年度决算'`)).toBe(1)
  })
})
