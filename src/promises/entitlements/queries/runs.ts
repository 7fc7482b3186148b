import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import type { PolicyCounts } from '../contract/index.ts'

export interface RunRow {
  district: number
  id: Uuid
  division: number
  division_name: string | null
  as_of: CivilDate
  counts: PolicyCounts[]
  started_by: Uuid
  started_by_name: string | null
  applied_at: Instant
}

export interface NewRun {
  district: number
  id: Uuid
  division: number
  as_of: CivilDate
  counts: readonly PolicyCounts[]
  fingerprint: Buffer
  started_by: Uuid
  applied_at: Instant
}

export async function insertRun(tx: Tx, run: NewRun): Promise<void> {
  await tx
    .insertInto('eligibility_run')
    .values({ ...run, counts: JSON.stringify(run.counts) })
    .execute()
}

const RUN = sql`r.district, r.id, r.division, d.name as division_name, r.as_of, r.counts, r.started_by, a.display_name as started_by_name, r.applied_at
  from eligibility_run r left join division d on d.code = r.division left join account a on a.id = r.started_by`

/** The runs over the caller's jurisdiction and places inside it, the newest first: another street's run is none of hers. */
export async function listRuns(
  tx: Tx,
  call: Call,
  page: { size: number; cursor?: string | undefined },
): Promise<{ items: RunRow[]; next_cursor: string | null }> {
  const after = decodeCursor(page.cursor, ['instant', 'uuid'])
  const { rows } = await sql<RunRow>`
    select ${RUN} where ${withinDistricts(call.actor.scope, 'r.district')} and ${within(call.actor.scope, 'r.division')}
      and ${after ? sql`(r.applied_at, r.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by r.applied_at desc, r.id desc limit ${page.size + 1}`.execute(tx)
  const items = rows.slice(0, page.size)
  const last = items.at(-1)
  return { items, next_cursor: rows.length > page.size && last ? encodeCursor([last.applied_at, last.id]) : null }
}

export async function findRun(tx: Tx, call: Call, ref: { district: number; id: Uuid }): Promise<RunRow | undefined> {
  const { rows } = await sql<RunRow>`select ${RUN}
    where r.district = ${ref.district}::int and r.id = ${ref.id}::uuid and ${within(call.actor.scope, 'r.division')}`.execute(
    tx,
  )
  return rows[0]
}

/** The policies of the same root: one of them stands in the place of the others wherever it reaches. */
export async function siblingsOf(tx: Tx, policy_id: Uuid): Promise<Uuid[]> {
  const { rows } = await sql<{ id: Uuid }>`
    select q.id from policy p join policy q on q.root_id = p.root_id and q.id <> p.id where p.id = ${policy_id}::uuid order by q.id`.execute(
    tx,
  )
  return rows.map((row) => row.id)
}

/** Those of the codes that no policy has. */
export async function unknownPolicies(tx: Tx, codes: readonly string[]): Promise<string[]> {
  if (codes.length === 0) return []
  const { rows } = await sql<{ code: string }>`
    select c.code from unnest(${codes}::text[]) c(code) where not exists (select from policy p where p.code = c.code)`.execute(
    tx,
  )
  return rows.map((row) => row.code)
}

export async function nameOfDivision(tx: Tx, code: number): Promise<string | null> {
  const row = await tx.selectFrom('division').select('name').where('code', '=', code).executeTakeFirst()
  return row?.name ?? null
}
