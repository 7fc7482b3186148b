import { type CivilDate, daysBetween } from '../../../kernel/calendar.ts'

/** A bank answers within these days of the export; who has none then asks it. */
export const ANSWER_DAYS = 5

/** For how many days the bank has had the file, once that is longer than it takes to answer; null before that. */
export function daysWithoutAnswer(exported_on: CivilDate, today: CivilDate): number | null {
  const days = daysBetween(exported_on, today)
  return days > ANSWER_DAYS ? days : null
}

/** Where a round stands. From submission on its content is frozen; what is exported can no longer be cancelled. */
export const ROUND_STATES = [
  'draft',
  'submitted',
  'approved',
  'funded',
  'exported',
  'reconciled',
  'closed',
  'cancelled',
] as const
export type RoundState = (typeof ROUND_STATES)[number]

/** Where one line stands; `failed` is final, a new attempt is a line of its own. */
export const PAYMENT_STATES = ['composed', 'exported', 'paid', 'failed', 'void'] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]

const ROUND_MOVES: Readonly<Record<RoundState, readonly RoundState[]>> = {
  draft: ['submitted', 'cancelled'],
  submitted: ['draft', 'approved', 'cancelled'],
  approved: ['funded', 'cancelled'],
  funded: ['exported', 'cancelled'],
  exported: ['reconciled'],
  reconciled: ['closed'],
  closed: [],
  cancelled: [],
}

const PAYMENT_MOVES: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  composed: ['exported', 'void'],
  exported: ['paid', 'failed', 'void'],
  paid: [],
  failed: [],
  void: [],
}

export function roundMayMove(from: RoundState, to: RoundState): boolean {
  return ROUND_MOVES[from].includes(to)
}

export function paymentMayMove(from: PaymentState, to: PaymentState): boolean {
  return PAYMENT_MOVES[from].includes(to)
}

/** The four powers of a round, each held by another person (四权分离, 国人口发〔2007〕78号), by the columns that name who holds them. */
export const POWERS = ['approved_by', 'funded_by', 'exported_by', 'closed_by'] as const

/** The acts of a round and the power each takes: making the list and paying it out are one. To give back and to cancel take none. */
export const ACTS = {
  compose: 'paying',
  refresh: 'paying',
  submit: 'paying',
  approve: 'deciding',
  fund: 'holding',
  export: 'paying',
  reconcile: 'paying',
  close: 'supervising',
} as const
export type Act = keyof typeof ACTS

/** Whether a person may do this in a round in which the first she did was `first`; null when she has had no hand in it. */
export function mayDo(act: Act, first: Act | null): boolean {
  return first === null || ACTS[first] === ACTS[act]
}

/**
 * Whose act a round waits for in each state, and the permission it asks. What is closed or cancelled waits for nobody.
 */
export const TURNS = [
  { state: 'draft', step: 'submit', permission: 'payments.compose', act: 'submit' },
  { state: 'submitted', step: 'approve', permission: 'payments.approve', act: 'approve' },
  { state: 'approved', step: 'fund', permission: 'payments.fund', act: 'fund' },
  { state: 'funded', step: 'export', permission: 'payments.pay', act: 'export' },
  { state: 'exported', step: 'answer', permission: 'payments.pay', act: 'reconcile' },
  { state: 'reconciled', step: 'close', permission: 'payments.supervise', act: 'close' },
] as const satisfies readonly { state: RoundState; step: string; permission: string; act: Act }[]
export type Turn = (typeof TURNS)[number]['step']
