import { z } from 'zod'
import { codeShape, dateShape, instantShape, line, note, uuidShape } from '../../../kernel/shapes.ts'
import {
  CHILD_STATES,
  MARITAL,
  ORIGINS,
  PRESSING,
  PROOF_KINDS,
  STATES,
  STEP_KINDS,
  STEP_ROLES,
} from '../rules/index.ts'

export const stateShape = z.enum(STATES)
export const versionShape = z.int().min(1)
export const claimParams = z.object({ claim_id: uuidShape })
export const themeShape = z.enum(['allowance', 'festival', 'living', 'health', 'insurance', 'travel', 'safety'])
export const confidenceShape = z.enum(['sourced', 'to_confirm'])

export const stepShape = z.object({
  kind: z.enum(STEP_KINDS),
  role: z.enum(STEP_ROLES),
  deadline_days: z.int().min(1).max(366).nullable(),
  deadline_on: z
    .string()
    .regex(/^\d{2}-\d{2}$/, 'platform.input_date')
    .nullable(),
  notice_days: z.int().min(1).max(60).nullable(),
  confidence: confidenceShape,
})

const adultShape = z.strictObject({
  person_id: uuidShape,
  marital: z.enum(MARITAL).nullable(),
  marital_since: dateShape.nullable(),
  hukou_kind: z.enum(['urban', 'rural', 'resident']).nullable(),
  hukou_division: codeShape.nullable(),
  hukou_address: note(200),
})

const countShape = z.int().min(0).max(20).nullable()
const sexes = z.strictObject({ male: countShape, female: countShape })

/** The declaration, as `rules/declaration.ts` describes it. A draft may lack anything; submitting says what is missing. */
export const declarationShape = z.strictObject({
  applicant: adultShape,
  spouse: adultShape.nullable(),
  born: sexes,
  surviving: sexes,
  only_child_certificate: z.boolean().nullable(),
  children: z
    .array(
      z.strictObject({
        person_id: uuidShape.nullable(),
        name: note(60),
        sex: z.enum(['male', 'female', 'unknown']),
        birth_month: z
          .string()
          .regex(/^(18|19|20)\d{2}-(0[1-9]|1[0-2])$/, 'platform.input_date')
          .nullable(),
        origin: z.enum(ORIGINS).nullable(),
        state: z.enum(CHILD_STATES),
        since: dateShape.nullable(),
        confirmed_by: note(60),
        disability_kind: z.int().min(1).max(7).nullable(),
        disability_grade: z.int().min(1).max(4).nullable(),
      }),
    )
    .max(6),
  reason: note(500),
  pick_up_place: note(100),
})

export const proofShape = z.object({
  proof_id: uuidShape,
  kind: z.enum(PROOF_KINDS),
  content_type: z.enum(['application/pdf', 'image/jpeg', 'image/png']),
  size_bytes: z.int(),
  added_at: instantShape,
})

/** Whether its deadline is near or over. */
export const pressingShape = z.enum(PRESSING).nullable()
/** A filter by it. */
export const dueShape = z.enum(PRESSING).optional()
/** `yes`: what waits for the reader's own act; not what is for a colleague because she had a hand in it. */
export const mineShape = z.literal('yes').optional()

/** A claim on a list: nothing of what happened to a child, and no branch. */
export const claimLineShape = z.object({
  claim_id: uuidShape,
  district: z.int(),
  community: codeShape,
  community_name: z.string().nullable(),
  family_id: uuidShape,
  person_id: uuidShape,
  /** In full or masked, as the reader's role may see it. */
  name: z.string(),
  policy_id: uuidShape,
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  state: stateShape,
  decision: z.enum(['confirmed', 'refused']).nullable(),
  step_since: instantShape,
  step_due_on: dateShape.nullable(),
  pressing: pressingShape,
  open_objections: z.int(),
  in_force_from: dateShape.nullable(),
  in_force_to: dateShape.nullable(),
  /** Whether the claim waits for an act of the reader's role. */
  mine: z.boolean(),
  version: z.int(),
})
export type ClaimLine = z.output<typeof claimLineShape>

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() })

/** What a state-changing act answers: where the claim stands now. */
export const stoodShape = z.object({ claim_id: uuidShape, state: stateShape, version: z.int() })
export type Stood = z.output<typeof stoodShape>

export const reasonShape = line(500).min(2)
