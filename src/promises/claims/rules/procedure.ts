import type { CivilDate } from '../../../kernel/calendar.ts'
import { contains, TIERS, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Step } from './steps.ts'

/** Where a chain stands: one account proposes it, another approves it or sends it back; until then whoever proposed it can withdraw it. */
export const PROCEDURE_STATES = ['proposed', 'returned', 'approved', 'withdrawn'] as const
export type ProcedureState = (typeof PROCEDURE_STATES)[number]

export interface Procedure {
  readonly id: Uuid
  readonly division: number
  readonly policy_id: Uuid | null
  readonly theme: string | null
  readonly valid_from: CivilDate
  readonly valid_to: CivilDate | null
  readonly steps: readonly Step[]
}

/** The narrowest place first; of one place the chain named for the policy, then the theme's, then the general one. */
function rank(procedure: Procedure): number {
  const depth = TIERS.indexOf(tierOf(procedure.division))
  const aim = procedure.policy_id !== null ? 2 : procedure.theme !== null ? 1 : 0
  return depth * 10 + aim
}

export interface ProcedureAsked {
  /** The place of the claim, a 12-digit code. */
  place: number
  policy_id: Uuid
  theme: string
  on: CivilDate
}

/** The chain a claim goes through: the narrowest that holds the place, is in force on the day and is meant for the policy. */
export function chooseProcedure<P extends Procedure>(procedures: readonly P[], asked: ProcedureAsked): P | undefined {
  return procedures
    .filter(
      (one) =>
        contains(one.division, asked.place) &&
        (one.policy_id === null || one.policy_id === asked.policy_id) &&
        (one.theme === null || one.theme === asked.theme) &&
        one.valid_from <= asked.on &&
        (one.valid_to === null || one.valid_to > asked.on),
    )
    .toSorted((a, b) => rank(b) - rank(a) || (a.valid_from < b.valid_from ? 1 : -1))[0]
}
