import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command } from '../../../platform/database/transact.ts'
import {
  decideProcedure,
  endProcedureBefore,
  findProcedure,
  type ProcedureRow,
  takeBackProcedure,
} from '../queries/index.ts'
import type { ProcedureState } from '../rules/index.ts'

/**
 * Approves a chain that another account proposed. The chain of the same place and aim ends on the day this one begins.
 * @throws Refusal of `lockProcedure` and `refuseOwn`, conflict `claims.procedure_late`, conflict `claims.procedure_overlaps` where a later one
 *   is already approved.
 */
export function approveProcedure(db: Database, call: Call, procedure_id: Uuid) {
  const spec = { name: 'claims.approve_procedure', input: procedure_id, subject: subjectOf(procedure_id) }
  return command(db, call, spec, async (tx) => {
    const found = await lockProcedure(tx, call, procedure_id, ['proposed'])
    refuseOwn(call, found)
    if (found.valid_from < call.today)
      refuse('conflict', 'claims.procedure_late', { next: 'claims.procedure_late_next' })
    await endProcedureBefore(tx, found)
    try {
      const done = await decideProcedure(tx, call, procedure_id, { state: 'approved', reason: null })
      if (!done) refuseState(found)
    } catch (error) {
      if (constraintOf(error) === 'claim_procedure_one_at_a_time') refuse('conflict', 'claims.procedure_overlaps')
      throw error
    }
    return { result: { procedure_id, valid_from: found.valid_from }, detail: { division: found.division } }
  })
}

/**
 * Sends a chain back to whoever proposed it, with the reason; it stays as it was, and she can propose another.
 * @throws Refusal of `lockProcedure` and `refuseOwn`.
 */
export function returnProcedure(db: Database, call: Call, input: { procedure_id: Uuid; reason: string }) {
  const { procedure_id, reason } = input
  const spec = { name: 'claims.return_procedure', input, subject: subjectOf(procedure_id) }
  return command(db, call, spec, async (tx) => {
    const found = await lockProcedure(tx, call, procedure_id, ['proposed'])
    refuseOwn(call, found)
    if (!(await decideProcedure(tx, call, procedure_id, { state: 'returned', reason }))) refuseState(found)
    return { result: { procedure_id, state: 'returned' as const }, detail: { division: found.division } }
  })
}

/**
 * Takes back what one proposed, while it waits or after it was sent back.
 * @throws Refusal of `lockProcedure`, not_allowed `claims.others_procedure`.
 */
export function withdrawProcedure(db: Database, call: Call, procedure_id: Uuid) {
  const spec = { name: 'claims.withdraw_procedure', input: procedure_id, subject: subjectOf(procedure_id) }
  return command(db, call, spec, async (tx) => {
    const found = await lockProcedure(tx, call, procedure_id, ['proposed', 'returned'])
    if (found.proposed_id !== call.actor.account_id)
      refuse('not_allowed', 'claims.others_procedure', { next: 'claims.others_procedure_next' })
    if (!(await takeBackProcedure(tx, call, procedure_id))) refuseState(found)
    return { result: { procedure_id, state: 'withdrawn' as const }, detail: { division: found.division } }
  })
}

const subjectOf = (id: Uuid) => ({ kind: 'claim_procedure', id })

/**
 * The chain where the caller's reach holds its place and it stands in one of the states.
 * @throws Refusal not_found `claims.procedure_not_found`, conflict `claims.procedure_approved` or `claims.procedure_put_away`.
 */
async function lockProcedure(tx: Tx, call: Call, id: Uuid, states: readonly ProcedureState[]): Promise<ProcedureRow> {
  const found = await findProcedure(tx, id, { lock: true })
  const { scope } = call.actor
  if (!found || found.division < scope.lo || found.division >= scope.hi)
    return refuse('not_found', 'claims.procedure_not_found')
  if (!states.includes(found.state)) refuseState(found)
  return found
}

function refuseState({ state }: ProcedureRow): never {
  if (state === 'approved') return refuse('conflict', 'claims.procedure_approved')
  return refuse('conflict', 'claims.procedure_put_away', { next: 'claims.procedure_put_away_next' })
}

function refuseOwn(call: Call, found: ProcedureRow): void {
  if (found.proposed_id === call.actor.account_id)
    refuse('not_allowed', 'claims.own_procedure', { next: 'claims.other_account_next' })
}
