/** What other rooms, the command line and the demonstration may call. */
export {
  approveRound,
  approveTemplate,
  bankFile,
  closeRound,
  composeRound,
  exportRound,
  fundRound,
  importReturn,
  proposeTemplate,
  reperform,
  type Reperformed,
  submitRound,
} from './commands/index.ts'
export {
  arrearsWithoutMoney,
  countLetGoToDecide,
  hasMoney,
  paidQuery,
  roundsWaiting,
  templatesToDecide,
} from './queries/index.ts'
export type { RoundState } from './rules/index.ts'
