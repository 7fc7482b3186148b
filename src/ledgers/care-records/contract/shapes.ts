import { z } from 'zod'
import { codeShape, codeTextShape, dateShape, fenShape, line, note, uuidShape } from '../../../kernel/shapes.ts'
import { UNITS } from '../../../kernel/units.ts'
import { CHANNELS, MOODS, NEEDS, OUTCOMES, THEMES } from '../rules/index.ts'

export const kindCode = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/)
export const countShape = z.int().min(0).max(100_000_000)
/** At most a thousand million yuan an act: sums of many stay exact numbers. */
export const amountShape = fenShape.max(100_000_000_000)
export const minutesShape = z.int().min(0).max(10_000)
/** The six digits of a district; the reader's own when absent. */
export const districtShape = z.int().min(0).max(999_999)
export const districtTextShape = z.coerce.number().pipe(districtShape)

/** One value or several of a repeated query key. */
function several<T extends z.ZodType>(shape: T) {
  return z.union([shape, z.array(shape).min(1).max(100)]).transform((value) => (Array.isArray(value) ? value : [value]))
}

export const kindShape = z.object({
  code: kindCode,
  theme: z.enum(THEMES),
  name_zh: z.string(),
  name_en: z.string(),
  units: z.array(z.enum(UNITS)),
  needs: z.array(z.enum(NEEDS)),
  quick: z.boolean(),
  /** The room that alone writes acts of this kind, such as the bank's payments; null: a person may record one by hand. */
  written_by: z.string().nullable(),
})

/** What a person states of one act. The fields of the phone page are the first; the rest is for acts without a family. */
export const actShape = z.strictObject({
  /** Made by the client before sending: sent again, it is the same act. */
  id: uuidShape,
  district: districtShape.optional(),
  family_id: uuidShape.optional(),
  kind: kindCode,
  happened_on: dateShape.optional(),
  person_ids: z.array(uuidShape).max(500).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  channel: z.enum(CHANNELS).optional(),
  mood: z.enum(MOODS).optional(),
  minutes: minutesShape.optional(),
  note: note(2_000).optional(),
  next_on: dateShape.optional(),
  place: codeShape.optional(),
  title: line(120).optional(),
  amount_fen: amountShape.optional(),
  quantity: countShape.optional(),
  headcount: countShape.optional(),
  copies: countShape.optional(),
  views: countShape.optional(),
})

export const recordedShape = z.object({ id: uuidShape, district: districtShape, already: z.boolean() })

/** Which acts: the same words in a list, a sum and an export. Without a division, the reader's own. */
export const filterShape = z.object({
  division: codeTextShape.optional(),
  from: dateShape.optional(),
  to: dateShape.optional(),
  kinds: several(kindCode).optional(),
  themes: several(z.enum(THEMES)).optional(),
  outcomes: several(z.enum(OUTCOMES)).optional(),
  channels: several(z.enum(CHANNELS)).optional(),
  family_id: uuidShape.optional(),
  person_id: uuidShape.optional(),
  worker_id: uuidShape.optional(),
})

export const recordShape = z.object({
  district: districtShape,
  id: uuidShape,
  community: codeShape,
  place_name: z.string().nullable(),
  happened_on: dateShape,
  kind: kindCode,
  outcome: z.enum(OUTCOMES),
  channel: z.enum(CHANNELS).nullable(),
  family_id: uuidShape.nullable(),
  family_names: z.array(z.string()),
  title: z.string().nullable(),
  minutes: z.int(),
  amount_fen: fenShape,
  quantity: z.int(),
  headcount: z.int(),
  copies: z.int(),
  views: z.int(),
  households: z.int(),
  persons: z.int(),
  next_on: dateShape.nullable(),
  has_note: z.boolean(),
  worker_id: uuidShape,
  worker_name: z.string().nullable(),
  recorded_at: z.string(),
  corrected_by: uuidShape.nullable(),
  /** Whether the reader may take it back: it stands, and it is hers or she is an officer of the place. */
  may_correct: z.boolean(),
  /** The other room that wrote it and takes it back; null for an act logged here. */
  made_in: z.string().nullable(),
})

export const timelineRowShape = z.object({
  id: uuidShape,
  happened_on: dateShape,
  kind: kindCode,
  outcome: z.enum(OUTCOMES),
  channel: z.enum(CHANNELS).nullable(),
  mood: z.enum(MOODS).nullable(),
  title: z.string().nullable(),
  minutes: z.int().nullable(),
  amount_fen: fenShape.nullable(),
  quantity: z.int().nullable(),
  next_on: dateShape.nullable(),
  has_note: z.boolean(),
  worker_name: z.string().nullable(),
  persons: z.int(),
  corrected: z.boolean(),
  /** Whether the reader may take it back: it stands, and it is hers or she is an officer of the place. */
  may_correct: z.boolean(),
  /** The other room that wrote it and takes it back; null for an act logged here. */
  made_in: z.string().nullable(),
})

export const sumsShape = z.object({
  records: z.int(),
  acts: z.int(),
  households: z.int(),
  household_times: z.int(),
  persons: z.int(),
  person_times: z.int(),
  headcount: z.int(),
  sessions: z.int(),
  minutes: z.int(),
  amount_fen: fenShape,
  quantity: z.int(),
  copies: z.int(),
  views: z.int(),
})
