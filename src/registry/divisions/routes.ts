import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { currentCodeFor, endCommunityAlias, findDivisions, setCommunityAlias } from './commands/index.ts'
import * as contract from './contract.ts'
import { divisionPath, getDivision, listAliasesIn, listChildrenOf, listDivisions } from './queries/index.ts'

const READ = 'divisions.read'
const ALIAS = 'divisions.alias'

export const routes = [
  route(contract.searchDivisions, {
    permission: READ,
    handle: ({ db, call, query }) => readIn(db, call, async (tx) => ({ items: await findDivisions(tx, query) })),
  }),
  route(contract.showDivision, {
    permission: READ,
    handle: ({ db, call, params }) =>
      readIn(db, call, async (tx) => ({
        division: await getDivision(tx, params.code),
        path: await divisionPath(tx, params.code),
      })),
  }),
  route(contract.listChildren, {
    permission: READ,
    handle: ({ db, call, params, query }) => {
      const [after] = decodeCursor(query.cursor, ['number']) ?? []
      return readIn(db, call, async (tx) => {
        const { code } = await getDivision(tx, params.code)
        const rows = await listChildrenOf(tx, code, { after: after ?? -1, limit: query.limit + 1 })
        return pageOf(rows, query.limit, (last) => [last.code])
      })
    },
  }),
  route(contract.currentDivision, {
    permission: READ,
    handle: ({ db, call, params, query }) =>
      readIn(db, call, async (tx) => {
        const on = query.on ?? call.today
        const { codes } = await currentCodeFor(tx, params.code, on, query.since)
        return { on, items: await listDivisions(tx, codes) }
      }),
  }),
  route(contract.listAliases, {
    permission: ALIAS,
    handle: ({ db, call, params, query }) => {
      const [district, alias] = decodeCursor(query.cursor, ['number', 'string']) ?? []
      return readIn(db, call, async (tx) => {
        const { code } = await getDivision(tx, params.code)
        const rows = await listAliasesIn(tx, call.actor.scope, code, {
          after: [district ?? 0, alias ?? ''],
          limit: query.limit + 1,
        })
        return pageOf(rows, query.limit, (last) => [last.district, last.alias])
      })
    },
  }),
  route(contract.setAlias, {
    permission: ALIAS,
    handle: async ({ db, call, params, body }) => ({
      alias: await setCommunityAlias(db, call, { community: params.code, alias: body.alias }),
    }),
  }),
  route(contract.endAlias, {
    permission: ALIAS,
    handle: async ({ db, call, params, body }) => ({
      ended: await endCommunityAlias(db, call, { community: params.code, alias: body.alias }),
    }),
  }),
]

/** One row more than asked for tells that there is a next page. */
function pageOf<T>(rows: readonly T[], limit: number, keyOf: (last: T) => (string | number)[]) {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null }
}
