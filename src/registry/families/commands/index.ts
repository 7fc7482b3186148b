export { refreshCopies } from './copies.ts'
export { type RegisteredFamily, registerFamilies, registerFamily } from './register.ts'
export {
  changeFamily,
  closeFamily,
  type CloseInput,
  type FamilyUpdate,
  type UpdatedFamily,
  updateFamilies,
} from './change.ts'
export { type Bearer, bearersOf } from './certificate-numbers.ts'
export { moveFamilies, moveFamily, type MoveInput } from './move.ts'
export { hashOfCertificate } from './rows.ts'
export { CLAIMS_TOLD_A_DAY, claimedElsewhere, claimsToldToday, traceRefusedClaims } from './refused-claims.ts'
