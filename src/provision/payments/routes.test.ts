import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  AS_OF,
  compose,
  makePaymentsOffice,
  newcomers,
  newRound,
  type PaymentsOffice,
  roundIn,
  roundOf,
} from '../../../test/support/payments.ts'
import { maskName } from '../../kernel/mask.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { sha256 } from '../../platform/crypto.ts'

let db: TestDatabase
let app: TestApp
let office: PaymentsOffice
let foreign: Actor
let worker: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makePaymentsOffice(db)
  foreign = await makeActor(db, 'district_officer', '530102')
  worker = await makeActor(db, 'community_worker', '530103001001')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Body = Record<string, unknown> & {
  code: string
  issues: { place: string }[]
  items: Record<string, unknown>[]
  next_cursor: string | null
}
async function ask(
  actor: Actor,
  method: 'GET' | 'POST',
  path: string,
  options: { body?: unknown; key?: string; confirmed?: boolean } = {},
) {
  const answer = await app.request(actor, method, `/api/payment-rounds${path}`, options)
  return { status: answer.status, body: answer.body as Body, raw: answer.raw, headers: answer.headers }
}
const read = (actor: Actor, path: string) => ask(actor, 'GET', path)
/** Foreign and missing answer alike. */
async function expectAlike(path: (round: Uuid) => string, round: Uuid): Promise<void> {
  const answers = [await read(foreign, path(round)), await read(foreign, path(testId()))]
  expect(answers.map((one) => one.status)).toEqual([404, 404])
  const [strange, missing] = answers.map((one) => ({ ...one.body, request_id: '' }))
  expect(strange).toEqual(missing)
}
const count = async (sql: string) =>
  (await db.admin.query<{ n: number }>(`select count(*)::int as n from ${sql}`)).rows[0]?.n

describe('POST /api/payment-rounds', () => {
  const post = (actor: Actor, body: unknown, key?: string) => ask(actor, 'POST', '', { body, ...(key ? { key } : {}) })

  test('refuses without permission', async () => {
    for (const actor of [office.approver, office.finance, office.supervisor, worker])
      expect((await post(actor, newRound(office))).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const answers = [530_102_000_000, 530_103_001_001, 530_100_000_000].map((division) =>
      post(office.officer, { ...newRound(office), division }),
    )
    for (const { status, body } of await Promise.all(answers))
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'payments.place_not_found' })
  })
  test('rejects bad input', async () => {
    for (const more of [{ title: ' ' }, { policy_ids: [] }, { as_of: '2026-02-30' }, { id: '1' }, { division: 12 }])
      expect((await post(office.officer, { ...newRound(office), ...more })).status, JSON.stringify(more)).toBe(400)
    const codes = []
    const { rows } = await db.admin.query<{ id: Uuid }>("select id from policy where beneficiary = 'family' limit 1")
    for (const more of [{ as_of: '2026-11-22' }, { policy_ids: [testId()] }, { policy_ids: [rows[0]?.id] }, {}])
      codes.push((await post(office.officer, { ...newRound(office), ...more })).body.code)
    expect(codes).toEqual([
      'payments.as_of_in_future',
      'payments.policy_not_found',
      'payments.policy_not_money',
      'payments.nothing_due',
    ])
  })
  test('does it', async () => {
    await newcomers(office, { accounts: 1 })
    const body = newRound(office, '六月批次')
    const { status, body: made } = await post(office.officer, body)
    expect({ status, made }).toMatchObject({ status: 200, made: { id: body.id, item_count: 1, left_out: 1 } })
    const listed = await read(office.approver, '?limit=1')
    expect(listed.body.items).toMatchObject([
      { id: body.id, title: '六月批次', state: 'draft', persons: 1, left_out: 1 },
    ])
  })
  test('does it once when sent twice', async () => {
    await newcomers(office)
    const body = newRound(office)
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => post(office.officer, body, key)))
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200])
    expect(await count(`payment where round_id = '${body.id}'`)).toBe(2)
    // The same round under another key is there already.
    expect((await post(office.officer, body)).status).toBe(409)
  })
})

describe('POST /api/payment-rounds/:round_id/refresh', () => {
  let draft: Uuid
  const refresh = (actor: Actor, id: Uuid, body: unknown = {}, key?: string) =>
    ask(actor, 'POST', `/${id}/refresh`, { body, ...(key ? { key } : {}) })
  beforeAll(async () => {
    draft = await roundIn(office, 'draft')
  })
  test('refuses without permission', async () => {
    for (const actor of [office.approver, office.finance, office.supervisor, worker])
      expect((await refresh(actor, draft)).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect((await refresh(foreign, draft)).status).toBe(404)
  })
  test('rejects bad input', async () => {
    expect((await refresh(office.officer, draft, { same_account: 'yes' })).status).toBe(400)
    const submitted = await roundIn(office, 'submitted')
    const { status, body } = await refresh(office.officer, submitted)
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'payments.not_draft' })
    expect(body['detail']).toContain('待审批')
  })
  test('does it', async () => {
    await newcomers(office)
    expect((await refresh(office.officer, draft)).body).toMatchObject({ id: draft, item_count: 4 })
    expect(await count(`payment where round_id = '${draft}'`)).toBe(4)
  })
  test('does it once when sent twice', async () => {
    await newcomers(office)
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => refresh(office.officer, draft, {}, key)))
    expect(answers.map(({ status, body }) => [status, body['item_count']])).toEqual([
      [200, 6],
      [200, 6],
      [200, 6],
    ])
    expect(await count(`payment where round_id = '${draft}'`)).toBe(6)
  })
})

describe('the pages of a round', () => {
  let round: Uuid
  beforeAll(async () => {
    await newcomers(office, { couples: 2, accounts: 3 })
    round = (await compose(office, '看一看')).id
  })
  const PATHS = ['', '/lines', '/left-out', '/changes', '/reperformance', '/sheet']

  test.each(PATHS)('GET /api/payment-rounds/:round_id%s refuses without permission', async (path) => {
    expect((await read(worker, `/${round}${path}`)).status).toBe(403)
  })
  test.each(PATHS)('GET /api/payment-rounds/:round_id%s refuses outside the jurisdiction', async (path) => {
    const auditor = await makeActor(db, 'auditor', '530102')
    expect((await read(auditor, `/${round}${path}`)).status).toBe(404)
    if (path !== '/reperformance') await expectAlike((id) => `/${id}${path}`, round)
  })
  test.each(PATHS)('GET /api/payment-rounds/:round_id%s rejects bad input', async (path) => {
    const auditor = await makeActor(db, 'auditor', '530103')
    expect((await read(auditor, `/1${path}`)).status).toBe(400)
    if (['/lines', '/left-out'].includes(path)) {
      for (const query of ['limit=0', 'limit=101', 'cursor=!', `cursor=${Buffer.from('["x"]').toString('base64url')}`])
        expect((await read(auditor, `/${round}${path}?${query}`)).status, query).toBe(400)
    }
  })

  test('does it: the round with its steps and powers', async () => {
    const { body } = await read(office.approver, `/${round}`)
    expect(body).toMatchObject({
      round: { id: round, state: 'draft', item_count: 3, persons: 3, households: 2, left_out: 2, as_of: AS_OF },
      events: [{ to_state: 'draft', name: office.officer.display_name }],
      file: null,
      answer: null,
    })
  })
  test('does it: lines page by page, names masked where the role asks for it', async () => {
    const first = await read(office.finance, `/${round}/lines?limit=2`)
    expect(first.body.items.map((line) => line['line_no'])).toEqual([1, 2])
    const second = await read(office.finance, `/${round}/lines?limit=2&cursor=${first.body.next_cursor}`)
    expect(second.body).toMatchObject({ items: [{ line_no: 3 }], next_cursor: null })
    const seen = await read(office.supervisor, `/${round}/lines`)
    const names = [...first.body.items, ...second.body.items].map((line) => maskName(String(line['name'])))
    expect(seen.body.items.map((line) => line['name'])).toEqual(names)
  })
  test('does it: who was left out and why, who is new, and the round worked out again', async () => {
    // One of this round, and the one whom the first round of this file left without an account.
    const left = (await read(office.finance, `/${round}/left-out`)).body.items.map((row) => row['reason'])
    expect(left).toEqual(['no_account', 'no_account'])
    expect((await read(office.finance, `/${round}/changes`)).body).toMatchObject({ previous: null, items: [] })
    expect((await read(office.supervisor, `/${round}/reperformance`)).body).toMatchObject({ lines: 3, differences: [] })
  })
  test('above the district the round is read, masked, and not walked', async () => {
    const leader = await makeActor(db, 'city_leader', '5301')
    expect((await read(leader, `/${round}`)).status).toBe(200)
    expect((await read(leader, `/${round}/lines`)).body.items[0]?.['name']).toContain('*')
    expect((await ask(leader, 'POST', `/${round}/submit`, { body: {} })).status).toBe(403)
  })
})

describe('GET /api/payment-rounds', () => {
  test('refuses without permission', async () => {
    expect((await read(worker, '')).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect((await read(foreign, '')).body.items).toEqual([])
  })
  test('rejects bad input', async () => {
    const forged = Buffer.from('["2020-13-01","x"]').toString('base64url')
    for (const query of ['limit=0', `cursor=${forged}`])
      expect((await read(office.officer, `?${query}`)).status, query).toBe(400)
  })
  test('does it, page by page', async () => {
    const ids: unknown[] = []
    let cursor: string | null | undefined
    while (cursor !== null) {
      const { body } = await read(office.officer, `?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`)
      ids.push(...body.items.map((round) => round['id']))
      cursor = body.next_cursor
    }
    expect(ids).toHaveLength((await count('payment_round')) ?? 0)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('GET /api/payment-rounds/:round_id/bank-file', () => {
  let round: Uuid
  const fetchFile = (actor: Actor, id: Uuid, confirmed = true) => ask(actor, 'GET', `/${id}/bank-file`, { confirmed })
  beforeAll(async () => {
    round = await roundIn(office, 'exported', { template: 'general_xlsx' })
  })
  test('refuses without permission', async () => {
    for (const actor of [office.approver, office.finance, office.supervisor, worker])
      expect((await fetchFile(actor, round)).status).toBe(403)
    expect((await fetchFile(office.officer, round, false)).body.code).toBe('platform.confirm_first')
  })
  test('refuses outside the jurisdiction', async () => {
    await expectAlike((id) => `/${id}/bank-file`, round)
  })
  test('rejects bad input', async () => {
    const draft = await roundIn(office, 'draft')
    expect((await fetchFile(office.officer, draft)).body.code).toBe('payments.not_exported')
  })
  test('does it: the same bytes each time, whose hash the round shows, and it leaves a trace', async () => {
    const [one, two] = [await fetchFile(office.officer, round), await fetchFile(office.officer, round)]
    expect(one.raw.equals(two.raw)).toBe(true)
    expect((await read(office.officer, `/${round}`)).body).toMatchObject({
      file: {
        sha256: sha256(one.raw).toString('hex'),
        line_count: 2,
        total_fen: (await roundOf(office, round)).total_fen,
      },
    })
    expect(one.headers['content-disposition']).toContain('.xlsx')
  })
})

describe('GET /api/bank-templates', () => {
  test('does it for who may read rounds, and refuses others', async () => {
    const answer = await app.request(office.officer, 'GET', '/api/bank-templates')
    expect((answer.body as { general: { code: string }[] }).general.map((one) => one.code)).toEqual([
      'general_xlsx',
      'general_csv',
      'general_fixed',
    ])
    expect((await app.request(worker, 'GET', '/api/bank-templates')).status).toBe(403)
  })
})
