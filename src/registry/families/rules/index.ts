export {
  certificateNumber,
  checkDecisionContact,
  checkFamilyDraft,
  checkPreference,
  type JudgedDraft,
  type ReadCertificate,
  type ReadFamily,
  readCertificate,
  readFamilyDraft,
} from './read-family.ts'
export { isOldEnough, PARENT_OLDER_BY_YEARS } from './kinship.ts'
export { FORMER_PHONE_DAYS, type ReadPerson, readPerson, tidyPhone } from './read-person.ts'
export {
  applyChange,
  type FamilyChange,
  type FamilyFields,
  type KeptDraft,
  type PersonFields,
  namedTwice,
  placeInChange,
} from './change.ts'
export { numberOf, saysBirth } from './identity.ts'
export { checkEnd, checkEnds } from './ends.ts'
export { fileReference } from './file-reference.ts'
export { festivalsIn, type HardDay, type HardDayFacts, hardDays, keptMonthDays } from './hard-days.ts'
export { type LeftMember, type MendedMember, mendLeft, onlyNumbersOfLeft } from './left.ts'
export { AGE_BANDS, type AgeBand, birthsOfBand } from './household.ts'
export { nameFor, seesFullNames } from './masks.ts'
export { requireReason, requireReasonForNumber } from './reason.ts'
export { readSearch, type Search } from './search.ts'
