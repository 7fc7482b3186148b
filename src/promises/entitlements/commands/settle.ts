import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { command } from '../../../platform/database/transact.ts'
import type { Locked, Move } from '../queries/index.ts'
import type { State } from '../rules/index.ts'
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
  step: { name: string; input: Named; from: State; move: Move; also?: (rows: readonly Locked[]) => void },
): Promise<Moved> {
  return command(db, call, { name: step.name, input: step.input }, async (tx) => {
    const rows = await lockChosen(tx, call, step.input, { on: call.today, from: step.from })
    if (step.from === 'due') refuseUnlessMovable(rows, step.move.to)
    else refuseOthers(rows, step.from)
    step.also?.(rows)
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

/** Undoes a void made by hand. What a run made void comes back by a run alone. @throws conflict `entitlements.not_void`. */
export function restoreEntitlements(db: Database, call: Call, input: Named): Promise<Moved> {
  const also = (rows: readonly Locked[]) => {
    if (rows.some((row) => row.void_by === 'run')) {
      refuse('conflict', 'entitlements.void_by_run', {
        place: 'entitlement_ids',
        next: 'entitlements.void_by_run_next',
      })
    }
  }
  return settle(db, call, { name: 'entitlements.restore', input, from: 'void', move: { to: 'due' }, also })
}
