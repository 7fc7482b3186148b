import type { Uuid } from '../../kernel/ids.ts'
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'
import { look } from '../../platform/database/looks.ts'
import { readIn, readOnce } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { withPlaceNames } from '../divisions/index.ts'
import { familiesAccess } from './access.ts'
import { changeFamily, closeFamily, moveFamily, registerFamily } from './commands/index.ts'
import * as contract from './contract/index.ts'
import {
  familyFileOf,
  familyListOf,
  getDeparted,
  listTagsInUse,
  listTrailOf,
  openField,
  peopleFor,
} from './queries/index.ts'
import { requireReason } from './rules/index.ts'

const file = (family_id: Uuid) => ({ kind: 'family', id: family_id })

const reads = [
  route(contract.findFamilies, {
    permission: 'families.find',
    handle: async ({ db, call, query }) => {
      const found = await readOnce(db, call, peopleFor(call, query.q))
      return { ...found, rows: await withPlaceNames(db, call, found.rows) }
    },
  }),
  route(contract.listFamilies, {
    permission: 'families.read',
    handle: async ({ db, call, query }) => {
      const after = decodeCursor(query.cursor, ['number', 'uuid'])
      const page = { after, limit: query.limit + 1 }
      const { lines, count } = await readOnce(db, call, familyListOf(call, query, page))
      const rows = await withPlaceNames(db, call, lines.slice(0, query.limit))
      const last = lines.length > query.limit ? rows.at(-1) : undefined
      return { rows, next: last ? encodeCursor([last.community, last.family_id]) : null, count }
    },
  }),
  route(contract.listTags, {
    permission: 'families.read',
    handle: ({ db, call }) => readIn(db, call, async (tx) => ({ tags: await listTagsInUse(tx, call) })),
  }),
  route(contract.showFamily, {
    permission: 'families.read',
    handle: async ({ db, call, params }) => {
      const answer = await readOnce(db, call, familyFileOf(call, params.family_id))
      await look(db, call, { action: 'families.show', district: answer.district, subject: file(params.family_id) })
      return answer
    },
  }),
  route(contract.revealField, {
    permission: 'families.reveal',
    handle: async ({ db, call, params, body }) => {
      requireReason(call)
      const seesChild = familiesAccess['families.see_child'].some((role) => role === call.actor.role)
      const opened = await readIn(db, call, (tx) => openField(tx, call, params.family_id, body, seesChild))
      await look(db, call, {
        action: 'families.reveal',
        district: opened.district,
        subject: file(params.family_id),
        detail: { of: body.of, field: body.field, ...('id' in body ? { id: body.id } : {}) },
      })
      return { value: opened.value }
    },
  }),
  route(contract.showDeparted, {
    permission: 'families.see_child',
    handle: async ({ db, call, params }) => {
      requireReason(call)
      const answer = await readIn(db, call, (tx) => getDeparted(tx, call, params.family_id))
      await look(db, call, { action: 'families.see_child', district: answer.district, subject: file(params.family_id) })
      return answer
    },
  }),
  route(contract.listTrail, {
    permission: 'families.see_trail',
    handle: ({ db, call, params, query }) => {
      const [before] = decodeCursor(query.cursor, ['number']) ?? []
      return readIn(db, call, async (tx) => {
        const page = { before, limit: query.limit + 1 }
        const rows = await listTrailOf(tx, call, params.family_id, page)
        const shown = rows.slice(0, query.limit)
        const last = rows.length > query.limit ? shown.at(-1) : undefined
        return { rows: shown, next: last ? encodeCursor([last.seq]) : null }
      })
    },
  }),
]

const writes = [
  route(contract.registerFamily, {
    permission: 'families.write',
    handle: ({ db, call, body }) => registerFamily(db, call, body),
  }),
  route(contract.changeFamily, {
    permission: 'families.write',
    handle: ({ db, call, params, body }) => changeFamily(db, call, { ...params, ...body }),
  }),
  route(contract.moveFamily, {
    permission: 'families.move',
    handle: ({ db, call, params, body }) => moveFamily(db, call, { ...params, ...body }),
  }),
  route(contract.closeFamily, {
    permission: 'families.close',
    handle: ({ db, call, params, body }) => closeFamily(db, call, { ...params, ...body }),
  }),
]

export const familiesRoutes = [...reads, ...writes]
