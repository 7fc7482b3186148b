/** What other rooms may call. */
export {
  addProof,
  concludeNotice,
  deadlinesOf,
  confirmRoll,
  decideChange,
  decideClaim,
  fileClaim,
  fileRoll,
  checkReview,
  openClaim,
  openReview,
  postNotices,
  prefill,
  proposeChange,
  reviewClaim,
  recordObjection,
  returnClaim,
  submitClaim,
  takeDownExpired,
  takeOverRoll,
} from './commands/index.ts'
export { type ClaimLine, deadlineShape, type Stood } from './contract/index.ts'
export { claimsOfFamily, countChangesToDecide, countOpenObjections, countWaiting, onRoll } from './queries/index.ts'
export type { Declaration, State } from './rules/index.ts'
