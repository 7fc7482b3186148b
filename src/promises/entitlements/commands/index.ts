export { type Claimed, endClaimed, noteClaimed, voidAfterExit, voidFreed } from './claimed.ts'
export { type Chosen } from './choose.ts'
export { exportOwed } from './export.ts'
export {
  dueOfFamilies,
  markPaidBefore,
  markReached,
  type Reached,
  reachByRecords,
  type ReachedBy,
  type ReachInput,
  takeBackReached,
  undoReach,
  voidReached,
} from './reach.ts'
export { previewNames, questionsOf, runEligibility, type RunAnswer, type RunInput } from './run.ts'
export { holdEntitlements, type Moved, releaseEntitlements, restoreEntitlements, voidEntitlements } from './settle.ts'
