export * from './batches.ts'
export * from './register.ts'
export * from './rows.ts'
