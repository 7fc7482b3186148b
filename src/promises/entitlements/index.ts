/** What other rooms may call. Writers and reads that take `tx` run inside the caller's own transaction. */
export {
  type Claimed,
  dueOfFamilies,
  endClaimed,
  holdEntitlements,
  markReached,
  noteClaimed,
  type Reached,
  reachByRecords,
  type ReachedBy,
  reachInRound,
  type ReachInput,
  runEligibility,
  runEligibilityRange,
  type RunAnswer,
  type RunInput,
  type RunRange,
  takeBackReached,
  voidAfterExit,
  voidEntitlements,
  voidReached,
} from './commands/index.ts'
export type { Entitlement, OwedFilter, PolicyCounts, Sum } from './contract/index.ts'
export { countOwed, entitlementsOfFamily, listOwed, namesOf, type PolicySum, sumOwed } from './queries/index.ts'
export type { State } from './rules/index.ts'
