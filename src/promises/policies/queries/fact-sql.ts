import { type RawBuilder, sql } from 'kysely'
import { assert } from '../../../kernel/assert.ts'
import { type CivilDate, addYears } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import { ancestors, type FactKey } from '../rules/facts.ts'
import type { Operator, RuleValue } from '../rules/rule.ts'

/** A piece of SQL over one row `f` of person_fact that is true, false, or null where a fact is missing. */
export type Test = RawBuilder<boolean | null>
type Ask = (operator: Operator, value: RuleValue, on: CivilDate) => Test
type Expression = RawBuilder<unknown>

/** The only texts that ever stand in an operator's place. */
const COMPARISON: Partial<Record<Operator, RawBuilder<unknown>>> = {
  '=': sql`=`,
  '!=': sql`<>`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
}

function day(on: CivilDate): Expression {
  return sql`${on}::date`
}

/**
 * Age limits become dates of birth, so that the database compares a plain column and no age is worked out a row:
 * at least n years on a day is `birth <= day - n years`.
 */
function askYears(birthOn: (on: CivilDate) => Expression): Ask {
  return (operator, value, on) => {
    const birth = birthOn(on)
    const atLeast = (years: number) => sql<boolean | null>`${birth} <= ${addYears(on, -years)}::date`
    const below = (years: number) => sql<boolean | null>`${birth} > ${addYears(on, -years)}::date`
    const [low, high] = Array.isArray(value) ? value.map(Number) : [Number(value), Number(value)]
    assert(low !== undefined && high !== undefined, 'a question about years has its years')
    if (operator === '>=') return atLeast(low)
    if (operator === '>') return atLeast(low + 1)
    if (operator === '<') return below(low)
    if (operator === '<=') return below(low + 1)
    if (operator === '=' || operator === 'between') return sql`(${atLeast(low)} and ${below(high + 1)})`
    if (operator === '!=' || operator === 'notBetween') return sql`(${below(low)} or ${atLeast(high + 1)})`
    return refuseOperator(operator)
  }
}

/** Numbers, dates, choices and yes/no facts, compared as values of their SQL type. */
function askValue(type: 'int' | 'date' | 'text' | 'boolean', valueOn: (on: CivilDate) => Expression): Ask {
  const cast = (value: unknown): Expression => sql`${value}::${sql.raw(type)}`
  return (operator, value, on) => {
    const fact = valueOn(on)
    const comparison = COMPARISON[operator]
    if (comparison) return sql`${fact} ${comparison} ${cast(value)}`
    assert(Array.isArray(value), 'a question about several values lists them')
    const [low, high] = [cast(value[0]), cast(value[1])]
    if (operator === 'in') return sql`${fact} = any(${value}::${sql.raw(type)}[])`
    if (operator === 'notIn') return sql`${fact} <> all(${value}::${sql.raw(type)}[])`
    if (operator === 'between') return sql`${fact} between ${low} and ${high}`
    if (operator === 'notBetween') return sql`${fact} not between ${low} and ${high}`
    return refuseOperator(operator)
  }
}

/** A place known only as the wider one is not known to be inside: null. Otherwise one range of an indexed column. */
function askPlace(column: Expression): Ask {
  return (operator, value) => {
    const asked = Number(value)
    const { lo, hi } = interval(asked)
    const inside = sql<boolean>`(${column} >= ${lo}::bigint and ${column} < ${hi}::bigint)`
    const answer = operator === 'within' ? inside : operator === 'notWithin' ? sql`not ${inside}` : undefined
    if (!answer) return refuseOperator(operator)
    const wider = ancestors(asked)
    return wider.length === 0
      ? sql`${answer}`
      : sql`case when ${column} = any(${wider}::bigint[]) then null else ${answer} end`
  }
}

/**
 * Grade 1 is the heaviest, so "grade 3 or more severe" is a number of at most 3; before it was certified there is none, and once the
 * certificate has run out nobody knows.
 */
const askGrade: Ask = (operator, value, on) => {
  const asSevere = sql<boolean | null>`(case when f.child_disabled_to <= ${day(on)} then null
    else coalesce(f.child_disabled_from <= ${day(on)}, true) and f.child_disability_grade <= ${value}::int end)`
  if (operator === 'atLeastAsSevere') return asSevere
  return operator === 'notAsSevere' ? sql`not ${asSevere}` : refuseOperator(operator)
}

function refuseOperator(operator: string): never {
  throw new TypeError(`The operator "${operator}" cannot be asked of this fact.`)
}

const singleOn = (on: CivilDate): Expression => sql`case
  when f.spouse_died_on <= ${day(on)} then true
  when f.marital = '30' and f.spouse_died_on is not null then false
  when f.marital = '10' then true
  when f.marital in ('30', '40') then coalesce(f.marital_since <= ${day(on)}, true)
  when f.marital in ('20', '21', '22', '23') then case when f.marital_since > ${day(on)} then null else false end
  end`

const wifeBirthOn = (on: CivilDate): Expression => sql`case when f.sex = 'female' then f.birth_date
  else case ${singleOn(on)} when true then f.birth_date
    when false then case when f.spouse_sex is distinct from 'male' then f.spouse_birth_date end end end`

export const branchOn = (on: CivilDate): RawBuilder<string> => sql`case
  when f.child_died_on <= ${day(on)} then 'death'
  when f.child_died_on > ${day(on)} then case when f.child_disabled_from <= ${day(on)} then 'disability'
    when f.child_disabled_from > ${day(on)} or f.child_disability_grade is null then 'none' else 'disability' end
  when f.branch = 'death' then 'death'
  when f.child_disabled_from > ${day(on)} then 'none'
  else 'disability' end`

/** How each fact of the catalogue is asked in SQL. A fact that is not here cannot be asked: there is no other way in. */
const ASK: Readonly<Record<FactKey, Ask>> = {
  age: askYears(() => sql`f.birth_date`),
  age_of_wife: askYears((on) => sql`(${wifeBirthOn(on)})`),
  birth_date: askValue('date', () => sql`f.birth_date`),
  sex: askValue('text', () => sql`nullif(f.sex, 'unknown')`),
  alive: askValue('boolean', (on) => sql`(f.died_on is null or f.died_on > ${day(on)})`),
  member: askValue(
    'boolean',
    (on) => sql`(f.member_from <= ${day(on)} and (f.member_to is null or f.member_to > ${day(on)}))`,
  ),
  relation: askValue('text', () => sql`f.relation`),
  widowed_or_divorced: askValue(
    'boolean',
    (on) => sql`(case when f.marital = '10' then false else ${singleOn(on)} end)`,
  ),
  hukou: askPlace(sql`f.hukou_division`),
  hukou_kind: askValue('text', () => sql`f.hukou_kind`),
  residence: askPlace(sql`f.community`),
  only_child_certificate: askValue('boolean', () => sql`f.has_only_child_certificate`),
  children_born: askValue('int', () => sql`f.children_born`),
  children_surviving: askValue(
    'int',
    (on) => sql`(f.children_surviving + case when f.child_died_on > ${day(on)} then 1 else 0 end)`,
  ),
  branch: askValue('text', (on) => sql`(${branchOn(on)})`),
  child_birth_date: askValue('date', () => sql`f.child_birth_date`),
  child_disability_grade: askGrade,
  living_alone: askValue('boolean', () => sql`f.living_alone`),
  living_arrangement: askValue('text', () => sql`nullif(f.living_arrangement, 'unknown')`),
  hardship: askValue('boolean', () => sql`f.hardship`),
}

/** @throws Error for a field that is not in the catalogue, whatever the stored rule says */
export function askFact(field: string): Ask {
  assert(Object.hasOwn(ASK, field), 'a rule asks only for facts of the catalogue')
  return ASK[field as FactKey]
}
