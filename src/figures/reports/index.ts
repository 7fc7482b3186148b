/** What the command line may call. */
export {
  type Asked,
  exactFigure,
  type FigureList,
  listBehind,
  statementDocument,
  statementOf,
  statementSheet,
} from './commands/index.ts'
export type { Figure, Statement } from './contract.ts'
