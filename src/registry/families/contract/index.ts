import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  codeTextShape,
  cursorShape,
  dateShape,
  line,
  pageSizeShape,
  uuidShape,
} from '../../../kernel/shapes.ts'
import { LIVING_ARRANGEMENTS } from '../rules/draft.ts'
import { AGE_BANDS } from '../rules/household.ts'
import { departedShape, familyFileShape, familyLineShape, foundShape, trailEntryShape } from './answers.ts'
import { familyChangeShape, familyDraftShape } from './shapes.ts'

export type { Act, FamilyFile, FamilyLine, Found, Member } from './answers.ts'
export { familyChangeShape, familyDraftShape } from './shapes.ts'

const familyParam = z.object({ family_id: uuidShape })
const versioned = z.object({ family_id: uuidShape, version: z.int() })

/** What is said of a search beside its answer. */
const FIND_HINTS = [
  'families.find_more',
  'families.find_digits_in_district',
  'families.find_digits',
  'families.find_id_wrong',
] as const

export const findFamilies = endpoint({
  name: 'families.find',
  method: 'GET',
  path: '/api/families/find',
  summary:
    'Finds people by name, pinyin, initials, last four digits, whole phone, ID or passport number, or file number; best match first. ' +
    'By whole number and by file number also those who left and files that ended.',
  query: z.object({ q: line(60) }),
  response: z.object({
    rows: z.array(foundShape),
    /** There are more than are shown: write more of the name. */
    more: z.boolean(),
    /** A words key, when something about the search should be said. */
    hint: z.enum(FIND_HINTS).nullable(),
  }),
})

export type FindHint = (typeof FIND_HINTS)[number]

const one = <T extends z.ZodType>(of: T) => z.union([of.transform((value) => [value]), z.array(of).max(20)])

export const listFamilies = endpoint({
  name: 'families.list',
  method: 'GET',
  path: '/api/families',
  summary: 'The families of a place in the order of their communities, page by page.',
  query: z.object({
    /** A street or community within the jurisdiction; the whole jurisdiction unless said. */
    within: codeTextShape.optional(),
    tag: one(line(30)).optional(),
    living: one(z.enum(LIVING_ARRANGEMENTS)).optional(),
    age: z.enum(AGE_BANDS).optional(),
    state: z.enum(['active', 'moved', 'closed']).default('active'),
    cursor: cursorShape.optional(),
    limit: pageSizeShape,
  }),
  response: z.object({
    rows: z.array(familyLineShape),
    next: z.string().nullable(),
    /** Counted up to 1,000; `over` means there are more. On the first page only: the others are pages of the same list. */
    count: z.object({ households: z.int(), over: z.boolean() }).nullable(),
  }),
})

export const listTags = endpoint({
  name: 'families.tags',
  method: 'GET',
  path: '/api/families/tags',
  summary: 'The tags that families of the jurisdiction carry now, the most used first.',
  response: z.object({ tags: z.array(z.string()) }),
})

export const registerFamily = endpoint({
  name: 'families.register',
  method: 'POST',
  path: '/api/families',
  summary: 'Registers one family; every fault of the draft is answered at once.',
  body: familyDraftShape,
  response: z.object({ id: uuidShape, file: z.string(), person_ids: z.array(uuidShape) }),
})

export const showFamily = endpoint({
  name: 'families.show',
  method: 'GET',
  path: '/api/families/:family_id',
  summary: 'The file of one family; leaves a trace.',
  params: familyParam,
  response: familyFileShape,
})

export const changeFamily = endpoint({
  name: 'families.change',
  method: 'POST',
  path: '/api/families/:family_id/change',
  summary:
    'Changes a family: fields, members, proofs, contacts, preference and tags together, or nothing. Of who left, or with whom the file ended, ' +
    'only the number (identity, sex, birth_date), for a reason (X-Reason, two characters or more).',
  params: familyParam,
  body: z.strictObject({ version: z.int().min(1), change: familyChangeShape }),
  response: versioned,
})

export const moveFamily = endpoint({
  name: 'families.move',
  method: 'POST',
  path: '/api/families/:family_id/move',
  summary: 'Moves a family to another community of its district; what happened stays where it happened.',
  params: familyParam,
  body: z.strictObject({ version: z.int().min(1), community: codeShape }),
  response: versioned,
})

export const closeFamily = endpoint({
  name: 'families.close',
  method: 'POST',
  path: '/api/families/:family_id/close',
  summary: 'Ends a file: the family moved away or is no longer cared for.',
  params: familyParam,
  body: z.strictObject({
    version: z.int().min(1),
    state: z.enum(['moved', 'closed']),
    on: dateShape,
    reason: line(200),
  }),
  response: versioned,
})

export const revealField = endpoint({
  name: 'families.reveal',
  method: 'POST',
  path: '/api/families/:family_id/reveal',
  summary: 'Opens one sealed field; the reason (X-Reason, two characters or more) and the look stay in the trail.',
  params: familyParam,
  body: z.discriminatedUnion('of', [
    z.strictObject({ of: z.literal('family'), field: z.literal('address') }),
    z.strictObject({ of: z.literal('person'), id: uuidShape, field: z.enum(['id_number', 'phone']) }),
    z.strictObject({ of: z.literal('contact'), id: uuidShape, field: z.literal('phone') }),
    z.strictObject({ of: z.literal('certificate'), id: uuidShape, field: z.literal('number') }),
  ]),
  response: z.object({ value: z.string() }),
})

export const showDeparted = endpoint({
  name: 'families.see_child',
  method: 'GET',
  path: '/api/families/:family_id/child',
  summary: 'Those of the family who died; asks for a reason (X-Reason) and leaves a trace.',
  params: familyParam,
  response: departedShape,
})

export const listTrail = endpoint({
  name: 'families.trail',
  method: 'GET',
  path: '/api/families/:family_id/trail',
  summary: 'Who looked at this file or changed it, newest first.',
  params: familyParam,
  query: z.object({ cursor: cursorShape.optional(), limit: pageSizeShape }),
  response: z.object({ rows: z.array(trailEntryShape), next: z.string().nullable() }),
})
