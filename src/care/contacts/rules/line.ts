import type { Unit } from '../../../kernel/units.ts'
import type { ActOutcome } from '../../../ledgers/care-records/rules/index.ts'

/** What came of a visit: 已到, 婉拒, 没能见到, 不打扰. All four are honoured. */
export const OUTCOMES = ['reached', 'refused', 'away', 'quiet'] as const
export type Outcome = (typeof OUTCOMES)[number]

export const LINE_STATES = ['planned', ...OUTCOMES, 'missed'] as const
export type LineState = (typeof LINE_STATES)[number]

/** How a family was reached. A letter or a call counts as reached where the family wishes no visit. */
export const CHANNELS = ['visit', 'phone', 'letter'] as const
export type Channel = (typeof CHANNELS)[number]

const TO_CARE: Readonly<Record<Outcome, ActOutcome>> = {
  reached: 'done',
  refused: 'refused',
  away: 'not_reached',
  quiet: 'quiet',
}

export function careOutcome(outcome: Outcome): ActOutcome {
  return TO_CARE[outcome]
}

/** A line can be ticked while nothing final was written: planned, or tried in vain. */
export function mayTick(state: LineState): boolean {
  return state === 'planned' || state === 'away'
}

/**
 * 未到: the families a round has not reached by any answer: those still to visit (待走访) and those tried in vain; once it is closed,
 * missed (未走访) instead of still to visit. Wherever this word stands beside a round, it is this number, never a state of one line.
 */
export function leftOf(progress: { readonly planned: number; readonly away: number; readonly missed: number }): number {
  return progress.planned + progress.away + progress.missed
}

export interface RoundFigures {
  cash_fen: number
  gift?: string | null | undefined
}

/** Why a kind of act cannot carry what the round hands out; undefined when it can. */
export function figureFault(
  kind: { units: readonly Unit[]; needs: readonly string[]; written_by: string | null },
  round: RoundFigures,
): 'kind_not_for_families' | 'kind_without_money' | 'kind_without_goods' | 'kind_needs_money' | undefined {
  const rest = kind.needs.filter((need) => need !== 'family' && need !== 'amount_fen')
  if (!kind.units.includes('household_time') || rest.length > 0 || kind.written_by !== null)
    return 'kind_not_for_families'
  if (round.cash_fen > 0 && !kind.units.includes('fen')) return 'kind_without_money'
  if (round.gift && !kind.units.includes('piece')) return 'kind_without_goods'
  if (round.cash_fen === 0 && kind.needs.includes('amount_fen')) return 'kind_needs_money'
  return undefined
}
