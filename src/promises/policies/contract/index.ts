export * from './drafts.ts'
export * from './policies.ts'
