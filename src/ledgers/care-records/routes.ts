import type { z } from 'zod'
import type { Uuid } from '../../kernel/ids.ts'
import type { Call } from '../../platform/call.ts'
import { look } from '../../platform/database/looks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { bulkAct, correctAct, exportActs, logAct, openNote } from './commands/index.ts'
import * as contract from './contract/index.ts'
import {
  type CareFilter,
  listHouseholds,
  listKinds,
  listPersons,
  listRecords,
  logFormOf,
  sumOf,
  timelineOf,
} from './queries/index.ts'

const READ = 'care_records.read'
const LOG = 'care_records.log'

/** Without a division the reader's own is meant. */
function filterOf(call: Call, query: z.output<typeof contract.filterShape>): CareFilter {
  return { ...query, division: query.division ?? call.actor.division }
}

const familyOf = (call: Call, family_id: Uuid, district: number | undefined) => ({
  id: family_id,
  district: district ?? call.actor.district,
})

export const routes = [
  route(contract.careKinds, {
    permission: READ,
    handle: ({ db, call }) => readIn(db, call, async (tx) => ({ kinds: await listKinds(tx) })),
  }),
  route(contract.logForm, {
    permission: LOG,
    handle: ({ db, call, params, query }) =>
      readIn(db, call, (tx) => logFormOf(tx, call, familyOf(call, params.family_id, query.district))),
  }),
  route(contract.logAct, { permission: LOG, handle: ({ db, call, body }) => logAct(db, call, body) }),
  route(contract.bulkAct, {
    permission: 'care_records.bulk',
    handle: ({ db, call, body }) => bulkAct(db, call, body),
  }),
  route(contract.correctAct, {
    permission: 'care_records.correct',
    handle: ({ db, call, params, body }) => correctAct(db, call, { ...body, record_id: params.record_id }),
  }),
  route(contract.listActs, {
    permission: READ,
    handle: ({ db, call, query: { limit, cursor, corrected, ...query } }) =>
      readIn(db, call, (tx) =>
        listRecords(tx, call, filterOf(call, query), { size: limit, cursor, corrected: corrected === 'show' }),
      ),
  }),
  route(contract.sumActs, {
    permission: READ,
    handle: ({ db, call, query }) => readIn(db, call, (tx) => sumOf(tx, call, filterOf(call, query))),
  }),
  route(contract.reachedPersons, {
    permission: READ,
    handle: ({ db, call, query: { limit, cursor, ...query } }) =>
      readIn(db, call, (tx) => listPersons(tx, call, filterOf(call, query), { size: limit, cursor })),
  }),
  route(contract.reachedHouseholds, {
    permission: READ,
    handle: ({ db, call, query: { limit, cursor, ...query } }) =>
      readIn(db, call, (tx) => listHouseholds(tx, call, filterOf(call, query), { size: limit, cursor })),
  }),
  route(contract.familyTimeline, {
    permission: READ,
    handle: async ({ db, call, params, query }) => {
      const family = familyOf(call, params.family_id, query.district)
      const page = { size: query.limit, cursor: query.cursor }
      const rows = await readIn(db, call, (tx) => timelineOf(tx, call, family, page))
      // How a person seemed is shown here and nowhere else, so the look leaves a trace.
      const subject = { kind: 'family', id: family.id }
      await look(db, call, { action: 'care_records.timeline', district: family.district, subject })
      return rows
    },
  }),
  route(contract.openNote, {
    permission: 'care_records.note',
    handle: ({ db, call, params, body }) => openNote(db, call, { ...body, record_id: params.record_id }),
  }),
  route(contract.exportActs, {
    permission: 'care_records.export',
    handle: ({ db, call, body: { purpose, ...query } }) => exportActs(db, call, filterOf(call, query), purpose),
  }),
]
