import { z } from 'zod'
import { dateShape, uuidShape } from '../../../kernel/shapes.ts'
import { PRESSING } from '../rules/index.ts'

/** So many things whose next act is the reader's own fall due soon or are overdue; the list they open holds as many rows. */
export const deadlineShape = z.object({
  what: z.enum(['claims', 'notices', 'objections', 'review']),
  pressing: z.enum(PRESSING),
  count: z.int(),
  /** Which review has so many people not yet checked; null for all else. */
  review: z.object({ review_id: uuidShape, year: z.int(), due_on: dateShape }).nullable(),
})
export type Deadline = z.output<typeof deadlineShape>
