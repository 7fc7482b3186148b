export * from './aliases.ts'
export * from './find.ts'
export * from './load-divisions.ts'
export * from './place-names.ts'
