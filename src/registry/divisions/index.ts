export {
  currentCodeFor,
  findDivisions,
  loadCommunityNames,
  loadDivisions,
  rememberAlias,
  resolveCommunityName,
  type DivisionSearch,
  type Loaded,
  type LoadOptions,
  type PlaceNames,
  withPlaceNames,
} from './commands/index.ts'
export type { Division } from './contract.ts'
export { divisionPath, findDivision, getDivision, listChildrenOf, listDivisions } from './queries/index.ts'
export { placeNames } from './queries/place-names.ts'
export {
  communityStem,
  followChanges,
  resolveCommunity,
  shortName,
  type Candidate,
  type CommunityNames,
  type CurrentCode,
  type Resolution,
} from './rules/index.ts'
