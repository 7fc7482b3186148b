/** What other rooms may call. */
export {
  assignContacts,
  assignLines,
  closeRound,
  createRound,
  handOver,
  previewRound,
  tickLines,
  undoTick,
} from './commands/index.ts'
export {
  coverageByPlace,
  type CoverageRow,
  type DueFamily,
  listContactsDue,
  listRounds,
  type RoundRow,
  sumContactsDue,
} from './queries/index.ts'
