import type { CivilDate } from '../../../kernel/calendar.ts'
import { branchesOf, type PolicyAt } from '../../policies/rules/index.ts'

export const EXIT_CAUSES = ['rebirth', 'adoption', 'regraded', 'death', 'ineligible'] as const
export type ExitCause = (typeof EXIT_CAUSES)[number]
export const CHANGE_KINDS = ['exit', 'branch_change', 'transfer'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]
export const REVIEW_RESULTS = ['continues', 'exit', 'changes'] as const

/** On the roll on the day: from the day it is in force until the day before it is no longer. */
export function inForce(
  claim: { in_force_from: CivilDate | null; in_force_to: CivilDate | null },
  on: CivilDate,
): boolean {
  return (
    claim.in_force_from !== null && claim.in_force_from <= on && (claim.in_force_to === null || claim.in_force_to > on)
  )
}

/** Why a change of the roll cannot happen on this day; undefined when it can. A death found late lies in the past, none in the future. */
export function refuseDay(from: CivilDate, happens_on: CivilDate, today: CivilDate): string | undefined {
  if (happens_on > today) return 'claims.change.in_future'
  return happens_on < from ? 'claims.change.before_roll' : undefined
}

type Promised = Pick<PolicyAt, 'rule' | 'care_kind' | 'theme' | 'beneficiary'>

/**
 * Whether a claim that comes from another district goes on under a promise of this place: it is promised to persons, of the same kind, and
 * can be met by whoever has the claim's branch.
 */
export function goesOnUnder(
  claim: Pick<PolicyAt, 'care_kind' | 'theme'> & { branch: 'death' | 'disability' | 'none' },
  to: Promised,
): boolean {
  const alike = claim.care_kind === to.care_kind && claim.theme === to.theme && to.beneficiary === 'person'
  return alike && (claim.branch === 'none' || branchesOf(to.rule).includes(claim.branch))
}

/**
 * Whether a claim under one promise goes on under the other when the child has died: both are promised to persons and of one kind, the
 * first can be met by 伤残 alone, the second by 死亡 alone, however their rules say it. There is no way back.
 */
export function leadsToDeath(from: Promised, to: Promised): boolean {
  const demands = ({ rule }: Promised) => branchesOf(rule).join()
  const alike = from.care_kind === to.care_kind && from.theme === to.theme && to.beneficiary === 'person'
  return alike && demands(from) === 'disability' && demands(to) === 'death'
}
