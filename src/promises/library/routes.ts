import { refuse } from '../../kernel/refusal.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { addEdition, createDocument, editionFile, mayFileFor, storeFile } from './commands.ts'
import * as contract from './contract.ts'
import { findDocument, findDocuments } from './queries.ts'
import { searchTerms, snippet } from './rules/index.ts'
import { libraryWords } from './words.ts'

export const routes = [
  route(contract.listDocuments, {
    permission: 'library.read',
    handle: async ({ db, call, query: { q = '', ...query } }) => {
      const terms = searchTerms(q)
      const { items, next } = await readIn(db, call, (tx) => findDocuments(tx, { ...query, terms }))
      return {
        next,
        items: items.map(({ document_id, content, file_sha256: _hash, note: _note, division_name, ...row }) => ({
          ...row,
          id: document_id,
          division_name: division_name ?? libraryWords[call.locale].nation,
          has_text: content !== '',
          snippet: snippet(content, terms),
        })),
      }
    },
  }),
  route(contract.showDocument, {
    permission: 'library.read',
    handle: async ({ db, call, params, session }) => {
      const found = await readIn(db, call, (tx) => findDocument(tx, params.document_id))
      const document = found ?? refuse('not_found', 'library.not_found')
      return {
        ...document,
        division_name: document.division_name ?? libraryWords[call.locale].nation,
        may_file: session.permissions.has('library.file') && mayFileFor(call, document.division),
        editions: document.editions.map((edition) => ({ ...edition, has_text: edition.content !== '' })),
      }
    },
  }),
  route(contract.uploadFile, {
    permission: 'library.file',
    handle: ({ db, call, upload }) =>
      upload ? storeFile(db, call, upload) : refuse('bad_input', 'platform.upload_needed'),
  }),
  route(contract.createDocument, {
    permission: 'library.file',
    handle: ({ db, call, body }) => createDocument(db, call, body),
  }),
  route(contract.addEdition, {
    permission: 'library.file',
    handle: ({ db, call, params, body }) => addEdition(db, call, { ...params, ...body }),
  }),
  route(contract.fetchFile, {
    permission: 'library.read',
    handle: ({ db, call, params }) => readIn(db, call, (tx) => editionFile(tx, params.document_id, params.edition)),
  }),
]
