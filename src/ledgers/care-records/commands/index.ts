export { correctAmount } from './correct-amount.ts'
export { counterRecord, type Countered, type CounterOptions } from './counter-record.ts'
export { exportActs, openNote } from './looks.ts'
export { type PlaceOfFault, recordCare, type Recorded, recordProven } from './record-care.ts'
export {
  type BulkAct,
  bulkAct,
  type BulkRecorded,
  type Correction,
  correctAct,
  logAct,
  type StatedAct,
} from './use-cases.ts'
