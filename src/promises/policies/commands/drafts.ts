import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { type DraftRow, findDraft, findPolicyHead, insertDraft, insertStep, moveDraft } from '../queries/index.ts'
import { actsFor, afterAct, type DraftAct, type DraftInput, type DraftState } from '../rules/index.ts'
import { checkDraft, holdLaw } from './check-draft.ts'
import { enact } from './enact.ts'

export interface Moved {
  draft_id: Uuid
  state: DraftState
  version: number
  policy_id: Uuid | null
}

/**
 * Writes a draft of a new policy, version, end or exclusion group. It counts for nobody until another account approves it.
 * @throws Refusal not_found `policies.not_yours` for another association's policy or place, `policies.not_found`, unprocessable
 *   `policies.draft_faults` with every fault at its field (a fact that is not in the catalogue, an operator or value that does not fit,
 *   rates that overlap or leave a gap, a version in the way …)
 */
export function writeDraft(db: Database, call: Call, input: DraftInput): Promise<Moved> {
  return command(db, call, { name: 'policies.write_draft', input }, async (tx) => {
    await refuseUnlessMine(tx, call, input)
    const id = call.newId()
    const { content, ...checked } = await checkDraft(tx, call, input, id)
    await insertDraft(tx, call, { id, kind: input.kind, content, ...checked })
    await insertStep(tx, call, { draft_id: id, act: 'write', reason: null, content })
    return done({ draft_id: id, state: 'writing', version: 1, policy_id: checked.policy_id }, input.kind)
  })
}

/** Changes a draft of one's own. The kind and what it is about stay. @throws as `writeDraft`, conflict `policies.draft_moved_on`. */
export function rewriteDraft(
  db: Database,
  call: Call,
  { draft_id, version, content: input }: { draft_id: Uuid; version: number; content: DraftInput },
): Promise<Moved> {
  const spec = { name: 'policies.rewrite_draft', input: { draft_id, version, content: input } }
  return command(db, call, spec, async (tx) => {
    const draft = await getOwn(tx, call, draft_id, version, 'write')
    const { content, ...checked } = await checkDraft(tx, call, input, draft_id)
    const same =
      input.kind === draft.kind && checked.policy_id === draft.policy_id && checked.division === draft.division
    if (!same) refuse('unprocessable', 'policies.draft_is_about_another', { place: 'content' })
    return move(tx, call, draft, 'write', { content, base_version: checked.base_version })
  })
}

/** Hands a draft of one's own to the approver; it is checked once more against the law of this moment. */
export function submitDraft(db: Database, call: Call, { draft_id, version }: { draft_id: Uuid; version: number }) {
  return command(db, call, { name: 'policies.submit_draft', input: { draft_id, version } }, async (tx) => {
    const draft = await getOwn(tx, call, draft_id, version, 'submit')
    const { base_version } = await checkDraft(tx, call, draft.content, draft_id)
    return move(tx, call, draft, 'submit', { base_version, submitted: true })
  })
}

/** Takes a draft of one's own back for good. */
export function withdrawDraft(db: Database, call: Call, { draft_id, version }: { draft_id: Uuid; version: number }) {
  return command(db, call, { name: 'policies.withdraw_draft', input: { draft_id, version } }, async (tx) => {
    const draft = await getOwn(tx, call, draft_id, version, 'withdraw')
    return move(tx, call, draft, 'withdraw', {})
  })
}

/** Gives a submitted draft back to its writer. @throws Refusal not_allowed `policies.four_eyes` for one's own. */
export function returnDraft(
  db: Database,
  call: Call,
  { draft_id, version, reason }: { draft_id: Uuid; version: number; reason: string },
): Promise<Moved> {
  return command(db, call, { name: 'policies.return_draft', input: { draft_id, version, reason } }, async (tx) => {
    const draft = await getForDecision(tx, call, draft_id, version, 'return')
    return move(tx, call, draft, 'return', { decided: { reason } })
  })
}

/**
 * Approves what another account wrote: the version, its rates and the end of the version before are written in this transaction.
 * @throws Refusal not_allowed `policies.four_eyes`, conflict `policies.base_changed` when another version was approved since the draft
 *   was handed in, unprocessable `policies.draft_faults` when it no longer fits
 */
export function approveDraft(db: Database, call: Call, { draft_id, version }: { draft_id: Uuid; version: number }) {
  return command(db, call, { name: 'policies.approve_draft', input: { draft_id, version } }, async (tx) => {
    await holdLaw(tx)
    const draft = await getForDecision(tx, call, draft_id, version, 'approve')
    const checked = await checkDraft(tx, call, draft.content, draft_id)
    if (checked.base_version !== draft.base_version) {
      refuse('conflict', 'policies.base_changed', { next: 'policies.base_changed_next' })
    }
    await enact(tx, call, draft, checked)
    return move(tx, call, draft, 'approve', { decided: { reason: null } })
  })
}

async function move(
  tx: Tx,
  call: Call,
  draft: DraftRow,
  act: DraftAct,
  more: Omit<Parameters<typeof moveDraft>[3], 'state'>,
) {
  const state = afterAct(draft.state, act) ?? refuse('conflict', 'policies.draft_moved_on')
  const moved = await moveDraft(tx, call, draft, { ...more, state })
  if (!moved) refuse('conflict', 'policies.draft_moved_on', { next: 'policies.look_again' })
  const content = more.content ?? draft.content
  await insertStep(tx, call, { draft_id: draft.id, act, reason: more.decided?.reason ?? null, content })
  return done({ draft_id: draft.id, state, version: draft.version + 1, policy_id: draft.policy_id }, draft.kind)
}

function done(result: Moved, kind: string) {
  return {
    result,
    subject: { kind: 'policy_draft', id: result.draft_id },
    detail: { draft: kind, state: result.state, policy_id: result.policy_id },
  }
}

/** Another association's draft, and one of a colleague, read as not there to whoever may not write it. */
async function getOwn(tx: Tx, call: Call, id: Uuid, version: number, act: DraftAct): Promise<DraftRow> {
  const draft = await findDraft(tx, call, id, { lock: true })
  if (!draft || draft.written_by !== call.actor.account_id) return refuse('not_found', 'policies.draft_not_found')
  return atVersion(draft, version, act)
}

async function getForDecision(tx: Tx, call: Call, id: Uuid, version: number, act: DraftAct): Promise<DraftRow> {
  const draft = await findDraft(tx, call, id, { lock: true })
  if (!draft || !actsFor(call.actor, draft.division, 'approve')) return refuse('not_found', 'policies.draft_not_found')
  if (draft.written_by === call.actor.account_id) {
    refuse('not_allowed', 'policies.four_eyes', { next: 'policies.four_eyes_next' })
  }
  return atVersion(draft, version, act)
}

function atVersion(draft: DraftRow, version: number, act: DraftAct): DraftRow {
  if (draft.version !== version || afterAct(draft.state, act) === undefined) {
    refuse('conflict', 'policies.draft_moved_on', { params: { state: draft.state }, next: 'policies.look_again' })
  }
  return draft
}

async function refuseUnlessMine(tx: Tx, call: Call, input: DraftInput): Promise<void> {
  const named = 'division' in input
  const division = named ? input.division : (await findPolicyHead(tx, input.policy_id))?.division
  if (division !== undefined && actsFor(call.actor, division, 'write')) return
  refuse('not_found', 'policies.not_yours', { place: named ? 'division' : 'policy_id' })
}
