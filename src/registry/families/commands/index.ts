export { refreshFacts } from './facts.ts'
export { type RegisteredFamily, registerFamilies, registerFamily } from './register.ts'
export {
  changeFamily,
  closeFamily,
  type CloseInput,
  type FamilyUpdate,
  type UpdatedFamily,
  updateFamilies,
} from './change.ts'
export { moveFamilies, moveFamily, type MoveInput } from './move.ts'
