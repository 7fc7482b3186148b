export * from './duties.ts'
export * from './lines.ts'
export * from './rounds.ts'
