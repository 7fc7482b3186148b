import { z } from 'zod'
import { codeShape, codeTextShape, dateShape, fenShape, periodShape, uuidShape } from '../../../kernel/shapes.ts'
import { DIFFERENCES, STATES } from '../rules/index.ts'

/** The six digits of a district; the reader's own when absent. */
export const districtShape = z.int().min(0).max(999_999)
export const districtTextShape = z.coerce.number().pipe(districtShape)
export const policyCode = z.string().regex(/^[a-z][a-z0-9_]{2,59}$/)
export const stateShape = z.enum(STATES)
export const differenceShape = z.enum(DIFFERENCES)
export const unitShape = z.enum(['fen', 'hour', 'piece', 'session', 'person_time', 'copy'])

/** One value or several of a repeated query key. */
export function several<T extends z.ZodType>(shape: T) {
  return z.union([shape, z.array(shape).min(1).max(100)]).transform((value) => (Array.isArray(value) ? value : [value]))
}

/** 户 and 人, each once; 元 in fen; hours, pieces, enrolments. A family's row counts no persons. */
export const sumShape = z.object({
  rows: z.int(),
  households: z.int(),
  persons: z.int(),
  amount_fen: fenShape,
  quantity: z.int(),
})
export type Sum = z.output<typeof sumShape>

/** What a run does, or would do, for one policy. Kept in the run's row as it is. */
export const policyCountsShape = z.object({
  policy_id: uuidShape,
  code: policyCode,
  name_zh: z.string(),
  name_en: z.string(),
  version: z.int(),
  beneficiary: z.enum(['person', 'family']),
  unit: unitShape,
  period: periodShape,
  confidence: z.enum(['sourced', 'to_confirm']),
  gained: sumShape,
  changed: sumShape.extend({ amount_before: fenShape }),
  lost: sumShape,
  kept: sumShape,
  set_aside: sumShape,
  unknown: sumShape.extend({ without_rate: z.int() }),
  /** Entitled, and never claimed: only where the version demands a claim. */
  unclaimed: z.object({ rows: z.int(), households: z.int(), persons: z.int() }).optional(),
})
export type PolicyCounts = z.output<typeof policyCountsShape>

export const fingerprintShape = z.string().regex(/^[0-9a-f]{64}$/)

/** Which entitlements: the same words in a list, a sum, an export and a bulk act. Without a division, the reader's own. */
export const filterShape = z.object({
  division: codeTextShape.optional(),
  policy: several(policyCode).optional(),
  period: several(periodShape).optional(),
  state: several(stateShape).optional(),
  /** `yes`: open though its period has passed. */
  overdue: z.literal('yes').optional(),
  /** `yes`: held, and the day of review has come. */
  review: z.literal('yes').optional(),
  /** `yes`: open, though the person has died or left the family since. */
  departed: z.literal('yes').optional(),
})
export type OwedFilter = z.output<typeof filterShape>

export const entitlementShape = z.object({
  district: districtShape,
  id: uuidShape,
  community: codeShape,
  community_name: z.string().nullable(),
  family_id: uuidShape,
  /** The public reference of the family's file, 530103-000192. */
  file: z.string(),
  person_id: uuidShape.nullable(),
  /** The person's name, or the living parents' for what a family is owed; masked by the reader's role. */
  names: z.array(z.string()),
  policy_id: uuidShape,
  policy_code: policyCode,
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  policy_version: z.int(),
  period: periodShape,
  unit: unitShape,
  amount_fen: fenShape,
  quantity: z.int(),
  due_from: dateShape,
  due_by: dateShape.nullable(),
  overdue: z.boolean(),
  /** The person has died or left the family since: a person decides what becomes of it. */
  departed: z.boolean(),
  /** In a round of payments: nobody moves it by hand until the bank has answered. */
  paying: z.boolean(),
  /** Paid by the bank, round by round: nobody marks it reached by hand. */
  by_round: z.boolean(),
  state: stateShape,
  reached_on: dateShape.nullable(),
  record_id: uuidShape.nullable(),
  held_reason: z.string().nullable(),
  review_on: dateShape.nullable(),
  void_reason: z.string().nullable(),
  void_by: z.enum(['run', 'hand', 'exit']).nullable(),
  version: z.int(),
})
export type Entitlement = z.output<typeof entitlementShape>
