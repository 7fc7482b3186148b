import { codeOfDistrict } from '../../kernel/division-code.ts'
import { look } from '../../platform/database/looks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { countStanding, decisionSlip, exportStanding, listStanding, refreshStanding } from './commands/index.ts'
import * as contract from './contract/index.ts'
import { countRows } from './queries/index.ts'

const READ = 'standing.read'

export const routes = [
  route(contract.listStanding, {
    permission: READ,
    handle: ({ db, call, query: { list, limit, cursor, ...filter } }) =>
      readIn(db, call, async (tx) => {
        const count =
          cursor === undefined ? await countRows(tx, call, list, filter) : { total: null, total_or_more: false }
        return { ...(await listStanding(tx, call, list, filter, { size: limit, cursor })), ...count }
      }),
  }),
  route(contract.countStanding, {
    permission: READ,
    handle: ({ db, call, query }) => readIn(db, call, (tx) => countStanding(tx, call, query)),
  }),
  route(contract.decisionSlip, {
    permission: 'standing.slip',
    handle: async ({ db, call, params: { policy_id }, query }) => {
      const { person_id, as_of = call.today } = query
      const { district, ...slip } = await readIn(db, call, (tx) =>
        decisionSlip(tx, call, { policy_id, person_id, as_of }),
      )
      const detail = { policy_id, as_of }
      await look(db, call, { action: 'standing.slip', district, subject: { kind: 'person', id: person_id }, detail })
      return slip
    },
  }),
  route(contract.refreshStanding, {
    permission: 'standing.refresh',
    handle: ({ db, call, body }) =>
      refreshStanding(db, call, {
        division: body.division ?? codeOfDistrict(call.actor.district),
        as_of: body.as_of ?? call.today,
      }),
  }),
  route(contract.exportStanding, {
    permission: 'standing.export',
    handle: ({ db, call, body }) => exportStanding(db, call, body),
  }),
]
