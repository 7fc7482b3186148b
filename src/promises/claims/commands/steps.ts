import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { civilDateOf } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { command } from '../../../platform/database/transact.ts'
import type { Stood } from '../contract/index.ts'
import { closeObjections, firstDayOf, tookPartBelow } from '../queries/index.ts'
import { mayWithdraw, nextState, stateBefore } from '../rules/index.ts'
import { reopenDraft } from './declare.ts'
import { holdClaim, moveOn, refuseUnlessStep, subjectOf } from './move.ts'

export interface Review {
  claim_id: Uuid
  version: number
  opinion: 'agree' | 'disagree'
  text: string
  present: string[]
  held_on: CivilDate
}

/**
 * The village's or township's review. A contrary opinion goes on as well: the county decides.
 * @throws Refusal as `holdClaim` and `refuseUnlessStep`; not_allowed `claims.own_hands_review` (township, by who took part below);
 *   bad_input `claims.held_in_future`, `claims.held_too_early` (before the declaration)
 */
export function reviewClaim(db: Database, call: Call, input: Review): Promise<Stood> {
  return command(db, call, { name: 'claims.review', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const held = await holdClaim(tx, call, input.claim_id, input.version)
    refuseUnlessStep(call, held, ['village_review', 'township_review'])
    // The village's review is the community's, whoever took the declaration down; from the township on, each step is another pair of eyes.
    if (held.claim.state === 'township_review' && (await tookPartBelow(tx, held.claim, call.actor.account_id)))
      refuse('not_allowed', 'claims.own_hands_review', { next: 'claims.own_hands_review_next' })
    if (input.held_on > call.today)
      refuse('bad_input', 'claims.held_in_future', { place: 'held_on', params: { today: call.today } })
    const first = await firstDayOf(tx, held.claim)
    if (first !== null && input.held_on < first)
      refuse('bad_input', 'claims.held_too_early', { place: 'held_on', params: { first } })
    const { opinion, text, present, held_on } = input
    const to = nextState(held.steps, held.claim.state) ?? refuse('conflict', 'claims.not_here')
    const result = await moveOn(tx, call, held, to, {
      act: 'forward',
      hand: true,
      detail: { opinion, text, present, held_on },
    })
    return { result, detail: { from: held.claim.state, to, opinion, present: present.length } }
  })
}

/** Back to the step before with the reason; the declaration is opened again where that is the step. */
export function returnClaim(
  db: Database,
  call: Call,
  input: { claim_id: Uuid; version: number; reason: string },
): Promise<Stood> {
  return command(db, call, { name: 'claims.return', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const held = await holdClaim(tx, call, input.claim_id, input.version)
    const { claim, steps } = held
    const to =
      stateBefore(steps, claim.state) ?? refuse('conflict', 'claims.not_here', { params: { state: claim.state } })
    refuseUnlessStep(call, held, [claim.state])
    // What was upheld is why it goes back; what is still open stays open and holds up the decision.
    const draft = to === 'draft' ? await reopenDraft(tx, call, claim) : null
    const result = await moveOn(tx, call, held, to, {
      act: 'return',
      hand: true,
      reason: input.reason,
      also: sql`, upheld_objections = 0, draft_cipher = ${draft}::bytea`,
    })
    return { result, detail: { from: claim.state, to } }
  })
}

/** The family takes the claim back, whoever in the chain of the place writes it down; open objections end with it. */
export function withdrawClaim(
  db: Database,
  call: Call,
  input: { claim_id: Uuid; version: number; reason: string },
): Promise<Stood> {
  return command(db, call, { name: 'claims.withdraw', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const held = await holdClaim(tx, call, input.claim_id, input.version)
    const { claim } = held
    if (!mayWithdraw(claim.state)) refuse('conflict', 'claims.not_here', { params: { state: claim.state } })
    await closeObjections(tx, call, claim, (id) =>
      call.crypto.seal(input.reason, `claim_objection.finding_cipher:${id}`),
    )
    const result = await moveOn(tx, call, held, 'withdrawn', {
      act: 'withdraw',
      hand: true,
      reason: input.reason,
      also: sql`, draft_cipher = null, open_objections = 0, upheld_objections = 0`,
    })
    return { result, detail: { from: claim.state } }
  })
}

export interface Filing {
  claim_id: Uuid
  version: number
  delivered_on: CivilDate
  delivered_by: 'in_person' | 'letter' | 'home'
  received_by: string
}

/** The notice of decision reached the family: the file is closed. @throws bad_input `claims.delivered_day` */
export function fileClaim(db: Database, call: Call, input: Filing): Promise<Stood> {
  return command(db, call, { name: 'claims.file', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const held = await holdClaim(tx, call, input.claim_id, input.version)
    refuseUnlessStep(call, held, ['notice_of_decision'])
    const decided = civilDateOf(held.claim.step_since)
    if (input.delivered_on > call.today || input.delivered_on < decided)
      refuse('bad_input', 'claims.delivered_day', { place: 'delivered_on', params: { from: decided, to: call.today } })
    const { delivered_on, delivered_by, received_by } = input
    const result = await moveOn(tx, call, held, 'filed', {
      act: 'file',
      hand: false,
      detail: { delivered_on, delivered_by, received_by },
    })
    return { result }
  })
}
