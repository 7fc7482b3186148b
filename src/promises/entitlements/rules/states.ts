/** Where an entitlement stands. `held` (暂缓) always has a reason and a day of review; `void` (不再应享) always a reason. */
export const STATES = ['due', 'reached', 'held', 'void'] as const
export type State = (typeof STATES)[number]

/** Owed and not yet there. */
export const OPEN_STATES = ['due', 'held'] as const satisfies readonly State[]

/** Who moves it: a person, a run over the register, an exit from the roll, or the counter-record of the act that reached it. */
export type Mover = 'hand' | 'run' | 'exit' | 'counter_record'

/**
 * The legal moves and nothing else. Reached is never held or void: what was given stays given until a counter-record takes the
 * act back. A run revives only what a run had made void, or an exit of who is on the roll again; that a family declined, say, is a person's
 * decision.
 */
const MOVES: Readonly<Record<State, Readonly<Partial<Record<State, readonly Mover[]>>>>> = {
  due: { reached: ['hand'], held: ['hand'], void: ['hand', 'run', 'exit'] },
  held: { due: ['hand'], void: ['hand', 'run', 'exit'] },
  reached: { due: ['counter_record'] },
  void: { due: ['hand', 'run'] },
}

export function mayMove(from: State, to: State, by: Mover): boolean {
  return MOVES[from][to]?.includes(by) ?? false
}

/** Why a run made a row void; a person says it in words of her own. */
export const RUN_REASONS = ['died', 'left', 'conditions', 'exclusion', 'instead'] as const
export type RunReason = (typeof RUN_REASONS)[number]
