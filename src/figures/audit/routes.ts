import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { chainOf, exportTrail, facetsOf, readTrail } from './commands.ts'
import { exportEntries, getChain, listEntries, listFacets } from './contract.ts'

export const auditRoutes = [
  route(listEntries, {
    permission: 'audit.read',
    handle: ({ db, call, query: { size, cursor, ...filter } }) => readTrail(db, call, filter, { size, cursor }),
  }),
  route(listFacets, {
    permission: 'audit.read',
    handle: ({ db, call, query }) => readIn(db, call, (tx) => facetsOf(tx, call, query.district)),
  }),
  route(getChain, {
    permission: 'audit.read',
    handle: ({ db, call, query }) => readIn(db, call, (tx) => chainOf(tx, call, query.district)),
  }),
  route(exportEntries, {
    permission: 'audit.export',
    handle: ({ db, call, body }) => exportTrail(db, call, body),
  }),
]
