export { type EditionRow, findDocument, findEdition } from './queries.ts'
