import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
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
} from '../../kernel/shapes.ts'
import { UNITS } from '../../kernel/units.ts'
import { CHANNELS, MOODS, NEEDS, OUTCOMES, THEMES } from './rules/index.ts'

const kindCode = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/)
const countShape = z.int().min(0).max(100_000_000)
const minutesShape = z.int().min(0).max(10_000)
/** The six digits of a district; the reader's own when absent. */
const districtShape = z.int().min(0).max(999_999)
const districtTextShape = z.coerce.number().pipe(districtShape)

/** One value or several of a repeated query key. */
function several<T extends z.ZodType>(shape: T) {
  return z.union([shape, z.array(shape).min(1).max(100)]).transform((value) => (Array.isArray(value) ? value : [value]))
}

export const kindShape = z.object({
  code: kindCode,
  theme: z.enum(THEMES),
  name_zh: z.string(),
  name_en: z.string(),
  units: z.array(z.enum(UNITS)),
  needs: z.array(z.enum(NEEDS)),
  quick: z.boolean(),
})

/** What a person states of one act. The fields of the phone page are the first; the rest is for acts without a family. */
export const actShape = z.object({
  /** Made by the client before sending: sent again, it is the same act. */
  id: uuidShape,
  district: districtShape.optional(),
  family_id: uuidShape.optional(),
  kind: kindCode,
  happened_on: dateShape.optional(),
  person_ids: z.array(uuidShape).max(500).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  channel: z.enum(CHANNELS).optional(),
  mood: z.enum(MOODS).optional(),
  minutes: minutesShape.optional(),
  note: note(2_000).optional(),
  next_on: dateShape.optional(),
  place: codeShape.optional(),
  title: line(120).optional(),
  amount_fen: fenShape.optional(),
  quantity: countShape.optional(),
  headcount: countShape.optional(),
  copies: countShape.optional(),
  views: countShape.optional(),
})

const recordedShape = z.object({ id: uuidShape, district: districtShape, already: z.boolean() })

/** Which acts: the same words in a list, a sum and an export. Without a division, the reader's own. */
export const filterShape = z.object({
  division: codeTextShape.optional(),
  from: dateShape.optional(),
  to: dateShape.optional(),
  kinds: several(kindCode).optional(),
  themes: several(z.enum(THEMES)).optional(),
  outcomes: several(z.enum(OUTCOMES)).optional(),
  channels: several(z.enum(CHANNELS)).optional(),
  family_id: uuidShape.optional(),
  person_id: uuidShape.optional(),
  worker_id: uuidShape.optional(),
})

const recordShape = z.object({
  district: districtShape,
  id: uuidShape,
  community: codeShape,
  place_name: z.string().nullable(),
  happened_on: dateShape,
  kind: kindCode,
  outcome: z.enum(OUTCOMES),
  channel: z.enum(CHANNELS).nullable(),
  mood: z.enum(MOODS).nullable(),
  family_id: uuidShape.nullable(),
  family_names: z.array(z.string()),
  title: z.string().nullable(),
  minutes: z.int(),
  amount_fen: fenShape,
  quantity: z.int(),
  headcount: z.int(),
  copies: z.int(),
  views: z.int(),
  households: z.int(),
  persons: z.int(),
  next_on: dateShape.nullable(),
  has_note: z.boolean(),
  worker_id: uuidShape,
  worker_name: z.string().nullable(),
  recorded_at: z.string(),
  corrected_by: uuidShape.nullable(),
})

export const timelineRowShape = z.object({
  id: uuidShape,
  happened_on: dateShape,
  kind: kindCode,
  outcome: z.enum(OUTCOMES),
  channel: z.enum(CHANNELS).nullable(),
  mood: z.enum(MOODS).nullable(),
  title: z.string().nullable(),
  minutes: z.int().nullable(),
  amount_fen: fenShape.nullable(),
  quantity: z.int().nullable(),
  next_on: dateShape.nullable(),
  has_note: z.boolean(),
  worker_name: z.string().nullable(),
  persons: z.int(),
  corrected: z.boolean(),
})

const sumsShape = z.object({
  records: z.int(),
  households: z.int(),
  household_times: z.int(),
  persons: z.int(),
  person_times: z.int(),
  headcount: z.int(),
  sessions: z.int(),
  minutes: z.int(),
  amount_fen: fenShape,
  quantity: z.int(),
  copies: z.int(),
  views: z.int(),
})

const recordParams = z.object({ record_id: uuidShape })
const familyParams = z.object({ family_id: uuidShape })
const districtQuery = z.object({ district: districtTextShape.optional() })

export const careKinds = endpoint({
  name: 'careKinds',
  method: 'GET',
  path: '/api/care-records/kinds',
  summary: 'The kinds of acts of care: the units each counts in and what a record of it must say.',
  response: z.object({ kinds: z.array(kindShape) }),
})

export const logForm = endpoint({
  name: 'logForm',
  method: 'GET',
  path: '/api/care-records/form/:family_id',
  summary: 'What a worker needs on the phone to log an act: who lives there, how they wish to be contacted, when last.',
  params: familyParams,
  query: districtQuery,
  response: z.object({
    district: districtShape,
    family_id: uuidShape,
    community: codeShape,
    community_name: z.string().nullable(),
    names: z.array(z.string()),
    persons: z.array(z.object({ person_id: uuidShape, name: z.string(), parent: z.boolean() })),
    last: z.object({ happened_on: dateShape, kind: kindCode }).nullable(),
    preference: z
      .object({
        no_contact: z.boolean(),
        no_home_visit: z.boolean(),
        channels: z.array(z.string()),
        hours: z.string().nullable(),
        quiet_today: z.boolean(),
      })
      .nullable(),
    today: dateShape,
  }),
})

export const logAct = endpoint({
  name: 'logCareAct',
  method: 'POST',
  path: '/api/care-records',
  summary: 'Records one act of care. The same id with the same content is done already.',
  body: actShape,
  response: recordedShape,
})

export const bulkAct = endpoint({
  name: 'bulkCareAct',
  method: 'POST',
  path: '/api/care-records/bulk',
  summary: 'Records one act of one kind for each of many families, all or none.',
  body: z.object({
    /** Made by the client: the records' ids follow from it, so that the same batch is never recorded twice. */
    batch_id: uuidShape,
    district: districtShape.optional(),
    kind: kindCode,
    happened_on: dateShape,
    families: z
      .array(z.object({ family_id: uuidShape, person_ids: z.array(uuidShape).max(100).optional() }))
      .min(1)
      .max(5_000),
    /** Who was reached: the persons listed, or all living members or parents of each family on that day. */
    reached: z.enum(['listed', 'parents', 'members']).default('listed'),
    /** Whether the figures below are for each family or for each person reached. */
    per: z.enum(['family', 'person']).default('family'),
    outcome: z.enum(OUTCOMES).optional(),
    channel: z.enum(CHANNELS).optional(),
    title: line(120).optional(),
    minutes: minutesShape.optional(),
    amount_fen: fenShape.max(100_000_000_00).optional(),
    quantity: z.int().min(0).max(10_000).optional(),
    copies: z.int().min(0).max(10_000).optional(),
  }),
  response: z.object({
    records: z.int(),
    already: z.int(),
    persons: z.int(),
    minutes: z.int(),
    amount_fen: fenShape,
    quantity: z.int(),
  }),
})

export const correctAct = endpoint({
  name: 'correctCareAct',
  method: 'POST',
  path: '/api/care-records/:record_id/correct',
  summary: 'Takes an act back by a counter-record and, if given, records the right one in its place.',
  params: recordParams,
  body: z.object({
    district: districtShape.optional(),
    counter_id: uuidShape,
    reason: line(300),
    replacement: actShape.optional(),
  }),
  response: z.object({ counter_id: uuidShape, replacement_id: uuidShape.nullable() }),
})

export const listActs = endpoint({
  name: 'listCareActs',
  method: 'GET',
  path: '/api/care-records',
  summary: 'Acts of care, newest first.',
  query: filterShape.extend({
    /** `show` lists also acts that were taken back, marked. */
    corrected: z.enum(['hide', 'show']).default('hide'),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: z.object({ items: z.array(recordShape), next_cursor: z.string().nullable() }),
})

export const sumActs = endpoint({
  name: 'sumCareActs',
  method: 'GET',
  path: '/api/care-records/sums',
  summary: 'All units of the acts a filter means: households, persons, person-times, sessions, minutes, money, pieces.',
  query: filterShape,
  response: sumsShape,
})

export const reachedPersons = endpoint({
  name: 'listCarePersons',
  method: 'GET',
  path: '/api/care-records/persons',
  summary: 'The people the acts of a filter reached, each once, with how many times.',
  query: filterShape.extend({ limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: z.object({
    items: z.array(
      z.object({
        district: districtShape,
        person_id: uuidShape,
        family_id: uuidShape,
        community: codeShape,
        name: z.string(),
        times: z.int(),
        last_on: dateShape,
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
})

export const reachedHouseholds = endpoint({
  name: 'listCareHouseholds',
  method: 'GET',
  path: '/api/care-records/households',
  summary: 'The families the acts of a filter reached, each once, with how many times.',
  query: filterShape.extend({ limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: z.object({
    items: z.array(
      z.object({
        district: districtShape,
        family_id: uuidShape,
        community: codeShape,
        names: z.array(z.string()),
        times: z.int(),
        last_on: dateShape,
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
})

export const familyTimeline = endpoint({
  name: 'familyTimeline',
  method: 'GET',
  path: '/api/care-records/families/:family_id',
  summary: 'The acts that reached one family, newest first.',
  params: familyParams,
  query: districtQuery.extend({ limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: z.object({ items: z.array(timelineRowShape), next_cursor: z.string().nullable() }),
})

export const openNote = endpoint({
  name: 'openCareNote',
  method: 'POST',
  path: '/api/care-records/:record_id/note',
  summary: 'Opens the note of an act; who opened it and why stays in the trail.',
  params: recordParams,
  body: z.object({ district: districtShape.optional(), reason: line(300).optional() }),
  response: z.object({ note: z.string().nullable(), recorded_at: z.string() }),
})

export const exportActs = endpoint({
  name: 'exportCareActs',
  method: 'POST',
  path: '/api/care-records/export',
  summary: 'The acts of a filter as xlsx. Asks for what purpose; who took what stays in the trail.',
  body: filterShape.extend({ purpose: line(300) }),
})
