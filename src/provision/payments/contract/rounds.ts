import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { XLSX } from '../../../kernel/file-type.ts'
import { codeShape, cursorShape, dateShape, fenShape, line, pageSizeShape, uuidShape } from '../../../kernel/shapes.ts'
import {
  eventShape,
  hashTextShape,
  leftOutShape,
  paymentShape,
  paymentStateShape,
  powerShape,
  reasonShape,
  roundShape,
  seenShape,
  stepAnswerShape,
} from './shapes.ts'
import { templateCodeShape } from './templates.ts'

const params = z.object({ round_id: uuidShape })
const page = { limit: pageSizeShape, cursor: cursorShape.optional() }
const ROUND = '/api/payment-rounds/:round_id'

export const listRounds = endpoint({
  name: 'payments.list_payment_rounds',
  method: 'GET',
  path: '/api/payment-rounds',
  summary: 'Payment rounds of the area, the newest first.',
  query: z.object(page),
  response: z.object({ items: z.array(roundShape), next_cursor: z.string().nullable() }),
})

export const composeRound = endpoint({
  name: 'payments.compose_payment_round',
  method: 'POST',
  path: '/api/payment-rounds',
  summary:
    'Composes a round: what is due in money under these policies, frozen line by line; what cannot be paid is listed with its reason.',
  body: z.object({
    id: uuidShape,
    division: codeShape,
    title: line(60).min(2),
    policy_ids: z.array(uuidShape).min(1).max(20),
    as_of: dateShape,
    /** Pay again to an account at which the last attempt failed. */
    same_account: z.boolean().optional(),
  }),
  response: z.object({ id: uuidShape, item_count: z.int(), total_fen: fenShape, left_out: z.int() }),
})

export const showRound = endpoint({
  name: 'payments.show_payment_round',
  method: 'GET',
  path: ROUND,
  summary: 'One round with its steps, the four powers and who holds them.',
  params,
  response: z.object({
    round: roundShape,
    events: z.array(eventShape),
    powers: z.array(powerShape),
    /** What money may be for that the round is paid from. */
    purposes: z.array(z.object({ code: z.string(), name_zh: z.string(), name_en: z.string() })),
    file: z
      .object({
        /** The template it was written in, by code and version, and how that is called. */
        template: z.string(),
        template_version: z.int(),
        template_zh: z.string(),
        template_en: z.string(),
        sha256: hashTextShape,
        line_count: z.int(),
        total_fen: fenShape,
      })
      .nullable(),
    /** Since how many days the bank has had the file, when it should have answered by now. */
    days_without_answer: z.int().nullable(),
    answer: z
      .object({ paid_count: z.int(), paid_fen: fenShape, failed_count: z.int(), failed_fen: fenShape })
      .nullable(),
  }),
})

export const listPayments = endpoint({
  name: 'payments.list_payments',
  method: 'GET',
  path: `${ROUND}/lines`,
  summary: 'The lines of a round in their order.',
  params,
  query: z.object({ ...page, state: paymentStateShape.optional(), kind: z.enum(['regular', 'arrears']).optional() }),
  response: z.object({ items: z.array(paymentShape), next_cursor: z.string().nullable() }),
})

export const exportLines = endpoint({
  name: 'payments.export_payments',
  method: 'POST',
  path: `${ROUND}/lines/export`,
  summary: 'The lines of a round as xlsx; the purpose stays in the trail.',
  params,
  body: z.strictObject({ purpose: line(200) }),
})

export const showSheet = endpoint({
  name: 'payments.show_payment_sheet',
  method: 'GET',
  path: `${ROUND}/sheet`,
  summary: 'The round as it is printed and signed: its lines by community with their sums. Leaves a trace.',
  params,
  response: z.object({
    groups: z.array(
      z.object({
        community: codeShape,
        community_name: z.string().nullable(),
        total_fen: fenShape,
        lines: z.array(paymentShape),
      }),
    ),
  }),
})

export const listLeftOut = endpoint({
  name: 'payments.list_left_out_of_payment_round',
  method: 'GET',
  path: `${ROUND}/left-out`,
  summary: 'What was due and is not in the round, with the reason.',
  params,
  query: z.object(page),
  response: z.object({ items: z.array(leftOutShape), next_cursor: z.string().nullable() }),
})

const step = (name: string, at: string, summary: string) =>
  endpoint({
    name,
    method: 'POST',
    path: `${ROUND}/${at}`,
    summary,
    params,
    body: seenShape,
    response: stepAnswerShape,
  })
const stepWithReason = (name: string, at: string, summary: string) =>
  endpoint({
    name,
    method: 'POST',
    path: `${ROUND}/${at}`,
    summary,
    params,
    body: seenShape.extend({ reason: reasonShape }),
    response: stepAnswerShape,
  })

export const refreshRound = endpoint({
  name: 'payments.refresh_payment_round',
  method: 'POST',
  path: `${ROUND}/refresh`,
  summary: 'Adds to a draft what has become due, or can be paid, since.',
  params,
  body: z.object({ same_account: z.boolean().optional() }),
  response: composeRound.response ?? z.never(),
})
export const submitRound = step(
  'payments.submit_payment_round',
  'submit',
  'Freezes the content and gives it to the approver.',
)
export const approveRound = step(
  'payments.approve_payment_round',
  'approve',
  'Approves exactly what was submitted; by another person, with the second factor.',
)
export const returnRound = stepWithReason(
  'payments.return_payment_round',
  'return',
  'Gives a submitted round back with the reason.',
)
export const cancelRound = stepWithReason(
  'payments.cancel_payment_round',
  'cancel',
  'Ends a round the bank has not been given; what was due is due again.',
)
export const closeRound = step(
  'payments.close_payment_round',
  'close',
  'Closes a reconciled round after every line has been worked out again.',
)

export const fundRound = endpoint({
  name: 'payments.fund_payment_round',
  method: 'POST',
  path: `${ROUND}/fund`,
  summary: 'Sets the money aside from an appropriation for what the round pays, of a year that has begun and is open.',
  params,
  body: seenShape.extend({ appropriation_id: uuidShape }),
  response: stepAnswerShape,
})

export const exportRound = endpoint({
  name: 'payments.export_payment_round',
  method: 'POST',
  path: `${ROUND}/export`,
  summary: 'Makes the file for the bank; from here on the round cannot be cancelled.',
  params,
  body: seenShape.extend({ file_id: uuidShape, template: templateCodeShape }),
  response: z.object({
    id: uuidShape,
    state: z.literal('exported'),
    version: z.int(),
    sha256: hashTextShape,
    line_count: z.int(),
  }),
})

export const bankFile = endpoint({
  name: 'payments.download_bank_file',
  method: 'GET',
  path: `${ROUND}/bank-file`,
  summary: 'The file for the bank, made anew from the frozen lines and proved by its hash. Leaves a trace.',
  params,
  files: [
    XLSX,
    'text/csv; charset=utf-8',
    'text/csv; charset=gb18030',
    'text/plain; charset=utf-8',
    'text/plain; charset=gb18030',
  ],
})

export const importReturn = endpoint({
  name: 'payments.import_bank_return',
  method: 'POST',
  path: `${ROUND}/bank-return`,
  summary: "Takes the bank's answer whole, or refuses it with every fault and its line; with the second factor.",
  params,
  upload: true,
  /** The SHA-256 of the answer as the bank announced it; bytes that differ from it are refused. */
  body: z.object({
    sha256: z
      .string()
      .trim()
      .regex(/^[0-9a-fA-F]{64}$/, 'payments.hash_shape')
      .optional(),
  }),
  response: z.object({
    id: uuidShape,
    paid_count: z.int(),
    paid_fen: fenShape,
    failed_count: z.int(),
    failed_fen: fenShape,
  }),
})

export const reperform = endpoint({
  name: 'payments.reperform_payment_round',
  method: 'GET',
  path: `${ROUND}/reperformance`,
  summary: 'Works every line out again from its frozen facts and law; equal to the fen, or named.',
  params,
  response: z.object({
    lines: z.int(),
    total_fen: fenShape,
    sealed: z.boolean(),
    differences: z.array(
      z.object({
        line_no: z.int(),
        what: z.enum(['conditions', 'amount', 'parts', 'altered']),
        expected_fen: fenShape.nullable(),
        paid_fen: fenShape,
      }),
    ),
  }),
})
