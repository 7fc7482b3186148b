import type { Uuid } from '../../../kernel/ids.ts'
import { canonicalJson } from '../../../kernel/canonical.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import type { Stood } from '../contract/index.ts'
import { countProofs, insertClaim, insertDeclaration, lastDeclaration, keepDraft } from '../queries/index.ts'
import { checkDeclaration, type Declaration, dueOn, nextState, stepAt } from '../rules/index.ts'
import { answerOf, filledIn, getApplicant, getClaimable, namesOnForm, numbersOf } from './form.ts'
import { holdClaim, moveOn, news, refuseUnlessStep, subjectOf } from './move.ts'
import { procedureFor } from './procedures.ts'

const draftPlace = (id: Uuid) => `claim.draft_cipher:${id}`
const contentPlace = (id: Uuid, version: number) => `claim_declaration.content_cipher:${id}/${version}`

/** What the form begins with, and the chain the claim would go through. The caller leaves the trace of the look. */
export function prefill(db: Database, call: Call, asked: { person_id: Uuid; policy_id: Uuid }) {
  return readIn(db, call, async (tx) => {
    const applicant = await getApplicant(tx, call, asked.person_id)
    const policy = await getClaimable(tx, call, asked.policy_id)
    const procedure = await procedureFor(tx, call, { ...applicant, policy })
    return {
      applicant,
      content: await filledIn(tx, call, applicant),
      names: await namesOnForm(tx, call, applicant),
      procedure,
      policy,
      answer: await answerOf(tx, call, asked.person_id, policy.id),
    }
  })
}

/**
 * Begins a declaration.
 * @throws Refusal not_found `claims.person_not_found`, unprocessable `claims.policy_unknown`, conflict `claims.already_open`,
 *   bad_input `claims.other_applicant` where the form names somebody else, not_allowed `claims.not_your_step`.
 */
export function openClaim(
  db: Database,
  call: Call,
  input: { id: Uuid; person_id: Uuid; policy_id: Uuid; content: Declaration },
): Promise<Stood> {
  return command(db, call, { name: 'claims.open', input, subject: subjectOf(input.id) }, async (tx) => {
    const applicant = await getApplicant(tx, call, input.person_id)
    refuseOther(input.content, input.person_id)
    const policy = await getClaimable(tx, call, input.policy_id)
    const procedure = await procedureFor(tx, call, { ...applicant, policy })
    const step = stepAt(procedure.steps, 'draft')
    try {
      await insertClaim(tx, call, {
        district: applicant.district,
        id: input.id,
        community: applicant.community,
        family_id: applicant.family_id,
        person_id: applicant.person_id,
        policy_id: policy.id,
        procedure_id: procedure.id,
        branch: applicant.branch,
        origin: 'declared',
        continues_id: null,
        state: 'draft',
        step_due_on: step === undefined ? null : dueOn(step, call.today),
        draft_cipher: call.crypto.seal(JSON.stringify(input.content), draftPlace(input.id)),
        hands: [call.actor.account_id],
        decided_by: null,
        in_force_from: null,
      })
    } catch (error) {
      if (constraintOf(error) === 'claim_once')
        refuse('conflict', 'claims.already_open', { next: 'claims.already_open_next' })
      throw error
    }
    await news(tx, call, { ...applicant, id: input.id })
    return { result: { claim_id: input.id, state: 'draft', version: 1 }, detail: { policy_id: policy.id } }
  })
}

function refuseOther(content: Declaration, person_id: Uuid): void {
  if (content.applicant.person_id !== person_id)
    refuse('bad_input', 'claims.other_applicant', { place: 'content.applicant.person_id' })
}

/** Keeps a declaration as far as it is written. @throws as `holdClaim`, and conflict `claims.not_here` once it is submitted. */
export function saveDraft(
  db: Database,
  call: Call,
  input: { claim_id: Uuid; version: number; content: Declaration },
): Promise<Stood> {
  return command(db, call, { name: 'claims.save', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const held = await holdClaim(tx, call, input.claim_id, input.version)
    refuseUnlessStep(call, held, ['draft'])
    refuseOther(input.content, held.claim.person_id)
    const cipher = call.crypto.seal(JSON.stringify(input.content), draftPlace(input.claim_id))
    await keepDraft(tx, held.claim, cipher)
    return { result: { claim_id: input.claim_id, state: 'draft', version: held.claim.version + 1 } }
  })
}

/**
 * Submits a declaration with the truth pledge; the numbers of the people on it are kept with it as the register has them today.
 * @throws Refusal bad_input `claims.form_incomplete` with an issue at every field that lacks something.
 */
export function submitClaim(
  db: Database,
  call: Call,
  input: { claim_id: Uuid; version: number; content: Declaration; pledged: boolean },
): Promise<Stood> {
  return command(db, call, { name: 'claims.submit', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const held = await holdClaim(tx, call, input.claim_id, input.version)
    refuseUnlessStep(call, held, ['draft'])
    const { claim, steps } = held
    refuseOther(input.content, claim.person_id)
    const proofs = await countProofs(tx, claim)
    const issues = checkDeclaration(input.content, { today: call.today, pledged: input.pledged, proofs })
    if (issues.length > 0) refuse('bad_input', 'claims.form_incomplete', { issues })
    const applicant = await getApplicant(tx, call, claim.person_id)
    const version = claim.declared_version + 1
    const text = canonicalJson({
      content: input.content,
      ...(await numbersOf(tx, call, applicant)),
      pledged_on: call.today,
    })
    const answer = await answerOf(tx, call, claim.person_id, claim.policy_id)
    await keepDraft(tx, claim, null, version)
    await insertDeclaration(tx, call, claim, {
      version,
      content_cipher: call.crypto.seal(text, contentPlace(claim.id, version)),
      content_hash: sha256(text),
      answer,
    })
    const to = nextState(steps, 'draft') ?? refuse('conflict', 'claims.not_here')
    const now = { claim: { ...claim, version: claim.version + 1 }, steps }
    const result = await moveOn(tx, call, now, to, {
      act: 'submit',
      hand: true,
      detail: { declaration: version, answer, proofs },
    })
    return { result, detail: { declaration: version } }
  })
}

/** The declaration as it stands: the draft, else the last one submitted. Opened from its seal; the caller leaves the trace. */
export async function readDeclaration(tx: Tx, call: Call, claim_id: Uuid) {
  const { claim } = await holdClaim(tx, call, claim_id)
  const last = await lastDeclaration(tx, claim)
  const content =
    claim.draft_cipher !== null
      ? (JSON.parse(call.crypto.open(claim.draft_cipher, draftPlace(claim.id))) as Declaration)
      : last === undefined
        ? refuse('not_found', 'claims.no_declaration')
        : (
            JSON.parse(call.crypto.open(last.content_cipher, contentPlace(claim.id, last.version))) as {
              content: Declaration
            }
          ).content
  return { claim, content, last }
}

/** After a return to the declaration the last submitted one is what is written on. */
export async function reopenDraft(tx: Tx, call: Call, claim: { district: number; id: Uuid }): Promise<Buffer | null> {
  const last = await lastDeclaration(tx, claim)
  if (last === undefined) return null
  const { content } = JSON.parse(call.crypto.open(last.content_cipher, contentPlace(claim.id, last.version))) as {
    content: Declaration
  }
  return call.crypto.seal(JSON.stringify(content), draftPlace(claim.id))
}
