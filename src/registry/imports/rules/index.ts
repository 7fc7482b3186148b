export type { ReadHousehold } from './drafts.ts'
export { peopleElsewhere, toldElsewhere } from './elsewhere.ts'
export { type CellAt, type Fault, orderFaults, type Severity, type Skipped } from './faults.ts'
export {
  type Attribute,
  type Field,
  fieldsOf,
  isField,
  isOfTemplate,
  type Layout,
  LAYOUTS,
  splitField,
} from './fields.ts'
export { cleanFileName } from './file-name.ts'
export { headerSignature, type Mapping, type MappedColumn, type SheetMapping } from './headers.ts'
export { type WidePlace, widePlaces } from './hukou.ts'
export { chooseMapping, guessMapping, type RememberedSheet, type SheetChoice, withRemembered } from './mapping.ts'
export type { KnownFamily } from './match.ts'
export type { ChangedFact } from './pen.ts'
export { cellOfChange, cellOfPlace } from './places.ts'
export { countPlan, type Plan, planImport, type PlanCounts, type PlannedHousehold, writesOf } from './plan.ts'
export { intendedBy } from './previewed.ts'
export { readRoster, type ReadRoster, type RosterContext, type UnnamedPlace } from './roster.ts'
export {
  type KeptFile,
  type KeptPart,
  lettersOf,
  maskedValue,
  packRow,
  type StoredSheet,
  unpackRows,
  workbookOf,
} from './stored-cells.ts'
export { certificateKey, takenCertificates } from './taken-certificates.ts'
export { idKey } from './duplicates.ts'
