export { besideOf } from './beside.ts'
export { type Batch, type BatchKey, composeBatch, type Composed, dueBatches, hashOf } from './compose.ts'
export {
  alteredLines,
  contentOf,
  keepLaw,
  type Law,
  lawKey,
  lawsOf,
  linesOffRoll,
  linesWithNews,
  moveLines,
  staleLines,
} from './content.ts'
export { linesBesideGroup } from './groups.ts'
export { linesHeldElsewhere, releaseCameBack } from './held.ts'
export {
  eventsOf,
  findRound,
  listRounds,
  type RoundChange,
  type RoundEvent,
  type RoundRow,
  stepRound,
  takeHand,
  themesOf,
} from './rounds.ts'
export {
  exportedLines,
  type FileRow,
  findFile,
  findReturn,
  freedUnpaid,
  freeEntitlements,
  insertFile,
  insertReturn,
  type LineToPay,
  linesToPay,
  type ReturnRow,
  type Settled,
  settleLines,
  usedRefs,
} from './files.ts'
export {
  bankIsKnown,
  findTemplate,
  insertTemplate,
  listTemplates,
  stepTemplate,
  templateInUse,
  templateOfFile,
  type TemplateRow,
  type TemplateStep,
  versionsOf,
} from './templates.ts'
export { compareRounds } from './changes.ts'
export { roundsWaiting, templatesToDecide } from './waiting.ts'
export { listLeftOut, listPayments, type PaymentRow, sumsOf } from './lists.ts'
export {
  type ArrearsLeftOut,
  insertArrears,
  insertArrearsLeftOut,
  keepRates,
  listArrears,
  type NewArrears,
} from './arrears.ts'
export { arrearsWithoutMoney, hasMoney, paidQuery } from './paid.ts'
export {
  paidPeriods,
  type PricedPeriod,
  type SlotLine,
  type SlotRow,
  slotsOfRound,
  slotsPaidTooLittle,
  slotsWithNews,
} from './slots.ts'
export {
  countLetGoToDecide,
  findRecovery,
  insertRecoveries,
  listRecoveries,
  type RecoveryDetail,
  type RecoveryRow,
  type RecoveryFilter,
  type RecoveryState,
  stepRecovery,
  sumRecoveries,
} from './recoveries.ts'
