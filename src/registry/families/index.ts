/** What other rooms may call. */
export {
  type Bearer,
  bearersOf,
  CLAIMS_TOLD_A_DAY,
  claimedElsewhere,
  claimsToldToday,
  type FamilyUpdate,
  hashOfCertificate,
  moveFamilies,
  refreshCopies,
  type RegisteredFamily,
  registerFamilies,
  traceRefusedClaims,
  type UpdatedFamily,
  updateFamilies,
} from './commands/index.ts'
export { personsOf } from './commands/numbers.ts'
export {
  familyAt,
  fileOf,
  type GentleFamily,
  listGentleDays,
  notMourned,
  readStoredFamilies,
  type StoredFamily,
} from './queries/index.ts'
export type * from './rules/draft.ts'
export {
  type FamilyChange,
  fileReference,
  FORMER_PHONE_DAYS,
  type KeptDraft,
  nameFor,
  requireReason,
  seesFullNames,
} from './rules/index.ts'
