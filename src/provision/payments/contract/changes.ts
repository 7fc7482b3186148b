import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { fenShape, periodShape, uuidShape } from '../../../kernel/shapes.ts'

const changeShape = z.object({
  person_id: uuidShape,
  name: z.string(),
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  /** unpaid: in the round before as well, where the bank could not pay her. */
  change: z.enum(['new', 'unpaid', 'gone', 'more', 'less']),
  /**
   * new: first, resumed (paid in an earlier round), again (what failed earlier); unpaid: again, failed_before (only what is due since);
   * gone: died, left, conditions, off_roll, set_aside, not_due; more, less: rate, months.
   */
  cause: z.enum([
    'first',
    'resumed',
    'again',
    'failed_before',
    'died',
    'left',
    'conditions',
    'exclusion',
    'off_roll',
    'set_aside',
    'left_out',
    'not_due',
    'rate',
    'months',
  ]),
  before_fen: fenShape,
  after_fen: fenShape,
  period: periodShape.nullable(),
})

export type Difference = z.output<typeof changeShape>

export const compareRound = endpoint({
  name: 'payments.compare_payment_round',
  method: 'GET',
  path: '/api/payment-rounds/:round_id/changes',
  summary: 'Who is new, gone, or paid another sum than in the round before, each with the cause.',
  params: z.object({ round_id: uuidShape }),
  response: z.object({
    previous: z.object({ id: uuidShape, title: z.string() }).nullable(),
    sums: z.array(
      z.object({ change: changeShape.shape.change, cause: changeShape.shape.cause, persons: z.int(), fen: z.int() }),
    ),
    items: z.array(changeShape),
    /** How many more there are than are listed; the sums are of all. */
    not_listed: z.int(),
  }),
})
