import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { dateShape, fenShape, uuidShape } from '../../../kernel/shapes.ts'
import { higherShape } from '../../policies/contract/index.ts'
import { SOURCES } from '../rules/index.ts'

const lineShape = z.object({
  kind: z.enum(['condition', 'group']),
  depth: z.int(),
  /** Its place in the rule, from 1; 0 for a heading. */
  number: z.int(),
  /** The condition in words, or `one of these`. */
  text: z.string(),
  /** What the register says, in words; null for a heading. */
  fact: z.string().nullable(),
  state: z.enum(['met', 'failed', 'unknown', 'not_needed']),
  source: z.enum(SOURCES).nullable(),
  /** Which clause of the document asks it, where the version says so. */
  clause: z.string().nullable(),
  /** Since when the register says so: the day it was last entered, or of a proof the day it was issued. */
  since: dateShape.nullable(),
  since_kind: z.enum(['entered', 'issued']).nullable(),
  /** The day on which time alone will meet it. */
  met_on: dateShape.nullable(),
})
export type SlipLine = z.output<typeof lineShape>

export const decisionSlip = endpoint({
  name: 'standing.show_decision_slip',
  method: 'GET',
  path: '/api/standing/slips/:policy_id',
  summary:
    'The decision slip of one person: of a yes every condition with its fact, of a no only what failed, of an unknown what is missing.',
  params: z.object({ policy_id: uuidShape }),
  query: z.object({ person_id: uuidShape, as_of: dateShape.optional() }),
  response: z.object({
    person_id: uuidShape,
    person_name: z.string(),
    family_id: uuidShape,
    file: z.string(),
    community_name: z.string().nullable(),
    /** Who decides and signs: the association of the district. */
    association: z.string(),
    as_of: dateShape,
    printed_on: dateShape,
    /** `excluded`: meets it, and another of its exclusion group (`higher`) is given in its place for the period. */
    answer: z.enum(['yes', 'no', 'unknown', 'excluded']),
    higher: higherShape.nullable(),
    /** The period for which this one of an exclusion group was paid or is with the bank. */
    paid_period: z.string().nullable(),
    summary: z.string(),
    qualifies_on: dateShape.nullable(),
    lines: z.array(lineShape),
    policy: z.object({
      policy_id: uuidShape,
      name_zh: z.string(),
      name_en: z.string(),
      beneficiary: z.enum(['person', 'family']),
      version: z.int(),
      valid_from: dateShape,
      cadence: z.enum(['once', 'yearly', 'half_yearly', 'quarterly', 'monthly', 'festival']),
      grant_kind: z.enum(['cash', 'hours', 'thing', 'service', 'enrolment']),
      grant_quantity: z.int().nullable(),
      confidence: z.enum(['sourced', 'to_confirm']),
      document_title: z.string(),
      document_number: z.string().nullable(),
      document_id: uuidShape.nullable(),
      document_edition: z.int().nullable(),
      claim_required: z.boolean(),
    }),
    rate: z
      .object({
        amount_fen: fenShape,
        per: z.enum(['month', 'year', 'occasion']),
        document_number: z.string().nullable(),
      })
      .nullable(),
    /** What her claim says, where the policy demands one: none, under way, or on the roll since a day. */
    claim: z
      .object({
        claim_id: uuidShape.nullable(),
        state: z.enum(['none', 'open', 'on_roll', 'ended']),
        in_force_from: dateShape.nullable(),
      })
      .nullable(),
  }),
})
export type Slip = z.output<NonNullable<(typeof decisionSlip)['response']>>
