import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { breakdownOf, exportAs, listBehind, openAct, placeOf, statementOf } from './commands/index.ts'
import { exportStatement, getAct, getBreakdown, getFigureList, getStatement } from './contract.ts'

export const routes = [
  route(getStatement, {
    permission: 'reports.read',
    handle: ({ db, call, query: { division, from, to } }) =>
      readIn(db, call, async (tx) => statementOf(tx, call, { from, to, division: await placeOf(tx, call, division) })),
  }),
  route(getFigureList, {
    permission: 'reports.read',
    handle: ({ db, call, params, query: { division, from, to, ...page } }) =>
      readIn(db, call, async (tx) =>
        listBehind(tx, call, params.code, { from, to, division: await placeOf(tx, call, division) }, page),
      ),
  }),
  route(getBreakdown, {
    permission: 'reports.read',
    handle: ({ db, call, params, query: { division, from, to } }) =>
      readIn(db, call, async (tx) =>
        breakdownOf(tx, call, params.code, { from, to, division: await placeOf(tx, call, division) }),
      ),
  }),
  route(getAct, {
    permission: 'reports.read',
    handle: ({ db, call, params }) => openAct(db, call, params.district, params.record_id),
  }),
  route(exportStatement, { permission: 'reports.export', handle: ({ db, call, body }) => exportAs(db, call, body) }),
]
