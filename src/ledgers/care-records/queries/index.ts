export { familiesAt, membersOn, personsAt } from './facts.ts'
export { type CareFilter } from './filter.ts'
export { listKinds } from './kinds.ts'
export {
  type HouseholdRow,
  listHouseholds,
  listPersons,
  listRecords,
  type Page,
  type Paged,
  type PersonRow,
  type RecordRow,
} from './lists.ts'
export { getRecord, type LogForm, logFormOf, type RecordHead } from './record.ts'
export { type CareSums, rollupOf, rollupOnce, type RollupQuery, type RollupRow, sumOf } from './sums.ts'
export {
  type FamilyRef,
  getFamilyPlace,
  type LastContact,
  lastContacts,
  listNextSteps,
  type NextStep,
  timelineOf,
  type TimelineRow,
} from './timeline.ts'
