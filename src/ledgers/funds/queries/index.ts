export * from './book.ts'
export * from './lists.ts'
export * from './year.ts'
