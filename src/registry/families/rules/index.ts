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
