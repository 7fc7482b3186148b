/** What the command line may call. */
export {
  type Asked,
  exactFigure,
  type FigureList,
  listBehind,
  placeOf,
  statementDocument,
  statementOf,
  statementSheet,
} from './commands/index.ts'
export { type Figure, spanFault, type Statement } from './contract.ts'
