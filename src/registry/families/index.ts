/** What other rooms may call. */
export { type RegisteredFamily, fileReference, refreshFacts, registerFamilies } from './commands/index.ts'
export type * from './rules/draft.ts'
