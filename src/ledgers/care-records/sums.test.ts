import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor, Call } from '../../platform/call.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { command, readIn } from '../../platform/database/transact.ts'
import {
  type ActOutcome,
  type CareAct,
  type CareFilter,
  type CareSums,
  counterRecord,
  listHouseholds,
  listPersons,
  listRecords,
  type Paged,
  recordCare,
  rollupOf,
  sumOf,
} from './index.ts'

const PLACES = [530_103_001_001, 530_103_001_002, 530_103_002_001]
const DISTRICT = 530_103_000_000

let db: TestDatabase
let officer: Actor
let families: TestFamily[]

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
  families = []
  for (const place of PLACES) families.push(...(await makeFamilies(db, place, 3)))
})
afterAll(() => db.drop())

const write = <T>(work: (tx: Tx, call: Call) => Promise<T>, actor: Actor = officer): Promise<T> => {
  const call = callOf(db, actor)
  return command(db.db, call, { name: 'test.write', input: null }, async (tx) => ({ result: await work(tx, call) }))
}
const read = <T>(work: (tx: Tx, call: Call) => Promise<T>, actor: Actor = officer): Promise<T> => {
  const call = callOf(db, actor)
  return readIn(db.db, call, (tx) => work(tx, call))
}

async function allPages<T>(page: (cursor: string | undefined) => Promise<Paged<T>>): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | undefined
  do {
    const next = await page(cursor)
    rows.push(...next.items)
    cursor = next.next_cursor ?? undefined
  } while (cursor !== undefined)
  return rows
}

/** The plain model: every act that still stands, as it was stated. */
interface Standing {
  act: CareAct & { outcome: ActOutcome }
  place: number
}

const isSession = (kind: string) => kind === 'tea_talk' || kind === 'counselling'
const communityOf = new Map<Uuid, number>()
const familyOf = new Map<Uuid, Uuid>()

function modelSums(standing: readonly Standing[], filter: CareFilter, width: number): CareSums {
  const within = (place: number | undefined) =>
    place !== undefined && place >= filter.division && place < filter.division + width
  const meant = standing.filter(
    ({ act }) =>
      (filter.outcomes ?? ['done']).includes(act.outcome) &&
      (filter.from === undefined || act.happened_on >= filter.from) &&
      (filter.to === undefined || act.happened_on <= filter.to) &&
      (filter.kinds === undefined || filter.kinds.includes(act.kind)),
  )
  const here = meant.filter(({ place }) => within(place))
  const total = (of: (act: CareAct) => number | undefined) => here.reduce((sum, { act }) => sum + (of(act) ?? 0), 0)
  const people = meant.flatMap(({ act }) => (act.person_ids ?? []).filter((id) => within(communityOf.get(id))))
  const homes = meant.flatMap(({ act }) => [
    ...new Set([
      ...(act.family_id && within(communityOf.get(act.family_id)) ? [act.family_id] : []),
      ...(act.person_ids ?? []).filter((id) => within(communityOf.get(id))).map((id) => familyOf.get(id)),
    ]),
  ])
  const headcount = total((act) => act.headcount)
  return {
    records: here.length,
    acts: meant.filter(({ act, place }) => within(place) || act.person_ids?.some((id) => within(communityOf.get(id))))
      .length,
    households: new Set(homes).size,
    household_times: homes.length,
    persons: new Set(people).size,
    person_times: people.length + headcount,
    headcount,
    sessions: here.filter(({ act }) => isSession(act.kind)).length,
    minutes: total((act) => act.minutes),
    amount_fen: total((act) => act.amount_fen),
    quantity: total((act) => act.quantity),
    copies: total((act) => act.copies),
    views: total((act) => act.views),
  }
}

const days = ['2018-01-31', '2018-02-01', '2018-02-15', '2018-12-31', '2019-01-01'].map(civilDate)

const actArbitrary = fc.record({
  shape: fc.constantFrom('visit', 'goods', 'letter', 'talk', 'counselling', 'leaflets'),
  family: fc.nat({ max: 8 }),
  place: fc.nat({ max: 2 }),
  people: fc.array(fc.nat({ max: 17 }), { minLength: 1, maxLength: 6 }),
  day: fc.constantFrom(...days),
  outcome: fc.constantFrom<ActOutcome>('done', 'done', 'done', 'refused', 'not_reached', 'quiet'),
  figure: fc.integer({ min: 1, max: 500 }),
})
type Drawn = typeof actArbitrary extends fc.Arbitrary<infer T> ? T : never

function actFrom(drawn: Drawn): Standing {
  const family = families[drawn.family]
  const place = PLACES[drawn.place]
  if (!family || !place) throw new Error('drawn beyond the families')
  const everyone = families.flatMap((f) => f.parents)
  const mixed = [...new Set(drawn.people.map((n) => everyone[n]))].filter((id): id is Uuid => id !== undefined)
  const base = { id: testId(), happened_on: drawn.day, outcome: drawn.outcome }
  const ofFamily = { ...base, family_id: family.id, person_ids: family.parents.slice(0, drawn.people.length % 3) }
  const none = drawn.outcome !== 'done'
  switch (drawn.shape) {
    case 'visit':
      return { act: { ...ofFamily, kind: 'visit_daily', minutes: drawn.figure }, place: family.community }
    case 'goods':
      return {
        act: { ...ofFamily, kind: 'visit_festival', ...(none ? {} : { amount_fen: drawn.figure * 100, quantity: 2 }) },
        place: family.community,
      }
    case 'letter':
      return { act: { ...ofFamily, kind: 'letter', ...(none ? {} : { copies: 1 }) }, place: family.community }
    case 'talk':
    case 'counselling': {
      const kind = drawn.shape === 'talk' ? 'tea_talk' : 'counselling'
      const headcount = none ? 0 : drawn.figure % 20
      return { act: { ...base, kind, place, person_ids: mixed, headcount, minutes: drawn.figure }, place }
    }
    case 'leaflets': {
      const act = {
        ...base,
        outcome: 'done' as const,
        kind: 'leaflets',
        place,
        headcount: drawn.figure,
        copies: drawn.figure,
      }
      return { act, place }
    }
  }
}

const FILTERS: [CareFilter, number][] = [
  [{ division: DISTRICT }, 1_000_000],
  [{ division: 530_103_001_000 }, 1_000],
  [{ division: 530_103_001_002 }, 1],
  [{ division: DISTRICT, from: civilDate('2018-02-01'), to: civilDate('2018-12-31') }, 1_000_000],
  [{ division: 530_103_002_000, kinds: ['tea_talk', 'visit_daily'] }, 1_000],
  [{ division: DISTRICT, outcomes: ['refused', 'quiet'] }, 1_000_000],
]

async function listedSums(tx: Tx, call: Call, filter: CareFilter) {
  const page = { size: 7 }
  const records = await allPages((cursor) => listRecords(tx, call, filter, { ...page, cursor }))
  const persons = await allPages((cursor) => listPersons(tx, call, filter, { ...page, cursor }))
  const households = await allPages((cursor) => listHouseholds(tx, call, filter, { ...page, cursor }))
  const times = (rows: { times: number }[]) => rows.reduce((sum, row) => sum + row.times, 0)
  return {
    records: records.length,
    persons: persons.length,
    reached: times(persons),
    households: households.length,
    household_times: times(households),
  }
}

describe('any sequence of acts and corrections', () => {
  test('keeps roll-up = records = model, and every figure equals the length of its list', async () => {
    for (const family of families) {
      communityOf.set(family.id, family.community)
      for (const parent of family.parents) {
        communityOf.set(parent, family.community)
        familyOf.set(parent, family.id)
      }
    }
    const standing: Standing[] = []
    const step = fc.record({
      acts: fc.array(actArbitrary, { minLength: 1, maxLength: 8 }),
      corrections: fc.array(fc.nat(), { maxLength: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        for (const { acts, corrections } of steps) {
          const drawn = acts.map(actFrom)
          await write((tx, call) =>
            recordCare(
              tx,
              call,
              drawn.map(({ act }) => act),
            ),
          )
          standing.push(...drawn)
          for (const n of corrections) {
            const [taken] = standing.splice(n % Math.max(standing.length, 1), 1)
            const id = taken?.act.id
            if (id) await write((tx, call) => counterRecord(tx, call, id, '记错'))
          }
        }
        await agree(standing)
      }),
      { numRuns: 12 },
    )
  })

  async function agree(standing: readonly Standing[]): Promise<void> {
    for (const [filter, width] of FILTERS) {
      const model = modelSums(standing, filter, width)
      const { sums, listed } = await read(async (tx, call) => ({
        sums: await sumOf(tx, call, filter),
        listed: await listedSums(tx, call, filter),
      }))
      expect(sums).toEqual(model)
      expect(listed).toEqual({
        records: model.records,
        persons: model.persons,
        reached: model.person_times - model.headcount,
        households: model.households,
        household_times: model.household_times,
      })
    }
    const whole = modelSums(standing, { division: DISTRICT }, 1_000_000)
    const attempts = standing.filter(({ act }) => act.outcome !== 'done').length
    const query = { division: DISTRICT, from_month: '2018-01', to_month: '2019-12' }
    const [rolled] = await read((tx, call) => rollupOf(tx, call, query, []))
    const { households: _h, persons: _p, headcount: _c, acts, records, ...units } = whole
    // In a whole district everybody's acts are its own.
    expect(acts).toBe(records)
    expect(rolled).toMatchObject({ ...units, records: records + attempts, not_done: attempts })
    const check = readFileSync('src/ledgers/care-records/checks/rollup.sql', 'utf8')
    expect((await db.admin.query(check)).rows).toEqual([])
  }
})
