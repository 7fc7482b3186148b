import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command } from '../../../platform/database/transact.ts'
import { noteClaimed } from '../../entitlements/index.ts'
import { hmacOf, insertClaim, listIncoming, markReceived } from '../queries/index.ts'
import { getApplicant, getClaimable } from './form.ts'
import { news } from './move.ts'
import { procedureFor } from './procedures.ts'

/**
 * A claim that came from another district goes on here from the day the hukou moved, for the same person as registered here.
 * @throws Refusal not_found `claims.transfer_not_found`, unprocessable `claims.other_person` where the ID numbers differ,
 *   conflict `claims.already_open`
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
