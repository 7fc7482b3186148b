import type { Samples } from './aim.ts'

/** Valid bodies of the changing requests about what is to come back. */
export const recoverySamples: Samples = {
  findPaymentRecoveries: (target) => ({ division: target.ids['division'] }),
  returnPaymentRecovery: () => ({ version: 1, returned_on: '2026-11-20', voucher: '试验回单' }),
  askToLetPaymentRecoveryGo: () => ({ version: 1, reason: '试验免退' }),
  decideToLetPaymentRecoveryGo: () => ({ version: 1, agree: false, reason: '试验不同意' }),
}
