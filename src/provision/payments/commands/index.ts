export { composeRound, refreshRound } from './compose.ts'
export { bankFile, exportRound } from './export.ts'
export { closeRound, fundRound } from './funds.ts'
export { exportLines, roundSheet } from './papers.ts'
export { importReturn } from './reconcile.ts'
export { reperform, type Reperformed } from './reperform.ts'
export { findRecoveries, previewRecoveries, showRecoveries, showRecovery } from './recoveries.ts'
export { askToLetGo, decideLetGo, returnRecovery } from './settle.ts'
export { showArrears, showChanges, showLeftOut, showPayments, showRound, showRounds } from './show.ts'
export {
  approveTemplate,
  proposeTemplate,
  retireTemplate,
  returnTemplate,
  showTemplate,
  showTemplates,
  withdrawTemplate,
} from './templates.ts'
export { approveRound, cancelRound, returnRound, submitRound } from './steps.ts'
