import type { Room } from '../../platform/room.ts'
import { access } from './access.ts'
import { routes } from './routes.ts'
import { divisionsWords } from './words.ts'

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

export const divisionsRoom: Room = { name: 'divisions', routes, access, words: divisionsWords }
