import { z } from 'zod'
import { codeShape, dateShape, fenShape, instantShape, line, periodShape, uuidShape } from '../../../kernel/shapes.ts'
import { PAYMENT_STATES, POWERS, ROUND_STATES } from '../rules/states.ts'

export const roundStateShape = z.enum(ROUND_STATES)
export const paymentStateShape = z.enum(PAYMENT_STATES)
export const hashTextShape = z.string().regex(/^[0-9a-f]{64}$/)

export const roundShape = z.object({
  id: uuidShape,
  district: z.int(),
  division: codeShape,
  division_name: z.string().nullable(),
  title: z.string(),
  policies: z.array(z.object({ id: uuidShape, name_zh: z.string(), name_en: z.string() })),
  as_of: dateShape,
  state: roundStateShape,
  /** 笔: lines; 元 in fen. */
  item_count: z.int(),
  total_fen: fenShape,
  /** 人 and 户, each once. */
  persons: z.int(),
  households: z.int(),
  left_out: z.int(),
  failed: z.int(),
  /** Of the lines and the sum: what makes up for earlier periods. */
  arrears: z.int(),
  arrears_fen: fenShape,
  content_hash: hashTextShape.nullable(),
  composed_at: instantShape,
  previous_id: uuidShape.nullable(),
  version: z.int(),
})
export type Round = z.output<typeof roundShape>

export const eventShape = z.object({
  seq: z.int(),
  to_state: roundStateShape,
  name: z.string().nullable(),
  at: instantShape,
  reason: z.string().nullable(),
})

export const powerShape = z.object({ power: z.enum(POWERS), name: z.string().nullable(), mine: z.boolean() })

export const partShape = z.object({
  from: dateShape,
  months: z.int(),
  rate_id: uuidShape,
  rate_fen: fenShape,
  /** Why these months are paid with nothing; absent where they are paid. */
  cut: z.enum(['died', 'left', 'elsewhere', 'paid']).optional(),
})

export const paymentShape = z.object({
  id: uuidShape,
  line_no: z.int(),
  community: codeShape,
  community_name: z.string().nullable(),
  family_id: uuidShape,
  person_id: uuidShape,
  /** Masked by the reader's role. */
  name: z.string(),
  policy_id: uuidShape,
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  policy_version: z.int(),
  period: periodShape,
  kind: z.enum(['regular', 'arrears']),
  attempt: z.int(),
  amount_fen: fenShape,
  parts: z.array(partShape),
  asked_on: dateShape,
  /** The last four digits of the account. */
  account: z.string(),
  state: paymentStateShape,
  failed_reason: z.string().nullable(),
  bank_ref: z.string().nullable(),
  paid_on: dateShape.nullable(),
})
export type Payment = z.output<typeof paymentShape>

export const leftOutShape = z.object({
  entitlement_id: uuidShape,
  community: codeShape,
  community_name: z.string().nullable(),
  family_id: uuidShape,
  person_id: uuidShape,
  name: z.string(),
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  period: periodShape,
  amount_fen: fenShape,
  reason: z.enum([
    'no_account',
    'same_account',
    'conditions',
    'off_roll',
    'exclusion',
    'amount',
    'in_round_elsewhere',
    'paid_elsewhere',
    'paid_before',
    'other_branch',
    'paid_under_other',
    'departed',
  ]),
})
export type LeftOutReason = z.output<typeof leftOutShape>['reason']

/** What the sender saw when she decided; anything else is refused. */
export const seenShape = z.object({ version: z.int().min(1), total_fen: fenShape })
export const reasonShape = line(300).min(2)
export const stepAnswerShape = z.object({ id: uuidShape, state: roundStateShape, version: z.int() })
