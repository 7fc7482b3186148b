import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, NEIGHBOUR_COMMUNITY, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let worker: Actor
let neighbour: Actor
let stranger: Actor
let family: Uuid
let father: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', '530103001001')
  neighbour = await makeActor(db, 'street_officer', '530103002')
  stranger = await makeActor(db, 'psychologist', '530103')
  const [here] = await registerForTest(db, officer, [
    bereavedCouple(0, { hardship: true }),
    bereavedCouple(1, { community: NEIGHBOUR_COMMUNITY, hardship: true }),
  ])
  if (!here) throw new Error('A family is registered.')
  family = here.id
  father = here.person_ids[0] ?? family
  await runFor(db, officer, civilDate('2026-11-20'))
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const rowOf = async (code: string, person: Uuid | null = father) => {
  const found = (await entitlementRows(db, code)).find((row) => row.person_id === person || row.family_id === person)
  if (!found) throw new Error(`There is a row of ${code}.`)
  return found
}
/** A family of its own for each write, so that no test waits for another. */
let number = 100
async function freshRow() {
  number += 1
  const [here] = await registerForTest(db, officer, [bereavedCouple(number, { hardship: true })])
  await runFor(db, officer, civilDate('2026-11-20'), ['panlong_doctor_signing'])
  return rowOf('panlong_doctor_signing', here?.person_ids[0])
}
const stateOf = async (id: Uuid) => (await entitlementRows(db)).find((row) => row.id === id)?.state

const HOLD = { reason: '家人外出', review_on: '2026-12-01' }

interface Write {
  name: string
  url: string
  body: (row: { id: Uuid; record_id: Uuid | null }) => object
  bad: object
  /** Brings the row to where the write begins. */
  before?: (id: Uuid) => Promise<void>
  after: string
  may: () => Actor
}

const post = (actor: Actor, url: string, body: object, key?: string) =>
  app.request(actor, 'POST', url, { body, ...(key === undefined ? {} : { key }) })

const WRITES: Write[] = [
  {
    name: 'reach',
    url: '/api/entitlements/reach',
    body: ({ id }) => ({ entitlement_ids: [id], happened_on: '2026-11-20' }),
    bad: { entitlement_ids: [], filter: {} },
    after: 'reached',
    may: () => worker,
  },
  {
    name: 'hold',
    url: '/api/entitlements/hold',
    body: ({ id }) => ({ entitlement_ids: [id], ...HOLD }),
    bad: { entitlement_ids: ['x'], reason: '', review_on: 'soon' },
    after: 'held',
    may: () => worker,
  },
  {
    name: 'release',
    url: '/api/entitlements/release',
    body: ({ id }) => ({ entitlement_ids: [id] }),
    bad: {},
    before: async (id) => void (await post(worker, '/api/entitlements/hold', { entitlement_ids: [id], ...HOLD })),
    after: 'due',
    may: () => worker,
  },
  {
    name: 'void',
    url: '/api/entitlements/void',
    body: ({ id }) => ({ entitlement_ids: [id], reason: '家人婉拒' }),
    bad: { entitlement_ids: [] },
    after: 'void',
    may: () => officer,
  },
  {
    name: 'restore',
    url: '/api/entitlements/restore',
    body: ({ id }) => ({ entitlement_ids: [id] }),
    bad: { entitlement_ids: 'all' },
    before: async (id) =>
      void (await post(officer, '/api/entitlements/void', { entitlement_ids: [id], reason: '家人婉拒' })),
    after: 'due',
    may: () => officer,
  },
  {
    name: 'undo-reach',
    url: '/api/entitlements/undo-reach',
    body: ({ record_id }) => ({ record_id, reason: '登记有误' }),
    bad: { record_id: 'x' },
    before: async (id) => void (await post(worker, '/api/entitlements/reach', { entitlement_ids: [id] })),
    after: 'due',
    may: () => officer,
  },
]

describe.each(WRITES)('POST $name', ({ url, body, bad, before, after, may }) => {
  let row: Awaited<ReturnType<typeof freshRow>>
  beforeEach(async () => {
    row = await freshRow()
    await before?.(row.id)
    row = (await entitlementRows(db)).find((one) => one.id === row.id) ?? row
  })

  test('refuses without permission', async () => {
    expect((await post(stranger, url, body(row))).status).toBe(403)
    expect(await stateOf(row.id)).toBe(row.state)
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await post(neighbour, url, body(row))
    const nowhere = '019b0000-0000-7000-8000-000000000000' as Uuid
    const missing = await post(neighbour, url, body({ id: nowhere, record_id: nowhere }))
    expect(foreign.status).toBe(404)
    expect({ ...(foreign.body as object), request_id: '' }).toEqual({ ...(missing.body as object), request_id: '' })
    expect(await stateOf(row.id)).toBe(row.state)
  })

  test('rejects bad input', async () => {
    expect((await post(may(), url, bad)).status).toBe(400)
    expect((await post(may(), url, { ...body(row), no_such_field: 1 })).status).toBe(400)
  })

  test('does it', async () => {
    expect((await post(may(), url, body(row))).status).toBe(200)
    expect(await stateOf(row.id)).toBe(after)
  })

  test('does it once when sent twice', async () => {
    const key = `twice-${row.id}`
    const first = await post(may(), url, body(row), key)
    const again = await post(may(), url, body(row), key)
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual(first.body)
    // Under another key it is another wish, and the row is no longer where it begins.
    expect((await post(may(), url, body(row))).status).toBeGreaterThanOrEqual(404)
  })
})

describe('POST reach', () => {
  test('refuses what the bank pays round by round, names each and where it is paid, and leaves festival money as it was', async () => {
    const [allowance, festival] = [
      await rowOf('special_assistance_death'),
      await rowOf('panlong_festival_condolence', family),
    ]
    const answers = [
      await post(worker, '/api/entitlements/reach', { entitlement_ids: [allowance.id] }),
      await post(officer, '/api/entitlements/reach', { entitlement_ids: [festival.id, allowance.id] }),
      await post(officer, '/api/entitlements/reach', {
        filter: { policy: ['special_assistance_death'], division: 530_103_001_001 },
        expected: { rows: 2, amount_fen: 2 * allowance.amount_fen },
      }),
    ]
    expect(answers.map((answer) => answer.status)).toEqual([422, 422, 422])
    expect(answers[1]?.body).toMatchObject({
      code: 'entitlements.paid_by_rounds',
      place: 'entitlement_ids',
      params: { count: 1 },
      next: expect.stringContaining('“发放”'),
      issues: [{ code: 'entitlements.is_paid_by_rounds' }],
    })
    expect([await stateOf(allowance.id), await stateOf(festival.id)]).toEqual(['due', 'due'])
    const acts = await db.admin.query(`select 1 from care_record where kind = 'assistance_payment'`)
    expect(acts.rows).toEqual([])
  })

  test('is not offered for it: the list and its sums say that the bank pays it', async () => {
    const list = await app.request(worker, 'GET', '/api/entitlements?limit=100')
    const { items } = list.body as { items: { policy_code: string; by_round: boolean }[] }
    const told = new Map(items.map((row) => [row.policy_code, row.by_round]))
    expect([told.get('special_assistance_death'), told.get('panlong_festival_condolence')]).toEqual([true, false])
    const sums = await app.request(worker, 'GET', '/api/entitlements/sums?policy=special_assistance_death')
    expect(sums.body).toMatchObject({ by_policy: [{ policy_code: 'special_assistance_death', by_round: true }] })
  })

  test('refuses a list that is no longer what the sender saw', async () => {
    const answer = await post(officer, '/api/entitlements/reach', {
      filter: { policy: ['panlong_festival_condolence'] },
      expected: { rows: 1, amount_fen: 30_000 },
    })
    expect(answer.status).toBe(409)
    expect(answer.body).toMatchObject({ code: 'entitlements.not_as_seen', params: { rows: 2, amount_fen: 60_000 } })
  })

  test('names at the field what the act needs beyond the promise', async () => {
    const row = await rowOf('panlong_accident_insurance')
    const without = await post(worker, '/api/entitlements/reach', { entitlement_ids: [row.id] })
    expect(without.status).toBe(422)
    expect(without.body).toMatchObject({
      issues: [{ place: 'amount_fen_each', code: 'care_records.needs_amount_fen' }],
    })
    const paid = await post(worker, '/api/entitlements/reach', { entitlement_ids: [row.id], amount_fen_each: 10_000 })
    expect(paid.status).toBe(200)
  })

  test('refuses a day before the period began, and the figures of the closed years stay as they were', async () => {
    const festival = await rowOf('panlong_festival_condolence', family)
    const yearly = await freshRow()
    const answer = await post(officer, '/api/entitlements/reach', {
      entitlement_ids: [festival.id, yearly.id],
      happened_on: '2026-06-01',
    })
    expect(answer.status).toBe(422)
    expect(festival.period).toBe('2027-spring')
    // 中秋 of 2026 is on 25 September; of the year the first of January is early enough.
    expect(answer.body).toMatchObject({
      code: 'entitlements.before_due',
      place: 'happened_on',
      params: { count: 1, happened_on: '2026-06-01' },
      issues: [{ code: 'entitlements.owed_from', detail: expect.stringContaining('2026-09-26') }],
    })
    expect([await stateOf(festival.id), await stateOf(yearly.id)]).toEqual(['due', 'due'])
    const acts = await db.admin.query(`select 1 from care_record where happened_on < '2026-07-01'`)
    expect(acts.rows).toEqual([])
  })

  test('takes a day of the period before the run that found it owed', async () => {
    const row = await freshRow()
    const early = { entitlement_ids: [row.id], happened_on: '2025-12-31' }
    expect((await post(worker, '/api/entitlements/reach', early)).status).toBe(422)
    const first = { entitlement_ids: [row.id], happened_on: '2026-01-01' }
    expect((await post(worker, '/api/entitlements/reach', first)).status).toBe(200)
  })

  test('is all or none, and says which one is not due', async () => {
    const [held, due] = [await freshRow(), await freshRow()]
    await post(worker, '/api/entitlements/hold', { entitlement_ids: [held.id], ...HOLD })
    const answer = await post(worker, '/api/entitlements/reach', { entitlement_ids: [held.id, due.id] })
    expect(answer.status).toBe(409)
    expect(answer.body).toMatchObject({
      code: 'entitlements.not_to_reached',
      issues: [{ code: 'entitlements.is_held' }],
    })
    expect(await stateOf(due.id)).toBe('due')
  })
})
