import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { XLSX } from '../../kernel/file-type.ts'
import { codeShape, cursorShape, instantShape, line, pageSizeShape, uuidShape } from '../../kernel/shapes.ts'
import { type Field, isField, LAYOUTS } from './rules/fields.ts'

const fieldShape = z
  .custom<Field>((value) => typeof value === 'string' && isField(value), 'imports.unknown_field')
  .meta({ type: 'string' })
const letterShape = z.string().regex(/^[A-Z]{1,3}$/, 'imports.unknown_column')
const sheetNameShape = z.string().min(1).max(100)

export const columnShape = z.object({
  letter: letterShape,
  header: z.string(),
  field: fieldShape.nullable(),
  /** Up to three values of the column, masked by what it is taken for. */
  samples: z.array(z.string()),
})

export const sheetShape = z.object({
  sheet: sheetNameShape,
  read: z.boolean(),
  layout: z.enum(LAYOUTS),
  header_row: z.int(),
  rows: z.int(),
  columns: z.array(columnShape),
})

export const countsShape = z.object({
  blocks: z.int(),
  warns: z.int(),
  skipped: z.int(),
  households: z.int(),
  persons: z.int(),
  new_households: z.int(),
  changed_households: z.int(),
  unchanged_households: z.int(),
  /** Among the changed ones: those that move to another community. */
  moved_households: z.int().default(0),
  /** People and certificates that a place out of reach registers, told at their cells. */
  registered_elsewhere: z.int().default(0),
  new_persons: z.int(),
  changed_persons: z.int(),
  unchanged_persons: z.int(),
  absent_households: z.int(),
  absent_persons: z.int(),
})
export type Counts = z.output<typeof countsShape>

export const stateShape = z.enum(['staged', 'applied', 'discarded'])

/** Where an import stands: what the steps of its page show. */
export const importShape = z.object({
  import_id: uuidShape,
  file_name: z.string(),
  state: stateShape,
  version: z.int(),
  uploaded_by: z.string(),
  uploaded_at: instantShape,
  ended_at: instantShape.nullable(),
  counts: countsShape,
})
export type ImportLine = z.output<typeof importShape>

/** One row of the file that is not taken, or a column, with its reason in words. */
export const skippedShape = z.object({
  sheet: z.string(),
  row: z.int(),
  to_row: z.int(),
  column: z.string().nullable(),
  message: z.string(),
})

export const importDetailShape = importShape.extend({
  sheets: z.array(sheetShape),
  skipped: z.array(skippedShape),
  /** The same file was applied before: nothing is done again. */
  applied_before: z.boolean(),
})
export type ImportDetail = z.output<typeof importDetailShape>

export const faultShape = z.object({
  sheet: z.string(),
  row: z.int(),
  column: z.string().nullable(),
  header: z.string().nullable(),
  severity: z.enum(['blocks', 'warns']),
  code: z.string(),
  message: z.string(),
  suggestion: z.string().nullable(),
  /** As it stands in the file, masked. */
  value: z.string().nullable(),
})
export type FaultLine = z.output<typeof faultShape>

export const changeShape = z.object({
  sheet: z.string(),
  row: z.int(),
  kind: z.enum(['new', 'changed', 'unchanged', 'absent', 'absent_members']),
  /** The parents' names. */
  names: z.string(),
  community: z.string(),
  /** The public reference of the family; null for a new one. */
  file: z.string().nullable(),
  family_id: uuidShape.nullable(),
  added: z.int(),
  facts: z.array(
    z.object({ name: z.string().nullable(), what: z.string(), before: z.string().nullable(), after: z.string() }),
  ),
})
export type ChangeLine = z.output<typeof changeShape>

const idParam = z.object({ import_id: uuidShape })
const versionBody = z.object({ version: z.int().min(1) })

export const listImports = endpoint({
  name: 'imports.list',
  method: 'GET',
  path: '/api/imports',
  summary: 'Rosters uploaded within the reach, latest first.',
  query: z.object({ limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: z.object({ items: z.array(importShape), next: z.string().nullable() }),
})

export const uploadRoster = endpoint({
  name: 'imports.upload',
  method: 'POST',
  path: '/api/imports',
  summary:
    'Stages a roster (.xlsx or CSV): reads it, finds its faults, changes nothing. Takes the place of the roster staged before.',
  upload: true,
  body: z.object({}),
  response: importDetailShape,
})

export const getTemplate = endpoint({
  name: 'imports.template',
  method: 'GET',
  path: '/api/imports/template.xlsx',
  summary: 'An empty roster with all headers that are understood.',
  files: [XLSX],
})

export const showImport = endpoint({
  name: 'imports.show',
  method: 'GET',
  path: '/api/imports/:import_id',
  summary: 'Where an import stands: how its columns are read, its counts, what was skipped.',
  params: idParam,
  response: importDetailShape,
})

export const listFaults = endpoint({
  name: 'imports.faults',
  method: 'GET',
  path: '/api/imports/:import_id/faults',
  summary: 'The faults of a staged roster in reading order, each with cell, reason, masked value and suggestion.',
  params: idParam,
  query: z.object({
    severity: z.enum(['blocks', 'warns']).optional(),
    cursor: cursorShape.optional(),
    limit: pageSizeShape,
  }),
  response: z.object({ items: z.array(faultShape), next: z.string().nullable() }),
})

export const mapColumns = endpoint({
  name: 'imports.map',
  method: 'PUT',
  path: '/api/imports/:import_id/mapping',
  summary: 'Says what the columns mean, remembers it for the same headers, and judges the roster anew.',
  params: idParam,
  body: z.object({
    version: z.int().min(1),
    sheets: z
      .array(
        z.object({
          sheet: sheetNameShape,
          read: z.boolean(),
          layout: z.enum(LAYOUTS),
          columns: z.array(z.object({ letter: letterShape, field: fieldShape.nullable() })).max(500),
        }),
      )
      .min(1)
      .max(100),
  }),
  response: importDetailShape,
})

/** A community as the file calls it, of which a person has to say which is meant. */
export const unnamedShape = z.object({
  text: z.string(),
  sheet: z.string(),
  row: z.int(),
  households: z.int(),
  candidates: z.array(z.object({ code: codeShape, name: z.string(), street_name: z.string() })),
})
export type Unnamed = z.output<typeof unnamedShape>

export const listUnnamed = endpoint({
  name: 'imports.places',
  method: 'GET',
  path: '/api/imports/:import_id/places',
  summary:
    'Communities a staged roster calls by a name that is not known, or known for several, with those it may mean.',
  params: idParam,
  response: z.object({ items: z.array(unnamedShape) }),
})

export const namePlace = endpoint({
  name: 'imports.name_place',
  method: 'POST',
  path: '/api/imports/:import_id/places',
  summary:
    'Says which community a name in the roster means, remembers it for the district, and judges the roster anew.',
  params: idParam,
  body: versionBody.extend({ text: line(60), community: codeShape }),
  response: importDetailShape,
})

export const getAnnotated = endpoint({
  name: 'imports.annotated',
  method: 'GET',
  path: '/api/imports/:import_id/annotated.xlsx',
  summary: 'The staged roster with its faults marked: cells filled and noted, a list of all in front.',
  params: idParam,
  files: [XLSX],
})

export const previewImport = endpoint({
  name: 'imports.preview',
  method: 'GET',
  path: '/api/imports/:import_id/preview',
  summary:
    'What applying will change: new families and members, facts old and new, and who is registered but not in the file.',
  params: idParam,
  query: z.object({
    kind: z.enum(['new', 'changed', 'unchanged', 'absent']).optional(),
    cursor: cursorShape.optional(),
    limit: pageSizeShape,
  }),
  response: z.object({ counts: countsShape, items: z.array(changeShape), next: z.string().nullable() }),
})

export const applyImport = endpoint({
  name: 'imports.apply',
  method: 'POST',
  path: '/api/imports/:import_id/apply',
  summary: 'Applies a roster without blocking faults: all of it or nothing.',
  params: idParam,
  body: versionBody,
  response: importShape,
})

export const discardImport = endpoint({
  name: 'imports.discard',
  method: 'POST',
  path: '/api/imports/:import_id/discard',
  summary: 'Gives up a staged roster; its rows are forgotten.',
  params: idParam,
  body: versionBody,
  response: importShape,
})

/** For the command line, which names a mapping file by column letters. */
export const mappingFileShape = z.array(
  z.object({
    sheet: line(100),
    layout: z.enum(LAYOUTS),
    columns: z.record(letterShape, fieldShape),
  }),
)
export type MappingFile = z.output<typeof mappingFileShape>
