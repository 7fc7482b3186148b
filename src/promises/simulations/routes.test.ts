import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { bereavedCouple, nameOf, registerForTest } from '../../../test/support/families.ts'
import { makeAppropriation, makeFundsOffice } from '../../../test/support/funds.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { maskName } from '../../kernel/mask.ts'
import type { Actor } from '../../platform/call.ts'
import { type Moved, rewriteDraft, submitDraft, approveDraft, writeDraft } from '../policies/index.ts'
import type { SavedSimulation, Simulated } from './contract.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let approver: Actor
let supervisor: Actor
let worker: Actor
let stranger: Actor
let draft: Moved
let policy_id: Uuid

const raise = (yuan: number, of: Uuid = policy_id) => ({
  kind: 'version' as const,
  policy_id: of,
  version: cashOf(yuan, { cadence: 'monthly', valid_from: civilDate('2027-01-01') }),
})

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  supervisor = await makeActor(db, 'supervisor', '530103')
  worker = await makeActor(db, 'community_worker', '530103001001')
  stranger = await makeActor(db, 'district_officer', '530102')
  await registerForTest(db, officer, [
    bereavedCouple(0),
    bereavedCouple(1),
    bereavedCouple(2, { community: 530_103_006_001 }),
  ])
  const enacted = await enactFor(db, { officer, approver }, createOf(cashOf(100, { cadence: 'monthly' })))
  policy_id = enacted.policy_id as Uuid
  draft = await writeDraft(db.db, callOf(db, officer), raise(150))
  const office = await makeFundsOffice(db)
  // Six over seventy: a raised month costs 900 yuan. Enough until June.
  await makeAppropriation(db, office, 500_000, { year: 2027 })
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const get = (actor: Actor | undefined, url: string) => app.request(actor, 'GET', url)
const post = (actor: Actor | undefined, url: string, body: object, key?: string) =>
  app.request(actor, 'POST', url, { body, ...(key === undefined ? {} : { key }) })
const ABOUT = () => `draft_id=${draft.draft_id}`

async function saved(name = '一月起调标'): Promise<Uuid> {
  const { body } = await post(officer, '/api/simulations', { draft_id: draft.draft_id, name })
  return (body as { simulation_id: Uuid }).simulation_id
}

const READS: [string, () => string, () => string, (body: unknown) => void][] = [
  [
    'GET /api/simulations/preview',
    () => `/api/simulations/preview?${ABOUT()}`,
    () => `/api/simulations/preview?${ABOUT()}&month=2026-13&months=99`,
    (body) => {
      const { totals, by_month, by_place, money, policies } = body as Simulated
      expect(policies.map((policy) => policy.id)).toEqual([policy_id])
      // Twelve months from November: two at 100, ten at 150, for six people.
      expect(totals).toEqual({
        gained: 0,
        lost: 0,
        more: 6,
        less: 0,
        unknown: 0,
        today_fen: 6 * 12 * 10_000,
        draft_fen: 6 * (2 * 10_000 + 10 * 15_000),
        arrears_fen: 0,
      })
      expect(by_month.map((line) => line.draft_fen)).toEqual([60_000, 60_000, ...Array<number>(10).fill(90_000)])
      expect(by_place.map((line) => [line.place, line.more])).toEqual([
        [530_103_001_000, 4],
        [530_103_006_000, 2],
      ])
      expect(by_place.every((line) => line.name !== null)).toBe(true)
      expect(money.map(({ year, left_fen }) => [year, left_fen])).toEqual([
        [2026, null],
        [2027, 500_000],
      ])
      expect(money[1]).toMatchObject({
        draft_short_fen: 400_000,
        draft_short_from: '2027-06',
        today_short_fen: 100_000,
      })
    },
  ],
  [
    'GET /api/simulations/people',
    () => `/api/simulations/people?${ABOUT()}&change=more`,
    () => `/api/simulations/people?${ABOUT()}&change=richer`,
    (body) => {
      const { items } = body as { items: { names: string[]; cause: string; month: string; draft_fen: number }[] }
      expect(items).toHaveLength(6)
      expect(items[0]).toMatchObject({ cause: 'rate', month: '2027-01', draft_fen: 170_000 })
      expect(items.flatMap((item) => item.names)).toContain(nameOf(0))
    },
  ],
  [
    'GET /api/simulations',
    () => `/api/simulations?${ABOUT()}`,
    () => '/api/simulations?draft_id=mine',
    (body) => {
      const { items } = body as { items: { name: string; made_by_name: string }[] }
      expect(items[0]).toMatchObject({ name: '一月起调标', made_by_name: officer.display_name })
    },
  ],
]

describe.each(READS)('%s', (_, good, bad, holds) => {
  test('refuses without permission', async () => {
    expect((await get(undefined, good())).status).toBe(401)
    expect((await get(worker, good())).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await get(stranger, good())).status).toBe(404)
  })

  test('rejects bad input', async () => {
    expect((await get(officer, bad())).status).toBe(400)
  })

  test('does it', async () => {
    await saved()
    const { status, body } = await get(officer, good())
    expect(status).toBe(200)
    holds(body)
  })
})

describe('GET /api/simulations/:simulation_id', () => {
  const show = async (id: Uuid) => (await get(officer, `/api/simulations/${id}`)).body as SavedSimulation

  test('refuses without permission', async () => {
    expect((await get(worker, `/api/simulations/${await saved()}`)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await get(stranger, `/api/simulations/${await saved()}`)).status).toBe(404)
  })

  test('rejects bad input', async () => {
    expect((await get(officer, '/api/simulations/first')).status).toBe(400)
  })

  test('does it', async () => {
    const shown = await show(await saved('第一次'))
    expect(shown).toMatchObject({
      name: '第一次',
      draft_version: 1,
      month: '2026-11',
      as_of: '2026-11-21',
      changed: { draft: false, law: false, register: false },
    })
    expect(shown.by_month).toHaveLength(12)
    expect(shown.by_place).toHaveLength(2)
  })

  test('says when the register, the draft or the law has changed since', async () => {
    const own = await enactFor(db, { officer, approver }, createOf(cashOf(100, { cadence: 'monthly' })))
    const its = own.policy_id as Uuid
    const mine = await writeDraft(db.db, callOf(db, officer), raise(160, its))
    const about = { draft_id: mine.draft_id, name: '对照' }
    const id = ((await post(officer, '/api/simulations', about)).body as { simulation_id: Uuid }).simulation_id
    await registerForTest(db, officer, [bereavedCouple(40, { community: 530_103_007_001 })])
    expect((await show(id)).changed).toEqual({ draft: false, law: false, register: true })
    await rewriteDraft(db.db, callOf(db, officer), { draft_id: mine.draft_id, version: 1, content: raise(170, its) })
    expect((await show(id)).changed).toEqual({ draft: true, law: false, register: null })
    // What was kept stays as it was.
    expect((await show(id)).totals.more).toBe(6)
    const again = ((await post(officer, '/api/simulations', about)).body as { simulation_id: Uuid }).simulation_id
    const { version } = await submitDraft(db.db, callOf(db, officer), { draft_id: mine.draft_id, version: 2 })
    await approveDraft(db.db, callOf(db, approver), { draft_id: mine.draft_id, version })
    expect((await show(again)).changed).toEqual({ draft: false, law: true, register: null })
    const refused = await get(officer, `/api/simulations/preview?draft_id=${mine.draft_id}`)
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([422, 'simulations.draft_decided'])
  })
})

interface Write {
  url: string
  body: () => object
  bad: object
  not: () => Actor
}

const WRITES: [string, Write][] = [
  [
    'POST /api/simulations',
    {
      url: '/api/simulations',
      body: () => ({ draft_id: other.draft_id, name: '第二次', months: 6 }),
      bad: { draft_id: 'x', name: '' },
      not: () => supervisor,
    },
  ],
  [
    'POST /api/simulations/people/export',
    {
      url: '/api/simulations/people/export',
      body: () => ({ draft_id: other.draft_id, change: 'gained', reason: '会前核对' }),
      bad: { draft_id: 'x', change: 'gained' },
      not: () => approver,
    },
  ],
]

let other: Moved

describe.each(WRITES)('%s', (_, { url, body, bad, not }) => {
  beforeAll(async () => {
    const version = cashOf(30, { cadence: 'monthly', valid_from: civilDate('2026-12-01') })
    other = await writeDraft(db.db, callOf(db, officer), createOf(version, { name_zh: '高龄补差' }))
  })

  test('refuses without permission', async () => {
    expect((await post(undefined, url, body())).status).toBe(401)
    expect((await post(not(), url, body())).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await post(stranger, url, body())).status).toBe(404)
  })

  test('rejects bad input', async () => {
    expect((await post(officer, url, bad)).status).toBe(400)
  })

  test('does it', async () => {
    expect((await post(officer, url, body())).status).toBe(200)
  })
})

test('a simulation is kept once when sent twice', async () => {
  const body = { draft_id: draft.draft_id, name: '只存一次' }
  const [one, two] = [
    await post(officer, '/api/simulations', body, 'keep-once'),
    await post(officer, '/api/simulations', body, 'keep-once'),
  ]
  expect(two.raw).toEqual(one.raw)
  const { rows } = await db.admin.query(`select id from simulation where name = '只存一次'`)
  expect(rows).toHaveLength(1)
})

test('who may not see full names sees masked ones, and every look at names and every file leaves its trace', async () => {
  const { body } = await get(supervisor, `/api/simulations/people?${ABOUT()}&change=more`)
  const { items } = body as { items: { names: string[] }[] }
  expect(items.flatMap((item) => item.names)).toContain(maskName(nameOf(0)))
  await post(officer, '/api/simulations/people/export', {
    draft_id: draft.draft_id,
    change: 'more',
    reason: '核对名单',
  })
  const { rows } = await db.admin.query<{ action: string; reason: string | null }>(
    `select action, reason from audit_entry where action like 'simulations.%' and account_id = any($1) order by action`,
    [[supervisor.account_id, officer.account_id]],
  )
  expect(rows).toContainEqual({ action: 'simulations.people', reason: null })
  expect(rows).toContainEqual({ action: 'simulations.export', reason: '核对名单' })
})

test('kept figures cannot be changed or taken away by the application', async () => {
  await saved()
  for (const act of [
    'update simulation set gained = 0',
    'delete from simulation_month',
    'delete from simulation_street',
  ]) {
    await expect(db.db.pool.query(act)).rejects.toThrow(/permission denied/)
  }
})

test('a month that has passed, a far one and a place elsewhere are refused with the reason', async () => {
  const code = async (more: string) =>
    ((await get(officer, `/api/simulations/preview?${ABOUT()}&${more}`)).body as { code: string }).code
  expect(await code('month=2026-10')).toBe('simulations.month_past')
  expect(await code('month=2030-01')).toBe('simulations.month_far')
  expect(await code('division=530102000000')).toBe('simulations.place_not_found')
})
