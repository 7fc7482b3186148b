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
export type { Stood } from './contract/index.ts'
export {
  countChangesToDecide,
  countProceduresToDecide,
  countTransfersToReceive,
  countWaiting,
} from './queries/index.ts'
export type { Declaration } from './rules/index.ts'
