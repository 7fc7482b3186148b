import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  codeTextShape,
  cursorShape,
  dateShape,
  fenShape,
  instantShape,
  line,
  pageSizeShape,
  periodShape,
  uuidShape,
} from '../../../kernel/shapes.ts'
import { partShape, paymentShape, paymentStateShape, reasonShape } from './shapes.ts'

const page = { limit: pageSizeShape, cursor: cursorShape.optional() }
const params = z.object({ recovery_id: uuidShape })
const RECOVERIES = '/api/payment-recoveries'

export const listArrears = endpoint({
  name: 'payments.list_arrears_of_payment_round',
  method: 'GET',
  path: '/api/payment-rounds/:round_id/arrears',
  summary: 'What a round makes up for earlier periods: month by month what it was, what it is, and why.',
  params: z.object({ round_id: uuidShape }),
  query: z.object(page),
  response: z.object({
    items: z.array(
      paymentShape
        .pick({
          id: true,
          line_no: true,
          community: true,
          community_name: true,
          family_id: true,
          name: true,
          policy_name_zh: true,
          policy_name_en: true,
          period: true,
          amount_fen: true,
        })
        .extend({
          state: paymentStateShape,
          adjustment: z.int(),
          /** `rate_fen` of a part is the difference for one month. */
          parts: z.array(
            partShape.extend({
              was_fen: fenShape,
              now_fen: fenShape,
              cause: z.enum(['rate', 'branch', 'month']),
              document_number: z.string().nullable(),
            }),
          ),
        }),
    ),
    next_cursor: z.string().nullable(),
  }),
})
export type Arrears = z.output<NonNullable<typeof listArrears.response>>['items'][number]

const causeShape = z.enum(['died', 'left', 'conditions', 'branch', 'elsewhere'])
export const recoveryStateShape = z.enum(['open', 'returned', 'let_go'])

const recoveryShape = z.object({
  id: uuidShape,
  community: codeShape,
  community_name: z.string().nullable(),
  family_id: uuidShape,
  /** Masked by the reader's role. */
  name: z.string(),
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  period: periodShape,
  cause: causeShape,
  amount_fen: fenShape,
  state: recoveryStateShape,
  asked: z.boolean(),
  found_at: instantShape,
  settled_on: dateShape.nullable(),
  version: z.int(),
})
export type Recovery = z.output<typeof recoveryShape>

export const listRecoveries = endpoint({
  name: 'payments.list_payment_recoveries',
  method: 'GET',
  path: RECOVERIES,
  summary: 'What was paid and, as is known now, was not owed, the latest found first; with its sums by how it stands.',
  query: z.object({
    ...page,
    state: recoveryStateShape.optional(),
    /** Only what somebody has asked to let go and nobody has decided on. */
    asked: z.literal('yes').optional(),
  }),
  response: z.object({
    items: z.array(recoveryShape),
    sums: z.array(z.object({ state: recoveryStateShape, recoveries: z.int(), persons: z.int(), fen: fenShape })),
    next_cursor: z.string().nullable(),
  }),
})

export const previewRecoveries = endpoint({
  name: 'payments.preview_payment_recoveries',
  method: 'GET',
  path: `${RECOVERIES}/preview`,
  summary: 'What a search over the place would find; writes nothing.',
  query: z.object({ division: codeTextShape }),
  response: z.object({
    sums: z.array(z.object({ cause: causeShape, recoveries: z.int(), persons: z.int(), fen: fenShape })),
  }),
})

export const findRecoveries = endpoint({
  name: 'payments.find_payment_recoveries',
  method: 'POST',
  path: RECOVERIES,
  summary: 'Looks through everything paid in the place for what was not owed, and writes down what is to come back.',
  body: z.strictObject({ division: codeShape }),
  response: z.object({ recoveries: z.int(), total_fen: fenShape }),
})

export const showRecovery = endpoint({
  name: 'payments.show_payment_recovery',
  method: 'GET',
  path: `${RECOVERIES}/:recovery_id`,
  summary: 'One recovery month by month, with the payment it is about and who took which step.',
  params,
  response: z.object({
    recovery: recoveryShape,
    payment_id: uuidShape,
    kind: paymentShape.shape.kind,
    paid_on: dateShape.nullable(),
    paid_fen: fenShape,
    round_id: uuidShape,
    round_title: z.string(),
    line_no: z.int(),
    months: z.array(
      z.object({
        from: dateShape,
        was_fen: fenShape,
        now_fen: fenShape,
        back_fen: fenShape,
        document_number: z.string().nullable(),
      }),
    ),
    /** How the money came back, or why it is asked to be let go. */
    reason: z.string().nullable(),
    found_by: z.string().nullable(),
    asked_by: z.string().nullable(),
    settled_by: z.string().nullable(),
    /** Why it was not let go when it was last asked for, by whom and when. */
    refused: z.object({ name: z.string().nullable(), at: instantShape, reason: z.string() }).nullable(),
    /** Whether this reader found it, or asked to let it go: then another settles it. */
    mine: z.object({ found: z.boolean(), asked: z.boolean() }),
    /** Set when the books of the year it was paid from are closed: where it may have been entered, with what is left of that. */
    closed: z
      .object({
        year: z.int(),
        into: z.array(z.object({ id: uuidShape, year: z.int(), document: z.string().nullable(), left_fen: fenShape })),
      })
      .nullable(),
  }),
})

const version = z.int().min(1)
const settled = z.object({ id: uuidShape, state: recoveryStateShape, version: z.int() })

export const returnRecovery = endpoint({
  name: 'payments.return_payment_recovery',
  method: 'POST',
  path: `${RECOVERIES}/:recovery_id/return`,
  summary: 'The money is back: available again in its appropriation, and taken out of what was given.',
  params,
  body: z.strictObject({
    version,
    returned_on: dateShape,
    voucher: line(200).min(2),
    /** Of a year whose books are closed: the appropriation of an open year into which the money was entered as recovered. */
    into_id: uuidShape.optional(),
  }),
  response: settled,
})

export const askToLetGo = endpoint({
  name: 'payments.ask_to_let_payment_recovery_go',
  method: 'POST',
  path: `${RECOVERIES}/:recovery_id/let-go`,
  summary: 'Asks that the money need not come back, with the reason.',
  params,
  body: z.strictObject({ version, reason: reasonShape }),
  response: settled,
})

export const decideLetGo = endpoint({
  name: 'payments.decide_to_let_payment_recovery_go',
  method: 'POST',
  path: `${RECOVERIES}/:recovery_id/let-go/decision`,
  summary: 'Lets the money go, or not and says why; by another person, with the second factor.',
  params,
  body: z.discriminatedUnion('agree', [
    z.strictObject({ version, agree: z.literal(true) }),
    z.strictObject({ version, agree: z.literal(false), reason: reasonShape }),
  ]),
  response: settled,
})
