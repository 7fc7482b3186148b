import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { readIn } from '../../../platform/database/transact.ts'
import { route } from '../../../platform/http/route.ts'
import * as commands from '../commands/index.ts'
import * as contract from '../contract/index.ts'
import { listChanges, listReviewLines, listReviewRows, listTakenOver, type ProcedureRow } from '../queries/index.ts'
import { OPEN, READ } from './pieces.ts'

const shownProcedure = (call: Call, row: ProcedureRow) => ({
  ...row,
  procedure_id: row.id,
  own: row.proposed_id === call.actor.account_id,
})

const reviewOf = (db: Database, call: Call, id: Uuid) =>
  readIn(
    db,
    call,
    async (tx) => (await listReviewRows(tx, call, id))[0] ?? refuse('not_found', 'claims.review_not_found'),
  )

export const rollRoutes = [
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
    handle: ({ db, call }) => readIn(db, call, (tx) => commands.showTransfers(tx, call)),
  }),
  route(contract.receiveTransfer, {
    permission: 'claims.confirm_change',
    handle: ({ db, call, params, body }) => commands.receiveTransfer(db, call, { ...params, ...body }),
  }),
  route(contract.listReviews, {
    permission: READ,
    handle: ({ db, call, query: { due } }) =>
      readIn(db, call, async (tx) => {
        const rows = await listReviewRows(tx, call)
        return { items: due === undefined ? rows : rows.filter((row) => row.pressing === due) }
      }),
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
        items: (
          await commands.listProcedures(tx, call, {
            division: query.division ?? call.actor.division,
            state: query.state,
          })
        ).map((row) => shownProcedure(call, row)),
      })),
  }),
  route(contract.proposeProcedure, {
    permission: 'claims.set_up',
    handle: ({ db, call, body }) => commands.proposeProcedure(db, call, body),
  }),
  route(contract.approveProcedure, {
    permission: 'claims.approve_procedure',
    confirmed: true,
    handle: ({ db, call, params }) => commands.approveProcedure(db, call, params.procedure_id),
  }),
  route(contract.returnProcedure, {
    permission: 'claims.approve_procedure',
    handle: ({ db, call, params, body }) => commands.returnProcedure(db, call, { ...params, ...body }),
  }),
  route(contract.withdrawProcedure, {
    permission: 'claims.set_up',
    handle: ({ db, call, params }) => commands.withdrawProcedure(db, call, params.procedure_id),
  }),
]

export const takeOverRoutes = [
  route(contract.listTakeOvers, {
    permission: READ,
    handle: ({ db, call }) => readIn(db, call, async (tx) => ({ items: await commands.showTakeOvers(tx, call) })),
  }),
  route(contract.listCandidates, {
    permission: 'claims.take_over',
    handle: ({ db, call, params, query: { limit, cursor, division } }) =>
      readIn(db, call, (tx) => commands.showCandidates(tx, call, { ...params, division }, { size: limit, cursor })),
  }),
  route(contract.listTakenOver, {
    permission: READ,
    handle: ({ db, call, params, query: { limit, cursor, state } }) =>
      readIn(db, call, (tx) => listTakenOver(tx, call, { ...params, state }, { size: limit, cursor })),
  }),
  route(contract.takeOverRoll, {
    permission: 'claims.take_over',
    handle: ({ db, call, params, body }) => commands.takeOverRoll(db, call, { ...params, ...body }),
  }),
  route(contract.confirmRoll, {
    permission: 'claims.decide',
    confirmed: true,
    handle: ({ db, call, params, body }) => commands.confirmRoll(db, call, { ...params, ...body }),
  }),
  route(contract.fileRoll, {
    permission: 'claims.file',
    handle: ({ db, call, params, body }) => commands.fileRoll(db, call, { ...params, ...body }),
  }),
]
