export { refreshFacts } from './facts.ts'
export { fileReference } from './claims.ts'
export { type RegisteredFamily, registerFamilies, registerFamily } from './register.ts'
