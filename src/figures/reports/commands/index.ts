export { exactFigure, statementDocument, statementSheet } from './export.ts'
export { type Asked, placeOf } from './figures.ts'
export { breakdownOf, listBehind } from './lists.ts'
export { statementOf } from './statement.ts'
