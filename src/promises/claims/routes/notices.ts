import { readIn } from '../../../platform/database/transact.ts'
import { type OpenIo, openRoute, route } from '../../../platform/http/route.ts'
import * as commands from '../commands/index.ts'
import * as contract from '../contract/index.ts'
import { listNotices, listOpenObjections, shownNotice } from '../queries/index.ts'
import { hangsOn } from '../rules/index.ts'
import { lookAt, OPEN, READ } from './pieces.ts'

const passerOf = (io: Pick<OpenIo<typeof contract.publicNotice>, 'now' | 'address' | 'crypto' | 'request_id'>) => ({
  now: io.now,
  address: io.address,
  crypto: io.crypto,
  request_id: io.request_id,
})

export const noticeRoutes = [
  route(contract.listNotices, {
    permission: READ,
    handle: ({ db, call, query: { limit, cursor, ...filter } }) =>
      readIn(db, call, async (tx) => {
        const { rows, next_cursor } = await listNotices(tx, call, filter, { size: limit, cursor })
        return { items: rows.map((row) => shownNotice(row, hangsOn(row, call.today), call.today)), next_cursor }
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
    handle: ({ db, call, query: { limit, cursor, ...filter } }) =>
      readIn(db, call, (tx) => listOpenObjections(tx, call, filter, { size: limit, cursor })),
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
