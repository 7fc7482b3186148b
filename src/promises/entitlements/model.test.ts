import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows, noteDeath, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { seededAloud } from '../../../test/support/seed.ts'
import { civilDate, type CivilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import {
  holdEntitlements,
  markReached,
  releaseEntitlements,
  restoreEntitlements,
  undoReach,
  voidEntitlements,
} from './commands/index.ts'
import { type Difference, differenceOf, DIFFERENCES, type State } from './rules/index.ts'

// Any sequence of runs, reaches, holds, ends, deaths and their undoing, against a plain model in memory.

let db: TestDatabase
let officer: Actor
let people: Uuid[]
const PERSON = 'panlong_doctor_signing'
const FAMILY = 'panlong_festival_condolence'
const DAYS = [civilDate('2025-11-20'), civilDate('2026-03-01'), civilDate('2026-11-20')]

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
  const families = await registerForTest(db, officer, [bereavedCouple(0), bereavedCouple(1)])
  people = families.flatMap((family) => family.person_ids.slice(0, 2))
})
afterAll(() => db.drop())

interface Row {
  state: State
  void_by: 'run' | 'hand' | null
}

/** What should be there: by beneficiary and period of the policy that asks each person. */
class Model {
  readonly rows = new Map<string, Row>()
  readonly dead = new Map<Uuid, CivilDate>()

  /** Decides by the pure rule and answers its counts, for holding against those of the SQL. */
  run(on: CivilDate): Record<Difference, number> {
    const counts = Object.fromEntries(DIFFERENCES.map((difference) => [difference, 0])) as Record<Difference, number>
    for (const person of people) {
      const key = `${person} ${on.slice(0, 4)}`
      const died = this.dead.get(person)
      const row = this.rows.get(key)
      const owed = died === undefined || died > on ? ({ answer: 'yes', ...GRANT } as const) : undefined
      const difference = differenceOf(owed, row && { ...row, ...GRANT })
      if (difference) counts[difference] += 1
      if (difference === 'gained') this.rows.set(key, { state: 'due', void_by: null })
      if (difference === 'lost') this.rows.set(key, { state: 'void', void_by: 'run' })
    }
    return counts
  }
}

const GRANT = { amount_fen: 0, quantity: 1, unit: 'person_time', policy_version: 1 }

type Step =
  | { do: 'run'; day: number }
  | { do: 'reach' | 'hold' | 'release' | 'end' | 'restore' | 'undo'; pick: number }
  | { do: 'die' | 'live'; person: number; day: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('run' as const), day: fc.nat({ max: DAYS.length - 1 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('reach', 'hold', 'release', 'end', 'restore', 'undo'),
      pick: fc.nat({ max: 50 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('die', 'live'),
      person: fc.nat({ max: 3 }),
      day: fc.nat({ max: DAYS.length - 1 }),
    }),
  },
)

const BY_HAND = {
  reach: { from: ['due'], to: 'reached' },
  hold: { from: ['due'], to: 'held' },
  release: { from: ['held'], to: 'due' },
  end: { from: ['due', 'held'], to: 'void' },
  restore: { from: ['void'], to: 'due' },
  undo: { from: ['reached'], to: 'due' },
} as const satisfies Record<string, { from: readonly State[]; to: State }>

/** The first day on which the year's promise can be kept. */
const firstDay = ({ period }: { period: string }) => civilDate(`${period}-01-01`)

async function act(
  what: keyof typeof BY_HAND,
  row: { id: Uuid; record_id: Uuid | null; period: string },
): Promise<unknown> {
  const call = callOf(db, officer)
  const entitlement_ids = [row.id]
  switch (what) {
    case 'reach':
      return markReached(db.db, call, { entitlement_ids, happened_on: firstDay(row) })
    case 'hold':
      return holdEntitlements(db.db, call, { entitlement_ids, reason: '家人外出', review_on: civilDate('2026-12-01') })
    case 'release':
      return releaseEntitlements(db.db, call, { entitlement_ids })
    case 'end':
      return voidEntitlements(db.db, call, { entitlement_ids, reason: '家人婉拒' })
    case 'restore':
      return restoreEntitlements(db.db, call, { entitlement_ids })
    case 'undo':
      return undoReach(db.db, call, { record_id: row.record_id ?? row.id, reason: '登记有误' })
  }
}

async function walk(model: Model, one: Step): Promise<void> {
  if (one.do === 'run') {
    const on = DAYS[one.day]
    if (!on) throw new Error('A day is chosen.')
    const { policies } = await runFor(db, officer, on, [PERSON, FAMILY])
    const found = policies.find((policy) => policy.code === PERSON)
    expect(Object.fromEntries(DIFFERENCES.map((one) => [one, found?.[one].rows]))).toEqual(model.run(on))
  } else if ('person' in one) {
    const [person, on] = [people[one.person], DAYS[one.day]]
    if (!person || !on) throw new Error('A person and a day are chosen.')
    if (one.do === 'die') model.dead.set(person, on)
    else model.dead.delete(person)
    await noteDeath(db, officer, person, one.do === 'die' ? on : null)
  } else {
    const rows = await entitlementRows(db, PERSON)
    const row = rows[one.pick % Math.max(rows.length, 1)]
    if (!row) return
    const expected = model.rows.get(`${row.person_id} ${row.period}`)
    const { from, to } = BY_HAND[one.do]
    const may =
      expected !== undefined &&
      from.some((state) => state === expected.state) &&
      !(one.do === 'restore' && expected.void_by === 'run') &&
      // Nobody is reached after her death.
      !(one.do === 'reach' && (model.dead.get(row.beneficiary_id) ?? '9999') < firstDay(row))
    const done = await act(one.do, row).then(
      () => true,
      () => false,
    )
    expect({ step: one.do, from: expected, done }).toEqual({ step: one.do, from: expected, done: may })
    if (may) model.rows.set(`${row.person_id} ${row.period}`, { state: to, void_by: to === 'void' ? 'hand' : null })
  }
}

/** Nobody twice; four states; reached exactly where an uncountered record is. */
async function expectInvariants(model: Model): Promise<void> {
  const rows = await entitlementRows(db, PERSON)
  const there = new Map(
    rows.map((row) => [`${row.person_id} ${row.period}`, { state: row.state, void_by: row.void_by }]),
  )
  expect(there.size).toBe(rows.length)
  expect(there).toEqual(model.rows)
  const { rows: standing } = await db.admin.query<{ n: string }>(`select count(*) as n from care_record r
    where r.source_room = 'entitlements' and r.sign = 1 and not exists (select from care_record c where c.district = r.district and c.corrects_id = r.id)`)
  expect(Number(standing[0]?.n)).toBe(rows.filter((row) => row.state === 'reached').length)
}

async function startAnew(): Promise<void> {
  await db.admin.query('delete from entitlement_change')
  await db.admin.query('delete from entitlement')
  await db.admin.query('delete from care_record_person')
  await db.admin.query('delete from care_record where corrects_id is not null')
  await db.admin.query('delete from care_record')
  await db.admin.query('delete from care_rollup')
  await db.admin.query('delete from eligibility_run')
  for (const person of people) await noteDeath(db, officer, person, null)
}

test('whatever happens in whatever order, nobody is owed twice and every row ends in one of the four states', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 200, maxLength: 220, size: 'max' }), async (steps) => {
      await startAnew()
      const model = new Model()
      model.run(DAYS[2] ?? civilDate('2026-11-20'))
      await runFor(db, officer, civilDate('2026-11-20'), [PERSON, FAMILY])
      for (const one of steps) await walk(model, one)
      await expectInvariants(model)
    }),
    seededAloud('entitlements model', 2),
  )
})
