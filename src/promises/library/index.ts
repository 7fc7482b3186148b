export { addEdition, createDocument, type Filed } from './commands.ts'
export { type EditionRow, findDocument, findEdition } from './queries.ts'
