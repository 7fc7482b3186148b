import { refuse } from '../../../kernel/refusal.ts'
import { look } from '../../../platform/database/looks.ts'
import { readIn } from '../../../platform/database/transact.ts'
import { route } from '../../../platform/http/route.ts'
import * as commands from '../commands/index.ts'
import * as contract from '../contract/index.ts'
import { listClaims } from '../queries/index.ts'
import { lookAt, OPEN, READ } from './pieces.ts'

export const claimRoutes = [
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
    confirmed: true,
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
