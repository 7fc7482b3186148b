import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { codeShape, cursorShape, dateShape, pageSizeShape, uuidShape } from '../../../kernel/shapes.ts'
import {
  districtShape,
  districtTextShape,
  filterShape,
  kindCode,
  kindShape,
  recordShape,
  sumsShape,
  timelineRowShape,
} from './shapes.ts'

const familyParams = z.object({ family_id: uuidShape })
const districtQuery = z.object({ district: districtTextShape.optional() })

export const careKinds = endpoint({
  name: 'care_records.care_kinds',
  method: 'GET',
  path: '/api/care-records/kinds',
  summary: 'The kinds of acts of care: the units each counts in and what a record of it must say.',
  response: z.object({ kinds: z.array(kindShape) }),
})

export const logForm = endpoint({
  name: 'care_records.log_form',
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

export const listActs = endpoint({
  name: 'care_records.list_care_acts',
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
  name: 'care_records.sum_care_acts',
  method: 'GET',
  path: '/api/care-records/sums',
  summary: 'All units of the acts a filter means: households, persons, person-times, sessions, minutes, money, pieces.',
  query: filterShape,
  response: sumsShape,
})

export const reachedPersons = endpoint({
  name: 'care_records.list_care_persons',
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
  name: 'care_records.list_care_households',
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
  name: 'care_records.family_timeline',
  method: 'GET',
  path: '/api/care-records/families/:family_id',
  summary: 'The acts that reached one family, newest first.',
  params: familyParams,
  query: districtQuery.extend({ limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: z.object({
    /** Whose acts they are: how the family is called, as the reader's role may see it. */
    heads: z.array(z.string()),
    items: z.array(timelineRowShape),
    next_cursor: z.string().nullable(),
  }),
})
