import { addMonths, type CivilDate } from '../../../kernel/calendar.ts'
import { fen, type Fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import {
  evaluate,
  type FactsRow,
  type PolicyAt,
  type Rate,
  rateSubject,
  wholeRule,
} from '../../../promises/policies/rules/index.ts'
import { arrearsOf, type ArrearsPart, goneBy, type Slot, weigh } from './arrears.ts'
import { paidOtherwise, type Part, partsOf, sumOfParts } from './parts.ts'

/** What a line froze. */
export interface Frozen {
  readonly period: Period
  readonly asked_on: CivilDate
  readonly branch: string
  readonly facts: FactsRow
  readonly amount_fen: Fen
  readonly parts: readonly Part[]
}

/** How a line differs from what its own facts and version come to; `undefined` when it is right to the fen. */
export type Difference =
  | { readonly what: 'conditions' }
  | { readonly what: 'amount'; readonly expected_fen: Fen | null; readonly paid_fen: Fen }
  | { readonly what: 'parts' }

/** Works a past line out again from nothing but what it froze and the version and rates of the time. */
export function reperformLine(line: Frozen, policy: PolicyAt, rates: readonly Rate[]): Difference | undefined {
  if (sumOfParts(line.parts) !== line.amount_fen) return { what: 'parts' }
  if (evaluate(wholeRule(policy), line.facts, line.asked_on) !== 'yes') return { what: 'conditions' }
  const subject = rateSubject(policy, { ...line.facts, branch: line.branch })
  const parts = subject ? partsOf(rates, subject, line.period, line.asked_on) : null
  const expected = parts === null ? null : sumOfParts(cutAs(line, parts))
  return expected === line.amount_fen
    ? undefined
    : { what: 'amount', expected_fen: expected, paid_fen: fen(line.amount_fen) }
}

/**
 * Parts worked out anew without the months of which nothing is owed: after her death and from her departure on, as the line's facts say
 * them, and those that the line says were paid elsewhere or under another policy of the same root (an always-true query looks for them there).
 */
function cutAs({ facts, parts }: Frozen, whole: readonly Part[]): readonly Part[] {
  const elsewhere = new Set(parts.filter(paidOtherwise).flatMap(monthsOf))
  return whole.flatMap((part) =>
    monthsOf(part).map((from) => {
      const gone = goneBy(facts, from) !== undefined || elsewhere.has(from)
      return { ...part, from, months: 1, rate_fen: gone ? fen(0) : part.rate_fen }
    }),
  )
}

const monthsOf = ({ from, months }: Part): CivilDate[] => Array.from({ length: months }, (_, i) => addMonths(from, i))

/**
 * The same for arrears: the slot as it stood when they were composed (the payments before them, what was known and in force then) has
 * to come to the very months and differences that were paid.
 */
export function reperformArrears(
  line: { readonly amount_fen: Fen; readonly parts: readonly ArrearsPart[] },
  slot: Slot,
): Difference | undefined {
  if (sumOfParts(line.parts) !== line.amount_fen) return { what: 'parts' }
  const expected = arrearsOf(weigh(slot))
  if (sameParts(expected, line.parts)) return undefined
  const expected_fen = sumOfParts(expected)
  return expected_fen === line.amount_fen
    ? { what: 'parts' }
    : { what: 'amount', expected_fen, paid_fen: fen(line.amount_fen) }
}

/** Whether two readings of a slot's arrears say the same, month for month. */
export function sameParts(a: readonly ArrearsPart[], b: readonly ArrearsPart[]): boolean {
  const textOf = ({ from, months, rate_id, rate_fen, was_fen, now_fen, cause }: ArrearsPart) =>
    [from, months, rate_id, rate_fen, was_fen, now_fen, cause].join(' ')
  return a.length === b.length && a.every((part, i) => textOf(part) === textOf(b[i] ?? part))
}
