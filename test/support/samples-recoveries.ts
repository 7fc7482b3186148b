import type { Samples } from './aim.ts'

/** Valid bodies of the changing requests about what is to come back. */
export const recoverySamples: Samples = {
  'payments.find_payment_recoveries': (target) => ({ division: target.ids['division'] }),
  'payments.return_payment_recovery': () => ({ version: 1, returned_on: '2026-11-20', voucher: '试验回单' }),
  'payments.ask_to_let_payment_recovery_go': () => ({ version: 1, reason: '试验免退' }),
  'payments.decide_to_let_payment_recovery_go': () => ({ version: 1, agree: false, reason: '试验不同意' }),
}
