export * from './lists.ts'
export * from './slip.ts'
