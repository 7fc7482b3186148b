import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  cursorShape,
  dateShape,
  fenShape,
  instantShape,
  line,
  pageSizeShape,
  periodShape,
  uuidShape,
} from '../../../kernel/shapes.ts'

export const FESTIVALS = [
  'spring',
  'lantern',
  'qingming',
  'dragon_boat',
  'qixi',
  'mid_autumn',
  'double_ninth',
  'winter_solstice',
  'new_year_eve',
] as const

/** Which families: all active ones of the place, those still owed the round's promise, or a list. */
const familiesShape = z
  .discriminatedUnion('choose', [
    z.strictObject({ choose: z.literal('all') }),
    z.strictObject({ choose: z.literal('owed') }),
    z.strictObject({ choose: z.literal('list'), family_ids: z.array(uuidShape).min(1).max(20_000) }),
  ])
  .default({ choose: 'all' })

const whereShape = z.strictObject({
  division: codeShape,
  /** The promise the round delivers, with the period it is owed for. */
  policy_id: uuidShape.optional(),
  period: periodShape.optional(),
  families: familiesShape,
  festival: z.enum(FESTIVALS).optional(),
})

const promised = (body: { policy_id?: unknown; period?: unknown; families: { choose: string } }) =>
  (body.policy_id === undefined) === (body.period === undefined) &&
  (body.families.choose !== 'owed' || body.policy_id !== undefined)

const placeCountShape = z.object({
  community: codeShape,
  community_name: z.string().nullable(),
  street_name: z.string().nullable(),
  households: z.int(),
  persons: z.int(),
})

export const previewRound = endpoint({
  name: 'contacts.preview_visit_round',
  method: 'POST',
  path: '/api/visit-rounds/preview',
  summary: 'How many families and living members a round would visit, by street and community. Writes nothing.',
  body: whereShape
    .extend({
      /** When it would open: of which year the festival is; today where it is not said. */
      opens_on: dateShape.optional(),
    })
    .refine(promised, { message: 'contacts.promise_needs_period', path: ['period'] }),
  response: z.object({
    households: z.int(),
    persons: z.int(),
    /** Families left out because another round visits them for the same promise and period. */
    elsewhere: z.int(),
    /** Of the families it would visit: how many another round of the same festival visits or has visited. */
    same_festival: z.int(),
    /** Families left out because they wish no contact. */
    no_contact: z.int(),
    places: z.array(placeCountShape),
  }),
})

export const createRound = endpoint({
  name: 'contacts.create_visit_round',
  method: 'POST',
  path: '/api/visit-rounds',
  summary: 'Opens a round of visits with one line for each family.',
  body: whereShape
    .extend({
      /** Made by the client before sending: sent again, it is the same round. */
      id: uuidShape,
      title: line(60).refine((text) => text.length >= 2, 'contacts.title_short'),
      care_kind: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
      opens_on: dateShape,
      closes_on: dateShape,
      gift: line(60).optional(),
      cash_fen: fenShape.max(10_000_000).default(0),
      /** How many families the preview showed; a round of another size is refused. */
      expected_households: z.int().min(0).optional(),
      /** How many of them the preview showed in another round of the festival; another number is refused. */
      expected_same_festival: z.int().min(0).optional(),
    })
    .refine(promised, { message: 'contacts.promise_needs_period', path: ['period'] })
    .refine((body) => body.closes_on >= body.opens_on, {
      message: 'contacts.closes_before_opens',
      path: ['closes_on'],
    }),
  response: z.object({ round_id: uuidShape, households: z.int() }),
})

/** 户 in each state; 人 and 元 of those reached, from the care records. */
export const progressShape = z.object({
  households: z.int(),
  planned: z.int(),
  reached: z.int(),
  reached_by_visit: z.int(),
  reached_by_phone: z.int(),
  reached_by_letter: z.int(),
  refused: z.int(),
  away: z.int(),
  quiet: z.int(),
  missed: z.int(),
  unassigned: z.int(),
  persons: z.int(),
  amount_fen: fenShape,
  quantity: z.int(),
})

export const roundShape = z.object({
  round_id: uuidShape,
  district: z.int(),
  division: codeShape,
  division_name: z.string().nullable(),
  title: z.string(),
  festival: z.enum(FESTIVALS).nullable(),
  policy_id: uuidShape.nullable(),
  policy_name_zh: z.string().nullable(),
  policy_name_en: z.string().nullable(),
  period: periodShape.nullable(),
  care_kind: z.string(),
  care_kind_zh: z.string(),
  care_kind_en: z.string(),
  opens_on: dateShape,
  closes_on: dateShape,
  gift: z.string().nullable(),
  cash_fen: fenShape,
  state: z.enum(['open', 'closed']),
  created_by_name: z.string().nullable(),
  created_at: instantShape,
  closed_at: instantShape.nullable(),
  /** Of the part of the round that lies in the reader's jurisdiction. */
  progress: progressShape,
})

export const listRounds = endpoint({
  name: 'contacts.list_visit_rounds',
  method: 'GET',
  path: '/api/visit-rounds',
  summary: 'Rounds that touch the reader’s jurisdiction, the newest first, with the progress of her part.',
  query: z.object({
    state: z.enum(['open', 'closed']).optional(),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: z.object({ items: z.array(roundShape), next_cursor: z.string().nullable() }),
})

const roundParams = z.object({ round_id: uuidShape })

export const showRound = endpoint({
  name: 'contacts.show_visit_round',
  method: 'GET',
  path: '/api/visit-rounds/:round_id',
  summary: 'One round with its progress by community.',
  params: roundParams,
  response: z.object({
    round: roundShape,
    places: z.array(
      placeCountShape.omit({ persons: true }).extend({ open: z.int(), reached: z.int(), ended: z.int() }),
    ),
    /** Lines of the round given to the reader, and how many of them are open. */
    mine: z.object({ households: z.int(), open: z.int() }),
    /** Whether the whole round lies in the reader's jurisdiction. */
    whole: z.boolean(),
  }),
})

export const closeRound = endpoint({
  name: 'contacts.close_visit_round',
  method: 'POST',
  path: '/api/visit-rounds/:round_id/close',
  summary: 'Closes a round; lines still planned count as not reached and their families are free for another round.',
  params: roundParams,
  body: z.strictObject({ expected_planned: z.int().min(0) }),
  response: z.object({ missed: z.int() }),
})
