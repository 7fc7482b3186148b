import type { Uuid } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Call } from '../../platform/call.ts'
import type { Database } from '../../platform/database/connect.ts'
import { look } from '../../platform/database/looks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { type OpenIo, openRoute, route } from '../../platform/http/route.ts'
import * as commands from './commands/index.ts'
import * as contract from './contract/index.ts'
import {
  listChanges,
  listClaims,
  listIncoming,
  listNotices,
  listOpenObjections,
  listReviewLines,
  listReviewRows,
  type ProcedureRow,
  shownNotice,
} from './queries/index.ts'
import { hangsOn } from './rules/index.ts'

const READ = 'claims.read'
const OPEN = 'claims.open'

const lookAt = (db: Database, call: Call, fact: { action: string; district: number; id: Uuid }) =>
  look(db, call, { action: fact.action, district: fact.district, subject: { kind: 'claim', id: fact.id } })

const shownProcedure = (row: ProcedureRow) => ({
  ...row,
  procedure_id: row.id,
  proposed: !row.shipped && row.approved_at === null,
})

const reviewOf = (db: Database, call: Call, id: Uuid) =>
  readIn(
    db,
    call,
    async (tx) => (await listReviewRows(tx, call, id))[0] ?? refuse('not_found', 'claims.review_not_found'),
  )

const claimRoutes = [
  route(contract.listClaims, {
    permission: READ,
    handle: ({ db, call, query: { limit, cursor, ...filter } }) =>
      readIn(db, call, (tx) => listClaims(tx, call, filter, { size: limit, cursor })),
  }),
  route(contract.claimsWaiting, {
    permission: READ,
    handle: ({ db, call }) => readIn(db, call, (tx) => commands.showWaiting(tx, call)),
  }),
  route(contract.claimsOfFamily, {
    permission: READ,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => commands.showFamily(tx, call, params.family_id)),
  }),
  route(contract.prefillClaim, {
    permission: 'claims.declare',
    handle: async ({ db, call, query }) => {
      const { applicant, policy, ...form } = await commands.prefill(db, call, query)
      const subject = { kind: 'family', id: applicant.family_id }
      await look(db, call, { action: 'claims.form', district: applicant.district, subject })
      return { ...form, policy_name_zh: policy.name_zh, policy_name_en: policy.name_en }
    },
  }),
  route(contract.openClaim, {
    permission: 'claims.declare',
    handle: ({ db, call, body }) => commands.openClaim(db, call, body),
  }),
  route(contract.showClaim, {
    permission: READ,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => commands.showClaim(tx, call, params.claim_id)),
  }),
  route(contract.saveDraft, {
    permission: 'claims.declare',
    handle: ({ db, call, params, body }) => commands.saveDraft(db, call, { ...params, ...body }),
  }),
  route(contract.submitClaim, {
    permission: 'claims.declare',
    handle: ({ db, call, params, body }) => commands.submitClaim(db, call, { ...params, ...body }),
  }),
  route(contract.addProof, {
    permission: 'claims.declare',
    handle: ({ db, call, params, body, upload }) =>
      commands.addProof(db, call, {
        ...params,
        ...body,
        bytes: upload?.bytes ?? refuse('bad_input', 'platform.upload_needed'),
      }),
  }),
  route(contract.removeProof, {
    permission: 'claims.declare',
    handle: ({ db, call, params }) => commands.removeProof(db, call, params),
  }),
  route(contract.openProof, {
    permission: OPEN,
    handle: async ({ db, call, params }) => {
      const { district, ...file } = await commands.openProof(db, call, params)
      await lookAt(db, call, { action: 'claims.open_proof', district: district, id: params.claim_id })
      return file
    },
  }),
  route(contract.openDeclaration, {
    permission: OPEN,
    handle: async ({ db, call, params }) => {
      const answer = await readIn(db, call, async (tx) => {
        const { claim, content, last } = await commands.readDeclaration(tx, call, params.claim_id)
        const names = await commands.namesOnForm(tx, call, claim)
        return { claim, content, names, submitted_at: last?.submitted_at ?? null, answer: last?.answer ?? null }
      })
      await lookAt(db, call, {
        action: 'claims.open_declaration',
        district: answer.claim.district,
        id: params.claim_id,
      })
      return { ...answer, declared_version: answer.claim.declared_version }
    },
  }),
  route(contract.reviewClaim, {
    permission: 'claims.review',
    handle: ({ db, call, params, body }) => commands.reviewClaim(db, call, { ...params, ...body }),
  }),
  route(contract.returnClaim, {
    permission: 'claims.review',
    handle: ({ db, call, params, body }) => commands.returnClaim(db, call, { ...params, ...body }),
  }),
  route(contract.withdrawClaim, {
    permission: 'claims.declare',
    handle: ({ db, call, params, body }) => commands.withdrawClaim(db, call, { ...params, ...body }),
  }),
  route(contract.decideClaim, {
    permission: 'claims.decide',
    handle: ({ db, call, params, body }) => commands.decideClaim(db, call, { ...params, ...body }),
  }),
  route(contract.fileClaim, {
    permission: 'claims.file',
    handle: ({ db, call, params, body }) => commands.fileClaim(db, call, { ...params, ...body }),
  }),
  route(contract.openDecision, {
    permission: OPEN,
    handle: async ({ db, call, params }) => {
      const { claim, ...notice } = await commands.readDecision(db, call, params.claim_id)
      await lookAt(db, call, { action: 'claims.open_decision', district: claim.district, id: params.claim_id })
      return notice
    },
  }),
]

const passerOf = (io: Pick<OpenIo<typeof contract.publicNotice>, 'now' | 'address' | 'crypto' | 'request_id'>) => ({
  now: io.now,
  address: io.address,
  crypto: io.crypto,
  request_id: io.request_id,
})

const noticeRoutes = [
  route(contract.listNotices, {
    permission: READ,
    handle: ({ db, call, query }) =>
      readIn(db, call, async (tx) => {
        const { rows, next_cursor } = await listNotices(tx, call, { size: query.limit, cursor: query.cursor })
        return { items: rows.map((row) => shownNotice(row, hangsOn(row, call.today))), next_cursor }
      }),
  }),
  route(contract.postNotices, {
    permission: 'claims.post',
    handle: ({ db, call, body }) => commands.postNotices(db, call, body.claim_ids),
  }),
  route(contract.showNotice, {
    permission: READ,
    handle: ({ db, call, params }) => commands.readNotice(db, call, params.notice_id),
  }),
  route(contract.takeDownNotice, {
    permission: 'claims.post',
    handle: ({ db, call, params, body }) => commands.takeDownNotice(db, call, { ...params, ...body }),
  }),
  route(contract.concludeNotice, {
    permission: 'claims.post',
    handle: ({ db, call, params }) => commands.concludeNotice(db, call, params.notice_id),
  }),
  openRoute(contract.publicNotice, (io) => commands.readPublicNotice(io.db, passerOf(io), io.params.token)),
  openRoute(contract.publicObjection, (io) =>
    commands.objectInPublic(io.db, passerOf(io), { ...io.params, ...io.body }),
  ),
  route(contract.recordObjection, {
    permission: 'claims.object',
    handle: ({ db, call, params, body }) => commands.recordObjection(db, call, { ...params, ...body }),
  }),
  route(contract.listObjections, {
    permission: READ,
    handle: ({ db, call, query }) =>
      readIn(db, call, (tx) => listOpenObjections(tx, call, { size: query.limit, cursor: query.cursor })),
  }),
  route(contract.openObjection, {
    permission: OPEN,
    handle: async ({ db, call, params }) => {
      const answer = await commands.readObjection(db, call, params.objection_id)
      await lookAt(db, call, { action: 'claims.open_objection', district: answer.district, id: answer.claim_id })
      return answer
    },
  }),
  route(contract.findOnObjection, {
    permission: 'claims.find',
    handle: ({ db, call, params, body }) => commands.findOn(db, call, { ...params, ...body }),
  }),
]

const rollRoutes = [
  route(contract.proposeChange, {
    permission: 'claims.change',
    handle: ({ db, call, params, body }) => commands.proposeChange(db, call, { ...params, ...body }),
  }),
  route(contract.listChanges, {
    permission: OPEN,
    handle: ({ db, call, query }) =>
      readIn(db, call, (tx) => listChanges(tx, call, { size: query.limit, cursor: query.cursor })),
  }),
  route(contract.decideChange, {
    permission: 'claims.confirm_change',
    handle: ({ db, call, params, body }) => commands.decideChange(db, call, { ...params, ...body }),
  }),
  route(contract.listTransfers, {
    permission: READ,
    handle: ({ db, call }) =>
      readIn(db, call, async (tx) => ({
        items: (await listIncoming(tx, call)).map((row) => ({ ...row, from_district: row.district })),
      })),
  }),
  route(contract.receiveTransfer, {
    permission: 'claims.confirm_change',
    handle: ({ db, call, params, body }) => commands.receiveTransfer(db, call, { ...params, ...body }),
  }),
  route(contract.listReviews, {
    permission: READ,
    handle: ({ db, call }) => readIn(db, call, async (tx) => ({ items: await listReviewRows(tx, call) })),
  }),
  route(contract.openReview, {
    permission: 'claims.open_review',
    handle: ({ db, call, body }) => commands.openReview(db, call, body),
  }),
  route(contract.showReview, {
    permission: READ,
    handle: ({ db, call, params }) => reviewOf(db, call, params.review_id),
  }),
  route(contract.listReviewLines, {
    permission: READ,
    handle: async ({ db, call, params, query: { limit, cursor, show } }) => {
      await reviewOf(db, call, params.review_id)
      return readIn(db, call, (tx) => listReviewLines(tx, call, { ...params, show }, { size: limit, cursor }))
    },
  }),
  route(contract.checkReview, {
    permission: 'claims.check',
    handle: ({ db, call, params, body }) => commands.checkReview(db, call, { ...params, ...body }),
  }),
  route(contract.closeReview, {
    permission: 'claims.open_review',
    handle: ({ db, call, params }) => commands.closeReview(db, call, params.review_id),
  }),
  route(contract.listProcedures, {
    permission: READ,
    handle: ({ db, call, query }) =>
      readIn(db, call, async (tx) => ({
        items: (await commands.listProcedures(tx, call, query.division ?? call.actor.division)).map(shownProcedure),
      })),
  }),
  route(contract.proposeProcedure, {
    permission: 'claims.set_up',
    handle: ({ db, call, body }) => commands.proposeProcedure(db, call, body),
  }),
  route(contract.approveProcedure, {
    permission: 'claims.approve_procedure',
    handle: ({ db, call, params }) => commands.approveProcedure(db, call, params.procedure_id),
  }),
]

export const routes = [...claimRoutes, ...noticeRoutes, ...rollRoutes]
