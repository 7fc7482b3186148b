import { look } from '../../platform/database/looks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import {
  answersFor,
  approveDraft,
  explain,
  explainFamily,
  factsCatalogue,
  listChanges,
  listDrafts,
  listGroups,
  listPolicies,
  policiesOfDocument,
  previewPolicy,
  previewRule,
  returnDraft,
  rewriteDraft,
  showDraft,
  showPolicy,
  submitDraft,
  withdrawDraft,
  writeDraft,
} from './commands/index.ts'
import * as contract from './contract/index.ts'
import type { DraftInput } from './rules/index.ts'

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
  route(contract.explainFamilyPolicy, {
    permission: 'policies.explain',
    handle: async ({ db, call, params, query }) => {
      const { family_id, as_of = call.today } = query
      const found = await readIn(db, call, (tx) => explainFamily(tx, call, { ...params, family_id, as_of }))
      const { district, ...explanation } = found
      const detail = { policy_id: params.policy_id, as_of }
      await look(db, call, { action: 'policies.explain', district, subject: { kind: 'family', id: family_id }, detail })
      return explanation
    },
  }),
  route(contract.listPolicyChanges, {
    permission: 'policies.read',
    handle: ({ db, call, params }) =>
      readIn(db, call, async (tx) => ({ items: await listChanges(tx, call, params.policy_id) })),
  }),
  route(contract.policiesOfDocument, {
    permission: 'policies.read',
    handle: ({ db, call, params }) =>
      readIn(db, call, async (tx) => ({ items: await policiesOfDocument(tx, call, params.document_id) })),
  }),
  route(contract.listGroups, {
    permission: 'policies.read',
    handle: ({ db, call, query: { place, as_of = call.today } }) =>
      readIn(db, call, async (tx) => ({ items: await listGroups(tx, call, { place, as_of }) })),
  }),
  route(contract.previewRule, {
    permission: 'policies.write',
    handle: ({ db, call, body: { as_of = call.today, ...body } }) =>
      readIn(db, call, (tx) => previewRule(tx, call, { ...body, as_of })),
  }),
  route(contract.listDrafts, {
    permission: 'policies.drafts',
    handle: ({ db, call, query }) => readIn(db, call, (tx) => listDrafts(tx, call, query)),
  }),
  route(contract.showDraft, {
    permission: 'policies.drafts',
    handle: ({ db, call, params }) => readIn(db, call, (tx) => showDraft(tx, call, params.draft_id)),
  }),
  route(contract.writeDraft, {
    permission: 'policies.write',
    handle: ({ db, call, body }) => writeDraft(db, call, body as DraftInput),
  }),
  route(contract.rewriteDraft, {
    permission: 'policies.write',
    handle: ({ db, call, params, body: { version, content } }) =>
      rewriteDraft(db, call, { ...params, version, content: content as DraftInput }),
  }),
  route(contract.submitDraft, {
    permission: 'policies.write',
    handle: ({ db, call, params, body }) => submitDraft(db, call, { ...params, ...body }),
  }),
  route(contract.withdrawDraft, {
    permission: 'policies.write',
    handle: ({ db, call, params, body }) => withdrawDraft(db, call, { ...params, ...body }),
  }),
  route(contract.returnDraft, {
    permission: 'policies.approve',
    handle: ({ db, call, params, body }) => returnDraft(db, call, { ...params, ...body }),
  }),
  route(contract.approveDraft, {
    permission: 'policies.approve',
    confirmed: true,
    handle: ({ db, call, params, body }) => approveDraft(db, call, { ...params, ...body }),
  }),
]
