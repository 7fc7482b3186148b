import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import type { Locked, Move } from '../queries/index.ts'
import type { State } from '../rules/index.ts'
import { leftRoll } from './claimed.ts'
import { lockChosen, moveAll, refuseUnlessMovable } from './choose.ts'
import { news } from './reach.ts'

interface Named {
  entitlement_ids: readonly Uuid[]
}

export interface Moved {
  moved: number
}

/** Every move by hand is the same walk: lock, ask whether all may, move all or none, tell. */
function settle(
  db: Database,
  call: Call,
  step: {
    name: string
    input: Named
    from: State
    move: Move
    also?: (tx: Tx, rows: readonly Locked[]) => Promise<void> | void
  },
): Promise<Moved> {
  return command(db, call, { name: step.name, input: step.input }, async (tx) => {
    const rows = await lockChosen(tx, call, step.input, { on: call.today, from: step.from })
    if (step.from === 'due') refuseUnlessMovable(rows, step.move.to)
    else refuseOthers(rows, step.from)
    await step.also?.(tx, rows)
    const moved = await moveAll(tx, rows, step.move)
    await news(tx, call, step.name, rows)
    return { result: { moved }, detail: { rows: moved, to: step.move.to } }
  })
}

function refuseOthers(rows: readonly Locked[], from: State): void {
  const others = rows.filter((row) => row.state !== from)
  if (others.length === 0) return
  refuse('conflict', `entitlements.not_${from}`, {
    params: { count: others.length },
    place: 'entitlement_ids',
    next: 'entitlements.look_again',
  })
}

/** Holds what is due (暂缓): a reason and the day on which somebody looks again. @throws conflict `entitlements.not_to_held`. */
export function holdEntitlements(
  db: Database,
  call: Call,
  input: Named & { reason: string; review_on: CivilDate },
): Promise<Moved> {
  const { reason, review_on } = input
  const also = () => {
    if (review_on > call.today) return
    refuse('unprocessable', 'entitlements.review_in_past', { place: 'review_on', params: { today: call.today } })
  }
  return settle(db, call, {
    name: 'entitlements.hold',
    input,
    from: 'due',
    move: { to: 'held', held: { reason, review_on } },
    also,
  })
}

/** Makes what was held due again. @throws conflict `entitlements.not_held`. */
export function releaseEntitlements(db: Database, call: Call, input: Named): Promise<Moved> {
  return settle(db, call, { name: 'entitlements.release', input, from: 'held', move: { to: 'due' } })
}

/** Ends what is due or held without its being reached; a run does not bring it back. @throws conflict `entitlements.not_to_void`. */
export function voidEntitlements(db: Database, call: Call, input: Named & { reason: string }): Promise<Moved> {
  return settle(db, call, {
    name: 'entitlements.void',
    input,
    from: 'due',
    move: { to: 'void', void: { reason: input.reason } },
  })
}

/**
 * Undoes a void made by hand. What a run made void comes back by a run alone; what somebody off the roll would have been owed, whom two
 * people took off it, by a run once she is on it again.
 * @throws conflict `entitlements.not_void`, `entitlements.void_by_run`, `entitlements.void_by_exit`.
 */
export function restoreEntitlements(db: Database, call: Call, input: Named): Promise<Moved> {
  const also = async (tx: Tx, rows: readonly Locked[]) => {
    if (rows.some((row) => row.void_by === 'run')) {
      refuse('conflict', 'entitlements.void_by_run', {
        place: 'entitlement_ids',
        next: 'entitlements.void_by_run_next',
      })
    }
    const left = new Set((await leftRoll(tx, call, rows)).map(({ row }) => row.id))
    const count = rows.filter((row) => row.void_by === 'exit' || left.has(row.id)).length
    if (count > 0)
      refuse('conflict', 'entitlements.void_by_exit', {
        params: { count },
        place: 'entitlement_ids',
        next: 'entitlements.void_by_exit_next',
      })
  }
  return settle(db, call, { name: 'entitlements.restore', input, from: 'void', move: { to: 'due' }, also })
}
