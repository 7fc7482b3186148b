/** What other rooms may call. Use cases open their own transaction; reads take the caller's. */
export {
  assignContacts,
  assignLines,
  closeRound,
  createRound,
  type NewRound,
  type Tick,
  tickLines,
} from './commands/index.ts'
export {
  type ContactFamily,
  countMine,
  coverageOf,
  type CoverageRow,
  type DueFamily,
  type LineRow,
  listContactFamilies,
  listContactsDue,
  listLines,
  listRounds,
  listRulesInForce,
  type RoundRow,
  sumContactsDue,
} from './queries/index.ts'
