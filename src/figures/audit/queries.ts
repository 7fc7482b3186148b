import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Call } from '../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { withinDistricts } from '../../platform/database/scope.ts'
import { chainTables } from '../../platform/database/verify.ts'

export interface TrailFilter {
  /** One district; every district of the scope when absent. */
  district?: number | undefined
  action?: string | undefined
  account_id?: Uuid | undefined
  subject_id?: Uuid | undefined
  /** First and last day in China, both inside. */
  from?: CivilDate | undefined
  to?: CivilDate | undefined
  /** Nothing newer than these links, by district: what stood there at a moment, for good, because the trail is append-only. */
  heads?: Readonly<Record<string, number>> | undefined
}

export interface EntryRow {
  district: number
  seq: number
  at: Instant
  /** The same moment as a clock in China shows it. */
  at_local: string
  account_id: Uuid | null
  account_name: string | null
  role: string | null
  action: string
  outcome: 'done' | 'refused'
  subject_kind: string | null
  subject_id: Uuid | null
  reason: string | null
  detail: Record<string, unknown>
  request_id: Uuid
}

const dayStart = (date: CivilDate, days = 0) =>
  sql`((${date}::date + ${days}::int)::timestamp at time zone 'Asia/Shanghai')`

function conditionsOf(call: Call, filter: TrailFilter): RawBuilder<unknown> {
  const all: RawBuilder<unknown>[] = [withinDistricts(call.actor.scope, 'e.district')]
  if (filter.district !== undefined) all.push(sql`e.district = ${filter.district}::int`)
  if (filter.action !== undefined) all.push(sql`e.action = ${filter.action}`)
  if (filter.account_id !== undefined) all.push(sql`e.account_id = ${filter.account_id}::uuid`)
  if (filter.subject_id !== undefined) all.push(sql`e.subject_id = ${filter.subject_id}::uuid`)
  if (filter.from !== undefined) all.push(sql`e.at >= ${dayStart(filter.from)}`)
  if (filter.to !== undefined) all.push(sql`e.at < ${dayStart(filter.to, 1)}`)
  if (filter.heads !== undefined) {
    all.push(sql`e.seq <= (${JSON.stringify(filter.heads)}::jsonb ->> e.district::text)::bigint`)
  }
  return sql.join(all, sql` and `)
}

/** Entries of the trail by district, the newest of each first. */
export async function listTrail(
  tx: Tx,
  call: Call,
  filter: TrailFilter,
  page: { size: number; cursor?: string | undefined },
): Promise<{ rows: EntryRow[]; next_cursor: string | null }> {
  const after = decodeCursor(page.cursor, ['number', 'number'])
  const [district, seq] = after ?? [0, 0]
  const beyond =
    after === undefined
      ? sql`true`
      : sql`(e.district > ${district}::bigint or (e.district = ${district}::bigint and e.seq < ${seq}::bigint))`
  const { rows } = await sql<EntryRow>`
    select e.district, e.seq, e.at, to_char(e.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') as at_local, e.account_id,
      (select a.display_name from account a where a.id = e.account_id) as account_name, e.role, e.action, e.outcome,
      e.subject_kind, e.subject_id, e.reason, e.detail, e.request_id
    from audit_entry e
    where ${conditionsOf(call, filter)} and ${beyond}
    order by e.district, e.seq desc limit ${page.size + 1}`.execute(tx)
  const shown = rows.slice(0, page.size)
  const last = shown.at(-1)
  return { rows: shown, next_cursor: rows.length > page.size && last ? encodeCursor([last.district, last.seq]) : null }
}

/** The newest link of every chain in the scope. */
export async function listHeads(tx: Tx, call: Call): Promise<Record<string, number>> {
  const { rows } = await sql<{ district: number; seq: number }>`
    select h.district, h.seq from audit_head h where ${withinDistricts(call.actor.scope, 'h.district')} order by h.district`.execute(
    tx,
  )
  return Object.fromEntries(rows.map((row) => [String(row.district), row.seq]))
}

/** How many entries a filter means, counted up to `most`. */
export async function countTrail(tx: Tx, call: Call, filter: TrailFilter, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from audit_entry e where ${conditionsOf(call, filter)} limit ${most}) counted`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}

/** The actions seen in a district: one step in the index for each, however long the trail. */
export async function listActions(tx: Tx, call: Call, district: number): Promise<string[]> {
  const own = sql`e.district = ${district}::int and ${withinDistricts(call.actor.scope, 'e.district')}`
  const { rows } = await sql<{ action: string }>`
    with recursive seen as (
      (select e.action from audit_entry e where ${own} order by e.action limit 1)
      union all
      select (select e.action from audit_entry e where ${own} and e.action > seen.action order by e.action limit 1)
      from seen where seen.action is not null)
    select action from seen where action is not null`.execute(tx)
  return rows.map((row) => row.action)
}

/** The accounts seen in a district, by name; the same one step each. */
export async function listAccounts(
  tx: Tx,
  call: Call,
  district: number,
): Promise<{ account_id: Uuid; name: string }[]> {
  const own = sql`e.district = ${district}::int and ${withinDistricts(call.actor.scope, 'e.district')}`
  const { rows } = await sql<{ account_id: Uuid; name: string }>`
    with recursive seen as (
      (select e.account_id from audit_entry e where ${own} and e.account_id is not null order by e.account_id limit 1)
      union all
      select (select e.account_id from audit_entry e where ${own} and e.account_id > seen.account_id order by e.account_id limit 1)
      from seen where seen.account_id is not null)
    select seen.account_id, a.display_name as name from seen join account a on a.id = seen.account_id
    order by a.display_name, seen.account_id`.execute(tx)
  return rows
}

export interface ChainRow {
  entries: number
  /** The last entry up to which every link fits. */
  unbroken_to: number
  fault: 'hash' | 'gap' | 'head' | null
}

/** Recomputes one district's chain from its bytes, in one snapshot, as the check of the whole house does. The first fault, if any. */
export async function checkChain(tx: Tx, call: Call, district: number): Promise<ChainRow> {
  const of = (alias: 'e' | 'h') =>
    sql`${sql.ref(`${alias}.district`)} = ${district}::int and ${withinDistricts(call.actor.scope, `${alias}.district`)}`
  const { rows } = await sql<ChainRow>`
    with ${chainTables(of('e'), of('h'))}
    select coalesce(w.entries, 0)::bigint as entries, coalesce(b.number - 1, w.entries, 0)::bigint as unbroken_to, b.fault
    from (select) one left join whole w on true left join (select number, fault from bad order by number, fault limit 1) b on true`.execute(
    tx,
  )
  return rows[0] ?? { entries: 0, unbroken_to: 0, fault: null }
}

/** Recomputes every chain that lies wholly in the scope, in one snapshot: the first fault of each, if any. */
export async function checkChains(tx: Tx, call: Call): Promise<(ChainRow & { district: number })[]> {
  const { scope } = call.actor
  const { rows } = await sql<ChainRow & { district: number }>`
    with ${chainTables(withinDistricts(scope, 'e.district'), withinDistricts(scope, 'h.district'))},
      first as (select distinct on (district) district, number, fault from bad order by district, number, fault)
    select district, coalesce(w.entries, 0)::bigint as entries, coalesce(f.number - 1, w.entries, 0)::bigint as unbroken_to, f.fault
    from whole w full join first f using (district) order by district`.execute(tx)
  return rows
}
