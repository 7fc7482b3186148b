import type { Samples } from './aim.ts'
import { DEATH } from './claims.ts'
import { NUANCHENG } from './bank-templates.ts'
import { ROUND_FEN } from './targets-money.ts'

/** The round as the target made it: what its reader has seen. */
const SEEN = { version: 1, total_fen: ROUND_FEN }

/** Valid bodies of the payments room's changing requests. */
export const paymentSamples: Samples = {
  composePaymentRound: (target, fresh) => ({
    id: fresh(),
    division: Number(target.ids['district']) * 1_000_000,
    title: '试验批次',
    policy_ids: [DEATH],
    as_of: '2026-11-20',
  }),
  exportPayments: () => ({ purpose: '试验' }),
  refreshPaymentRound: () => ({ same_account: true }),
  submitPaymentRound: () => SEEN,
  approvePaymentRound: () => SEEN,
  returnPaymentRound: () => ({ ...SEEN, reason: '试验退回' }),
  cancelPaymentRound: () => ({ ...SEEN, reason: '试验取消' }),
  closePaymentRound: () => SEEN,
  fundPaymentRound: (target) => ({ ...SEEN, appropriation_id: target.ids['appropriation_id'] }),
  exportPaymentRound: (_target, fresh) => ({ ...SEEN, file_id: fresh(), template: 'general_csv' }),
  proposeBankTemplate: (target, fresh) => ({ ...NUANCHENG, id: fresh(), district: target.ids['district'] }),
  returnBankTemplate: () => ({ reason: '试验退回' }),
  retireBankTemplate: () => ({ reason: '试验停用' }),
}
