import type { Samples } from './aim.ts'
import { DEATH } from './claims.ts'
import { NUANCHENG } from './bank-templates.ts'
import { ROUND_FEN } from './targets-money.ts'

/** The round as the target made it: what its reader has seen. */
const SEEN = { version: 1, total_fen: ROUND_FEN }

/** Valid bodies of the payments room's changing requests. */
export const paymentSamples: Samples = {
  'payments.compose_payment_round': (target, fresh) => ({
    id: fresh(),
    division: Number(target.ids['district']) * 1_000_000,
    title: '试验批次',
    policy_ids: [DEATH],
    as_of: '2026-11-20',
  }),
  'payments.export_payments': () => ({ purpose: '试验' }),
  'payments.refresh_payment_round': () => ({ same_account: true }),
  'payments.submit_payment_round': () => SEEN,
  'payments.approve_payment_round': () => SEEN,
  'payments.return_payment_round': () => ({ ...SEEN, reason: '试验退回' }),
  'payments.cancel_payment_round': () => ({ ...SEEN, reason: '试验取消' }),
  'payments.close_payment_round': () => SEEN,
  'payments.fund_payment_round': (target) => ({ ...SEEN, appropriation_id: target.ids['appropriation_id'] }),
  'payments.export_payment_round': (_target, fresh) => ({ ...SEEN, file_id: fresh(), template: 'general_csv' }),
  'payments.propose_bank_template': (target, fresh) => ({
    ...NUANCHENG,
    id: fresh(),
    district: target.ids['district'],
  }),
  'payments.return_bank_template': () => ({ reason: '试验退回' }),
  'payments.retire_bank_template': () => ({ reason: '试验停用' }),
}
