import { type CivilDate, civilDateOf } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import { nameFor } from '../../../registry/families/index.ts'
import {
  findObjection,
  insertObjection,
  noticesOfClaim,
  type ObjectionRow,
  reviewersOf,
  settleObjection,
} from '../queries/index.ts'
import { isNotice } from '../rules/index.ts'
import { holdClaim, news, subjectOf } from './move.ts'

export interface Said {
  text: string
  name: string
  contact: string
}

export const contentPlace = (id: Uuid) => `claim_objection.content_cipher:${id}`
const findingPlace = (id: Uuid) => `claim_objection.finding_cipher:${id}`

/**
 * Records an objection brought in person while a notice hung. It holds up the confirmation until somebody else has found on it.
 * @throws Refusal conflict `claims.not_here` before posting or after the decision, bad_input `claims.objection_day` outside the notice
 */
export function recordObjection(
  db: Database,
  call: Call,
  input: { claim_id: Uuid; id: Uuid; received_on: CivilDate } & Said,
): Promise<{ objection_id: Uuid }> {
  return command(db, call, { name: 'claims.object', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const { claim } = await holdClaim(tx, call, input.claim_id)
    if (!isNotice(claim.state) && !['township_review', 'county_confirmation'].includes(claim.state))
      refuse('conflict', 'claims.not_here', { params: { state: claim.state } })
    const notices = await noticesOfClaim(tx, claim)
    const notice = notices.find(
      (one) => civilDateOf(one.posted_at) <= input.received_on && input.received_on <= one.closes_on,
    )
    if (!notice || input.received_on > call.today) refuse('bad_input', 'claims.objection_day', { place: 'received_on' })
    const { district, community, family_id } = claim
    const content_cipher = call.crypto.seal(
      JSON.stringify({ text: input.text, name: input.name, contact: input.contact }),
      contentPlace(input.id),
    )
    await insertObjection(tx, {
      district,
      id: input.id,
      community,
      family_id,
      claim_id: claim.id,
      notice_id: notice.notice_id,
      channel: 'in_person',
      received_on: input.received_on,
      received_at: call.now,
      recorded_by: call.actor.account_id,
      content_cipher,
    })
    await news(tx, call, claim)
    return { result: { objection_id: input.id } }
  })
}

/** An objection, opened. The caller leaves the trace. @throws Refusal not_found `claims.objection_not_found` */
export function readObjection(db: Database, call: Call, id: Uuid) {
  return readIn(db, call, async (tx) => {
    const row = await getObjection(tx, call, id)
    const said = JSON.parse(call.crypto.open(row.content_cipher, contentPlace(id))) as Said
    const finding = row.finding_cipher === null ? null : call.crypto.open(row.finding_cipher, findingPlace(id))
    const reviewers = await reviewersOf(tx, { district: row.district, id: row.claim_id })
    return {
      ...row,
      ...said,
      finding,
      claim_name: nameFor(call.actor.role, row.claim_name),
      may_find: row.outcome === null && !reviewers.includes(call.actor.account_id),
    }
  })
}

async function getObjection(tx: Parameters<typeof findObjection>[0], call: Call, id: Uuid): Promise<ObjectionRow> {
  return (await findObjection(tx, call, id)) ?? refuse('not_found', 'claims.objection_not_found')
}

/**
 * The finding on an objection.
 * @throws Refusal not_allowed `claims.own_review` (she reviewed the claim), conflict `claims.objection_settled`, `claims.changed_meanwhile`
 */
export function findOn(
  db: Database,
  call: Call,
  input: { objection_id: Uuid; version: number; outcome: 'upheld' | 'dismissed'; finding: string },
): Promise<{ objection_id: Uuid; open: number }> {
  const spec = { name: 'claims.find', input, subject: { kind: 'claim_objection', id: input.objection_id } }
  return command(db, call, spec, async (tx) => {
    const row = await getObjection(tx, call, input.objection_id)
    // The claim first, as everybody locks it: a finding and a confirmation at once wait for each other.
    const { claim } = await holdClaim(tx, call, row.claim_id)
    if (row.outcome !== null) refuse('conflict', 'claims.objection_settled')
    const reviewers = await reviewersOf(tx, claim)
    if (reviewers.includes(call.actor.account_id))
      refuse('not_allowed', 'claims.own_review', { next: 'claims.other_account_next' })
    const cipher = call.crypto.seal(input.finding, findingPlace(input.objection_id))
    const settled = await settleObjection(
      tx,
      call,
      { ...row, version: input.version },
      { outcome: input.outcome, cipher, reviewers },
    )
    if (!settled) refuse('conflict', 'claims.changed_meanwhile', { next: 'claims.look_again' })
    await news(tx, call, claim)
    return {
      result: { objection_id: input.objection_id, open: claim.open_objections - 1 },
      detail: { outcome: input.outcome },
    }
  })
}
