import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { noteClaimed } from '../../entitlements/index.ts'
import { findArrived, hmacOf, insertClaim, listIncoming, listSent, markReceived } from '../queries/index.ts'
import { claimableIn, getApplicant, getClaimable } from './form.ts'
import { goesOnUnder } from '../rules/index.ts'
import { news } from './move.ts'
import { procedureFor } from './procedures.ts'

/** What came here and waits, and what went from here and whether somebody there has it. */
export async function showTransfers(tx: Tx, call: Call) {
  return { items: await showIncoming(tx, call), sent: await listSent(tx, call) }
}

/**
 * The claims that are to go on here: for whom, as the register here knows her, and under which of the policies in force in her place.
 * Nobody searches for her: she is recognised by her ID number, as the reception itself does.
 */
async function showIncoming(tx: Tx, call: Call) {
  const transfers = await listIncoming(tx, call)
  const arrived = new Map((await findArrived(tx, call, transfers)).map((one) => [one.transfer_id, one]))
  const items = []
  for (const row of transfers) {
    const here = arrived.get(row.transfer_id) ?? null
    const place = here?.community ?? row.to_division
    const policies = await claimableIn(tx, call, place, (policy) => goesOnUnder(row, policy))
    items.push({ ...row, from_district: row.district, here, policies })
  }
  return items
}

/**
 * A claim that came from another district goes on here from the day the hukou moved, for the same person as registered here.
 * @throws Refusal not_found `claims.transfer_not_found`, unprocessable `claims.other_person` where the ID numbers differ,
 *   `claims.other_promise` where the promise is of another kind or for the other branch, conflict `claims.already_open`
 */
export function receiveTransfer(
  db: Database,
  call: Call,
  input: { transfer_id: Uuid; id: Uuid; person_id: Uuid; policy_id: Uuid },
): Promise<{ claim_id: Uuid }> {
  const spec = { name: 'claims.receive', input, subject: { kind: 'claim', id: input.id } }
  return command(db, call, spec, async (tx) => {
    const [transfer] = await listIncoming(tx, call, input.transfer_id)
    if (!transfer) refuse('not_found', 'claims.transfer_not_found')
    const applicant = await getApplicant(tx, call, input.person_id)
    const hmac = await hmacOf(tx, applicant)
    if (hmac === null || !hmac.equals(transfer.id_hmac))
      refuse('unprocessable', 'claims.other_person', { place: 'person_id' })
    const policy = await getClaimable(tx, call, input.policy_id)
    if (!goesOnUnder(transfer, policy))
      refuse('unprocessable', 'claims.other_promise', { place: 'policy_id', next: 'claims.other_promise_next' })
    const procedure = await procedureFor(tx, call, { ...applicant, policy })
    const { district, community, family_id, person_id } = applicant
    const row = { district, community, family_id, person_id, policy_id: policy.id }
    try {
      await insertClaim(tx, call, {
        ...row,
        id: input.id,
        procedure_id: procedure.id,
        branch: transfer.branch,
        origin: 'transferred',
        continues_id: null,
        state: 'filed',
        step_due_on: null,
        draft_cipher: null,
        hands: [],
        decided_by: call.actor.account_id,
        in_force_from: transfer.moved_on,
      })
    } catch (error) {
      if (constraintOf(error) === 'claim_once')
        refuse('conflict', 'claims.already_open', { next: 'claims.already_open_next' })
      throw error
    }
    await noteClaimed(tx, [{ ...row, claim_id: input.id, valid_from: transfer.moved_on }])
    if (!(await markReceived(tx, call, transfer, input.id))) refuse('conflict', 'claims.changed_meanwhile')
    await news(tx, call, { district, community, id: input.id })
    return { result: { claim_id: input.id }, detail: { from: transfer.district } }
  })
}
