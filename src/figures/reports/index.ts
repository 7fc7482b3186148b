/** What the command line may call. */
export { type Asked, exactFigure, statementDocument, statementOf, statementSheet } from './commands/index.ts'
export type { Figure, Statement } from './contract.ts'
