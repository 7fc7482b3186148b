import { look } from '../../platform/database/looks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import {
  exportPeople,
  listSimulations,
  peopleOf,
  resultOf,
  saveSimulation,
  showSimulation,
  workOut,
} from './commands/index.ts'
import * as contract from './contract.ts'

const READ = 'simulations.read'

export const routes = [
  route(contract.simulate, {
    permission: READ,
    handle: ({ db, call, query }) =>
      readIn(db, call, async (tx) => resultOf(tx, call, query, await workOut(tx, call, query))),
  }),
  route(contract.listPeople, {
    permission: 'simulations.names',
    handle: async ({ db, call, query: { limit, cursor, ...asked } }) => {
      const { worked, ...page } = await readIn(db, call, (tx) => peopleOf(tx, call, asked, { size: limit, cursor }))
      const { draft, stage } = worked
      await look(db, call, {
        action: 'simulations.people',
        district: call.actor.district,
        subject: { kind: 'policy_draft', id: draft.id },
        detail: { division: stage.place, change: asked.change, rows: page.items.length },
      })
      return page
    },
  }),
  route(contract.exportPeople, {
    permission: 'simulations.export',
    handle: ({ db, call, body: { reason, ...asked } }) => exportPeople(db, call, asked, reason),
  }),
  route(contract.save, {
    permission: 'simulations.save',
    handle: ({ db, call, body }) => saveSimulation(db, call, body),
  }),
  route(contract.listSaved, {
    permission: READ,
    handle: ({ db, call, query: { limit, ...asked } }) =>
      readIn(db, call, (tx) => listSimulations(tx, call, { ...asked, size: limit })),
  }),
  route(contract.showSaved, {
    permission: READ,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => showSimulation(tx, call, params.simulation_id)),
  }),
]
