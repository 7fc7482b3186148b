import { command, readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { breakdownOf, listBehind, placeOf, statementDocument, statementOf, statementSheet } from './commands/index.ts'
import { exportStatement, getBreakdown, getFigureList, getStatement } from './contract.ts'

export const routes = [
  route(getStatement, {
    permission: 'reports.read',
    handle: ({ db, call, query }) =>
      readIn(db, call, (tx) => statementOf(tx, call, { ...query, division: placeOf(call, query.division) })),
  }),
  route(getFigureList, {
    permission: 'reports.read',
    handle: ({ db, call, params, query }) =>
      readIn(db, call, (tx) =>
        listBehind(
          tx,
          call,
          params.code,
          { from: query.from, to: query.to, division: placeOf(call, query.division) },
          query,
        ),
      ),
  }),
  route(getBreakdown, {
    permission: 'reports.read',
    handle: ({ db, call, params, query }) =>
      readIn(db, call, (tx) =>
        breakdownOf(tx, call, params.code, { ...query, division: placeOf(call, query.division) }),
      ),
  }),
  route(exportStatement, {
    permission: 'reports.export',
    handle: async ({ db, call, body }) => {
      const division = placeOf(call, body.division)
      const detail = { division, from: body.from, to: body.to, format: body.format, purpose: body.purpose }
      // The trace and the figures come from one transaction: what was exported is what stood there.
      const statement = await command(db, call, { name: 'reports.export', input: body, detail }, async (tx) => ({
        result: await statementOf(tx, call, { division, from: body.from, to: body.to }),
      }))
      return body.format === 'xlsx' ? statementSheet(call, statement) : statementDocument(call, statement)
    },
  }),
]
