import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestAnswer, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from '../../../test/support/funds.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

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

const source = (more = {}) => ({
  id: testId(),
  division: 530_100_000_000,
  kind: 'treasury',
  name: `市财政${testId()}`,
  ...more,
})
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
const spending = async (more = {}) => ({
  id: testId(),
  appropriation_id: await makeAppropriation(db, here, 10_000),
  amount_fen: 3_000,
  happened_on: '2026-11-20',
  memo: '中秋慰问品',
  ...more,
})

describe('POST /api/funds/sources', () => {
  const add = (actor: Actor, body: unknown, key?: string) => send(actor, 'POST', '/sources', body, key)
  test('refuses without permission', async () => {
    for (const actor of [officer, worker, here.approver]) expect((await add(actor, source())).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect(await codeOf(add(here.finance, source({ division: 530_102_000_000 })))).toBe('funds.source_not_above')
  })
  test('rejects bad input', async () => {
    for (const more of [{ kind: 'loan' }, { name: ' ' }, { division: 12 }, { extra: 1 }])
      expect((await add(here.finance, source(more))).status).toBe(400)
    const taken = source()
    await add(here.finance, taken)
    expect(await codeOf(add(here.finance, { ...taken, id: testId() }))).toBe('funds.source_there')
  })
  test('does it', async () => {
    const body = source({ kind: 'lottery', division: 530_000_000_000 })
    expect((await add(here.finance, body)).body).toEqual({ source_id: body.id })
    const listed = await send(officer, 'GET', '/sources')
    expect(listed.body.items?.find((one) => one['id'] === body.id)).toMatchObject({ kind: 'lottery', name: body.name })
    expect((await send(next_door.finance, 'GET', '/sources')).body.items?.map((one) => one['id'])).toEqual([
      next_door.source_id,
    ])
  })
  test('does it once when sent twice', async () => {
    const body = source()
    expect(await twice((key) => add(here.finance, body, key))).toEqual([200, 200, 200])
    expect(await count(`fund_source where id = '${body.id}'`)).toBe(1)
  })
})

describe('POST /api/funds/appropriations', () => {
  const enter = (actor: Actor, body: unknown, key?: string) => send(actor, 'POST', '/appropriations', body, key)
  test('refuses without permission', async () => {
    for (const actor of [officer, worker, here.approver]) expect((await enter(actor, entry())).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect(await codeOf(enter(next_door.finance, entry()))).toBe('funds.source_not_found')
    expect(await codeOf(enter(here.finance, entry({ source_id: testId() })))).toBe('funds.source_not_found')
  })
  test('rejects bad input', async () => {
    for (const more of [{ stated_fen: 0 }, { stated_fen: 1.5 }, { year: 1999 }, { purpose: 'X' }, { document: '' }])
      expect((await enter(here.finance, entry(more))).status).toBe(400)
    expect(await codeOf(enter(here.finance, entry({ purpose: 'banquet' })))).toBe('funds.purpose_unknown')
  })
  test('does it', async () => {
    const id = await entered()
    const listed = await send(here.approver, 'GET', '/appropriations?state=entered')
    expect(listed.body.items?.find((one) => one['id'] === id)).toMatchObject({
      stated_fen: 50_000,
      available_fen: 0,
      document: '盘财社〔2026〕18号',
    })
  })
  test('does it once when sent twice', async () => {
    const body = entry()
    expect(await twice((key) => enter(here.finance, body, key))).toEqual([200, 200, 200])
    expect(await count(`appropriation where id = '${body.id}'`)).toBe(1)
  })
})

describe.each(['confirm', 'withdraw'] as const)('POST /api/funds/appropriations/:id/%s', (act) => {
  const decide = (actor: Actor, id: string, key?: string) =>
    send(actor, 'POST', `/appropriations/${id}/${act}`, undefined, key)
  const who = () => (act === 'confirm' ? here.approver : here.finance)
  test('refuses without permission', async () => {
    const id = await entered()
    for (const actor of [officer, worker]) expect((await decide(actor, id)).status).toBe(403)
    if (act === 'confirm') {
      expect((await unconfirmed(here.approver, `/appropriations/${id}/confirm`)).body).toMatchObject({
        code: 'platform.confirm_first',
      })
      expect(await codeOf(decide(here.finance, id))).toBe('funds.own_entry')
    }
  })
  test('refuses outside the jurisdiction', async () => {
    const id = await entered()
    const foreign = act === 'confirm' ? next_door.approver : next_door.finance
    const [strange, missing] = [await decide(foreign, id), await decide(foreign, testId())]
    expect([strange.status, missing.status]).toEqual([404, 404])
    expect({ ...strange.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
  })
  test('rejects bad input', async () => {
    expect((await decide(who(), 'x')).status).toBe(400)
    const id = await entered()
    await decide(who(), id)
    expect(await codeOf(decide(who(), id))).toBe('funds.already_decided')
  })
  test('does it', async () => {
    const id = await entered()
    expect((await decide(who(), id)).status).toBe(200)
    const listed = await send(officer, 'GET', '/appropriations?year=2026')
    const found = listed.body.items?.find((one) => one['id'] === id)
    expect([found?.['state'], found?.['available_fen']]).toEqual(
      act === 'confirm' ? ['confirmed', 50_000] : ['withdrawn', 0],
    )
  })
  test('does it once when sent twice', async () => {
    const id = await entered()
    expect(await twice((key) => decide(who(), id, key))).toEqual([200, 200, 200])
    expect(await count(`fund_transfer where appropriation_id = '${id}'`)).toBe(act === 'confirm' ? 1 : 0)
  })
})

describe('POST /api/funds/spendings', () => {
  const spend = (actor: Actor, body: unknown, key?: string) => send(actor, 'POST', '/spendings', body, key)
  test('refuses without permission', async () => {
    const body = await spending()
    for (const actor of [officer, worker, here.approver]) expect((await spend(actor, body)).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect(await codeOf(spend(next_door.finance, await spending()))).toBe('funds.appropriation_not_found')
  })
  test('rejects bad input', async () => {
    for (const more of [{ amount_fen: -1 }, { memo: '' }, { happened_on: '2026-13-01' }])
      expect((await spend(here.finance, await spending(more))).status).toBe(400)
    expect(await codeOf(spend(here.finance, await spending({ amount_fen: 10_001 })))).toBe('funds.insufficient')
    for (const happened_on of ['2025-12-31', '2026-11-22'])
      expect(await codeOf(spend(here.finance, await spending({ happened_on })))).toBe('funds.day_outside')
    expect(await codeOf(spend(here.finance, await spending({ appropriation_id: await entered() })))).toBe(
      'funds.not_confirmed',
    )
  })
  test('does it', async () => {
    const body = await spending()
    expect((await spend(here.finance, body)).body).toEqual({ transfer_id: body.id })
    const listed = await send(officer, 'GET', `/transfers?year=2026&figure=spent`)
    expect(listed.body.items?.find((one) => one['id'] === body.id)).toMatchObject({
      amount_fen: 3_000,
      memo: '中秋慰问品',
      kind: 'spend',
      reversed: false,
    })
  })
  test('does it once when sent twice', async () => {
    const body = await spending()
    expect(await twice((key) => spend(here.finance, body, key))).toEqual([200, 200, 200])
    expect(await count(`fund_transfer where id = '${body.id}'`)).toBe(1)
  })
})

describe('POST /api/funds/transfers/:id/reverse', () => {
  const spent = async () => {
    const body = await spending()
    await send(here.finance, 'POST', '/spendings', body)
    return body
  }
  const back = () => ({ id: testId(), reason: '重复登记' })
  const reverse = (actor: Actor, id: string, body: unknown = back(), key?: string) =>
    send(actor, 'POST', `/transfers/${id}/reverse`, body, key)
  test('refuses without permission', async () => {
    const { id } = await spent()
    for (const actor of [officer, worker, here.approver]) expect((await reverse(actor, id)).status).toBe(403)
    expect((await unconfirmed(here.finance, `/transfers/${id}/reverse`, back())).body).toMatchObject({
      code: 'platform.confirm_first',
    })
  })
  test('refuses outside the jurisdiction', async () => {
    expect(await codeOf(reverse(next_door.finance, (await spent()).id))).toBe('funds.transfer_not_found')
  })
  test('rejects bad input', async () => {
    expect((await reverse(here.finance, (await spent()).id, { ...back(), reason: ' ' })).status).toBe(400)
    const { id } = await spent()
    await reverse(here.finance, id)
    const { rows } = await db.admin.query<{ id: Uuid }>('select id from fund_transfer where reverses_id = $1', [id])
    expect(await codeOf(reverse(here.finance, rows[0]?.id ?? ''))).toBe('funds.reversed_where_made')
  })
  test('does it', async () => {
    const { id, appropriation_id } = await spent()
    expect((await reverse(here.finance, id)).status).toBe(200)
    const listed = await send(officer, 'GET', '/appropriations?year=2026')
    expect(listed.body.items?.find((one) => one['id'] === appropriation_id)).toMatchObject({
      spent_fen: 0,
      available_fen: 10_000,
    })
  })
  test('does it once when sent twice, and of two who do it at once one does', async () => {
    const [{ id }, second] = [await spent(), await spent()]
    const body = back()
    expect(await twice((key) => reverse(here.finance, id, body, key))).toEqual([200, 200, 200])
    const said = await Promise.all([1, 2, 3].map(() => codeOf(reverse(here.finance, second.id))))
    expect(said.map(String).toSorted()).toEqual(['200', 'funds.already_reversed', 'funds.already_reversed'])
  })
})
