export * from './book.ts'
export * from './lists.ts'
