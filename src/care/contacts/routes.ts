import { contains } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import * as commands from './commands/index.ts'
import * as contract from './contract/index.ts'
import {
  countMine,
  coverageOf,
  getRound,
  listContactFamilies,
  listContactsDue,
  listContactStaff,
  listLines,
  listRounds,
  listRulesInForce,
  progressByPlace,
} from './queries/index.ts'

const READ = 'contacts.read'
const PLAN = 'contacts.plan'
const TICK = 'contacts.tick'

/** One page of `size`, and the cursor of the next when there is one row more. */
function page<T>(rows: readonly T[], size: number, keys: (row: T) => (string | number)[]) {
  const items = rows.slice(0, size)
  const last = items.at(-1)
  return { items, next_cursor: rows.length > size && last !== undefined ? encodeCursor(keys(last)) : null }
}

const workerOf = (worker: 'me' | 'none' | Uuid | undefined, me: Uuid) =>
  worker === 'me' ? me : worker === 'none' ? null : worker

const rounds = [
  route(contract.previewRound, {
    permission: PLAN,
    handle: ({ db, call, body }) => readIn(db, call, (tx) => commands.previewRound(tx, call, body)),
  }),
  route(contract.createRound, {
    permission: PLAN,
    handle: ({ db, call, body }) => commands.createRound(db, call, body),
  }),
  route(contract.listRounds, {
    permission: READ,
    handle: ({ db, call, query: { state, limit, cursor } }) =>
      readIn(db, call, async (tx) => {
        const at = decodeCursor(cursor, ['date', 'uuid'])
        const after = at && { opens_on: at[0], id: at[1] }
        const rows = await listRounds(tx, call, { state, after, limit: limit + 1 })
        return page(rows, limit, (row) => [row.opens_on, row.round_id])
      }),
  }),
  route(contract.showRound, {
    permission: READ,
    handle: ({ db, call, params }) =>
      readIn(db, call, async (tx) => {
        const round = await getRound(tx, call, params.round_id)
        const ref = { district: round.district, id: round.round_id }
        return {
          round,
          places: await progressByPlace(tx, call, ref),
          mine: await countMine(tx, call, ref),
          whole: contains(call.actor.division, round.division),
        }
      }),
  }),
  route(contract.closeRound, {
    permission: PLAN,
    handle: ({ db, call, params, body }) => commands.closeRound(db, call, { ...params, ...body }),
  }),
]

const lines = [
  route(contract.listLines, {
    permission: READ,
    handle: ({ db, call, params, query: { division, state, open, worker, limit, cursor } }) =>
      readIn(db, call, async (tx) => {
        const { district, round_id } = await getRound(tx, call, params.round_id)
        const filter = {
          round: { district, id: round_id },
          division,
          state,
          open: open === 'yes',
          worker_id: workerOf(worker, call.actor.account_id),
        }
        const rows = await listLines(tx, call, filter, {
          after: decodeCursor(cursor, ['number', 'uuid']),
          limit: limit + 1,
        })
        return page(rows, limit, (row) => [row.community, row.line_id])
      }),
  }),
  route(contract.assignLines, {
    permission: PLAN,
    handle: ({ db, call, params, body }) => commands.assignLines(db, call, params.round_id, body),
  }),
  route(contract.tickLine, {
    permission: TICK,
    handle: ({ db, call, params, body }) => commands.tickLine(db, call, { ...params, ...body }),
  }),
  route(contract.tickLines, {
    permission: 'contacts.tick_many',
    handle: ({ db, call, params, body: { id, happened_on, lines: ticks, ...how } }) =>
      commands.tickLines(db, call, {
        ...params,
        id,
        happened_on,
        lines: ticks.map((tick) => ({
          line_id: tick.line_id,
          outcome: tick.outcome ?? how.outcome,
          channel: tick.channel ?? how.channel,
          given: tick.given ?? how.given,
        })),
      }),
  }),
  route(contract.undoTick, {
    permission: TICK,
    handle: ({ db, call, params, body }) => commands.undoTick(db, call, { ...params, ...body }),
  }),
  route(contract.openRoute, {
    permission: 'contacts.sheet',
    handle: ({ db, call, params, body }) => commands.openRoute(db, call, { ...params, ...body }),
  }),
  route(contract.routeSheet, {
    permission: 'contacts.sheet',
    handle: ({ db, call, params, body }) => commands.routeSheet(db, call, { ...params, ...body }),
  }),
]

const duties = [
  route(contract.listContactsDue, {
    permission: READ,
    handle: ({ db, call, query: { division, mine, limit, cursor } }) =>
      readIn(db, call, async (tx) => {
        const after = decodeCursor(cursor, ['date', 'uuid'])
        const contact_id = mine ? call.actor.account_id : undefined
        const rows = await listContactsDue(tx, call, { division, contact_id, after, limit: limit + 1 })
        return page(rows, limit, (row) => [row.due_on, row.family_id])
      }),
  }),
  route(contract.listRules, {
    permission: READ,
    handle: ({ db, call }) => readIn(db, call, async (tx) => ({ items: await listRulesInForce(tx, call) })),
  }),
  route(contract.listContactFamilies, {
    permission: READ,
    handle: ({ db, call, query: { division, lacking, account_id, family_id, limit, cursor } }) =>
      readIn(db, call, async (tx) => {
        const filter = {
          division,
          lacking,
          account_id,
          family_id,
          after: decodeCursor(cursor, ['number', 'uuid']),
          limit: limit + 1,
        }
        const rows = await listContactFamilies(tx, call, filter)
        return page(rows, limit, (row) => [row.community, row.family_id])
      }),
  }),
  route(contract.coverage, {
    permission: READ,
    handle: ({ db, call, query }) =>
      readIn(db, call, (tx) => coverageOf(tx, call, query.division ?? call.actor.division)),
  }),
  route(contract.listContactStaff, {
    permission: READ,
    handle: ({ db, call }) => readIn(db, call, async (tx) => ({ items: await listContactStaff(tx, call) })),
  }),
  route(contract.assignContacts, {
    permission: 'contacts.assign',
    handle: ({ db, call, body }) => commands.assignContacts(db, call, body),
  }),
  route(contract.endContacts, {
    permission: 'contacts.assign',
    handle: ({ db, call, body }) => commands.endContacts(db, call, body),
  }),
  route(contract.handOver, {
    permission: 'contacts.hand_over',
    handle: ({ db, call, body }) => commands.handOver(db, call, body),
  }),
]

export const routes = [...rounds, ...lines, ...duties]
