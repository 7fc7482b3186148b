import { z } from 'zod'
import { endpoint, type ResponseOf } from '../../kernel/endpoint.ts'
import {
  codeShape,
  codeTextShape,
  cursorShape,
  dateShape,
  instantShape,
  line,
  note,
  pageSizeShape,
  uuidShape,
} from '../../kernel/shapes.ts'
import { CONTENT_CHARACTERS_MAX, DOCUMENT_KINDS, FILE_TYPES, type FileType } from './rules/shape.ts'

const kindShape = z.enum(DOCUMENT_KINDS)
const fileIdShape = z.string().regex(/^[0-9a-f]{64}$/, 'library.file_id')
const documentParam = z.object({ document_id: uuidShape })
const editionParam = documentParam.extend({ edition: z.coerce.number().int().min(1).max(999) })

const editionInput = z.strictObject({
  kind: kindShape,
  /** 文号; absent where the notice has none. */
  number: line(80).nullable(),
  title: line(200).pipe(z.string().min(2, 'library.title_short')),
  issuer: line(200).pipe(z.string().min(2, 'library.issuer_short')),
  issued_on: dateShape,
  content: note(CONTENT_CHARACTERS_MAX),
  /** What `uploadFile` answered. */
  file_id: fileIdShape.nullable(),
  file_name: line(120).nullable(),
  note: note(500),
})

const headShape = z.object({
  id: uuidShape,
  division: codeShape,
  division_name: z.string(),
  edition: z.int(),
  kind: kindShape,
  number: z.string().nullable(),
  title: z.string(),
  issuer: z.string(),
  issued_on: dateShape.nullable(),
  has_text: z.boolean(),
  file_name: z.string().nullable(),
})

export const listDocuments = endpoint({
  name: 'library.list',
  method: 'GET',
  path: '/api/library/documents',
  summary:
    'The notices, the newest first, found by two characters of number, title, issuer or text; their current editions.',
  query: z.object({
    q: line(100).optional(),
    issuer_division: codeTextShape.optional(),
    kind: kindShape.optional(),
    cursor: cursorShape.optional(),
    limit: pageSizeShape,
  }),
  response: z.object({ items: z.array(headShape.extend({ snippet: z.string() })), next: z.string().nullable() }),
})

export const showDocument = endpoint({
  name: 'library.show',
  method: 'GET',
  path: '/api/library/documents/:document_id',
  summary: 'One notice with all its editions, the newest first.',
  params: documentParam,
  response: z.object({
    id: uuidShape,
    division: codeShape,
    division_name: z.string(),
    may_file: z.boolean(),
    editions: z.array(
      headShape.omit({ id: true, division: true, division_name: true }).extend({
        content: z.string(),
        note: z.string(),
        file_size: z.int().nullable(),
        filed_by_name: z.string().nullable(),
        filed_at: instantShape,
      }),
    ),
  }),
})

export const uploadFile = endpoint({
  name: 'library.upload',
  method: 'POST',
  path: '/api/library/files',
  summary: 'Takes a file (PDF, OFD, DOCX, XLSX, PNG, JPEG or plain text) to be attached to an edition.',
  upload: true,
  body: z.object({}),
  response: z.object({ file_id: z.string(), file_name: z.string(), size: z.int(), content_type: z.string() }),
})

export const createDocument = endpoint({
  name: 'library.create',
  method: 'POST',
  path: '/api/library/documents',
  summary: 'Files a notice of one’s own division or one inside it, with its first edition.',
  body: editionInput.extend({ division: codeShape }),
  response: z.object({ document_id: uuidShape, edition: z.int() }),
})

export const addEdition = endpoint({
  name: 'library.add_edition',
  method: 'POST',
  path: '/api/library/documents/:document_id/editions',
  summary: 'Files the next edition, which supersedes the one before; earlier ones stay readable.',
  params: documentParam,
  body: editionInput.extend({ follows: z.int().min(1).max(998) }),
  response: z.object({ document_id: uuidShape, edition: z.int() }),
})

export const fetchFile = endpoint({
  name: 'library.file',
  method: 'GET',
  path: '/api/library/documents/:document_id/editions/:edition/file',
  summary: 'The file of an edition, always as a download.',
  params: editionParam,
  files: Object.keys(FILE_TYPES) as FileType[],
})

export type EditionInput = z.output<typeof editionInput>
export type DocumentLine = ResponseOf<typeof listDocuments>['items'][number]
export type DocumentShown = ResponseOf<typeof showDocument>
