export {
  addSource,
  confirmAppropriation,
  enterAppropriation,
  type NewAppropriation,
  type NewSource,
  withdrawAppropriation,
} from './entries.ts'
export { exportStatement } from './export.ts'
export { type Moved, type Movement, release, reserve, spend, unspend } from './reserve.ts'
export { bookSpending, type NewSpending, reverseTransfer } from './spend.ts'
export { askToClose, closeYear, keepOpen } from './year.ts'
