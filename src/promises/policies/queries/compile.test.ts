import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.ts'
import { addDays, addYears, type CivilDate, civilDate } from '../../../kernel/calendar.ts'
import { readIn } from '../../../platform/database/transact.ts'
import {
  type Answer,
  checkRule,
  type Condition,
  conditionsOf,
  evaluate,
  FACT_KEYS,
  type FactsRow,
  factOf,
  type Group,
  OPERATORS_OF,
  type RuleValue,
  withoutNot,
} from '../rules/index.ts'
import { compileCondition, compileRule } from './compile.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const ON = ['2026-11-21', '2028-02-29', '2027-02-28', '2018-12-31'].map(civilDate)
const PLACES = [0, 530000000000, 530100000000, 530103000000, 530103006000, 530103006001, 110000000000, 350203002001]

const onDay = fc.constantFrom(...ON)
/** Days that lie on and beside the borders: whole years before the day, give or take a day, and leap days. */
const nearDay = fc
  .tuple(onDay, fc.integer({ min: 0, max: 95 }), fc.integer({ min: -1, max: 1 }))
  .map(([on, years, days]) => addDays(addYears(on, -years), days))
const day = fc.oneof(nearDay, fc.constantFrom('1980-02-29', '1976-02-29', '1977-03-01').map(civilDate))
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 })

const factsRow: fc.Arbitrary<FactsRow> = fc.record({
  birth_date: day,
  sex: fc.constantFrom('female', 'male', 'unknown'),
  died_on: maybe(day),
  relation: fc.constantFrom('parent', 'child', 'grandchild'),
  member_from: day,
  member_to: maybe(day),
  community: fc.constantFrom(530103006001, 530103007002, 350203002001),
  hukou_division: maybe(fc.constantFrom(...PLACES.filter((code) => code !== 0))),
  hukou_kind: maybe(fc.constantFrom('urban', 'rural', 'resident')),
  marital: maybe(fc.constantFrom('10', '20', '21', '22', '23', '30', '40', '90')),
  marital_since: maybe(day),
  spouse_birth_date: maybe(day),
  spouse_sex: maybe(fc.constantFrom('female', 'male')),
  spouse_died_on: maybe(day),
  has_only_child_certificate: maybe(fc.boolean()),
  children_born: maybe(fc.integer({ min: 0, max: 3 })),
  children_surviving: maybe(fc.integer({ min: 0, max: 2 })),
  branch: fc.constantFrom('death', 'disability'),
  child_birth_date: maybe(day),
  child_died_on: maybe(day),
  child_disabled_from: maybe(day),
  child_disabled_to: maybe(day),
  child_disability_grade: maybe(fc.integer({ min: 1, max: 4 })),
  living_alone: maybe(fc.boolean()),
  living_arrangement: maybe(fc.constantFrom('couple', 'alone', 'unknown')),
  hardship: maybe(fc.boolean()),
})

function valueFor(key: Condition['field']): fc.Arbitrary<number | string> {
  const { type, choices } = factOf(key)
  switch (type) {
    case 'years':
      return fc.integer({ min: 0, max: 95 })
    case 'number':
      return fc.integer({ min: 0, max: 3 })
    case 'grade':
      return fc.integer({ min: 1, max: 4 })
    case 'date':
      return day
    case 'division':
      return fc.constantFrom(...PLACES)
    case 'choice':
      return fc.constantFrom(...(choices ?? []))
    case 'boolean':
      return fc.constant('')
  }
}

const condition: fc.Arbitrary<Condition> = fc.constantFrom(...FACT_KEYS).chain((field) => {
  const { type } = factOf(field)
  return fc.constantFrom(...OPERATORS_OF[type]).chain((operator) => {
    const single = valueFor(field)
    let value: fc.Arbitrary<RuleValue> = type === 'boolean' ? fc.boolean() : single
    if (operator === 'in' || operator === 'notIn') value = fc.array(single, { minLength: 1, maxLength: 3 })
    if (operator === 'between' || operator === 'notBetween')
      value = fc.tuple(single, single).map(([a, b]) => (a <= b ? [a, b] : [b, a]))
    return value.map((chosen) => ({ field, operator, value: chosen }))
  })
})

const group = (depth: number): fc.Arbitrary<Group> =>
  fc.record({
    combinator: fc.constantFrom('and' as const, 'or' as const),
    not: fc.boolean(),
    rules: fc.array(depth === 1 ? condition : fc.oneof(condition, group(depth - 1)), { minLength: 1, maxLength: 4 }),
  })

interface Told {
  whole: boolean | null
  parts: (boolean | null)[]
}

/** What PostgreSQL says of the rule and of each condition, over rows that stand in for person_fact. */
async function askDatabase(rule: Group, rows: readonly FactsRow[], on: CivilDate): Promise<Told[]> {
  const actor = await makeActor(db, 'district_officer', '530103')
  const leaves = conditionsOf(rule).map((leaf) => sql`(${compileCondition(leaf, on)})`)
  return readIn(db.db, callOf(db, actor), async (tx) => {
    const answer = await sql<Told>`select ${compileRule(rule, on)} as whole, array[${sql.join(leaves)}] as parts
      from jsonb_populate_recordset(null::person_fact, ${JSON.stringify(rows)}::jsonb) with ordinality f order by f.ordinality`.execute(
      tx,
    )
    return answer.rows
  })
}

const asAnswer = (truth: boolean | null | undefined): Answer =>
  truth === null || truth === undefined ? 'unknown' : truth ? 'yes' : 'no'

describe('the compiler', () => {
  test('says in SQL what the rule says in words, for 4,000 random pairs of rule and facts, missing facts included', async () => {
    const seen = { yes: 0, no: 0, unknown: 0 }
    await fc.assert(
      fc.asyncProperty(
        group(3),
        fc.array(factsRow, { minLength: 20, maxLength: 20 }),
        onDay,
        async (rule, rows, on) => {
          expect(checkRule(rule)).toEqual([])
          const told = await askDatabase(rule, rows, on)
          for (const [i, row] of rows.entries()) {
            const answer = evaluate(rule, row, on)
            seen[answer] += 1
            expect(asAnswer(told[i]?.whole)).toBe(answer)
            for (const [k, leaf] of conditionsOf(rule).entries()) {
              expect([leaf, asAnswer(told[i]?.parts[k])]).toEqual([
                leaf,
                evaluate({ combinator: 'and', rules: [leaf] }, row, on),
              ])
            }
            expect(evaluate(withoutNot(rule), row, on)).toBe(answer)
          }
        },
      ),
      { numRuns: 200 },
    )
    // The pairs are worth something only if all three answers came up often.
    expect(Math.min(seen.yes, seen.no, seen.unknown)).toBeGreaterThan(300)
  }, 120_000)

  test('lets nothing of a rule into the text: a field or an operator that is not in the catalogue stops it', () => {
    const evil = (part: object): Group => ({ combinator: 'and', rules: [part as Condition] })
    const on = civilDate('2026-11-21')
    expect(() => compileRule(evil({ field: 'age) or true --', operator: '>=', value: 1 }), on)).toThrow()
    expect(() => compileRule(evil({ field: 'toString', operator: '=', value: true }), on)).toThrow()
    expect(() => compileRule(evil({ field: 'age', operator: '>= 0 or true or 1 =', value: 1 }), on)).toThrow()
    expect(() => compileRule(evil({ field: 'sex', operator: '; drop table policy', value: ['x'] }), on)).toThrow()
    expect(() => compileRule({ combinator: 'and', rules: [] }, on)).toThrow()
  })
})
