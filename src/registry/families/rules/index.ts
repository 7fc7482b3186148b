export {
  checkDecisionContact,
  checkFamilyDraft,
  checkPreference,
  isOldEnough,
  PARENT_OLDER_BY_YEARS,
  type ReadCertificate,
  type ReadFamily,
  readCertificate,
  readFamilyDraft,
} from './read-family.ts'
export { type ReadPerson, readPerson, tidyPhone } from './read-person.ts'
export {
  applyChange,
  type FamilyChange,
  type FamilyFields,
  type KeptDraft,
  type PersonFields,
  placeInChange,
} from './change.ts'
