export { addEdition, createDocument, type Filed } from './commands.ts'
export { findEdition } from './queries.ts'
