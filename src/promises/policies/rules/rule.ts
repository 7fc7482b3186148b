import { type CivilDate, addYears, birthdayOfAge, isCivilDate } from '../../../kernel/calendar.ts'
import { contains, isCode } from '../../../kernel/division-code.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import { ancestors, countedFrom, type FactKey, type FactsRow, type FactType, factOf, isFactKey } from './facts.ts'

/** One question about one fact. The shape is react-querybuilder's, so that its editor can be used as it is. */
export interface Condition {
  field: FactKey
  operator: Operator
  value: RuleValue
  /** Where the document says it: 第五条第二项. As dated as the version it stands in, and no part of the question. */
  clause?: string | undefined
}

export interface Group {
  combinator: 'and' | 'or'
  not?: boolean | undefined
  rules: (Condition | Group)[]
}

export type Rule = Group

/** A rule as it comes from outside, in form only (contract.ts, `ruleShape`); `checkRule` says whether it can be asked. */
export interface RawGroup {
  readonly combinator: 'and' | 'or'
  readonly not?: boolean | undefined
  readonly rules: readonly (RawCondition | RawGroup)[]
}

export interface RawCondition {
  readonly field: string
  readonly operator: string
  readonly value: RuleValue
  readonly clause?: string | undefined
}

export type RuleValue = number | string | boolean | (number | string)[]

/** Three answers. `unknown` is its own answer: facts are missing, nobody is refused for it. */
export type Answer = 'yes' | 'no' | 'unknown'

/** Each operator with its exact opposite, which is how a `not` around it reads. */
const OPPOSITE = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  in: 'notIn',
  notIn: 'in',
  between: 'notBetween',
  notBetween: 'between',
  within: 'notWithin',
  notWithin: 'within',
  atLeastAsSevere: 'notAsSevere',
  notAsSevere: 'atLeastAsSevere',
} as const

export type Operator = keyof typeof OPPOSITE

const ORDER: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>=', 'between', 'notBetween']

/** What may be asked of a fact of each type. Grades are asked by severity alone: 1 is the heaviest, so `<=` reads wrongly. */
export const OPERATORS_OF: Readonly<Record<FactType, readonly Operator[]>> = {
  years: ORDER,
  number: ORDER,
  date: ORDER,
  boolean: ['=', '!='],
  choice: ['=', '!=', 'in', 'notIn'],
  division: ['within', 'notWithin'],
  grade: ['atLeastAsSevere', 'notAsSevere'],
}

const DEPTH_MAX = 5
const CONDITIONS_MAX = 60

export function isGroup<C extends object, G extends { readonly combinator: string }>(rule: C | G): rule is G {
  return 'combinator' in rule
}

/** All faults of a rule at once, each with its path (`rules.0.rules.2`). Empty means that it can be computed. */
export function checkRule(rule: RawGroup, place = 'rule'): Issue[] {
  const count = countOf(rule)
  const whole: Issue[] = []
  if (depthOf(rule) > DEPTH_MAX) whole.push({ place, code: 'policies.rule_too_deep', params: { max: DEPTH_MAX } })
  if (count > CONDITIONS_MAX) whole.push({ place, code: 'policies.rule_too_long', params: { max: CONDITIONS_MAX } })
  return [...whole, ...checkGroup(rule, place)]
}

function checkGroup(group: RawGroup, place: string): Issue[] {
  if (group.rules.length === 0) return [{ place, code: 'policies.rule_empty' }]
  return group.rules.flatMap((part, i) => {
    const inner = `${place}.rules.${i}`
    return isGroup(part) ? checkGroup(part, inner) : checkCondition(part, inner)
  })
}

function checkCondition({ field, operator, value }: RawCondition, place: string): Issue[] {
  if (!isFactKey(field)) return [{ place: `${place}.field`, code: 'policies.rule_field', params: { field } }]
  const { type, choices } = factOf(field)
  if (!OPERATORS_OF[type].some((known) => known === operator)) {
    return [{ place: `${place}.operator`, code: 'policies.rule_operator', params: { field, operator } }]
  }
  const single = (item: unknown) => isValueOf(type, choices, item)
  const isList = Array.isArray(value)
  const good =
    operator === 'between' || operator === 'notBetween'
      ? isList && value.length === 2 && value.every(single) && ordered(value)
      : operator === 'in' || operator === 'notIn'
        ? isList && value.length > 0 && value.length <= 20 && value.every(single)
        : single(value)
  return good ? [] : [{ place: `${place}.value`, code: 'policies.rule_value', params: { field } }]
}

function ordered(pair: readonly (number | string)[]): boolean {
  const [low, high] = pair
  return low !== undefined && high !== undefined && low <= high
}

function isValueOf(type: FactType, choices: readonly string[] | undefined, value: unknown): boolean {
  switch (type) {
    case 'years':
      return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 150
    case 'number':
      return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 1_000
    case 'grade':
      return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= 4
    case 'date':
      return isCivilDate(value) && value >= '1850' && value < '2200'
    case 'boolean':
      return typeof value === 'boolean'
    case 'choice':
      return typeof value === 'string' && (choices ?? []).includes(value)
    case 'division':
      return isCode(value)
  }
}

export function conditionsOf(group: Group): Condition[] {
  return group.rules.flatMap((part) => (isGroup(part) ? conditionsOf(part) : [part]))
}

function countOf(group: RawGroup): number {
  return group.rules.reduce((sum, part) => sum + (isGroup(part) ? countOf(part) : 1), 0)
}

function depthOf(group: RawGroup): number {
  return 1 + Math.max(0, ...group.rules.map((part) => (isGroup(part) ? depthOf(part) : 0)))
}

/** The same rule without `not`: De Morgan, and each operator's opposite. Three-valued answers stay the same. */
export function withoutNot(group: Group, turned = false): Group {
  const turn = turned !== (group.not ?? false)
  const other = group.combinator === 'and' ? 'or' : 'and'
  return {
    combinator: turn ? other : group.combinator,
    rules: group.rules.map((part) => {
      if (isGroup(part)) return withoutNot(part, turn)
      return turn ? { ...part, operator: OPPOSITE[part.operator] } : part
    }),
  }
}

/** The answer of a rule over one row, by Kleene's logic: `and` fails on one no, `or` holds on one yes, else unknown wins. */
export function evaluate(part: Condition | Group, row: FactsRow, on: CivilDate): Answer {
  if (!isGroup(part)) return toAnswer(holds(part, row, on))
  const answers = part.rules.map((inner) => evaluate(inner, row, on))
  const joined = part.combinator === 'and' ? allOf(answers) : negate(allOf(answers.map(negate)))
  return part.not ? negate(joined) : joined
}

export function allOf(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}

export function negate(answer: Answer): Answer {
  if (answer === 'unknown') return 'unknown'
  return answer === 'yes' ? 'no' : 'yes'
}

export function toAnswer(truth: boolean | null): Answer {
  if (truth === null) return 'unknown'
  return truth ? 'yes' : 'no'
}

function holds({ field, operator, value }: Condition, row: FactsRow, on: CivilDate): boolean | null {
  const { type, on: valueOn } = factOf(field)
  const fact = valueOn(row, on)
  if (fact === null) return null
  if (type === 'division') return holdsWithin(operator, Number(fact), Number(value))
  if (type === 'grade') {
    const asSevere = fact !== 'none' && Number(fact) <= Number(value)
    return operator === 'atLeastAsSevere' ? asSevere : !asSevere
  }
  return compare(fact, operator, value)
}

/** Somebody known only to live in the province may or may not live in the district that is asked for. */
function holdsWithin(operator: Operator, place: number, asked: number): boolean | null {
  if (ancestors(asked).includes(place)) return null
  return contains(asked, place) === (operator === 'within')
}

export function compare(fact: number | string | boolean, operator: Operator, value: RuleValue): boolean {
  const list: readonly (number | string)[] = Array.isArray(value) ? value : []
  const [low, high] = list
  switch (operator) {
    case '=':
      return fact === value
    case '!=':
      return fact !== value
    case '<':
      return fact < (value as number | string)
    case '<=':
      return fact <= (value as number | string)
    case '>':
      return fact > (value as number | string)
    case '>=':
      return fact >= (value as number | string)
    case 'between':
      return low !== undefined && high !== undefined && fact >= low && fact <= high
    case 'notBetween':
      return low === undefined || high === undefined || fact < low || fact > high
    case 'in':
      return list.includes(fact as number | string)
    case 'notIn':
      return !list.includes(fact as number | string)
    case 'within':
    case 'notWithin':
    case 'atLeastAsSevere':
    case 'notAsSevere':
      return false
  }
}

/** The first day after `on` on which a failing condition on an age holds, where time alone brings it; else null. */
export function metOn(condition: Condition, row: FactsRow, on: CivilDate): CivilDate | null {
  const age = ageNeeded(condition)
  const from = countedFrom(condition.field, row, on)
  if (age === null || from === null) return null
  const day = birthdayOfAge(from, age)
  return day > on && evaluate(condition, row, day) === 'yes' ? day : null
}

function ageNeeded({ field, operator, value }: Condition): number | null {
  if (factOf(field).type !== 'years') return null
  const [low, high] = Array.isArray(value) ? value : [value, value]
  if (operator === '>=' || operator === '=' || operator === 'between') return Number(low)
  if (operator === '>') return Number(low) + 1
  return operator === 'notBetween' || operator === '!=' ? Number(high) + 1 : null
}

/** The first day after `on`, within `years`, on which the whole rule holds when nothing but the calendar changes; else null. */
export function qualifiesOn(rule: Rule, row: FactsRow, on: CivilDate, years = 60): CivilDate | null {
  const horizon = addYears(on, years)
  const days = conditionsOf(withoutNot(rule)).flatMap((condition) => metOn(condition, row, on) ?? [])
  return days.toSorted().find((day) => day <= horizon && evaluate(rule, row, day) === 'yes') ?? null
}
