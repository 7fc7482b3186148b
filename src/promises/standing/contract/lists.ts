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
import { ABOUT, CAUSES, LISTS } from '../rules/index.ts'

const policyCode = z.string().regex(/^[a-z][a-z0-9_]{2,59}$/)

/** Which rows: the same words in a list, its figures and its export. Without a division, the reader's own. */
const filterShape = z.object({
  division: codeTextShape.optional(),
  policy: z
    .union([policyCode, z.array(policyCode).min(1).max(100)])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional(),
  /** Part of a name, its pinyin or initials, or a file number. */
  q: line(40).optional(),
  /** Changes from this day on; of `soon`, days up to and with `until`. */
  since: dateShape.optional(),
  until: dateShape.optional(),
})
export type StandingFilter = z.output<typeof filterShape>

export const listShape = z.enum(LISTS)

const itemShape = z.object({
  district: z.int(),
  community: codeShape,
  community_name: z.string().nullable(),
  family_id: uuidShape,
  /** The public reference of the family's file. */
  file: z.string(),
  person_id: uuidShape.nullable(),
  /** The person's name, or the living parents' for what a family is promised; masked by the reader's role. */
  names: z.array(z.string()),
  /** Of whom the decision slip is asked: the person, or the eldest living parent of the family. */
  slip_person_id: uuidShape.nullable(),
  policy_id: uuidShape,
  policy_code: policyCode,
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  /** Since when it stands so, on which day it changed, or, of `soon`, on which day the policy will be met. */
  on: dateShape,
  /** Why it changed, or why it will; null for how people stand. */
  cause: z.enum(CAUSES).nullable(),
  /** What the cause, or what is missing, is about. Never the fact itself. */
  about: z.array(z.enum(ABOUT)),
  /** A declaration of hers under this policy that was begun and not handed in. */
  draft_claim_id: uuidShape.nullable(),
})
export type StandingItem = z.output<typeof itemShape>

export const listStanding = endpoint({
  name: 'standing.list_standing',
  method: 'GET',
  path: '/api/standing',
  summary:
    'Who meets a policy, of whom it is not known, who will soon, who never claimed, who was gained or lost and why.',
  query: filterShape.extend({ list: listShape, limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: z.object({
    items: z.array(itemShape),
    next_cursor: z.string().nullable(),
    /** How many the filter means, counted to 1,000 at most; only on the first page. */
    total: z.int().nullable(),
    total_or_more: z.boolean(),
  }),
})

const countsShape = z.record(listShape, z.int())

export const countStanding = endpoint({
  name: 'standing.count_standing',
  method: 'GET',
  path: '/api/standing/counts',
  summary: 'The same in figures: rows of each list, in all and for each policy, with the day standing speaks for.',
  query: filterShape.omit({ q: true }),
  response: z.object({
    /** The earliest day that standing speaks for in the place; null before the first refresh. */
    as_of: dateShape.nullable(),
    total: countsShape,
    by_policy: z.array(
      z.object({
        policy_code: policyCode,
        policy_name_zh: z.string(),
        policy_name_en: z.string(),
        counts: countsShape,
      }),
    ),
  }),
})

export const exportStanding = endpoint({
  name: 'standing.export_standing',
  method: 'POST',
  path: '/api/standing/export',
  summary: 'A list as xlsx; the purpose stays in the trail.',
  body: z.strictObject({ list: listShape, filter: filterShape.strict().default({}), purpose: line(200) }),
})

export const refreshStanding = endpoint({
  name: 'standing.refresh_standing',
  method: 'POST',
  path: '/api/standing/refresh',
  summary: 'Brings the standing of a district to a day, writing what differs with its cause.',
  body: z.strictObject({ division: codeShape.optional(), as_of: dateShape.optional() }),
  response: z.object({
    district: z.int(),
    as_of: dateShape,
    written: z.int(),
    gained: z.int(),
    lost: z.int(),
    became_unknown: z.int(),
    yes: z.int(),
    unknown: z.int(),
    refresh_id: uuidShape.nullable(),
  }),
})
