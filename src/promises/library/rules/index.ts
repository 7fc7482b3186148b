export { fileTypeOf, safeFileName } from './files.ts'
export { gramsOf, gramsOfTerm, searchTerms, searchText, snippet } from './search.ts'
export { CHUNK_BYTES, DOCUMENT_KINDS, type DocumentKind, FILE_BYTES_MAX, type FileType } from './shape.ts'
