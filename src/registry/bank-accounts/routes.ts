import { look } from '../../platform/database/looks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { requireReason } from '../families/index.ts'
import {
  approveAccounts,
  cancelAccount,
  importAccounts,
  markAllTold,
  markTold,
  refuseAccount,
  requestAccount,
  setCooling,
} from './commands/index.ts'
import * as contract from './contract.ts'
import {
  accountsOfFamily,
  accountsOfPerson,
  countInUse,
  countQueues,
  coolingDays,
  listInUse,
  listBanks,
  listWaiting,
  openSealed,
} from './queries/index.ts'

const READ = 'bank_accounts.read'
const ASK = 'bank_accounts.request'
const APPROVE = 'bank_accounts.approve'

export const routes = [
  route(contract.listBanks, {
    permission: READ,
    handle: ({ db, call }) =>
      readIn(db, call, async (tx) => ({
        cooling_days: await coolingDays(tx, call.actor.district, call.today),
        items: await listBanks(tx),
      })),
  }),
  route(contract.familyAccounts, {
    permission: READ,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => accountsOfFamily(tx, call, params.family_id)),
  }),
  route(contract.listWaiting, {
    permission: READ,
    handle: ({ db, call, query }) =>
      readIn(db, call, (tx) => listWaiting(tx, call, query.state, { size: query.limit, cursor: query.cursor })),
  }),
  route(contract.listAccounts, {
    permission: READ,
    handle: ({ db, call, query: { limit, cursor, ...filter } }) =>
      readIn(db, call, async (tx) => {
        const count = cursor === undefined ? await countInUse(tx, call, filter) : { total: null, total_or_more: false }
        return { ...(await listInUse(tx, call, filter, { size: limit, cursor })), ...count }
      }),
  }),
  route(contract.countAccounts, {
    permission: READ,
    handle: ({ db, call }) => readIn(db, call, (tx) => countQueues(tx, call)),
  }),
  route(contract.accountsOfPerson, {
    permission: READ,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => accountsOfPerson(tx, call, params.person_id)),
  }),
  route(contract.requestAccount, { permission: ASK, handle: ({ db, call, body }) => requestAccount(db, call, body) }),
  route(contract.importAccounts, {
    permission: 'bank_accounts.import',
    handle: ({ db, call, body }) => importAccounts(db, call, body),
  }),
  route(contract.approveAccounts, {
    permission: APPROVE,
    confirmed: true,
    handle: ({ db, call, body }) => approveAccounts(db, call, body),
  }),
  route(contract.refuseAccount, {
    permission: APPROVE,
    handle: ({ db, call, params, body }) => refuseAccount(db, call, { ...params, ...body }),
  }),
  route(contract.cancelAccount, {
    permission: ASK,
    handle: ({ db, call, params, body }) => cancelAccount(db, call, { ...params, ...body }),
  }),
  route(contract.markTold, {
    permission: 'bank_accounts.tell',
    handle: ({ db, call, params, body }) => markTold(db, call, { ...params, ...body }),
  }),
  route(contract.markAllTold, {
    permission: 'bank_accounts.tell',
    handle: ({ db, call, body }) => markAllTold(db, call, body),
  }),
  route(contract.revealAccount, {
    permission: 'bank_accounts.reveal',
    handle: async ({ db, call, params, body }) => {
      requireReason(call)
      const opened = await readIn(db, call, (tx) => openSealed(tx, call, params.version_id, body.field))
      await look(db, call, {
        action: 'bank_accounts.reveal',
        district: opened.district,
        subject: { kind: 'person', id: opened.person_id },
        detail: { ...params, field: body.field },
      })
      return { value: opened.value }
    },
  }),
  route(contract.setCooling, {
    permission: 'bank_accounts.configure',
    handle: ({ db, call, body }) => setCooling(db, call, body),
  }),
]
