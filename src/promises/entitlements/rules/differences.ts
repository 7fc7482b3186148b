import type { State } from './states.ts'

/**
 * What a run would do to one beneficiary of one policy and period. `gained`: a new row, or one a run had made void, due again;
 * also one an exit from the roll had, of who is on it again. `changed`: due, but another amount or version, or as is known now not on the day
 * on which it was found. `lost`: open, but no longer
 * entitled. `kept`: nothing to do. `set_aside`: entitled, but a person or an exit made the row void. `unknown`: facts or a rate are missing;
 * nothing is touched.
 */
export const DIFFERENCES = ['gained', 'changed', 'lost', 'kept', 'set_aside', 'unknown'] as const
export type Difference = (typeof DIFFERENCES)[number]

/** What the register and the rates say on the day. An answer of `no` is the same as no row at all. */
export interface Owed {
  answer: 'yes' | 'unknown'
  /** Null: promised, but no rate says how much. */
  amount_fen: number | null
  quantity: number
  unit: string
  policy_version: number
}

/** The row that is there for the beneficiary and period. */
export interface Standing {
  state: State
  void_by: 'run' | 'hand' | 'exit' | null
  amount_fen: number
  quantity: number
  unit: string
  policy_version: number
  /** In a payment round that has not ended. */
  paying?: boolean
  /** Found on a later day of the period than the one asked about, by somebody who on that day neither has died nor is gone. */
  found_later?: boolean
  /** As is known now she was not owed it on the day on which it was found; a round, which asks her of that day, would not pay it. */
  day_fell?: boolean
  /** A claim of hers is in force on the day. */
  on_roll?: boolean
}

/** The pure form of the decision that queries/differences.ts makes in SQL; a property test holds the two together. */
export function differenceOf(owed: Owed | undefined, standing: Standing | undefined): Difference | undefined {
  if (standing?.paying === true) return 'kept'
  if (owed && (owed.answer === 'unknown' || owed.amount_fen === null)) return 'unknown'
  // That she did not meet the conditions on an earlier day says nothing of the day on which she did.
  if (!owed && standing?.found_later === true && isOpen(standing.state)) return 'kept'
  if (!owed) return standing && isOpen(standing.state) ? 'lost' : undefined
  if (!standing || (standing.state === 'void' && standing.void_by === 'run')) return 'gained'
  if (standing.void_by === 'exit' && standing.on_roll === true) return 'gained'
  if (standing.state === 'void') return 'set_aside'
  const stands = sameGrant(owed, standing) && standing.day_fell !== true
  return standing.state === 'due' && !stands ? 'changed' : 'kept'
}

const isOpen = (state: State): boolean => state === 'due' || state === 'held'

function sameGrant(owed: Owed, standing: Standing): boolean {
  return (
    owed.amount_fen === standing.amount_fen &&
    owed.quantity === standing.quantity &&
    owed.unit === standing.unit &&
    owed.policy_version === standing.policy_version
  )
}
