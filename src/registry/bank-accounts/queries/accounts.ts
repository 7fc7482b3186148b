import { type RawBuilder, sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { fileOf, nameFor, notMourned, seesFullNames } from '../../families/index.ts'
import { access } from '../access.ts'
import { shown, type Stored, VERSION_TABLES, versionColumns, type VersionRow } from './lists.ts'

export interface AccountFilter {
  q?: string | undefined
  bank?: string | undefined
}

/** The tables of the accounts in use within reach that the filter means; `a` is the account, `v` its version in use. */
function inUse(call: Call, { q, bank }: AccountFilter): RawBuilder<unknown> {
  const now = sql`${call.now}::timestamptz`
  return sql`${VERSION_TABLES} join bank_account a on a.district = v.district and a.id = v.account_id
      join family f on f.district = v.district and f.id = v.family_id
    where ${within(call.actor.scope, 'a.community')} and v.state = 'approved' and v.effective_at <= ${now} and (v.ended_at is null or v.ended_at > ${now})
      and ${notMourned('p')} and ${bank === undefined ? sql`true` : sql`v.bank_code = ${bank}`} and ${searched(call, q)}`
}

function searched(call: Call, q: string | undefined): RawBuilder<unknown> {
  if (q === undefined) return sql`true`
  const plain = sql`(${fileOf('f')} = ${q} or v.last4 = ${q})`
  // Whoever sees names masked may not ask whether somebody of a name is there.
  if (!seesFullNames(call.actor.role)) return plain
  const text = q.toLowerCase()
  return sql`(${plain} or strpos(p.name, ${q}) > 0 or starts_with(p.pinyin, ${text}) or starts_with(p.initials, ${text}))`
}

const COUNTED = 1_000

/** How many the filter means, counted no further than a list says. */
export async function countInUse(tx: Tx, call: Call, filter: AccountFilter) {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from (select from ${inUse(call, filter)} limit ${COUNTED + 1}) x`.execute(tx)
  const n = rows[0]?.n ?? 0
  return { total: Math.min(n, COUNTED), total_or_more: n > COUNTED }
}

/** The accounts in use, keyset on (community, account). */
export async function listInUse(
  tx: Tx,
  call: Call,
  filter: AccountFilter,
  page: { size: number; cursor?: string | undefined },
): Promise<{ items: VersionRow[]; next_cursor: string | null }> {
  const after = decodeCursor(page.cursor, ['number', 'uuid'])
  const { rows } = await sql<Stored & { place: number; account_id: Uuid }>`
    select ${versionColumns(call)}, a.community as place, a.id as account_id from ${inUse(call, filter)}
      and ${after ? sql`(a.community, a.id) > (${after[0]}::bigint, ${after[1]}::uuid)` : sql`true`}
    order by a.community, a.id limit ${page.size + 1}`.execute(tx)
  const kept = rows.slice(0, page.size)
  const last = rows.length > page.size ? kept.at(-1) : undefined
  return {
    items: kept.map(({ place: _place, account_id: _account, ...row }) => shown(call, row)),
    next_cursor: last ? encodeCursor([last.place, last.account_id]) : null,
  }
}

/** How many wait in each queue, and how many of them for the reader's decision. */
export async function countQueues(tx: Tx, call: Call) {
  const now = sql`${call.now}::timestamptz`
  type Counts = Record<'requested' | 'cooling' | 'to_tell' | 'active', number>
  const { rows } = await sql<Counts>`select
      count(*) filter (where v.state = 'requested')::int as requested,
      count(*) filter (where v.state = 'approved' and v.effective_at > ${now})::int as cooling,
      count(*) filter (where v.state = 'approved' and n.state = 'waiting')::int as to_tell,
      count(*) filter (where v.state = 'approved' and v.effective_at <= ${now} and (v.ended_at is null or v.ended_at > ${now})
        and ${notMourned('p')})::int as active
    from ${VERSION_TABLES} where ${within(call.actor.scope, 'v.community')}`.execute(tx)
  const counts = rows[0] ?? { requested: 0, cooling: 0, to_tell: 0, active: 0 }
  return { ...counts, to_decide: await countToDecide(tx, call) }
}

/** How many requested accounts wait for the caller's decision: never those she asked for herself. */
export async function countToDecide(tx: Tx, call: Call): Promise<number> {
  const { role, scope, account_id } = call.actor
  if (!isGiven(access['bank_accounts.approve'], role)) return 0
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${VERSION_TABLES}
    where v.state = 'requested' and v.requested_by <> ${account_id}::uuid and ${within(scope, 'v.community')}`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}

/** One person within reach with every version of her account. @throws Refusal not_found */
export async function accountsOfPerson(tx: Tx, call: Call, person_id: Uuid) {
  const { scope } = call.actor
  type Whose = {
    district: number
    person_id: Uuid
    family_id: Uuid
    file: string
    name: string
    community_name: string | null
  }
  const { rows: found } =
    await sql<Whose>`select p.district, p.id as person_id, p.family_id, ${fileOf('f')} as file, p.name,
      (select d.name from division d where d.code = p.community) as community_name
    from person p join family f on f.district = p.district and f.id = p.family_id
    where ${withinDistricts(scope, 'p.district')} and p.id = ${person_id}::uuid and ${within(scope, 'p.community')} and ${notMourned('p')}`.execute(
      tx,
    )
  const { district, ...whose } = found[0] ?? refuse('not_found', 'platform.not_found')
  const { rows } = await sql<Stored>`select ${versionColumns(call)} from ${VERSION_TABLES}
    where v.district = ${district}::int and v.person_id = ${person_id}::uuid order by v.seq desc limit 200`.execute(tx)
  return {
    ...whose,
    name: nameFor(call.actor.role, whose.name),
    versions: rows.map((row) => shown(call, row)),
  }
}
