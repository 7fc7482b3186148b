import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { CHUNK_BYTES, type DocumentKind, type FileType, gramsOf, gramsOfTerm, searchText } from './rules/index.ts'

export interface EditionRow {
  document_id: Uuid
  edition: number
  kind: DocumentKind
  number: string | null
  title: string
  issuer: string
  issued_on: CivilDate | null
  content: string
  file_sha256: Buffer | null
  file_name: string | null
  note: string
}

export interface DocumentHead extends EditionRow {
  division: number
  division_name: string | null
}

export interface LibrarySearch {
  terms: readonly string[]
  issuer_division?: number | undefined
  kind?: DocumentKind | undefined
  limit: number
  cursor?: string | undefined
}

/** The current editions that hold every term, the newest first; the index of grams chooses, the text decides. */
export async function findDocuments(
  tx: Tx,
  { terms, issuer_division, kind, limit, cursor }: LibrarySearch,
): Promise<{ items: DocumentHead[]; next: string | null }> {
  const after = decodeCursor(cursor, ['date', 'uuid'])
  const conditions = terms.map(
    (term) => sql`e.grams @> ${gramsOfTerm(term)}::text[] and strpos(e.search_text, ${term}) > 0`,
  )
  if (issuer_division !== undefined) conditions.push(sql`d.division = ${issuer_division}::bigint`)
  if (kind !== undefined) conditions.push(sql`e.kind = ${kind}`)
  // Undated ones come last; '0001-01-01' stands for them in the cursor.
  const day = sql`coalesce(e.issued_on, '0001-01-01'::date)`
  if (after) conditions.push(sql`(${day}, e.document_id) < (${after[0]}::date, ${after[1]}::uuid)`)
  const { rows } = await sql<DocumentHead>`
    select d.division, v.name as division_name, e.document_id, e.edition, e.kind, e.number, e.title, e.issuer, e.issued_on, e.content,
      e.file_sha256, e.file_name, e.note
    from library_edition e join library_document d on d.id = e.document_id left join division v on v.code = d.division
    where ${sql.join([sql`true`, ...conditions], sql` and `)}
      and not exists (select from library_edition n where n.document_id = e.document_id and n.edition > e.edition)
    order by ${day} desc, e.document_id desc limit ${limit + 1}`.execute(tx)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const more = rows.length > limit && last
  return { items, next: more ? encodeCursor([last.issued_on ?? '0001-01-01', last.document_id]) : null }
}

export interface EditionShown extends EditionRow {
  file_size: number | null
  filed_by_name: string | null
  filed_at: Instant
}

/** The document with all editions, the newest first; undefined when there is none. */
export async function findDocument(
  tx: Tx,
  id: Uuid,
): Promise<{ id: Uuid; division: number; division_name: string | null; editions: EditionShown[] } | undefined> {
  const head = await sql<{ id: Uuid; division: number; division_name: string | null }>`
    select d.id, d.division, v.name as division_name from library_document d left join division v on v.code = d.division
    where d.id = ${id}::uuid`.execute(tx)
  const [document] = head.rows
  if (!document) return undefined
  const { rows } = await sql<EditionShown>`
    select e.document_id, e.edition, e.kind, e.number, e.title, e.issuer, e.issued_on, e.content, e.file_sha256, e.file_name, e.note,
      f.size as file_size, a.display_name as filed_by_name, e.filed_at
    from library_edition e left join library_file f on f.sha256 = e.file_sha256 left join account a on a.id = e.filed_by
    where e.document_id = ${id}::uuid order by e.edition desc`.execute(tx)
  return { ...document, editions: rows }
}

/** One edition as a version of a policy cites it. */
export async function findEdition(tx: Tx, id: Uuid, edition: number): Promise<EditionRow | undefined> {
  const { rows } = await sql<EditionRow>`
    select document_id, edition, kind, number, title, issuer, issued_on, content, file_sha256, file_name, note
    from library_edition where document_id = ${id}::uuid and edition = ${edition}::int`.execute(tx)
  return rows[0]
}

/** A document of the division that already has this title and number as its current edition. */
export async function findSame(
  tx: Tx,
  division: number,
  number: string | null,
  title: string,
): Promise<Uuid | undefined> {
  const { rows } = await sql<{ id: Uuid }>`
    select d.id from library_document d join library_edition e on e.document_id = d.id
    where d.division = ${division}::bigint and e.title = ${title} and e.number is not distinct from ${number}::text
      and not exists (select from library_edition n where n.document_id = e.document_id and n.edition > e.edition)`.execute(
    tx,
  )
  return rows[0]?.id
}

export interface StoredFile {
  sha256: Buffer
  size: number
  content_type: FileType
}

export async function findFile(tx: Tx, sha256: Buffer): Promise<StoredFile | undefined> {
  const { rows } = await sql<StoredFile>`
    select sha256, size, content_type from library_file where sha256 = ${sha256}`.execute(tx)
  return rows[0]
}

/** The bytes as they lie there; whoever hands them out compares the hash. */
export async function readFileBytes(tx: Tx, sha256: Buffer): Promise<Buffer> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select bytes from library_chunk where sha256 = ${sha256} order by position`.execute(tx)
  return Buffer.concat(rows.map((row) => row.bytes))
}

export async function insertFile(
  tx: Tx,
  file: StoredFile & { bytes: Uint8Array; uploaded_by: Uuid; uploaded_at: Instant },
): Promise<void> {
  const { sha256, size, content_type, uploaded_by, uploaded_at } = file
  const { rows } = await sql`insert into library_file (sha256, size, content_type, uploaded_by, uploaded_at)
    values (${sha256}, ${size}::int, ${content_type}, ${uploaded_by}::uuid, ${uploaded_at}::timestamptz)
    on conflict do nothing returning 1`.execute(tx)
  // The same file brought before: its chunks are there.
  if (rows.length === 0) return
  const chunks: Buffer[] = []
  for (let at = 0; at < file.bytes.length; at += CHUNK_BYTES) {
    chunks.push(Buffer.from(file.bytes.subarray(at, at + CHUNK_BYTES)))
  }
  await sql`insert into library_chunk (sha256, position, bytes)
    select ${sha256}, c.position - 1, c.bytes from unnest(${chunks}::bytea[]) with ordinality c(bytes, position)`.execute(
    tx,
  )
}

export async function insertDocument(
  tx: Tx,
  row: { id: Uuid; division: number; created_by: Uuid; created_at: Instant },
): Promise<void> {
  await tx.insertInto('library_document').values(row).execute()
}

export async function insertEdition(tx: Tx, row: EditionRow & { filed_by: Uuid; filed_at: Instant }): Promise<void> {
  const search_text = searchText([row.title, row.number, row.issuer, row.content])
  await tx
    .insertInto('library_edition')
    .values({ ...row, search_text, grams: gramsOf(search_text) })
    .execute()
}
