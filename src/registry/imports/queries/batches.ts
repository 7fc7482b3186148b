import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call, Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Counts } from '../contract.ts'
import type { Mapping, RememberedSheet, Skipped, StoredSheet } from '../rules/index.ts'

export interface Batch {
  id: Uuid
  file_name: string
  state: 'staged' | 'applied' | 'discarded'
  sheets: StoredSheet[]
  mapping: Mapping
  counts: Counts
  skipped: Skipped[]
  uploaded_by: string
  uploaded_at: Instant
  ended_at: Instant | null
  version: number
}

/** The first wall for rows that carry a reach: all of it lies in the reader's. */
export function reachWithin(scope: Scope, alias: string): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(`${alias}.lo`)} >= ${scope.lo}::bigint and ${sql.ref(`${alias}.hi`)} <= ${scope.hi}::bigint)`
}

const BATCH = sql`b.id, b.file_name, b.state, b.sheets, b.mapping, b.counts, b.skipped, b.uploaded_at, b.ended_at, b.version,
  coalesce(a.display_name, '') as uploaded_by`

/** @throws Refusal not_found for one that is missing or not all within reach. */
export async function getBatch(tx: Tx, call: Call, id: Uuid, lock = false): Promise<Batch> {
  const { rows } = await sql<Batch>`
    select ${BATCH} from import_batch b left join account a on a.id = b.uploaded_by
    where b.district = ${call.actor.district}::int and b.id = ${id}::uuid and ${reachWithin(call.actor.scope, 'b')}
    ${lock ? sql`for update of b` : sql``}`.execute(tx)
  return rows[0] ?? refuse('not_found', 'imports.not_found')
}

/** The hashes of what the judgement of a staged batch would change. */
export async function readPreviewed(tx: Tx, call: Call, id: Uuid): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ previewed: string[] }>`
    select b.previewed from import_batch b where b.district = ${call.actor.district}::int and b.id = ${id}::uuid`.execute(
    tx,
  )
  return new Set(rows[0]?.previewed)
}

export interface BatchLine {
  id: Uuid
  file_name: string
  state: Batch['state']
  counts: Counts
  uploaded_by: string
  uploaded_at: Instant
  ended_at: Instant | null
  version: number
}

/** Latest first. @param after upload time and id of the last line of the page before */
export async function listBatches(
  tx: Tx,
  call: Call,
  page: { readonly after?: readonly [string, string] | undefined; readonly limit: number },
): Promise<BatchLine[]> {
  const after = page.after
    ? sql`and (b.uploaded_at, b.id) < (${page.after[0]}::timestamptz, ${page.after[1]}::uuid)`
    : sql``
  const { rows } = await sql<BatchLine>`
    select b.id, b.file_name, b.state, b.counts, b.uploaded_at, b.ended_at, b.version, coalesce(a.display_name, '') as uploaded_by
    from import_batch b left join account a on a.id = b.uploaded_by
    where b.district = ${call.actor.district}::int and ${reachWithin(call.actor.scope, 'b')} ${after}
    order by b.uploaded_at desc, b.id desc limit ${page.limit}::int`.execute(tx)
  return rows
}

/** The batch by which this very file was applied, if it lies within reach. */
export async function findApplied(tx: Tx, call: Call, sha256: Buffer): Promise<Uuid | undefined> {
  const { rows } = await sql<{ id: Uuid }>`
    select b.id from import_batch b
    where b.district = ${call.actor.district}::int and b.kind = 'roster' and b.sha256 = ${sha256}::bytea and b.state = 'applied'
      and ${reachWithin(call.actor.scope, 'b')}`.execute(tx)
  return rows[0]?.id
}

/** One upload at a time for a post: the next sees what the one before has staged, and takes its place. */
export async function waitForTurn(tx: Tx, call: Call): Promise<void> {
  await sql`select pg_advisory_xact_lock(35, hashtext(${call.actor.post_id}))`.execute(tx)
}

/** The batch this post has staged and not finished; locked, because its place is about to be taken. */
export async function lockStaged(tx: Tx, call: Call): Promise<Uuid | undefined> {
  const { rows } = await sql<{ id: Uuid }>`
    select b.id from import_batch b
    where b.district = ${call.actor.district}::int and b.kind = 'roster' and b.state = 'staged'
      and b.uploaded_post = ${call.actor.post_id}::uuid and ${reachWithin(call.actor.scope, 'b')} for update`.execute(
    tx,
  )
  return rows[0]?.id
}

/** What the association said of sheets with these headers, by signature in hexadecimal. */
export async function readRemembered(
  tx: Tx,
  call: Call,
  signatures: readonly Buffer[],
): Promise<Map<string, RememberedSheet>> {
  const hex = signatures.map((signature) => signature.toString('hex'))
  const { rows } = await sql<RememberedSheet & { signature: string }>`
    select encode(m.signature, 'hex') as signature, m.layout, m.fields from import_mapping m
    where m.district = ${call.actor.district}::int and m.division = ${call.actor.division}::bigint and m.kind = 'roster'
      and encode(m.signature, 'hex') = any(${hex}::text[])`.execute(tx)
  return new Map(rows.map(({ signature, layout, fields }) => [signature, { layout, fields }]))
}

/** Remembers what a sheet's columns mean; one row for the same headers. */
export async function rememberMapping(
  tx: Tx,
  call: Call,
  remembered: RememberedSheet & { signature: Buffer },
): Promise<void> {
  const { actor, now } = call
  await sql`
    insert into import_mapping as m (district, division, kind, signature, layout, fields, updated_by, updated_at)
    values (${actor.district}::int, ${actor.division}::bigint, 'roster', ${remembered.signature}::bytea, ${remembered.layout},
      ${JSON.stringify(remembered.fields)}::jsonb, ${actor.account_id}::uuid, ${now}::timestamptz)
    on conflict (district, division, kind, signature) do update set layout = excluded.layout, fields = excluded.fields,
      updated_by = excluded.updated_by, updated_at = excluded.updated_at, version = m.version + 1
    where m.layout <> excluded.layout or m.fields <> excluded.fields`.execute(tx)
}
