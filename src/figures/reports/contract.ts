import { z } from 'zod'
import type { CivilDate } from '../../kernel/calendar.ts'
import { endpoint } from '../../kernel/endpoint.ts'
import { DOCX, XLSX } from '../../kernel/file-type.ts'
import {
  codeShape,
  codeTextShape,
  cursorShape,
  dateShape,
  line,
  pageSizeShape,
  uuidShape,
} from '../../kernel/shapes.ts'

const YEARS_MAX = 20

/** What is wrong with a span: it is in order and at most twenty years long. A words key, or undefined. */
export function spanFault(span: { from: CivilDate; to: CivilDate }): 'from_after_to' | 'too_long' | undefined {
  if (span.from > span.to) return 'from_after_to'
  return Number(span.to.slice(0, 4)) - Number(span.from.slice(0, 4)) > YEARS_MAX ? 'too_long' : undefined
}

/** Said at the field where it stands. */
function inOrder<T extends z.ZodType<{ from: CivilDate; to: CivilDate }>>(shape: T) {
  return shape
    .refine((span) => spanFault(span) !== 'from_after_to', { message: 'reports.from_after_to', path: ['from'] })
    .refine((span) => spanFault(span) !== 'too_long', {
      message: 'reports.too_long',
      path: ['to'],
    })
}

const span = z.strictObject({
  /** The place of the statement; the post's own when absent. */
  division: codeTextShape.optional(),
  from: dateShape,
  to: dateShape,
})
const period = inOrder(span)

export const sections = ['base', 'life', 'mind', 'elder', 'heart', 'outreach'] as const
export const units = [
  'household',
  'household_time',
  'person',
  'person_time',
  'session',
  'minute',
  'fen',
  'piece',
  'copy',
  'view',
  'hour',
  'place',
] as const

/** What stands behind a figure: acts, people, families or places. */
export const listKinds = ['records', 'persons', 'households', 'places'] as const

const indicatorShape = z.object({
  code: z.string(),
  name: z.string(),
  unit: z.enum(units),
  section: z.enum(sections),
  origin: z.string(),
  list: z.enum(listKinds),
})

const figureShape = indicatorShape.extend({
  /** In the unit; money in fen, time in minutes. */
  value: z.int(),
  /** Acts behind it; of the register: rows. */
  records: z.int(),
})
export type Figure = z.infer<typeof figureShape>

export const statementShape = z.object({
  division: codeShape,
  division_name: z.string(),
  association: z.string(),
  from: dateShape,
  to: dateShape,
  sections: z.array(z.object({ code: z.enum(sections), title: z.string(), figures: z.array(figureShape) })),
})
export type Statement = z.infer<typeof statementShape>

export const getStatement = endpoint({
  name: 'reports.get_statement',
  method: 'GET',
  path: '/api/reports/statement',
  summary: 'The figures of a place over a period, each with its unit and the number of acts behind it.',
  query: period,
  response: statementShape,
})

const exportBody = inOrder(
  z.strictObject({
    division: codeShape.optional(),
    from: dateShape,
    to: dateShape,
    format: z.enum(['xlsx', 'docx']),
    purpose: line(100),
  }),
)

export const exportStatement = endpoint({
  name: 'reports.export_statement',
  method: 'POST',
  path: '/api/reports/statement/export',
  summary: 'The same statement as a sheet or a document; asks for the purpose and leaves a trace.',
  body: exportBody,
  files: [XLSX, DOCX],
})

export const itemShape = z.object({
  key: z.string(),
  /** Names as the reader may see them, or what the act is called. */
  title: z.string(),
  community: codeShape.nullable(),
  community_name: z.string().nullable(),
  on: dateShape.nullable(),
  family_id: uuidShape.nullable(),
  record_id: uuidShape.nullable(),
  /** How much of the figure this row carries, in the figure's unit. */
  share: z.int(),
})
export type Item = z.infer<typeof itemShape>

export const getFigureList = endpoint({
  name: 'reports.get_figure_list',
  method: 'GET',
  path: '/api/reports/statement/:code/list',
  summary: 'What stands behind a figure: exactly the acts, people, families or places it counts.',
  params: z.strictObject({ code: z.string().regex(/^[a-z][a-z0-9_]{1,60}$/, 'reports.unknown_indicator') }),
  query: inOrder(span.extend({ cursor: cursorShape.optional(), size: pageSizeShape })),
  /** `unnamed`: the part of the figure that is people counted without a name, so that it and all shares add up to the value. */
  response: z.object({
    division: codeShape,
    division_name: z.string(),
    figure: figureShape,
    unnamed: z.int(),
    items: z.array(itemShape),
    next_cursor: z.string().nullable(),
  }),
})

export const getBreakdown = endpoint({
  name: 'reports.get_breakdown',
  method: 'GET',
  path: '/api/reports/statement/:code/places',
  summary: 'One figure for each place directly below, and month by month.',
  params: z.strictObject({ code: z.string().regex(/^[a-z][a-z0-9_]{1,60}$/, 'reports.unknown_indicator') }),
  query: period,
  response: z.object({
    figure: figureShape,
    places: z.array(z.object({ division: codeShape, name: z.string(), value: z.int() })),
    months: z.array(z.object({ month: z.string(), value: z.int() })),
  }),
})

const districtShape = z.int().min(100_000).max(999_999)
const districtTextShape = z.coerce
  .number()
  .int()
  .min(100_000, 'platform.input_code')
  .max(999_999, 'platform.input_code')

const actShape = z.object({
  district: districtShape,
  record_id: uuidShape,
  kind: z.string(),
  kind_name: z.string(),
  title: z.string().nullable(),
  happened_on: dateShape,
  place: codeShape,
  place_name: z.string().nullable(),
  outcome: z.enum(['done', 'refused', 'not_reached', 'quiet']),
  family_id: uuidShape.nullable(),
  /** What the act itself says, each in its unit; only those that are not nought. */
  figures: z.array(z.object({ unit: z.enum(units), value: z.int() })),
  worker_name: z.string().nullable(),
  recorded_at: z.string(),
  /** It was taken back by a counter-record and counts nowhere. */
  corrected: z.boolean(),
  persons: z.array(
    z.object({ person_id: uuidShape, name: z.string(), family_id: uuidShape, community_name: z.string().nullable() }),
  ),
  /** People who took part and are not in the register. */
  headcount: z.int(),
})
export type Act = z.infer<typeof actShape>

export const getAct = endpoint({
  name: 'reports.get_reported_act',
  method: 'GET',
  path: '/api/reports/acts/:district/:record_id',
  summary: 'One act behind a figure, with the people it reached; leaves a trace.',
  params: z.strictObject({ district: districtTextShape, record_id: uuidShape }),
  response: actShape,
})
