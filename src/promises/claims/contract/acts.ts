import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { dateShape, line, note, uuidShape } from '../../../kernel/shapes.ts'
import { claimParams, reasonShape, stoodShape, versionShape } from './shapes.ts'

export const reviewClaim = endpoint({
  name: 'claims.review_claim',
  method: 'POST',
  path: '/api/claims/:claim_id/review',
  summary: 'The village’s or township’s review: opinion, in words, who was present, on which day. Moves the claim on.',
  params: claimParams,
  body: z.object({
    version: versionShape,
    opinion: z.enum(['agree', 'disagree']),
    text: note(500).min(2),
    /** The named people who deliberated or visited. */
    present: z.array(line(60)).min(1).max(30),
    held_on: dateShape,
  }),
  response: stoodShape,
})

export const returnClaim = endpoint({
  name: 'claims.return_claim',
  method: 'POST',
  path: '/api/claims/:claim_id/return',
  summary: 'Back to the step before, with the reason.',
  params: claimParams,
  body: z.object({ version: versionShape, reason: reasonShape }),
  response: stoodShape,
})

export const withdrawClaim = endpoint({
  name: 'claims.withdraw_claim',
  method: 'POST',
  path: '/api/claims/:claim_id/withdrawal',
  summary: 'The family takes the claim back. It may declare again.',
  params: claimParams,
  body: z.object({ version: versionShape, reason: reasonShape }),
  response: stoodShape,
})

export const decideClaim = endpoint({
  name: 'claims.decide_claim',
  method: 'POST',
  path: '/api/claims/:claim_id/decision',
  summary:
    'The county confirms or refuses; never an account that handled the claim before, never with an objection open.',
  params: claimParams,
  body: z.discriminatedUnion('decision', [
    z.object({ version: versionShape, decision: z.literal('confirmed'), in_force_from: dateShape }),
    /** Needed where the rule itself gives no reason: what was found. */
    z.object({ version: versionShape, decision: z.literal('refused'), finding: note(500).default('') }),
  ]),
  response: stoodShape,
})

export const fileClaim = endpoint({
  name: 'claims.file_claim',
  method: 'POST',
  path: '/api/claims/:claim_id/filing',
  summary: 'The notice of decision has reached the family: how and on which day. Closes the file.',
  params: claimParams,
  body: z.object({
    version: versionShape,
    delivered_on: dateShape,
    delivered_by: z.enum(['in_person', 'letter', 'home']),
    received_by: note(60).default(''),
  }),
  response: stoodShape,
})

export const openDecision = endpoint({
  name: 'claims.open_claim_decision',
  method: 'GET',
  path: '/api/claims/:claim_id/decision',
  summary:
    'The notice of decision, for printing. A refusal says only what failed and what would change it. Leaves a trace.',
  params: claimParams,
  response: z.object({
    person_id: uuidShape,
    policy_id: uuidShape,
    district_name: z.string().nullable(),
    file: z.string(),
    name: z.string(),
    policy_name_zh: z.string(),
    policy_name_en: z.string(),
    document_title: z.string(),
    document_number: z.string().nullable(),
    decision: z.enum(['confirmed', 'refused']),
    decided_on: dateShape,
    in_force_from: dateShape.nullable(),
    reasons: z.array(z.object({ text: z.string(), met_on: dateShape.nullable(), missing: z.boolean() })),
    finding: z.string().nullable(),
    qualifies_on: dateShape.nullable(),
  }),
})
