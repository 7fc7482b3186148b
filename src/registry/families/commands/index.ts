export { refreshFacts } from './facts.ts'
export { fileReference } from './claims.ts'
export { type RegisteredFamily, registerFamilies, registerFamily } from './register.ts'
export {
  changeFamily,
  closeFamily,
  type CloseInput,
  type FamilyUpdate,
  moveFamily,
  type MoveInput,
  type UpdatedFamily,
  updateFamilies,
} from './change.ts'
