import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { codeShape, codeTextShape, cursorShape, dateShape, pageSizeShape, uuidShape } from '../../../kernel/shapes.ts'
import { claimLineShape, pageOf } from './shapes.ts'

const policyParams = z.object({ policy_id: uuidShape })
/** How many the sender saw: nobody is confirmed or filed who came after she looked. */
const seenShape = z.int().min(1).max(20_000)

const takeOverShape = z.object({
  policy_id: uuidShape,
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  /** Who meet the policy today and have neither a claim nor a place on the roll. */
  candidates: z.int(),
  /** Listed, waiting for the county's confirmation; and those of them the reader listed herself. */
  waiting: z.int(),
  own: z.int(),
  /** Decided, not yet filed; and on the roll by a take-over. */
  to_file: z.int(),
  taken_over: z.int(),
})
export type TakeOver = z.output<typeof takeOverShape>

export const listTakeOvers = endpoint({
  name: 'claims.list_roll_take_overs',
  method: 'GET',
  path: '/api/roll-take-overs',
  summary: 'How far the take-over of a roll kept before is, by policy, in the reader’s place.',
  response: z.object({ items: z.array(takeOverShape) }),
})

export const listCandidates = endpoint({
  name: 'claims.list_roll_take_over_candidates',
  method: 'GET',
  path: '/api/roll-take-overs/:policy_id/candidates',
  summary: 'Who meets the policy today and is on no roll of this system yet, by community.',
  params: policyParams,
  query: z.object({ division: codeTextShape.optional(), limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: pageOf(
    z.object({
      person_id: uuidShape,
      family_id: uuidShape,
      file: z.string(),
      name: z.string(),
      community: codeShape,
      community_name: z.string().nullable(),
    }),
  ),
})

export const listTakenOver = endpoint({
  name: 'claims.list_roll_taken_over',
  method: 'GET',
  path: '/api/roll-take-overs/:policy_id/claims',
  summary: 'Who was listed from the former roll and waits, to be confirmed or to be filed, by community.',
  params: policyParams,
  query: z.object({
    state: z.enum(['county_confirmation', 'notice_of_decision']).default('county_confirmation'),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: pageOf(claimLineShape),
})

export const takeOverRoll = endpoint({
  name: 'claims.take_over_roll',
  method: 'POST',
  path: '/api/roll-take-overs/:policy_id/lists',
  summary: 'Lists people of the former roll: they wait for another account’s confirmation and need not declare again.',
  params: policyParams,
  body: z.strictObject({ person_ids: z.array(uuidShape).min(1).max(2_000) }),
  response: z.object({ claims: z.int() }),
})

export const confirmRoll = endpoint({
  name: 'claims.confirm_roll',
  method: 'POST',
  path: '/api/roll-take-overs/:policy_id/confirmation',
  summary: 'Confirms everybody who was listed and waits, from a day on. Asks for the second factor.',
  params: policyParams,
  body: z.strictObject({ in_force_from: dateShape, claims: seenShape }),
  response: z.object({ claims: z.int() }),
})

export const fileRoll = endpoint({
  name: 'claims.file_roll',
  method: 'POST',
  path: '/api/roll-take-overs/:policy_id/filing',
  summary: 'Files everybody who was taken over and decided, with a letter to each.',
  params: policyParams,
  body: z.strictObject({ claims: seenShape }),
  response: z.object({ claims: z.int() }),
})
