export * from './accounts.ts'
export * from './book.ts'
export * from './lists.ts'
