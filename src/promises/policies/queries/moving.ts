import { type RawBuilder, sql } from 'kysely'
import { addYears, type CivilDate } from '../../../kernel/calendar.ts'
import type { PolicyAt } from '../rules/policy.ts'
import { wholeRule } from '../rules/policy.ts'
import { conditionsOf } from '../rules/rule.ts'
import { compileRule } from './compile.ts'
import type { Test } from './fact-sql.ts'

/** The whole of a policy over one row `f` of person_fact: who may be asked, where, and the rule. Null where a fact is missing. */
export function wholeTest(policy: PolicyAt, on: CivilDate): Test {
  return compileRule(wholeRule(policy), on)
}

/** Every date of the facts that any question compares with the day itself (`fact-sql.ts`). */
const DATES = [
  'member_from',
  'member_to',
  'died_on',
  'spouse_died_on',
  'marital_since',
  'child_died_on',
  'child_disabled_from',
  'child_disabled_to',
] as const

/**
 * Whether time alone may change what these policies say of the row `f` on any day after `from` up to `to`: a date of hers lies in
 * between, or a birthday that a rule asks about. It may hold for somebody whose answers stay; of everybody else every answer, and the
 * branch, is the same on all those days. Never null.
 */
export function movesBetween(policies: readonly PolicyAt[], from: CivilDate, to: CivilDate): RawBuilder<boolean> {
  const asked = policies.flatMap((policy) => conditionsOf(wholeRule(policy)))
  const years = (field: string) => [
    ...new Set(
      asked
        .filter((condition) => condition.field === field)
        .flatMap(({ value }) => (Array.isArray(value) ? value : [value]).flatMap((n) => [Number(n), Number(n) + 1])),
    ),
  ]
  const birthdays = (column: string, ages: readonly number[]) =>
    ages.map((age) => between(column, addYears(from, -age), addYears(to, -age)))
  const wife = years('age_of_wife')
  const moves = [
    ...DATES.map((column) => between(column, from, to)),
    ...birthdays('birth_date', [...new Set([...years('age'), ...wife])]),
    ...birthdays('spouse_birth_date', wife),
  ]
  return sql<boolean>`coalesce(${sql.join(moves, sql` or `)}, false)`
}

function between(column: string, from: CivilDate, to: CivilDate): RawBuilder<boolean> {
  const value = sql.ref(`f.${column}`)
  return sql<boolean>`(${value} > ${from}::date and ${value} <= ${to}::date)`
}
