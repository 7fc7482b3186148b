import { sql } from 'kysely'
import { type CivilDate, civilDateOf } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import { noteClaimed } from '../../entitlements/index.ts'
import { explain } from '../../policies/index.ts'
import type { Stood } from '../contract/index.ts'
import { decisionOf, noticesFinished } from '../queries/index.ts'
import { isNotice, stateOf } from '../rules/index.ts'
import { type Held, holdClaim, moveOn, refuseUnlessStep, subjectOf } from './move.ts'
import { refuseStart } from './take-over.ts'

export type Decision = { claim_id: Uuid; version: number } & (
  | { decision: 'confirmed'; in_force_from: CivilDate }
  | { decision: 'refused'; finding: string }
)

/** What a notice of decision says beyond yes or no: which conditions failed, what would change it, what was found. */
interface Said {
  reasons: { text: string; met_on: CivilDate | null; missing: boolean }[]
  finding: string | null
  qualifies_on: CivilDate | null
}

const place = (id: Uuid) => `claim.decision_cipher:${id}`

/**
 * The county's decision.
 * @throws Refusal not_allowed `claims.own_hands` (she handled it before), conflict `claims.objections_open`, `claims.objection_upheld`,
 *   `claims.notice_unfinished`; unprocessable `claims.refusal_without_reason` where neither the rule nor a finding says why.
 */
export function decideClaim(db: Database, call: Call, input: Decision): Promise<Stood> {
  return command(db, call, { name: 'claims.decide', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const held = await holdClaim(tx, call, input.claim_id, input.version)
    refuseUnlessStep(call, held, ['county_confirmation'])
    await refuseUnready(tx, call, held, input.decision)
    const { claim } = held
    const said = input.decision === 'refused' ? await reasonsFor(tx, call, held, input.finding) : CONFIRMED
    if (input.decision === 'confirmed') refuseStart(call, input.in_force_from)
    const from = input.decision === 'confirmed' ? input.in_force_from : null
    const cipher = call.crypto.seal(JSON.stringify(said), place(claim.id))
    const result = await moveOn(tx, call, held, 'notice_of_decision', {
      act: 'decide',
      hand: false,
      detail: { decision: input.decision },
      also: sql`, decision = ${input.decision}, decided_by = ${call.actor.account_id}::uuid, decided_at = ${call.now}::timestamptz,
        in_force_from = ${from}::date, decision_cipher = ${cipher}::bytea`,
    })
    if (from !== null) {
      const { district, community, family_id, person_id, policy_id } = claim
      await noteClaimed(tx, [
        { district, claim_id: claim.id, community, family_id, person_id, policy_id, valid_from: from },
      ])
    }
    return { result, detail: { decision: input.decision } }
  })
}

const CONFIRMED: Said = { reasons: [], finding: null, qualifies_on: null }

async function refuseUnready(tx: Tx, call: Call, { claim, steps }: Held, decision: string): Promise<void> {
  if (claim.hands.includes(call.actor.account_id))
    refuse('not_allowed', 'claims.own_hands', { next: 'claims.other_account_next' })
  if (claim.open_objections > 0)
    refuse('conflict', 'claims.objections_open', {
      params: { count: claim.open_objections },
      next: 'claims.objections_open_next',
    })
  if (decision === 'refused') return
  if (claim.upheld_objections > 0)
    refuse('conflict', 'claims.objection_upheld', { next: 'claims.objection_upheld_next' })
  // Who is taken over was posted under the former procedure.
  if (claim.origin === 'taken_over') return
  const asked = steps.map((step) => stateOf(step.kind)).filter((state) => isNotice(state))
  if (!(await noticesFinished(tx, claim, asked, call.today))) refuse('conflict', 'claims.notice_unfinished')
}

/** Only what failed or is missing, each with the day on which time will meet it; never the conditions that are met. */
async function reasonsFor(tx: Tx, call: Call, { claim }: Held, finding: string): Promise<Said> {
  const told = await explain(tx, call, { person_id: claim.person_id, policy_id: claim.policy_id, as_of: call.today })
  const reasons = told.lines.flatMap((line) =>
    line.kind === 'condition' && line.decides
      ? [{ text: line.text, met_on: line.met_on, missing: line.state === 'unknown' }]
      : [],
  )
  if (reasons.length === 0 && finding.length < 5)
    refuse('unprocessable', 'claims.refusal_without_reason', { place: 'finding' })
  return { reasons, finding: finding === '' ? null : finding, qualifies_on: told.qualifies_on }
}

/** The notice of decision as it prints. The caller leaves the trace. @throws Refusal not_found `claims.not_decided` */
export function readDecision(db: Database, call: Call, claim_id: Uuid) {
  return readIn(db, call, async (tx) => {
    const { claim } = await holdClaim(tx, call, claim_id)
    const row = (await decisionOf(tx, claim)) ?? refuse('not_found', 'claims.not_decided')
    const { decision_cipher, decided_at, ...shown } = row
    const said =
      decision_cipher === null ? CONFIRMED : (JSON.parse(call.crypto.open(decision_cipher, place(claim.id))) as Said)
    return { claim, ...shown, decided_on: civilDateOf(decided_at), ...said }
  })
}
