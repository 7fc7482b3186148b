/** What other rooms may call. Writers and reads that take `tx` run inside the caller's own transaction. */
export {
  type Claimed,
  dueOfFamilies,
  endClaimed,
  holdEntitlements,
  markPaidBefore,
  markReached,
  noteClaimed,
  type Reached,
  reachByRecords,
  type ReachedBy,
  type ReachInput,
  runEligibility,
  type RunAnswer,
  type RunInput,
  takeBackReached,
  voidAfterExit,
  voidEntitlements,
  voidFreed,
  voidReached,
} from './commands/index.ts'
export type { PolicyCounts, Sum } from './contract/index.ts'
export {
  besideInGroup,
  countOwed,
  type GivenBeside,
  type GivenOf,
  type GroupRival,
  heldElsewhere,
  namesOf,
  offRoll,
  rivalsInGroups,
} from './queries/index.ts'
