import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor, Call } from '../../platform/call.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { command, readIn } from '../../platform/database/transact.ts'
import {
  type ActOutcome,
  bulkAct,
  type CareAct,
  type CareFilter,
  type CareSums,
  counterRecord,
  lastContacts,
  listHouseholds,
  listNextSteps,
  listPersons,
  listRecords,
  type Paged,
  recordCare,
  rollupOf,
  sumOf,
  timelineOf,
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
    default: {
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
    const { households: _households, persons: _persons, headcount: _headcount, records, ...units } = whole
    expect(rolled).toMatchObject({ ...units, records: records + attempts, not_done: attempts })
    const check = readFileSync('src/ledgers/care-records/checks/rollup.sql', 'utf8')
    expect((await db.admin.query(check)).rows).toEqual([])
  }
})

describe('who sees which acts', () => {
  test('a reader counts and lists only her own area, however wide she asks', async () => {
    const worker = await makeActor(db, 'community_worker', PLACES[0] ?? 0)
    const [mine, theirs] = await Promise.all([
      read((tx, call) => sumOf(tx, call, { division: DISTRICT }), worker),
      read((tx, call) => sumOf(tx, call, { division: PLACES[0] ?? 0 })),
    ])
    expect(mine).toEqual(theirs)
    const neighbour = await makeActor(db, 'district_officer', '530102')
    expect(await read((tx, call) => sumOf(tx, call, { division: DISTRICT }), neighbour)).toMatchObject({ records: 0 })
    const asked = { division: DISTRICT, from_month: '2018-01', to_month: '2018-12' }
    await expect(read((tx, call) => rollupOf(tx, call, asked), worker)).rejects.toMatchObject({ kind: 'not_found' })
    const inOwn = { ...asked, division: PLACES[0] ?? 0 }
    await expect(read((tx, call) => rollupOf(tx, call, inOwn), worker)).rejects.toMatchObject({
      code: 'care_records.rollup_is_by_district',
    })
  })

  test('names are masked for leaders, and moods are shown to carers only', async () => {
    const [family] = (await makeFamilies(db, PLACES[0] ?? 0, 1)) as [TestFamily]
    const act = { family_id: family.id, kind: 'phone', mood: 'low' as const, happened_on: civilDate('2026-11-02') }
    await write((tx, call) => recordCare(tx, call, [act]))
    const leader = await makeActor(db, 'city_leader', '5301')
    const carer = await makeActor(db, 'street_officer', '530103001')
    const filter = { division: DISTRICT, family_id: family.id }
    const [forLeader, forCarer] = await Promise.all(
      [leader, carer].map((actor) => read((tx, call) => listRecords(tx, call, filter, { size: 5 }), actor)),
    )
    expect(forCarer?.items[0]?.mood).toBe('low')
    expect(forLeader?.items[0]?.mood).toBeNull()
    expect(forLeader?.items[0]?.family_names.every((name) => /^.\*+$/.test(name))).toBe(true)
    expect(forCarer?.items[0]?.family_names.some((name) => name.includes('*'))).toBe(false)
  })
})

describe('a family’s own view', () => {
  let family: TestFamily
  beforeAll(async () => {
    ;[family] = (await makeFamilies(db, PLACES[0] ?? 0, 1)) as [TestFamily]
  })
  const on = (day: string): CivilDate => civilDate(`2026-10-${day}`)

  test('the timeline shows acts for the family and acts that reached its people, also elsewhere, and marks those taken back', async () => {
    const wrong = testId()
    const [parent] = family.parents
    await write((tx, call) =>
      recordCare(tx, call, [
        { family_id: family.id, kind: 'phone', channel: 'phone', minutes: 12, happened_on: on('03'), note: '平安' },
        { id: wrong, family_id: family.id, kind: 'visit_daily', person_ids: family.parents, happened_on: on('05') },
        { place: PLACES[2] ?? 0, kind: 'tea_talk', title: '茶聊', person_ids: [parent], happened_on: on('07') },
      ]),
    )
    await write((tx, call) => counterRecord(tx, call, wrong, '不是这户'))
    const worker = await makeActor(db, 'community_worker', PLACES[0] ?? 0)
    const pages = await allPages((cursor) =>
      read((tx, call) => timelineOf(tx, call, { district: 530103, id: family.id }, { size: 1, cursor }), worker),
    )
    expect(pages).toMatchObject([
      { kind: 'tea_talk', title: null, persons: 1, corrected: false, worker_name: null },
      { kind: 'visit_daily', persons: 2, corrected: true },
      { kind: 'phone', minutes: 12, persons: 0, corrected: false, has_note: true, channel: 'phone' },
    ])
    const stranger = await makeActor(db, 'community_worker', PLACES[1] ?? 0)
    const asked = read((tx, call) => timelineOf(tx, call, { district: 530103, id: family.id }, { size: 5 }), stranger)
    await expect(asked).rejects.toMatchObject({ kind: 'not_found' })
  })

  test('the last contact is the newest done visit or call that stands', async () => {
    await write((tx, call) =>
      recordCare(tx, call, [
        { family_id: family.id, kind: 'phone', outcome: 'not_reached', happened_on: on('20') },
        { family_id: family.id, kind: 'heat_goods', quantity: 1, happened_on: on('21') },
      ]),
    )
    const found = await read((tx, call) => lastContacts(tx, call, { district: 530103, ids: [family.id] }))
    expect(found).toEqual([{ family_id: family.id, happened_on: '2026-10-03', kind: 'phone' }])
  })

  test('a next step waits until a later act answers it', async () => {
    const [waiting] = (await makeFamilies(db, PLACES[0] ?? 0, 1)) as [TestFamily]
    const step = { family_id: waiting.id, kind: 'phone', happened_on: on('10'), next_on: on('26') }
    await write((tx, call) => recordCare(tx, call, [step]))
    const due = (until: string) =>
      read((tx, call) => listNextSteps(tx, call, { division: PLACES[0] ?? 0, until: on(until) }))
    expect(await due('25')).toEqual([])
    expect(await due('26')).toMatchObject([{ family_id: waiting.id, next_on: '2026-10-26' }])
    const answer = { family_id: waiting.id, kind: 'clinic_companion', happened_on: on('26') }
    await write((tx, call) => recordCare(tx, call, [answer]))
    expect(await due('31')).toEqual([])
  })
})

describe('many acts in one command', () => {
  test('records 5,000 acts at once, and their sums are exact', async () => {
    const many = await makeFamilies(db, PLACES[2] ?? 0, 100)
    const call = callOf(db, officer)
    const acts = Array.from({ length: 5_000 }, (_, n): CareAct => {
      const family = many[n % 100]
      if (!family) throw new Error('a hundred families')
      return {
        id: testId(),
        family_id: family.id,
        kind: 'meal',
        person_ids: family.parents,
        quantity: 2,
        happened_on: civilDate('2020-05-06'),
      }
    })
    const before = performance.now()
    await command(db.db, call, { name: 'test.many', input: null }, async (tx) => ({
      result: (await recordCare(tx, call, acts)).length,
    }))
    console.info(`5,000 acts with 10,000 people: ${Math.round(performance.now() - before)} ms`)
    const sums = await read((tx, c) => sumOf(tx, c, { division: DISTRICT, kinds: ['meal'] }))
    expect(sums).toMatchObject({
      records: 5_000,
      households: 100,
      persons: 200,
      person_times: 10_000,
      quantity: 10_000,
    })
  })

  test('a batch sent again under another key records nothing twice', async () => {
    const input = {
      batch_id: testId(),
      kind: 'doctor_signing',
      happened_on: civilDate('2018-06-01'),
      families: families.map((family) => ({ family_id: family.id })),
      reached: 'members' as const,
      per: 'family' as const,
    }
    expect(await bulkAct(db.db, callOf(db, officer), input)).toMatchObject({ records: 9, already: 0, persons: 18 })
    expect(await bulkAct(db.db, callOf(db, officer), input)).toMatchObject({ records: 9, already: 9 })
    const filter = { division: DISTRICT, kinds: ['doctor_signing'] }
    expect(await read((tx, call) => sumOf(tx, call, filter))).toMatchObject({
      records: 9,
      persons: 18,
      person_times: 18,
    })
  })
})
