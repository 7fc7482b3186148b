import { interval } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Call } from '../../platform/call.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database/connect.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { command } from '../../platform/database/transact.ts'
import type { FileAnswer, Upload } from '../../platform/http/route.ts'
import type { EditionInput } from './contract.ts'
import {
  findDocument,
  findFile,
  findSame,
  insertDocument,
  insertEdition,
  insertFile,
  readFileBytes,
} from './queries.ts'
import { FILE_BYTES_MAX, type FileType, fileTypeOf, safeFileName } from './rules/index.ts'

export interface Filed {
  document_id: Uuid
  edition: number
}

/** Whether the caller files for the division: her own or one inside it. */
export function mayFileFor(call: Call, division: number): boolean {
  const { lo, hi } = interval(division)
  return lo >= call.actor.scope.lo && hi <= call.actor.scope.hi
}

/**
 * Keeps the bytes under their hash; the same file brought twice is kept once.
 * @throws Refusal unprocessable `library.file_too_large`, `library.file_empty`, `library.file_type`, all at `file`.
 */
export function storeFile(db: Database, call: Call, upload: Upload) {
  const { bytes } = upload
  if (bytes.length === 0) refuse('unprocessable', 'library.file_empty', { place: 'file' })
  if (bytes.length > FILE_BYTES_MAX) {
    refuse('unprocessable', 'library.file_too_large', { place: 'file', params: { max: FILE_BYTES_MAX / 1_000_000 } })
  }
  const content_type =
    fileTypeOf(bytes) ?? refuse('unprocessable', 'library.file_type', { place: 'file', next: 'library.file_type_next' })
  const hash = sha256(bytes)
  const file_id = hash.toString('hex')
  const file_name = safeFileName(upload.file_name, content_type)
  return command(db, call, { name: 'library.upload', input: { file_id, file_name } }, async (tx) => {
    await insertFile(tx, {
      sha256: hash,
      size: bytes.length,
      content_type,
      bytes,
      uploaded_by: call.actor.account_id,
      uploaded_at: call.now,
    })
    return { result: { file_id, file_name, size: bytes.length, content_type }, detail: { file_id, size: bytes.length } }
  })
}

/**
 * Files a notice with its first edition.
 * @throws Refusal not_found `library.division_not_found` outside the caller's scope, unprocessable for a date to come or without text
 *   and file, conflict `library.there_already`.
 */
export function createDocument(
  db: Database,
  call: Call,
  { division, ...input }: EditionInput & { division: number },
): Promise<Filed> {
  const spec = { name: 'library.create', input: { division, ...input } }
  return command(db, call, spec, async (tx) => {
    if (!mayFileFor(call, division)) refuse('not_found', 'library.division_not_found', { place: 'division' })
    const same = await findSame(tx, division, input.number, input.title)
    if (same !== undefined) {
      refuse('conflict', 'library.there_already', {
        place: 'title',
        params: { id: same },
        next: 'library.add_edition_next',
      })
    }
    const id = call.newId()
    await insertDocument(tx, { id, division, created_by: call.actor.account_id, created_at: call.now })
    return file(tx, call, { document_id: id, edition: 1 }, input)
  })
}

/**
 * Files the next edition of a notice. `follows` is the edition the writer saw.
 * @throws Refusal not_found `library.not_found` (also for a notice of another association), conflict `library.newer_edition`.
 */
export function addEdition(
  db: Database,
  call: Call,
  { document_id, follows, ...input }: EditionInput & { document_id: Uuid; follows: number },
): Promise<Filed> {
  const spec = { name: 'library.add_edition', input: { document_id, follows, ...input } }
  return command(db, call, spec, async (tx) => {
    const document = await findDocument(tx, document_id)
    if (!document || !mayFileFor(call, document.division)) return refuse('not_found', 'library.not_found')
    const current = document.editions[0]?.edition ?? 0
    if (current !== follows) {
      refuse('conflict', 'library.newer_edition', { params: { edition: current }, next: 'library.look_again' })
    }
    return file(tx, call, { document_id, edition: current + 1 }, input)
  })
}

async function file(tx: Tx, call: Call, which: Filed, input: EditionInput) {
  const { file_id, ...rest } = input
  if (input.issued_on > call.today) {
    refuse('unprocessable', 'library.issued_in_future', { place: 'issued_on', params: { today: call.today } })
  }
  if (input.content === '' && file_id === null) {
    refuse('unprocessable', 'library.nothing_in_it', { place: 'content' })
  }
  const file_sha256 = file_id === null ? null : Buffer.from(file_id, 'hex')
  const stored = file_sha256 === null ? undefined : await findFile(tx, file_sha256)
  if (file_sha256 !== null && !stored) refuse('unprocessable', 'library.file_unknown', { place: 'file_id' })
  const file_name = stored ? safeFileName(input.file_name ?? input.title, stored.content_type) : null
  const by = { filed_by: call.actor.account_id, filed_at: call.now }
  await insertEdition(tx, { ...rest, ...which, file_sha256, file_name, ...by })
  return {
    result: which,
    subject: { kind: 'library_document', id: which.document_id },
    detail: { edition: which.edition },
  }
}

/**
 * The file of an edition with its bytes proved against their hash.
 * @throws Refusal not_found `library.not_found`, unavailable `library.file_damaged`.
 */
export async function editionFile(tx: Tx, document_id: Uuid, edition: number): Promise<FileAnswer<FileType>> {
  const document = (await findDocument(tx, document_id)) ?? refuse('not_found', 'library.not_found')
  const found = document.editions.find((each) => each.edition === edition)
  if (!found?.file_sha256 || found.file_name === null) return refuse('not_found', 'library.not_found')
  const stored = (await findFile(tx, found.file_sha256)) ?? refuse('not_found', 'library.not_found')
  const bytes = await readFileBytes(tx, found.file_sha256)
  if (!sha256(bytes).equals(found.file_sha256)) refuse('unavailable', 'library.file_damaged')
  return { file: bytes, file_name: found.file_name, content_type: stored.content_type }
}
