export { claimEnded, countUnclaimed, endedClaims, offRoll, type Unclaimed } from './claims.ts'
export { differencesQuery, type Question, type RivalQuestion } from './differences.ts'
export { besideInGroup, type GivenBeside, type GroupRival, rivalsInGroups } from './groups.ts'
export { beneficiariesOf, claimHanded, releaseHanded } from './handed.ts'
export { besideGiven, type GivenOf, groupKeysOf, heldElsewhere, holderOf } from './held.ts'
export { foundDays } from './found-days.ts'
export { byIds, byRecord, type Locked, lockEntitlements, type Move, moveEntitlements } from './lock.ts'
export { listDifferenceNames, listRunNames, namesOf, type Page, type Paged, type RunNamesQuestion } from './names.ts'
export { compileFilter, countOwed, entitlementsOfFamily, listOwed, type PolicySum, sumOwed } from './owed.ts'
export { type DifferenceSum, planForMany, sumDifferences, writeDifferences, type Written } from './run.ts'
export {
  findRun,
  insertRun,
  listRuns,
  nameOfDivision,
  type NewRun,
  type RunRow,
  siblingsOf,
  unknownPolicies,
} from './runs.ts'
export { lockClaims, releaseUnderOtherNumbers, takeFree } from './numbers.ts'
