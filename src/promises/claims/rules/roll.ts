import type { CivilDate } from '../../../kernel/calendar.ts'

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

/** The other branch's policy beside one: `…_disability` → `…_death`. A suggestion; a person chooses. */
export function otherBranch(code: string): string | undefined {
  return code.endsWith('_disability') ? code.replace(/_disability$/, '_death') : undefined
}
