import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { at } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { noteDeath } from '../../../test/support/entitlements.ts'
import {
  bereavedCouple,
  COMMUNITY,
  motherOfDisabledChild,
  NEIGHBOUR_COMMUNITY,
} from '../../../test/support/families.ts'
import { changesOf, refreshOn, soonOf, standingOf, widowBorn } from '../../../test/support/standing.ts'
import { addDays, civilDate, type Instant } from '../../kernel/calendar.ts'
import { interval } from '../../kernel/division-code.ts'
import type { Actor } from '../../platform/call.ts'
import { command, readIn } from '../../platform/database/transact.ts'
import { changeFamily } from '../../registry/families/commands/index.ts'
import type { FamilyDraft } from '../../registry/families/rules/draft.ts'
import { moveFamilies, registerFamilies } from '../../registry/families/index.ts'
import { eligibleQuery, policiesInForce } from '../policies/index.ts'

// How the written standing follows register, calendar and law: day after day over one small district.

let db: TestDatabase
let officer: Actor
let approver: Actor
const PANLONG = 530_103_000_000
const CLEANING = 'panlong_appliance_cleaning'
const HEAT = 'panlong_heat_goods'
const ALLOWANCE = 'special_assistance_death'
const DISABLED = 'special_assistance_disability'
/** The tests follow one another day by day. */
let today = civilDate('2026-11-21')
const nextDay = (days = 1) => (today = addDays(today, days))

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  await register(bereavedCouple(0))
})
afterAll(() => db.drop())

async function register(draft: FamilyDraft) {
  const call = callOf(db, officer, { now: `${today}T03:00:00.000Z` as Instant })
  const [one] = await readIn(db.db, call, (tx) => registerFamilies(tx, call, [draft]))
  if (!one) throw new Error('A family is registered.')
  return one
}

/** What the compiler says of everybody on a day, held against what is written. */
async function differsFromCompiler(on = today): Promise<number> {
  return readIn(db.db, callOf(db, officer), async (tx) => {
    let different = 0
    for (const policy of await policiesInForce(tx, on)) {
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from (select * from (${eligibleQuery(policy, interval(PANLONG), on)}) q where q.answer <> 'no') a
        full join (select * from standing where district = 530103 and policy_id = ${policy.id}::uuid) s
          on s.beneficiary_id = coalesce(a.person_id, a.family_id) where a.answer is distinct from s.answer`.execute(tx)
      different += rows[0]?.n ?? 0
    }
    return different
  })
}

test('the first refresh finds everybody and has no changes; the same day again writes nothing', async () => {
  const first = await refreshOn(db, officer, today)
  expect(first.written).toBeGreaterThan(5)
  expect(first).toMatchObject({ gained: 0, lost: 0, became_unknown: 0, yes: first.written - first.unknown })
  expect(await differsFromCompiler()).toBe(0)
  expect(await refreshOn(db, officer, today)).toMatchObject({ written: 0, refresh_id: null, yes: first.yes })
  const { rows } = await db.admin.query('select baseline, as_of::text as as_of from standing_refresh')
  expect(rows).toEqual([{ baseline: true, as_of: '2026-11-21' }])
  // Another day on which nothing differs is one row: the day standing speaks for.
  expect((await refreshOn(db, officer, nextDay())).written).toBe(0)
  expect((await db.admin.query('select 1 from standing_change')).rows).toEqual([])
})

test('somebody registered is gained by what she meets, and is soon to meet the rest', async () => {
  const widow = await register(widowBorn(10, civilDate('1956-11-25')))
  await refreshOn(db, officer, nextDay())
  const gained = await changesOf(db, widow.id, CLEANING)
  expect(gained).toMatchObject([{ before: 'no', after: 'yes', cause: 'registered', on: today }])
  expect(await soonOf(db, widow.id)).toContainEqual({ code: HEAT, on: '2026-11-25', cause: 'time' })
  expect(await differsFromCompiler()).toBe(0)
})

test('a birthday gains on its very day, however late it is found', async () => {
  const widow = await register(widowBorn(11, civilDate('1956-11-25')))
  await refreshOn(db, officer, nextDay())
  expect(await standingOf(db, widow.id, HEAT)).toEqual([])
  await refreshOn(db, officer, (today = civilDate('2026-11-30')))
  expect(await changesOf(db, widow.id, HEAT)).toEqual([
    { code: HEAT, before: 'no', after: 'yes', on: '2026-11-25', cause: 'time', fields: ['age'] },
  ])
  expect(await standingOf(db, widow.id, HEAT)).toMatchObject([{ answer: 'yes', since: '2026-11-25' }])
  expect((await soonOf(db, widow.id)).map((row) => row.code)).not.toContain(HEAT)
})

test('a certificate that runs out makes unknown, by the calendar alone', async () => {
  const draft = motherOfDisabledChild(30)
  const valid_to = addDays(today, 10)
  const family = await register({ ...draft, certificates: draft.certificates.map((one) => ({ ...one, valid_to })) })
  await refreshOn(db, officer, nextDay())
  expect(await standingOf(db, family.id, DISABLED)).toMatchObject([{ answer: 'yes' }])
  await refreshOn(db, officer, (today = valid_to))
  expect(await changesOf(db, family.id, DISABLED)).toMatchObject([
    { after: 'yes', cause: 'registered' },
    { before: 'yes', after: 'unknown', cause: 'time', fields: ['child_disability_grade'], on: valid_to },
  ])
  expect(await differsFromCompiler()).toBe(0)
})

test('a death loses everything that was hers, and what her family still meets stands', async () => {
  const couple = await register(bereavedCouple(40))
  const [father] = couple.person_ids
  await refreshOn(db, officer, nextDay())
  await noteDeath(db, officer, father ?? couple.id, addDays(today, -1))
  await db.admin.query(`update fact_change set changed_at = $2 where family_id = $1`, [couple.id, at(today)])
  await refreshOn(db, officer, nextDay())
  expect((await standingOf(db, couple.id, ALLOWANCE)).map((row) => row.person_id)).toEqual([couple.person_ids[1]])
  const lost = (await changesOf(db, couple.id)).filter((row) => row.after === 'no')
  expect(lost.length).toBeGreaterThan(1)
  expect(new Set(lost.map((row) => row.cause))).toEqual(new Set(['died']))
  expect(await standingOf(db, couple.id, CLEANING)).toHaveLength(1)
})

test('a fact that becomes another one is named, and one that was missing is known', async () => {
  const widow = await register(widowBorn(50, civilDate('1950-01-01'), { living_arrangement: 'unknown' }))
  await refreshOn(db, officer, nextDay())
  const unknown = await standingOf(db, widow.id)
  expect(unknown.filter((row) => row.answer === 'unknown').map((row) => row.code)).toContain('panlong_wristband')
  const change = { set: { living_arrangement: 'alone' as const } }
  await changeFamily(db.db, callOf(db, officer, { now: at(today) }), { family_id: widow.id, version: 1, change })
  await refreshOn(db, officer, nextDay())
  expect((await changesOf(db, widow.id, 'panlong_wristband')).at(-1)).toMatchObject({
    before: 'unknown',
    after: 'yes',
    cause: 'known',
    fields: ['living_alone'],
  })
})

test('a narrower policy in the place of a wider one: lost there, gained here, and a move gives it back', async () => {
  const family = await register(bereavedCouple(60, { community: COMMUNITY, hardship: true }))
  await refreshOn(db, officer, nextDay())
  const wide = 'panlong_festival_condolence'
  const [head] = (await db.admin.query(`select id from policy where code = $1`, [wide])).rows as { id: string }[]
  const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 50 }] }
  const begins = addDays(today, 3)
  const version = cashOf(400, { division: COMMUNITY, rule, valid_from: begins, cadence: 'festival', per: 'occasion' })
  const promise = {
    division: COMMUNITY,
    level: 'community' as const,
    name_zh: '试验节日慰问',
    replaces_id: head?.id ?? null,
  }
  const { policy_id } = await enactFor(
    db,
    { officer, approver },
    createOf(version, { ...promise, beneficiary: 'family' } as never),
  )
  const { rows } = await db.admin.query<{ code: string }>('select code from policy where id = $1', [policy_id])
  const narrow = rows[0]?.code ?? ''
  await refreshOn(db, officer, nextDay())
  expect(await changesOf(db, family.id, narrow)).toEqual([])
  await refreshOn(db, officer, (today = begins))
  expect(await changesOf(db, family.id, wide)).toMatchObject([
    { after: 'yes' },
    { after: 'no', cause: 'policy_replaced' },
  ])
  expect(await changesOf(db, family.id, narrow)).toMatchObject([{ before: 'no', after: 'yes', cause: 'policy_began' }])
  expect(await differsFromCompiler()).toBe(0)
  const call = callOf(db, officer, { now: at(today) })
  await command(db.db, call, { name: 'families.move', input: {} }, async (tx) => ({
    result: await moveFamilies(tx, call, [{ family_id: family.id, version: 1, community: NEIGHBOUR_COMMUNITY }]),
  }))
  await refreshOn(db, officer, nextDay())
  expect((await changesOf(db, family.id, narrow)).at(-1)).toMatchObject({
    after: 'no',
    cause: 'moved',
    fields: ['residence'],
  })
  expect((await changesOf(db, family.id, wide)).at(-1)).toMatchObject({
    after: 'yes',
    cause: 'moved',
    fields: ['residence'],
  })
})

test('an earlier day is refused: what standing speaks for never goes back', async () => {
  await expect(refreshOn(db, officer, addDays(today, -1))).rejects.toMatchObject({ code: 'standing.later_known' })
  expect(await differsFromCompiler()).toBe(0)
})
