export * from './states.ts'
export { type Overlap, overlapsOf } from './months.ts'
export {
  type Cut,
  daysOf,
  demandedBranch,
  type Part,
  type PartClass,
  partClasses,
  partsOf,
  sumOfParts,
} from './parts.ts'
export { type Difference, reperformArrears, reperformLine, sameParts } from './reperform.ts'
export { type Answered, type Expected, faultAt, otherLayout, readReturn } from './returns.ts'
export { type BankLine, type BankTemplate, cellsOf, cutFixed, findTemplate, TEMPLATES, textFile } from './templates.ts'
export {
  type ArrearsCause,
  arrearsOf,
  type ArrearsPart,
  type AskedBack,
  type Month,
  type PaidLine,
  recoveriesOf,
  type Recovery,
  type RecoveryCause,
  type RecoveryMonth,
  type RollSpan,
  type Slot,
  weigh,
} from './arrears.ts'
export { UNDATED_FACTS } from './learned.ts'
