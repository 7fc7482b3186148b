import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { at } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { changesOf, refreshOn, standingOf, widowBorn } from '../../../test/support/standing.ts'
import { addMinutes, civilDate } from '../../kernel/calendar.ts'
import { type Code, interval } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { asSystem } from '../../platform/database/transact.ts'
import { startDispatcher } from '../../platform/jobs/outbox.ts'
import { changeFamily } from '../../registry/families/commands/index.ts'
import { writeStanding } from './commands/index.ts'
import { findEverywhere, reactions, refreshEverywhere } from './jobs.ts'

let db: TestDatabase
let officer: Actor
beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

const nightOf = (day: string) => ({ clock: { now: () => at(day) }, newId: testId })

const refreshes = async () =>
  (
    await db.admin.query(
      `select district, cause, as_of::text as as_of, baseline from standing_refresh order by refreshed_at, district`,
    )
  ).rows

test('a run over recent days brings standing to today, a run over the past does not', async () => {
  const [one] = await registerForTest(db, officer, [bereavedCouple(0)])
  if (!one) throw new Error('A family is registered.')
  const dispatcher = startDispatcher({
    db: db.db,
    clock: { now: () => at('2026-11-21') },
    log: () => undefined,
    reactions: new Map(Object.entries(reactions).map(([topic, react]) => [topic, [react]])),
    onDelivered: () => undefined,
    pollMs: 3_600_000,
  })
  await runFor(db, officer, civilDate('2020-06-01'))
  await dispatcher.drain()
  expect(await refreshes()).toEqual([])
  await runFor(db, officer, civilDate('2026-11-01'))
  await dispatcher.drain()
  expect(await refreshes()).toEqual([{ district: 530103, cause: 'run', as_of: '2026-11-21', baseline: true }])
  expect((await standingOf(db, one.id)).length).toBeGreaterThan(3)
  // Once more finds nothing to write: the same day, the same register, the same law.
  await runFor(db, officer, civilDate('2026-11-02'))
  await dispatcher.drain()
  expect(await refreshes()).toHaveLength(1)
  await dispatcher.stop()
})

test('the night brings every district with families to the day, and keeps what is later', async () => {
  const other = await makeActor(db, 'district_officer', '530102')
  const [widow] = await registerForTest(db, other, [
    widowBorn(70, civilDate('1956-11-25'), { community: 530_102_001_001 }),
  ])
  if (!widow) throw new Error('A widow is registered.')
  const night = nightOf('2026-11-24')
  expect(await refreshEverywhere(db.db, night)).toEqual({ done: 2, left_out: [] })
  expect((await refreshes()).slice(1)).toEqual([
    { district: 530102, cause: 'night', as_of: '2026-11-24', baseline: true },
    { district: 530103, cause: 'night', as_of: '2026-11-24', baseline: false },
  ])
  await refreshEverywhere(db.db, nightOf('2026-11-25'))
  expect(await standingOf(db, widow.id)).not.toEqual([])
  expect(await changesOf(db, widow.id)).toEqual([])
  const before = await refreshes()
  // A job that was late comes after one that was not: the later day is kept.
  await refreshEverywhere(db.db, night)
  expect(await refreshes()).toEqual(before)
  await expect(refreshOn(db, officer, civilDate('2026-11-23'))).rejects.toMatchObject({ code: 'standing.later_known' })
})

test('districts that begin in one night are found as each is found by itself, each under a refresh of its own', async () => {
  const { rows: places } = await db.admin.query<{ district: number; community: string }>(
    `select code / 1000000 as district, min(code) as community from division where tier = 'community' and code / 1000000 between 530101 and 530112
     group by 1 order by 1 limit 4`,
  )
  const districts = places.map((place) => Number(place.district))
  expect(districts).toContain(530_103)
  for (const [index, district] of districts.entries()) {
    const community = Number(places[index]?.community) as Code
    const there = await makeActor(db, 'district_officer', String(district))
    const ages = ['1944-02-29', '1957-03-01', '1956-12-24']
    const widows = ages.map((birth, n) => widowBorn(n, civilDate(birth), { community }))
    await registerForTest(db, there, widows)
  }
  const night = nightOf('2026-11-24')
  const forget = async () => {
    for (const table of ['standing', 'standing_soon', 'standing_change', 'standing_refresh'])
      await db.admin.query(`delete from ${table}`)
  }
  await forget()
  await refreshEverywhere(db.db, night)
  const everything = async () => ({
    standing: await rowsOf(
      'select district, family_id, policy_id, beneficiary_id, answer, since::text as since from standing',
    ),
    soon: await rowsOf(
      'select district, policy_id, beneficiary_id, qualifies_on::text as day, cause from standing_soon',
    ),
    counts: await rowsOf('select district, yes, unknown, baseline from standing_refresh'),
    own: await rowsOf(
      `select s.district from standing s join standing_refresh r on r.district = s.district and r.id = s.refresh_id`,
    ),
  })
  const rowsOf = async (text: string) =>
    (
      await db.admin.query<Record<string, unknown>>(
        `select * from (${text}) x where district = any($1) order by x::text`,
        [districts],
      )
    ).rows
  const together = await everything()
  expect(together.soon.length).toBeGreaterThan(0)
  expect(together.own.length).toBe(together.standing.length)
  await forget()
  for (const district of districts) {
    const occasion = {
      now: at('2026-11-24'),
      district,
      as_of: civilDate('2026-11-24'),
      refresh_id: testId(),
      cause: 'night' as const,
      by: null,
    }
    await asSystem(db.db, interval(district * 1_000_000), (tx) => writeStanding(tx, occasion))
  }
  expect(await everything()).toEqual(together)
})

test('what one district cannot do keeps no other waiting', async () => {
  const everywhere = async () =>
    (await db.admin.query<{ district: number }>('select distinct district from family order by 1')).rows.map(
      (row) => row.district,
    )
  for (const table of ['standing', 'standing_soon', 'standing_change', 'standing_refresh'])
    await db.admin.query(`delete from ${table}`)
  const districts = await everywhere()
  // A row nobody wrote, in the way of what the night would write.
  await db.admin.query(
    `insert into standing (district, family_id, beneficiary_id, policy_id, person_id, answer, since, refresh_id)
     select f.district, f.family_id, f.person_id, p.id, f.person_id, 'yes', '2026-11-01', gen_random_uuid()
     from person_fact f cross join policy p where f.district = 530102 and p.beneficiary = 'person'`,
  )
  const night = nightOf('2026-11-26')
  const { done, left_out } = await refreshEverywhere(db.db, night)
  expect([done, left_out]).toEqual([districts.length - 1, [{ district: 530_102, code: 'platform.already_there' }]])
  const { rows } = await db.admin.query<{ district: number }>('select district from standing_refresh order by 1')
  expect(rows.map((row) => row.district)).toEqual(districts.filter((district) => district !== 530_102))
  await db.admin.query('delete from standing where district = 530102')
  expect(await refreshEverywhere(db.db, night)).toEqual({ done: districts.length, left_out: [] })
})

test('a district that somebody refreshes is waited for alone, and the others are brought to the day meanwhile', async () => {
  const districts = [530_102, 530_103]
  const broughtTo = async (day: string) =>
    (
      await db.admin.query<{ district: number }>(
        'select district from standing_refresh where as_of = $1 and district = any($2) order by 1',
        [day, districts],
      )
    ).rows.map((row) => row.district)
  await db.admin.query('select pg_advisory_lock(67, 530103)')
  const pass = findEverywhere(db.db, nightOf('2026-11-27'), { districts, as_of: civilDate('2026-11-27') })
  await expect.poll(() => broughtTo('2026-11-27')).toEqual([530_102])
  await db.admin.query('select pg_advisory_unlock(67, 530103)')
  expect((await pass).left_out).toEqual([])
  expect(await broughtTo('2026-11-27')).toEqual(districts)
})

test('a night whose moment was taken before the last refresh by hand comes behind it', async () => {
  const [widow] = await registerForTest(db, officer, [
    widowBorn(90, civilDate('1950-01-01'), { living_arrangement: 'unknown' }),
  ])
  const set = (version: number, living_arrangement: 'alone' | 'unknown') =>
    changeFamily(db.db, callOf(db, officer, { now: at('2026-11-28') }), {
      family_id: widow?.id as Uuid,
      version,
      change: { set: { living_arrangement } },
    })
  await refreshOn(db, officer, civilDate('2026-11-27'))
  await set(1, 'alone')
  await refreshOn(db, officer, civilDate('2026-11-28'))
  await set(2, 'unknown')
  const before = { now: () => addMinutes(at('2026-11-28'), -1) }
  expect((await refreshEverywhere(db.db, { clock: before, newId: testId })).left_out).toEqual([])
  const { rows } = await db.admin.query<{ cause: string }>(
    'select cause from standing_refresh where district = 530103 order by as_of desc, refreshed_at desc, id desc limit 2',
  )
  expect(rows.map((row) => row.cause)).toEqual(['night', 'hand'])
  expect(await runChecks(db.admin, findChecks('src/promises/standing'))).toEqual([])
})
