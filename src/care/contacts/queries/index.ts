export { type Candidate, type Chosen, listCandidates, namesOfPlaces, type RoundAim } from './candidates.ts'
export { type ContactFamily, coverageOf, type CoverageRow, listContactFamilies, listContactStaff } from './coverage.ts'
export { type DueFamily, listContactsDue, listRulesInForce, sumContactsDue } from './due.ts'
export {
  type LineFilter,
  type LineRow,
  linesWhere,
  linesWithGift,
  listLines,
  lockLines,
  type LockedLine,
} from './lines.ts'
export { heldPosts, type WorkerPosts } from './posts.ts'
export { countMine, getRound, holdRound, listRounds, progressByPlace, type RoundHead, type RoundRow } from './rounds.ts'
export { listStops, type SealedStop } from './stops.ts'
