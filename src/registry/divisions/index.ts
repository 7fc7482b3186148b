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
} from './commands/index.ts'
export type { Division } from './contract.ts'
export { divisionPath, findDivision, getDivision, listChildrenOf, listDivisions } from './queries/index.ts'
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
