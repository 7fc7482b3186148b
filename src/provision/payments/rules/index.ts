export * from './states.ts'
export { type Cut, demandedBranch, type Part, type PartClass, partClasses, partsOf, sumOfParts } from './parts.ts'
export { type Difference, reperformArrears, reperformLine, sameParts } from './reperform.ts'
export { type Answered, type Expected, faultAt, otherLayout, readReturn, secondSheet, unevenRow } from './returns.ts'
export {
  AMOUNTS_IN,
  amountText,
  ANSWER_FIELDS,
  type AnswerField,
  type BankLayout,
  type BankLine,
  type BankTemplate,
  cellsOf,
  ENCODINGS,
  findGeneral,
  FORMATS,
  GENERAL,
  LINE_FIELDS,
  type LineField,
  SEAL_DIGITS,
  TEMPLATE_STATES,
  type TemplateState,
  WIDTHS_IN,
} from './templates.ts'
export { bytesOf, cutFixed, lengthIn, textFile, type Unwritten } from './layouts.ts'
export { checkTemplate } from './template-faults.ts'
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
  type Slot,
  weigh,
} from './arrears.ts'
export { UNDATED_FACTS } from './learned.ts'
