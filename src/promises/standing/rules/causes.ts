import { type CivilDate, compareDates } from '../../../kernel/calendar.ts'
import {
  type Answer,
  candidateRule,
  type Condition,
  conditionsOf,
  evaluate,
  type FactKey,
  type FactsRow,
  type PolicyAt,
  qualifiesOn,
  wholeRule,
  withoutNot,
} from '../../policies/rules/index.ts'
import { factsChanged } from './about.ts'

/**
 * Why somebody stands otherwise than before. `time`: a day came, nothing else changed. `register`: a fact became another one. `known`:
 * what was missing was entered. `registered`: new on the register. `moved`: another place of living or hukou.
 */
export const CAUSES = [
  'time',
  'register',
  'known',
  'registered',
  'moved',
  'left',
  'died',
  'policy_began',
  'policy_changed',
  'policy_replaced',
  'policy_ended',
] as const
export type Cause = (typeof CAUSES)[number]

export type Answers = { readonly before: Answer; readonly after: Answer }

/** One beneficiary of one policy whose answer is another one than at the refresh before. */
export interface Turn extends Answers {
  /** The policy as it reads on `as_of`, and as it read on `last_on`; undefined where it was not in force then. */
  readonly policy: PolicyAt
  readonly former: PolicyAt | undefined
  readonly last_on: CivilDate
  readonly as_of: CivilDate
  /** What the register knows now: the person, or the parents of the family. */
  readonly rows: readonly FactsRow[]
  /** The days of death of those who are asked no more, as far as they died. */
  readonly deaths: readonly CivilDate[]
  /** Columns of the register's facts that became other ones since the refresh before. */
  readonly changed: ReadonlySet<string>
  /** The version in force was approved only since the refresh before, whichever day it counts from. */
  readonly enacted: boolean
  /** Nobody of them was on the register at the refresh before. */
  readonly fresh: boolean
}

export interface Told {
  readonly cause: Cause
  /** The facts of the rule that made the difference. */
  readonly fields: FactKey[]
  /** The very day where time alone brought it, else the day it was found. */
  readonly on: CivilDate
}

/** The cause of a change, from what the register and the law say now and what is known to have changed since. Pure. */
export function causeOf(turn: Turn): Told {
  const { policy, former, as_of, rows } = turn
  const told = (cause: Cause, fields: readonly FactKey[] = []): Told => ({
    cause,
    fields: [...new Set(fields)],
    on: as_of,
  })
  const asked = rows.filter((row) => evaluate(candidateRule(policy), row, as_of) === 'yes')
  if (asked.length === 0) return told(turn.deaths.length > 0 ? 'died' : 'left')
  if (former === undefined) return told('policy_began')
  if (turn.enacted) return told(policy.version === 1 ? 'policy_began' : 'policy_changed')
  const law = causeOfLaw(turn, former)
  if (law) return told(law)
  if (turn.fresh) return told('registered')
  const asks = keysOf(policy)
  const touched = [...factsChanged(turn.changed)].filter((key) => asks.has(key))
  const turned = turnedOf(turn, asked)
  if (touched.length === 0) {
    if (turned.length > 0) return { cause: 'time', fields: turned, on: dayOf(turn, asked) }
    // Neither register nor calendar: law was approved that counts from a day already past.
    return told(decidingOf(turn, asked).every(isPlace) ? 'policy_replaced' : 'policy_changed')
  }
  const deciding = touched.filter((key) => decidingOf(turn, asked).includes(key) || turned.includes(key))
  const fields = deciding.length > 0 ? deciding : touched
  if (fields.some(isPlace)) return told('moved', fields)
  return told(turn.before === 'unknown' ? 'known' : 'register', fields)
}

const isPlace = (key: FactKey) => key === 'residence' || key === 'hukou'

/** The law made the difference when the facts of now would have had the old answer under the law of then. */
function causeOfLaw({ policy, before, as_of, rows }: Turn, former: PolicyAt): Cause | undefined {
  const same = former.version === policy.version && former.replaced_in.join() === policy.replaced_in.join()
  if (same || answerOf(former, rows, as_of) !== before) return undefined
  return former.version === policy.version ? 'policy_replaced' : 'policy_changed'
}

/** What the policy answers over these rows: a family meets it as soon as one of its parents does. */
function answerOf(policy: PolicyAt, rows: readonly FactsRow[], on: CivilDate): Answer {
  const answers = rows.map((row) => evaluate(wholeRule(policy), row, on))
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') ? 'unknown' : 'no'
}

function keysOf(policy: PolicyAt): Set<FactKey> {
  return new Set(conditionsOf(wholeRule(policy)).map((condition) => condition.field))
}

/** The facts whose conditions answer otherwise than they would have at the refresh before, by the calendar alone. */
function turnedOf({ policy, last_on, as_of }: Turn, rows: readonly FactsRow[]): FactKey[] {
  return fieldsWhere(
    policy,
    rows,
    (condition, row) => evaluate(condition, row, last_on) !== evaluate(condition, row, as_of),
  )
}

/** The facts that give the answer: the missing ones of an unknown, the failing ones of a no, of a yes those it was asked about. */
function decidingOf({ policy, as_of, after }: Turn, rows: readonly FactsRow[]): FactKey[] {
  return fieldsWhere(policy, rows, (condition, row) => evaluate(condition, row, as_of) === after)
}

function fieldsWhere(
  policy: PolicyAt,
  rows: readonly FactsRow[],
  holds: (condition: Condition, row: FactsRow) => boolean,
): FactKey[] {
  const conditions = conditionsOf(withoutNot(wholeRule(policy)))
  return conditions.filter((condition) => rows.some((row) => holds(condition, row))).map(({ field }) => field)
}

function dayOf({ policy, last_on, as_of, after }: Turn, rows: readonly FactsRow[]): CivilDate {
  if (after !== 'yes') return as_of
  const rule = wholeRule(policy)
  const days = rows.flatMap((row) => qualifiesOn(rule, row, last_on) ?? []).filter((day) => day <= as_of)
  return days.toSorted(compareDates)[0] ?? as_of
}
