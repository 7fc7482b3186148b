export * from './rounds.ts'
export * from './changes.ts'
export * from './shapes.ts'
export * from './recoveries.ts'
