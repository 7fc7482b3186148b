import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  codeTextShape,
  cursorShape,
  dateShape,
  fenShape,
  line,
  note,
  pageSizeShape,
  uuidShape,
} from '../../../kernel/shapes.ts'
import { CHANNELS, LINE_STATES, OUTCOMES } from '../rules/index.ts'

const roundParams = z.object({ round_id: uuidShape })
const lineParams = z.object({ round_id: uuidShape, line_id: uuidShape })

export const lineShape = z.object({
  line_id: uuidShape,
  family_id: uuidShape,
  file: z.string(),
  community: codeShape,
  community_name: z.string().nullable(),
  street_name: z.string().nullable(),
  heads: z.array(z.string()),
  /** Living members who would be, or were, reached. */
  persons: z.array(z.object({ person_id: uuidShape, name: z.string(), parent: z.boolean() })),
  no_home_visit: z.boolean(),
  no_contact: z.boolean(),
  /** Hours in which the family wishes to be called. */
  hours: z.enum(['morning', 'afternoon', 'evening']).nullable(),
  /** The family asked to be left in peace today. */
  quiet_today: z.boolean(),
  state: z.enum(LINE_STATES),
  channel: z.enum(CHANNELS).nullable(),
  done_on: dateShape.nullable(),
  done_by_name: z.string().nullable(),
  amount_fen: fenShape,
  quantity: z.int(),
  worker_id: uuidShape.nullable(),
  worker_name: z.string().nullable(),
})

export const listLines = endpoint({
  name: 'contacts.list_visit_lines',
  method: 'GET',
  path: '/api/visit-rounds/:round_id/lines',
  summary: 'The families of a round in the order of street, community and file.',
  params: roundParams,
  query: z.object({
    /** A street or a community. */
    division: codeTextShape.optional(),
    state: z.enum(LINE_STATES).optional(),
    /** Only what can still be ticked: planned, or tried in vain. */
    open: z.enum(['yes']).optional(),
    /** `me`, `none` or an account. */
    worker: z.union([z.enum(['me', 'none']), uuidShape]).optional(),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: z.object({ items: z.array(lineShape), next_cursor: z.string().nullable() }),
})

export const assignLines = endpoint({
  name: 'contacts.assign_visit_lines',
  method: 'POST',
  path: '/api/visit-rounds/:round_id/assign',
  summary: 'Gives open lines of a round to workers: by community, by the family’s named contact, or line by line.',
  params: roundParams,
  body: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('community'), division: codeShape, worker_id: uuidShape }),
    z.strictObject({
      by: z.literal('contact'),
      post: z.enum(['street', 'community']).default('community'),
      /** Also lines that somebody has already. */
      again: z.boolean().default(false),
    }),
    z.strictObject({
      by: z.literal('line'),
      line_ids: z.array(uuidShape).min(1).max(5_000),
      worker_id: uuidShape.nullable(),
    }),
  ]),
  response: z.object({ assigned: z.int(), left: z.int() }),
})

const tickedShape = z.object({
  /** 户 written now, and those that were ticked so already. */
  ticked: z.int(),
  already: z.int(),
  persons: z.int(),
  amount_fen: fenShape,
  quantity: z.int(),
  /** Promises that counted as reached by this. */
  settled: z.int(),
})

const howShape = {
  outcome: z.enum(OUTCOMES).default('reached'),
  channel: z.enum(CHANNELS).default('visit'),
  happened_on: dateShape.optional(),
  /** Whether gift and money were handed over. Only what was reached can be given something. */
  given: z.boolean().default(true),
}

export const tickLine = endpoint({
  name: 'contacts.tick_visit_line',
  method: 'POST',
  path: '/api/visit-rounds/:round_id/lines/:line_id/tick',
  summary: 'Records what came of one visit: reached with gift and money, refused, away, or left in peace.',
  params: lineParams,
  body: z.strictObject({
    /** Made by the client before sending: sent again, it is the same tick. */
    id: uuidShape,
    ...howShape,
    /** Whom one spoke to; all living parents when absent. */
    person_ids: z.array(uuidShape).max(50).optional(),
    note: note(2_000).optional(),
    next_on: dateShape.optional(),
  }),
  response: tickedShape,
})

export const tickLines = endpoint({
  name: 'contacts.tick_visit_lines',
  method: 'POST',
  path: '/api/visit-rounds/:round_id/tick',
  summary: 'The same for many lines at once, as they come back on paper. All or none.',
  params: roundParams,
  body: z.strictObject({
    id: uuidShape,
    ...howShape,
    lines: z
      .array(
        z.strictObject({
          line_id: uuidShape,
          outcome: z.enum(OUTCOMES).optional(),
          channel: z.enum(CHANNELS).optional(),
          given: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(5_000),
  }),
  response: tickedShape,
})

export const undoTick = endpoint({
  name: 'contacts.undo_visit_tick',
  method: 'POST',
  path: '/api/visit-rounds/:round_id/lines/:line_id/undo',
  summary: 'Takes a tick back by a counter-record; the line is open again and the promise due again.',
  params: lineParams,
  body: z.strictObject({ counter_id: uuidShape, reason: line(300) }),
  response: z.object({ counter_id: uuidShape }),
})

const sheetBody = z.strictObject({
  purpose: line(200),
  /** A worker's own sheet carries phone numbers; a sheet by place does not. */
  worker_id: uuidShape.optional(),
  division: codeShape.optional(),
})

export const openRoute = endpoint({
  name: 'contacts.open_visit_route',
  method: 'POST',
  path: '/api/visit-rounds/:round_id/route',
  summary:
    'The route to walk: names and addresses of the open lines, phone numbers for their own worker. Leaves a trace.',
  params: roundParams,
  body: sheetBody,
  response: z.object({
    stops: z.array(
      z.object({
        line_id: uuidShape,
        file: z.string(),
        community_name: z.string().nullable(),
        street_name: z.string().nullable(),
        heads: z.array(z.string()),
        address: z.string().nullable(),
        phones: z.array(z.string()),
        wish: z.enum(['none', 'no_home_visit', 'no_contact']),
        hours: z.enum(['morning', 'afternoon', 'evening']).nullable(),
      }),
    ),
  }),
})

export const routeSheet = endpoint({
  name: 'contacts.download_visit_route',
  method: 'POST',
  path: '/api/visit-rounds/:round_id/sheet',
  summary: 'The same route as xlsx.',
  params: roundParams,
  body: sheetBody,
})
