import { sql } from 'kysely'
import type { z } from 'zod'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { isCode, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { maskName } from '../../../kernel/mask.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command } from '../../../platform/database/transact.ts'
import { endClaimed, noteClaimed, voidAfterExit } from '../../entitlements/index.ts'
import { findPolicyAt } from '../../policies/index.ts'
import type { askedChange } from '../contract/index.ts'
import {
  type ChangeRow,
  type ClaimRow,
  findApplicants,
  hmacOf,
  insertChanges,
  insertClaim,
  insertTransfer,
  lockChanges,
  lockClaims,
  markLines,
  moveClaims,
  type NewClaim,
  reopenLines,
  settleChanges,
} from '../queries/index.ts'
import { inForce, refuseDay } from '../rules/index.ts'
import { claimsWords } from '../words/index.ts'
import { refuseBranch } from './branch.ts'
import { holdClaim, news, subjectOf } from './move.ts'
import { procedureFor } from './procedures.ts'

export type AskedChange = z.output<typeof askedChange>

/**
 * Asks for a change of the roll; it happens when another account has confirmed it. A change of branch takes along the claims of the
 * family's other parents under the same policy.
 */
export function proposeChange(db: Database, call: Call, input: { claim_id: Uuid; id: Uuid; change: AskedChange }) {
  return command(db, call, { name: 'claims.propose_change', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const { claims } = await propose(tx, call, input)
    return {
      result: { group_id: input.id, claims: claims.length },
      detail: { kind: input.change.kind, claims: claims.length },
    }
  })
}

/**
 * The same inside another act's transaction (a yearly review).
 * @throws Refusal not_found, conflict `claims.not_on_roll`, `claims.change_waits`; bad_input for the day, the place, and of `refuseBranch`
 */
export async function propose(tx: Tx, call: Call, input: { claim_id: Uuid; id: Uuid; change: AskedChange }) {
  const { claim } = await holdClaim(tx, call, input.claim_id)
  const { change } = input
  if (claim.state !== 'filed' || claim.decision !== 'confirmed' || claim.in_force_from === null)
    refuse('conflict', 'claims.not_on_roll')
  const day = refuseDay(claim.in_force_from, change.happens_on, call.today)
  if (day !== undefined)
    refuse('bad_input', day, { place: 'change.happens_on', params: { from: claim.in_force_from, today: call.today } })
  const claims = change.kind === 'branch_change' ? await ofBothParents(tx, call, claim, change.happens_on) : [claim]
  if (change.kind === 'branch_change') for (const one of claims) await refuseBranch(tx, call, one, change)
  if (change.kind === 'transfer') await refusePlace(tx, claim, change.to_division)
  const note = change.note === '' ? null : change.note
  try {
    const ids = await insertChanges(tx, call, claims, {
      group_id: input.id,
      kind: change.kind,
      cause: change.kind === 'exit' ? change.cause : change.kind === 'transfer' ? 'moved' : 'branch_change',
      happens_on: change.happens_on,
      to_policy_id: change.kind === 'branch_change' ? change.to_policy_id : null,
      to_division: change.kind === 'transfer' ? change.to_division : null,
      note,
    })
    await news(tx, call, claim)
    return { claims, ids }
  } catch (error) {
    if (constraintOf(error) === 'roll_change_one_open')
      refuse('conflict', 'claims.change_waits', { next: 'claims.change_waits_next' })
    throw error
  }
}

/** The claim itself first, then those of the family's other parents under the same policy that are in force. */
async function ofBothParents(tx: Tx, call: Call, claim: ClaimRow, on: CivilDate): Promise<ClaimRow[]> {
  const others = await lockClaims(
    tx,
    call,
    sql`c.family_id = ${claim.family_id}::uuid and c.policy_id = ${claim.policy_id}::uuid and c.state = 'filed' and c.decision = 'confirmed'
      and c.id <> ${claim.id}::uuid`,
  )
  return [claim, ...others.filter((other) => inForce(other, on))]
}

async function refusePlace(tx: Tx, claim: ClaimRow, to_division: number): Promise<void> {
  const place = 'change.to_division'
  const known =
    isCode(to_division) &&
    (await tx.selectFrom('division').select('code').where('code', '=', to_division).executeTakeFirst())
  if (!known) refuse('bad_input', 'claims.place_unknown', { place })
  if (['nation', 'province', 'city'].includes(tierOf(to_division)))
    refuse('bad_input', 'claims.change.to_district', { place })
  // Within the district the family moves, and its claims with it: nothing ends.
  if (Math.floor(to_division / 1_000_000) === claim.district)
    refuse('bad_input', 'claims.change.same_district', { place })
}

export type ChangeDecision = { group_id: Uuid } & (
  | { decision: 'confirmed'; note: string }
  | { decision: 'rejected'; reason: string }
)

export interface Decided {
  group_id: Uuid
  claims: number
  opened: number
  entitlements_void: number
}

/**
 * Confirms or rejects what another account asked for; whoever asked reads why it was rejected. Confirmed: the claims leave the roll on the
 * day; a change of branch opens one of the other policy for each on the same day; a transfer is told to the receiving district; what would
 * be due for later periods becomes void, of what stands in a payment round once that has let it go unpaid.
 *
 * @throws Refusal not_found `claims.change_not_found`, conflict `claims.change_decided`, not_allowed `claims.own_change`; of `refuseBranch`
 */
export function decideChange(db: Database, call: Call, input: ChangeDecision): Promise<Decided> {
  const spec = { name: 'claims.decide_change', input, subject: { kind: 'roll_change', id: input.group_id } }
  return command(db, call, spec, async (tx) => {
    const rows = await lockChanges(tx, call, input.group_id)
    const [first] = rows
    if (!first) refuse('not_found', 'claims.change_not_found')
    if (rows.some((row) => row.state !== 'proposed')) refuse('conflict', 'claims.change_decided')
    if (first.proposed_by === call.actor.account_id)
      refuse('not_allowed', 'claims.own_change', { next: 'claims.other_account_next' })
    const done = input.decision === 'confirmed' ? await carryOut(tx, call, rows, first) : NOTHING
    // A yearly review that stood on this change waits for its people again; one that did not yet reach them needs to no more.
    if (input.decision === 'rejected') await reopenLines(tx, rows)
    else await markLines(tx, call, rows)
    const said = input.decision === 'rejected' ? input.reason : input.note
    await settleChanges(tx, call, rows, {
      state: input.decision,
      note: said === '' ? null : said,
      next: done.next,
    })
    if (input.decision === 'rejected')
      for (const { claim_id, ...at } of rows) await news(tx, call, { ...at, id: claim_id })
    const result = {
      group_id: input.group_id,
      claims: rows.length,
      opened: done.next.size,
      entitlements_void: done.void,
    }
    return { result, detail: { kind: first.kind, decision: input.decision, claims: rows.length, void: done.void } }
  })
}

const NOTHING = { next: new Map<Uuid, Uuid>(), void: 0 }

async function carryOut(tx: Tx, call: Call, rows: readonly ChangeRow[], change: ChangeRow) {
  const claims = await lockClaims(tx, call, sql`c.id = any(${rows.map((row) => row.claim_id)}::uuid[])`)
  if (claims.length !== rows.length || claims.some((claim) => claim.state !== 'filed'))
    refuse('conflict', 'claims.not_on_roll')
  await refuseUnlessStill(tx, call, claims, change)
  const { happens_on: on, cause } = change
  const moved = await moveClaims(
    tx,
    call,
    claims.map((claim) => ({ claim, to: 'exited', due_on: null })),
    {
      act: 'exit',
      hand: false,
      detail: { change: change.group_id },
      also: sql`, in_force_to = ${on}::date, exit_cause = ${cause}`,
    },
  )
  if (moved !== claims.length) refuse('conflict', 'claims.changed_meanwhile', { next: 'claims.look_again' })
  await endClaimed(
    tx,
    claims.map((claim) => ({ district: claim.district, claim_id: claim.id, valid_to: on })),
    claimsWords.zh.void_reason[change.kind],
  )
  const next = change.kind === 'branch_change' ? await openOther(tx, call, claims, change) : NOTHING.next
  if (change.kind === 'transfer') for (const claim of claims) await send(tx, call, claim, change)
  const voided = await voidAfterExit(tx, call, claims)
  for (const claim of claims) await news(tx, call, claim)
  return { next, void: voided }
}

/** A change of branch opens a claim without declaration or notice: what it stands on must hold when it is decided, too. */
async function refuseUnlessStill(tx: Tx, call: Call, claims: readonly ClaimRow[], change: ChangeRow): Promise<void> {
  const { kind, to_policy_id, happens_on } = change
  if (kind !== 'branch_change' || to_policy_id === null) return
  const places = { policy: 'decision', day: 'decision' }
  for (const claim of claims) await refuseBranch(tx, call, claim, { to_policy_id, happens_on }, places)
}

/** Opens a claim under the other branch's policy for each that closed, from the same day, without a gap. */
async function openOther(tx: Tx, call: Call, claims: readonly ClaimRow[], change: ChangeRow): Promise<Map<Uuid, Uuid>> {
  const policy =
    (change.to_policy_id && (await findPolicyAt(tx, change.to_policy_id, change.happens_on))) ||
    refuse('conflict', 'claims.policy_unknown')
  const next = new Map<Uuid, Uuid>()
  for (const claim of claims) {
    const id = call.newId()
    const [applicant] = await findApplicants(tx, call, [claim.person_id])
    if (!applicant) return refuse('unprocessable', 'claims.person_not_found')
    const procedure = await procedureFor(tx, call, { ...applicant, policy })
    const { district, community, family_id, person_id } = claim
    await openAnother(tx, call, {
      district,
      id,
      community,
      family_id,
      person_id,
      policy_id: policy.id,
      procedure_id: procedure.id,
      branch: 'death',
      origin: 'continued',
      continues_id: claim.id,
      state: 'filed',
      step_due_on: null,
      draft_cipher: null,
      hands: [change.proposed_by],
      decided_by: call.actor.account_id,
      in_force_from: change.happens_on,
    })
    await noteClaimed(tx, [
      { district, claim_id: id, community, family_id, person_id, policy_id: policy.id, valid_from: change.happens_on },
    ])
    next.set(claim.id, id)
  }
  return next
}

/** @throws Refusal conflict `claims.already_open` where she declares under the other policy in this very moment */
async function openAnother(tx: Tx, call: Call, claim: NewClaim): Promise<void> {
  try {
    await insertClaim(tx, call, claim)
  } catch (error) {
    if (constraintOf(error) === 'claim_once')
      refuse('conflict', 'claims.already_open', { place: 'decision', next: 'claims.already_open_next' })
    throw error
  }
}

async function send(tx: Tx, call: Call, claim: ClaimRow, change: ChangeRow): Promise<void> {
  const id_hmac = (await hmacOf(tx, claim)) ?? refuse('unprocessable', 'claims.change.no_number')
  await insertTransfer(tx, call, {
    district: claim.district,
    claim_id: claim.id,
    to_division: change.to_division ?? 0,
    id_hmac,
    masked_name: maskName(claim.name),
    policy_id: claim.policy_id,
    branch: claim.branch,
    moved_on: change.happens_on,
  })
}
