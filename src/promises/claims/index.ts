/** What other rooms may call. */
export {
  addProof,
  concludeNotice,
  decideChange,
  decideClaim,
  fileClaim,
  openClaim,
  postNotices,
  prefill,
  proposeChange,
  reviewClaim,
  submitClaim,
  takeDownExpired,
} from './commands/index.ts'
export type { ClaimLine, Stood } from './contract/index.ts'
export { claimsOfFamily, countOpenObjections, countWaiting, onRoll } from './queries/index.ts'
export type { Declaration, State } from './rules/index.ts'
