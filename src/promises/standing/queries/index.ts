export { enactedSince, factsOfFamilies, type Known, type Past, pastOfFamilies } from './facts.ts'
export {
  type Asked,
  type Begun,
  type ChangeRow,
  countStanding,
  type Difference,
  districtsWithFamilies,
  inhabitedOf,
  insertRefreshes,
  latestOf,
  listDifferences,
  listOfEnded,
  lockDistricts,
  lockFree,
  planForMany,
  type RefreshRow,
  spanOf,
  writeBaseline,
  writeChanges,
} from './refresh.ts'
export {
  countByPolicy,
  countRows,
  dayOfStanding,
  listRows,
  type ListRow,
  type Page,
  type PolicyCount,
} from './lists.ts'
export { claimUnder, type ClaimUnder, fileOfPerson, knownSince, type KnownSince, signsFor } from './slip.ts'
export { daysOfLaw, forgetSoon, listCandidates, type SoonRow, writeSoon } from './soon.ts'
