import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  cursorShape,
  dateShape,
  instantShape,
  note,
  pageSizeShape,
  uuidShape,
} from '../../../kernel/shapes.ts'
import { EXIT_CAUSES, REVIEW_RESULTS } from '../rules/index.ts'
import { claimLineShape, claimParams, dueShape, pageOf, pressingShape, reasonShape, versionShape } from './shapes.ts'

/** What is asked of the roll: an exit with its cause, the change to the other branch, a transfer with its receiving place. */
export const askedChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exit'), cause: z.enum(EXIT_CAUSES), happens_on: dateShape, note: note(500).default('') }),
  z.object({
    kind: z.literal('branch_change'),
    to_policy_id: uuidShape,
    happens_on: dateShape,
    note: note(500).default(''),
  }),
  z.object({ kind: z.literal('transfer'), to_division: codeShape, happens_on: dateShape, note: note(500).default('') }),
])

export const proposeChange = endpoint({
  name: 'claims.propose_roll_change',
  method: 'POST',
  path: '/api/claims/:claim_id/changes',
  summary: 'Asks for a change of the roll. A change of branch takes the other parent’s claim along: one act.',
  params: claimParams,
  body: z.object({ id: uuidShape, change: askedChange }),
  response: z.object({ group_id: uuidShape, claims: z.int() }),
})

const changeShape = z.object({
  group_id: uuidShape,
  community: codeShape,
  community_name: z.string().nullable(),
  family_id: uuidShape,
  claim_ids: z.array(uuidShape),
  names: z.array(z.string()),
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  kind: z.enum(['exit', 'branch_change', 'transfer']),
  /** Null for readers who do not handle claims. */
  cause: z.string().nullable(),
  happens_on: dateShape,
  to_policy_name_zh: z.string().nullable(),
  to_policy_name_en: z.string().nullable(),
  to_division_name: z.string().nullable(),
  note: z.string().nullable(),
  proposed_by: z.string().nullable(),
  proposed_at: instantShape,
  own: z.boolean(),
})

export const listChanges = endpoint({
  name: 'claims.list_roll_changes',
  method: 'GET',
  path: '/api/roll-changes',
  summary: 'Changes of the roll that wait for confirmation by another account.',
  query: z.object({ limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: pageOf(changeShape),
})

export const decideChange = endpoint({
  name: 'claims.decide_roll_change',
  method: 'POST',
  path: '/api/roll-changes/:group_id/decision',
  summary:
    'Confirms or rejects (with the reason) what another account asked for: exits, opens what goes on, ends what would be due later.',
  params: z.object({ group_id: uuidShape }),
  body: z.discriminatedUnion('decision', [
    z.object({ decision: z.literal('confirmed'), note: note(500).default('') }),
    /** Whoever asked for it reads why. */
    z.object({ decision: z.literal('rejected'), reason: reasonShape }),
  ]),
  response: z.object({ group_id: uuidShape, claims: z.int(), opened: z.int(), entitlements_void: z.int() }),
})

export const listTransfers = endpoint({
  name: 'claims.list_claim_transfers',
  method: 'GET',
  path: '/api/claim-transfers',
  summary: 'Claims that are to go on here because the hukou came from another district, and those that went from here.',
  response: z.object({
    items: z.array(
      z.object({
        transfer_id: uuidShape,
        from_district: z.int(),
        from_name: z.string().nullable(),
        to_division: codeShape,
        to_name: z.string().nullable(),
        masked_name: z.string(),
        policy_name_zh: z.string(),
        policy_name_en: z.string(),
        moved_on: dateShape,
        /** Whom the register here knows by the same ID number; null while she is not registered here. */
        here: z
          .object({
            person_id: uuidShape,
            family_id: uuidShape,
            file: z.string(),
            name: z.string(),
            community_name: z.string().nullable(),
          })
          .nullable(),
        policy_id: uuidShape,
        /** Under which she can stand on the roll here; that of the sending district is among them where both share it. */
        policies: z.array(z.object({ policy_id: uuidShape, name_zh: z.string(), name_en: z.string() })),
      }),
    ),
    /** Those that wait there first, the longest of them first; at most 200. */
    sent: z.array(
      z.object({
        transfer_id: uuidShape,
        claim_id: uuidShape,
        name: z.string(),
        policy_name_zh: z.string(),
        policy_name_en: z.string(),
        to_division: codeShape,
        to_name: z.string().nullable(),
        moved_on: dateShape,
        /** Null while nobody there has received it: her support rests meanwhile. */
        received_at: instantShape.nullable(),
      }),
    ),
  }),
})

export const receiveTransfer = endpoint({
  name: 'claims.receive_claim_transfer',
  method: 'POST',
  path: '/api/claim-transfers/:transfer_id/reception',
  summary: 'The claim goes on here without a gap, for the same person as registered here.',
  params: z.object({ transfer_id: uuidShape }),
  body: z.object({ id: uuidShape, person_id: uuidShape, policy_id: uuidShape }),
  response: z.object({ claim_id: uuidShape }),
})

const reviewShape = z.object({
  review_id: uuidShape,
  district: z.int(),
  division: codeShape,
  division_name: z.string().nullable(),
  year: z.int(),
  due_on: dateShape,
  opened_at: instantShape,
  closed_at: instantShape.nullable(),
  /** Of the reader's own place. */
  persons: z.int(),
  checked: z.int(),
  continues: z.int(),
  exits: z.int(),
  changes: z.int(),
  /** Somebody of the reader's place is not yet checked, and its day is near or over. */
  pressing: pressingShape,
})
export type Review = z.output<typeof reviewShape>
const reviewParams = z.object({ review_id: uuidShape })

export const listReviews = endpoint({
  name: 'claims.list_annual_reviews',
  method: 'GET',
  path: '/api/annual-reviews',
  summary: 'The yearly reviews of the roll, the newest first, with how far each is.',
  query: z.object({ due: dueShape }),
  response: z.object({ items: z.array(reviewShape) }),
})

export const openReview = endpoint({
  name: 'claims.open_annual_review',
  method: 'POST',
  path: '/api/annual-reviews',
  summary: 'Opens the review of a year for a place: everybody on its roll that day stands on the list.',
  body: z.object({ id: uuidShape, division: codeShape, year: z.int().min(2008).max(2100), due_on: dateShape }),
  response: z.object({ review_id: uuidShape, persons: z.int() }),
})

export const showReview = endpoint({
  name: 'claims.show_annual_review',
  method: 'GET',
  path: '/api/annual-reviews/:review_id',
  summary: 'One review with its figures for the reader’s place.',
  params: reviewParams,
  response: reviewShape,
})

export const listReviewLines = endpoint({
  name: 'claims.list_annual_review_lines',
  method: 'GET',
  path: '/api/annual-reviews/:review_id/lines',
  summary: 'The people of a review by community: those not yet checked, or all.',
  params: reviewParams,
  query: z.object({
    show: z.enum(['open', 'all']).default('open'),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: pageOf(
    claimLineShape
      .pick({
        claim_id: true,
        community: true,
        community_name: true,
        family_id: true,
        person_id: true,
        name: true,
        policy_name_zh: true,
        policy_name_en: true,
        in_force_from: true,
      })
      .extend({ result: z.enum(REVIEW_RESULTS).nullable(), checked_by: z.string().nullable() }),
  ),
})

export const checkReview = endpoint({
  name: 'claims.check_annual_review',
  method: 'POST',
  path: '/api/annual-reviews/:review_id/checks',
  summary: 'Everybody named goes on, in one act; or for one person a change that follows from the review.',
  params: reviewParams,
  body: z.discriminatedUnion('result', [
    z.object({
      result: z.literal('continues'),
      claim_ids: z.array(uuidShape).min(1).max(500),
      note: note(500).default(''),
    }),
    z.object({
      result: z.literal('change'),
      claim_ids: z.array(uuidShape).length(1),
      id: uuidShape,
      change: askedChange,
    }),
  ]),
  response: z.object({ checked: z.int() }),
})

export const closeReview = endpoint({
  name: 'claims.close_annual_review',
  method: 'POST',
  path: '/api/annual-reviews/:review_id/closing',
  summary: 'Closes a review in which everybody was checked.',
  params: reviewParams,
  body: z.object({ version: versionShape.optional() }),
  response: z.object({ review_id: uuidShape }),
})
