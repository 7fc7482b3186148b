import { addDays, type CivilDate } from '../../../kernel/calendar.ts'
import { type Code, contains, interval } from '../../../kernel/division-code.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodOf, periodRange } from '../../../kernel/period-days.ts'
import { HUKOU_KINDS, periodAmount, type PolicyAt, type Rate } from '../../policies/rules/index.ts'

/** The period of the policy's cadence in which the day lies: what a run on that day is about. */
export function periodFor(policy: Pick<PolicyAt, 'cadence'>, as_of: CivilDate): Period {
  return periodOf(policy.cadence, as_of)
}

/** The last day of a period; null for what is owed once, which is never late. */
export function dueBy(period: Period): CivilDate | null {
  return period === 'once' ? null : addDays(periodRange(period).to_exclusive, -1)
}

/**
 * The first day on which an act can have kept the promise: the first of its period, though it was found owed later in it. What is
 * owed once has no period: not before its policy was in force, nor before the person was on the register.
 */
export function reachableFrom(row: {
  period: Period
  in_force_from: CivilDate
  member_from: CivilDate | null
}): CivilDate {
  const { period, in_force_from, member_from } = row
  if (period !== 'once') return periodRange(period).from
  return member_from !== null && member_from > in_force_from ? member_from : in_force_from
}

const BRANCHES = ['death', 'disability', 'none'] as const
/** Null: not known. */
const KINDS = [...HUKOU_KINDS, null] as const

/** What everybody with the same place, branch and kind of hukou is owed for the period. */
export interface PricedClass {
  /** The places `lo` (inside) to `hi` (outside) that lie in no narrower class. */
  lo: Code
  hi: Code
  branch: (typeof BRANCHES)[number]
  hukou_kind: (typeof KINDS)[number]
  /** Null: a rate is missing for part of the period, so there is no sum. */
  amount_fen: number | null
}

/**
 * The amounts of a cash policy for a period, for every combination that can make a difference: the places with a rate of their own,
 * the branches, the kinds of hukou. Monthly rates come to their sum over the months of the whole period (国家 and 地方 pay by the
 * period; splitting months of entry and exit is local law that no shipped source states). Narrower places come first.
 */
export function priceClasses(rates: readonly Rate[], period: Period, as_of: CivilDate): PricedClass[] {
  const places = [...new Set([0, ...rates.map((rate) => rate.division)])]
  const narrowFirst = places.toSorted((a, b) => width(a) - width(b) || a - b)
  return narrowFirst.flatMap((place) =>
    BRANCHES.flatMap((branch) =>
      KINDS.map((hukou_kind) => ({
        ...interval(place),
        branch,
        hukou_kind,
        amount_fen: periodAmount(rates, { place, branch, hukou_kind }, period, as_of).amount_fen,
      })),
    ),
  )
}

function width(place: Code): number {
  const { lo, hi } = interval(place)
  return hi - lo
}

/** Whether a policy can touch anybody in the place: it reaches it, or belongs to a place inside it. */
export function concerns(policy: Pick<PolicyAt, 'division'>, place: Code): boolean {
  return contains(policy.division, place) || contains(place, policy.division)
}

/** The money policies beside which this one stands in an exclusion group, given for the same periods; one entry for each group's place. */
export function rivalsOf<P extends Pick<PolicyAt, 'id' | 'grant_kind' | 'cadence' | 'beneficiary'>>(
  policy: P,
  policies: readonly P[],
  groups: readonly { readonly division: Code; readonly policy_ids: readonly string[] }[],
): { policy: P; division: Code }[] {
  if (policy.grant_kind !== 'cash') return []
  const like = (other: P) =>
    other.id !== policy.id &&
    other.grant_kind === 'cash' &&
    other.cadence === policy.cadence &&
    other.beneficiary === policy.beneficiary
  return groups
    .filter((group) => group.policy_ids.includes(policy.id))
    .flatMap(({ division, policy_ids }) =>
      policies
        .filter((other) => like(other) && policy_ids.includes(other.id))
        .map((other) => ({ policy: other, division })),
    )
}
