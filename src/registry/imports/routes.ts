import { XLSX } from '../../kernel/file-type.ts'
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import {
  annotatedFile,
  applyImport,
  discardImport,
  faultPage,
  importDetail,
  lineOf,
  mapColumns,
  namePlace,
  previewImport,
  stageRoster,
  templateFile,
  unnamedPlaces,
} from './commands/index.ts'
import * as contract from './contract.ts'
import { getBatch, listBatches } from './queries/index.ts'
import { importsWords } from './words/index.ts'

const USE = 'imports.use'

export const importsRoutes = [
  route(contract.listImports, {
    permission: USE,
    handle: ({ db, call, query }) => {
      const after = decodeCursor(query.cursor, ['instant', 'uuid'])
      return readIn(db, call, async (tx) => {
        const rows = await listBatches(tx, call, {
          after: after && [String(after[0]), String(after[1])],
          limit: query.limit + 1,
        })
        const items = rows.slice(0, query.limit)
        const last = rows.length > query.limit ? items.at(-1) : undefined
        return { items: items.map(lineOf), next: last ? encodeCursor([last.uploaded_at, last.id]) : null }
      })
    },
  }),
  route(contract.uploadRoster, {
    permission: USE,
    handle: async ({ db, call, upload }) => {
      if (!upload) return refuse('bad_input', 'platform.upload_needed')
      const staged = await stageRoster(db, call, upload)
      return readIn(db, call, (tx) => importDetail(tx, call, staged.import_id, staged.applied_before))
    },
  }),
  route(contract.getTemplate, {
    permission: USE,
    handle: async ({ call }) => ({
      file: await templateFile(call),
      file_name: `${importsWords[call.locale].template_file}.xlsx`,
      content_type: XLSX,
    }),
  }),
  route(contract.showImport, {
    permission: USE,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => importDetail(tx, call, params.import_id)),
  }),
  route(contract.listFaults, {
    permission: USE,
    handle: ({ db, call, params, query }) => {
      const after = decodeCursor(query.cursor, ['number', 'number', 'number'])?.map(Number)
      return readIn(db, call, async (tx) => {
        const { items, last } = await faultPage(tx, call, params.import_id, {
          after: after && [after[0] ?? 0, after[1] ?? 0, after[2] ?? 0],
          limit: query.limit,
          severity: query.severity,
        })
        return { items, next: last ? encodeCursor(last) : null }
      })
    },
  }),
  route(contract.mapColumns, {
    permission: USE,
    handle: async ({ db, call, params, body }) => {
      await mapColumns(db, call, { import_id: params.import_id, ...body })
      return readIn(db, call, (tx) => importDetail(tx, call, params.import_id))
    },
  }),
  route(contract.listUnnamed, {
    permission: USE,
    handle: ({ db, call, params }) =>
      readIn(db, call, async (tx) => ({ items: await unnamedPlaces(tx, call, params.import_id) })),
  }),
  route(contract.namePlace, {
    permission: 'imports.name_place',
    handle: async ({ db, call, params, body }) => {
      await namePlace(db, call, { import_id: params.import_id, ...body })
      return readIn(db, call, (tx) => importDetail(tx, call, params.import_id))
    },
  }),
  route(contract.getAnnotated, {
    permission: USE,
    handle: ({ db, call, params }) => annotatedFile(db, call, params.import_id),
  }),
  route(contract.previewImport, {
    permission: USE,
    handle: ({ db, call, params, query }) => {
      const [after] = decodeCursor(query.cursor, ['number']) ?? [0]
      return readIn(db, call, async (tx) => {
        const page = await previewImport(tx, call, params.import_id, {
          kind: query.kind,
          after: Number(after),
          limit: query.limit,
        })
        return {
          counts: page.counts,
          items: page.items,
          next: page.next === undefined ? null : encodeCursor([page.next]),
        }
      })
    },
  }),
  route(contract.applyImport, {
    permission: USE,
    handle: async ({ db, call, params, body }) => {
      await applyImport(db, call, { import_id: params.import_id, ...body })
      return readIn(db, call, async (tx) => lineOf(await getBatch(tx, call, params.import_id)))
    },
  }),
  route(contract.discardImport, {
    permission: USE,
    handle: async ({ db, call, params, body }) => {
      await discardImport(db, call, { import_id: params.import_id, ...body })
      return readIn(db, call, async (tx) => lineOf(await getBatch(tx, call, params.import_id)))
    },
  }),
]
