export {
  findDivisions,
  loadCommunityNames,
  loadDivisions,
  rememberAlias,
  type DivisionSearch,
  type Loaded,
  type LoadOptions,
  type PlaceNames,
  withPlaceNames,
} from './commands/index.ts'
export type { Division } from './contract.ts'
export { findDivision, getDivision, listChildrenOf, listDivisions } from './queries/index.ts'
export { placeNames } from './queries/place-names.ts'
