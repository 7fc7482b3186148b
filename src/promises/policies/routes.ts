import { look } from '../../platform/database/looks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { answersFor, explain, factsCatalogue, listPolicies, previewPolicy, showPolicy } from './commands/index.ts'
import * as contract from './contract/index.ts'

export const routes = [
  route(contract.listPolicies, {
    permission: 'policies.read',
    handle: ({ db, call, query }) => {
      const as_of = query.as_of ?? call.today
      return readIn(db, call, async (tx) => ({ as_of, items: await listPolicies(tx, call, { ...query, as_of }) }))
    },
  }),
  route(contract.listFacts, {
    permission: 'policies.read',
    handle: () => Promise.resolve({ items: factsCatalogue() }),
  }),
  route(contract.showPolicy, {
    permission: 'policies.read',
    handle: ({ db, call, params }) => readIn(db, call, (tx) => showPolicy(tx, call, params.policy_id)),
  }),
  route(contract.previewPolicy, {
    permission: 'policies.preview',
    handle: ({ db, call, params, query }) => {
      const { division = call.actor.division, as_of = call.today } = query
      return readIn(db, call, (tx) => previewPolicy(tx, call, { ...params, division, as_of }))
    },
  }),
  route(contract.explainPolicy, {
    permission: 'policies.explain',
    handle: async ({ db, call, params, query }) => {
      const { person_id, as_of = call.today } = query
      const { district, ...explanation } = await readIn(db, call, (tx) =>
        explain(tx, call, { ...params, person_id, as_of }),
      )
      const detail = { policy_id: params.policy_id, as_of }
      await look(db, call, { action: 'policies.explain', district, subject: { kind: 'person', id: person_id }, detail })
      return explanation
    },
  }),
  route(contract.personPolicies, {
    permission: 'policies.explain',
    handle: async ({ db, call, params: { person_id }, query }) => {
      const as_of = query.as_of ?? call.today
      const found = await readIn(db, call, (tx) => answersFor(tx, call, { person_id, as_of }))
      const { district, family_id, answers: items } = found
      const subject = { kind: 'person', id: person_id }
      await look(db, call, { action: 'policies.of_person', district, subject, detail: { as_of } })
      return { person_id, family_id, as_of, items }
    },
  }),
]
