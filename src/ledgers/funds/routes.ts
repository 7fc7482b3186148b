import type { Call } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import type { Tx } from '../../platform/database/driver.ts'
import {
  addSource,
  askToClose,
  bookSpending,
  closeYear,
  confirmAppropriation,
  enterAppropriation,
  exportStatement,
  keepOpen,
  reverseTransfer,
  withdrawAppropriation,
} from './commands/index.ts'
import * as contract from './contract.ts'
import {
  balancesOf,
  listPurposes,
  listSources,
  listTransfers,
  listYears,
  statementOf,
  sumOfFigure,
} from './queries/index.ts'
import { totalOf } from './rules.ts'
import { fen } from '../../kernel/money.ts'

const READ = 'funds.read'
const WRITE = 'funds.write'
const CONFIRM = 'funds.confirm'

async function statement(tx: Tx, call: Call, asked: { district?: number | undefined; year: number }) {
  const lines = await statementOf(tx, call, asked)
  return { year: asked.year, lines, total: totalOf(lines) }
}

export const routes = [
  route(contract.listSources, {
    permission: READ,
    handle: ({ db, call, query }) =>
      readIn(db, call, async (tx) => ({
        items: await listSources(tx, call, query.district),
        purposes: await listPurposes(tx),
      })),
  }),
  route(contract.addSource, { permission: WRITE, handle: ({ db, call, body }) => addSource(db, call, body) }),
  route(contract.listAppropriations, {
    permission: READ,
    handle: ({ db, call, query }) => readIn(db, call, async (tx) => ({ items: await balancesOf(tx, call, query) })),
  }),
  route(contract.enterAppropriation, {
    permission: WRITE,
    handle: ({ db, call, body }) => enterAppropriation(db, call, { ...body, stated_fen: fen(body.stated_fen) }),
  }),
  route(contract.confirmAppropriation, {
    permission: CONFIRM,
    confirmed: true,
    handle: ({ db, call, params }) => confirmAppropriation(db, call, params.appropriation_id),
  }),
  route(contract.withdrawAppropriation, {
    permission: WRITE,
    handle: ({ db, call, params }) => withdrawAppropriation(db, call, params.appropriation_id),
  }),
  route(contract.bookSpending, {
    permission: WRITE,
    handle: ({ db, call, body }) => bookSpending(db, call, { ...body, amount_fen: fen(body.amount_fen) }),
  }),
  route(contract.reverseTransfer, {
    permission: WRITE,
    confirmed: true,
    handle: ({ db, call, params, body }) => reverseTransfer(db, call, { ...params, ...body }),
  }),
  route(contract.getStatement, {
    permission: READ,
    handle: ({ db, call, query }) => readIn(db, call, (tx) => statement(tx, call, query)),
  }),
  route(contract.listTransfers, {
    permission: READ,
    handle: ({ db, call, query: { limit, cursor, ...filter } }) =>
      readIn(db, call, async (tx) => ({
        ...(await sumOfFigure(tx, call, filter)),
        ...(await listTransfers(tx, call, filter, { size: limit, cursor })),
      })),
  }),
  route(contract.exportStatement, {
    permission: 'funds.export',
    handle: ({ db, call, body }) => exportStatement(db, call, body),
  }),
  route(contract.listYears, {
    permission: READ,
    handle: ({ db, call, query }) =>
      readIn(db, call, async (tx) => ({ items: await listYears(tx, call, query.district) })),
  }),
  route(contract.askToClose, {
    permission: WRITE,
    handle: ({ db, call, params }) => askToClose(db, call, params.year),
  }),
  route(contract.keepOpen, { permission: CONFIRM, handle: ({ db, call, params }) => keepOpen(db, call, params.year) }),
  route(contract.closeYear, {
    permission: CONFIRM,
    confirmed: true,
    handle: ({ db, call, params }) => closeYear(db, call, params.year),
  }),
]
