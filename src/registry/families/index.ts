/** What other rooms may call. */
export { familiesAccess } from './access.ts'
export {
  type FamilyUpdate,
  moveFamilies,
  refreshFacts,
  type RegisteredFamily,
  registerFamilies,
  type UpdatedFamily,
  updateFamilies,
} from './commands/index.ts'
export {
  familyAt,
  fileOf,
  type GentleFamily,
  headsOf,
  listGentleDays,
  notMourned,
  readStoredFamilies,
  type StoredFamily,
} from './queries/index.ts'
export type * from './rules/draft.ts'
export {
  applyChange,
  checkFamilyDraft,
  type FamilyChange,
  fileReference,
  type HardDay,
  hardDays,
  type KeptDraft,
  nameFor,
  requireReason,
  seesFullNames,
  tidyPhone,
} from './rules/index.ts'
