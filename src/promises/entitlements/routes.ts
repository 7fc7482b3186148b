import { refuse } from '../../kernel/refusal.ts'
import type { Call } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import {
  exportOwed,
  holdEntitlements,
  markReached,
  previewNames,
  releaseEntitlements,
  restoreEntitlements,
  runEligibility,
  undoReach,
  voidEntitlements,
} from './commands/index.ts'
import * as contract from './contract/index.ts'
import { countOwed, entitlementsOfFamily, findRun, listOwed, listRunNames, listRuns, sumOwed } from './queries/index.ts'

const READ = 'entitlements.read'
const PREVIEW = 'entitlements.preview'

/** Without a place the reader's own is meant, without a day today. */
function askedOf(call: Call, asked: { division?: number | undefined; as_of?: Call['today'] | undefined }) {
  return { division: asked.division ?? call.actor.division, as_of: asked.as_of ?? call.today }
}

export const routes = [
  route(contract.previewRun, {
    permission: PREVIEW,
    handle: ({ db, call, query }) =>
      runEligibility(db, call, { ...askedOf(call, query), policy_codes: query.policy, apply: false }),
  }),
  route(contract.previewNames, {
    permission: PREVIEW,
    handle: ({ db, call, query: { limit, cursor, policy, difference, ...asked } }) =>
      previewNames(db, call, { ...askedOf(call, asked), policy_code: policy, difference }, { size: limit, cursor }),
  }),
  route(contract.applyRun, {
    permission: 'entitlements.run',
    handle: ({ db, call, body: { policy_codes, fingerprint, ...asked } }) =>
      runEligibility(db, call, { ...askedOf(call, asked), policy_codes, fingerprint, apply: true }),
  }),
  route(contract.listRuns, {
    permission: PREVIEW,
    handle: ({ db, call, query }) =>
      readIn(db, call, (tx) => listRuns(tx, call, { size: query.limit, cursor: query.cursor })),
  }),
  route(contract.showRun, {
    permission: PREVIEW,
    handle: ({ db, call, params, query }) =>
      readIn(db, call, async (tx) => {
        const run = await findRun(tx, call, { district: query.district ?? call.actor.district, id: params.run_id })
        return run ?? refuse('not_found', 'entitlements.run_not_found')
      }),
  }),
  route(contract.runNames, {
    permission: PREVIEW,
    handle: ({ db, call, params, query: { limit, cursor, policy, district, ...asked } }) =>
      readIn(db, call, (tx) =>
        listRunNames(
          tx,
          call,
          { ...asked, ...params, district: district ?? call.actor.district, policy_code: policy },
          { size: limit, cursor },
        ),
      ),
  }),
  route(contract.listOwed, {
    permission: READ,
    handle: ({ db, call, query: { limit, cursor, ...filter } }) =>
      readIn(db, call, async (tx) => {
        const count = cursor === undefined ? await countOwed(tx, call, filter) : { total: null, total_or_more: false }
        return { ...(await listOwed(tx, call, filter, { size: limit, cursor })), ...count }
      }),
  }),
  route(contract.sumOwed, {
    permission: READ,
    handle: ({ db, call, query }) => readIn(db, call, (tx) => sumOwed(tx, call, query)),
  }),
  route(contract.ofFamily, {
    permission: READ,
    handle: ({ db, call, params, query }) =>
      readIn(db, call, async (tx) => ({
        items: await entitlementsOfFamily(tx, call, [params.family_id], { district: query.district }),
      })),
  }),
  route(contract.reach, {
    permission: 'entitlements.reach',
    handle: ({ db, call, body }) => markReached(db, call, body),
  }),
  route(contract.hold, {
    permission: 'entitlements.hold',
    handle: ({ db, call, body }) => holdEntitlements(db, call, body),
  }),
  route(contract.release, {
    permission: 'entitlements.hold',
    handle: ({ db, call, body }) => releaseEntitlements(db, call, body),
  }),
  route(contract.makeVoid, {
    permission: 'entitlements.void',
    handle: ({ db, call, body }) => voidEntitlements(db, call, body),
  }),
  route(contract.restore, {
    permission: 'entitlements.void',
    handle: ({ db, call, body }) => restoreEntitlements(db, call, body),
  }),
  route(contract.undoReach, {
    permission: 'entitlements.undo',
    handle: ({ db, call, body }) => undoReach(db, call, body),
  }),
  route(contract.exportOwed, {
    permission: 'entitlements.export',
    handle: ({ db, call, body }) => exportOwed(db, call, body.filter, body.purpose),
  }),
]
