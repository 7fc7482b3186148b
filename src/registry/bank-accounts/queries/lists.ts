import { type RawBuilder, sql } from 'kysely'
import { maskAccount } from '../../../kernel/mask.ts'
import type { Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { familyAt, nameFor, notMourned } from '../../families/index.ts'
import type { Kind, State, Warning } from '../rules.ts'

export interface VersionRow {
  version_id: Uuid
  family_id: Uuid
  person_id: Uuid
  person_name: string
  community_name: string | null
  bank_code: string
  bank_zh: string
  bank_en: string
  branch: string | null
  kind: Kind
  masked: string
  holder_name: string
  state: State
  /** In effect now, still cooling off, or past. */
  standing: 'requested' | 'cooling' | 'active' | 'ended' | 'refused' | 'cancelled'
  reason: string
  warnings: Warning[]
  warning_reason: string | null
  /** How many others within reach have the same number. */
  shared_with: number
  shared_reason: string | null
  former_masked: string | null
  requested_by: Uuid
  requested_by_name: string
  requested_at: Instant
  approved_by_name: string | null
  approved_at: Instant | null
  effective_at: Instant | null
  ended_at: Instant | null
  stopped_why: 'refused' | 'requester' | 'family' | null
  stop_reason: string | null
  notice: 'waiting' | 'told' | null
  notice_phone: boolean
  /** The phone was changed shortly before the request: the one before it is told as well. */
  notice_former_phone: boolean
}

export type Stored = Omit<VersionRow, 'masked' | 'former_masked'> & { last4: string; former_last4: string | null }

export function versionColumns(call: Call): RawBuilder<unknown> {
  const now = sql`${call.now}::timestamptz`
  return sql`v.id as version_id, v.family_id, v.person_id, p.name as person_name,
    (select d.name from division d where d.code = v.community) as community_name, v.bank_code, b.name_zh as bank_zh, b.name_en as bank_en,
    v.branch, v.kind, v.last4, v.holder_name, v.state, case when v.state <> 'approved' then v.state
      when v.effective_at > ${now} then 'cooling' when v.ended_at is null or v.ended_at > ${now} then 'active' else 'ended' end as standing,
    v.reason, v.warnings, v.warning_reason, v.shared_reason,
    (select count(distinct o.person_id)::int from bank_account_version o where o.district = v.district and o.number_hmac = v.number_hmac
      and o.person_id <> v.person_id and (o.state = 'requested' or o.state = 'approved' and o.ended_at is null)) as shared_with,
    (select f.last4 from bank_account_version f where f.district = v.district and f.account_id = v.account_id and f.state = 'approved'
      and f.seq < v.seq order by f.seq desc limit 1) as former_last4,
    v.requested_by, r.display_name as requested_by_name, v.requested_at, o.display_name as approved_by_name, v.approved_at, v.effective_at,
    v.ended_at, v.stopped_why, v.stop_reason, case when v.approved_at is not null then n.state end as notice,
    n.phone_cipher is not null as notice_phone, n.former_phone_cipher is not null as notice_former_phone`
}

/** What the columns of a version are read from: `v`, the person `p`, the bank `b`, who asked `r`, who approved `o`, the notice `n`. */
export const VERSION_TABLES = sql`bank_account_version v join person p on p.district = v.district and p.id = v.person_id join bank b on b.code = v.bank_code
  join account r on r.id = v.requested_by left join account o on o.id = v.approved_by
  left join bank_account_notice n on n.district = v.district and n.version_id = v.id`

export function shown(call: Call, { last4, former_last4, ...row }: Stored): VersionRow {
  return {
    ...row,
    person_name: nameFor(call.actor.role, row.person_name),
    holder_name: nameFor(call.actor.role, row.holder_name),
    masked: maskAccount(last4),
    former_masked: former_last4 === null ? null : maskAccount(former_last4),
  }
}

export interface FamilyAccounts {
  district: number
  /** Living members: whoever can be paid. */
  persons: { person_id: Uuid; name: string; parent: boolean }[]
  versions: VersionRow[]
}

/** The accounts of a family within reach, newest version first; numbers masked. @throws Refusal not_found */
export async function accountsOfFamily(tx: Tx, call: Call, familyId: Uuid): Promise<FamilyAccounts> {
  const { rows: families } = await sql<Omit<FamilyAccounts, 'versions'>>`
    select f.district, coalesce((select json_agg(json_build_object('person_id', p.id, 'name', p.name, 'parent', p.relation = 'parent')
        order by p.relation <> 'parent', p.birth_date, p.id) from person p where p.district = f.district and p.family_id = f.id
        and p.died_on is null and p.member_to is null), '[]') as persons
    from family f where ${familyAt(call.actor.scope, 'f', familyId)}`.execute(tx)
  const family = families[0] ?? refuse('not_found', 'platform.not_found')
  const { rows } = await sql<Stored>`select ${versionColumns(call)} from ${VERSION_TABLES}
    where v.district = ${family.district}::int and v.family_id = ${familyId}::uuid and ${notMourned('p')}
    order by v.person_id, v.seq desc limit 200`.execute(tx)
  return {
    district: family.district,
    persons: family.persons.map((one) => ({ ...one, name: nameFor(call.actor.role, one.name) })),
    versions: rows.map((row) => shown(call, row)),
  }
}

export type QueueState = 'requested' | 'cooling' | 'to_tell'

const QUEUE: Record<QueueState, (call: Call) => RawBuilder<boolean>> = {
  requested: () => sql<boolean>`(v.state = 'requested')`,
  cooling: (call) => sql<boolean>`(v.state = 'approved' and v.effective_at > ${call.now}::timestamptz)`,
  to_tell: () => sql<boolean>`(n.state = 'waiting' and v.state = 'approved')`,
}

/** What waits: requests to approve, approved ones still cooling off, families to be told. The oldest first. */
export async function listWaiting(
  tx: Tx,
  call: Call,
  state: QueueState,
  page: { size: number; cursor?: string | undefined },
): Promise<{ total: number; items: VersionRow[]; next_cursor: string | null }> {
  const [at, id] = decodeCursor(page.cursor, ['instant', 'uuid']) ?? []
  const inQueue = sql`${within(call.actor.scope, 'v.community')} and ${QUEUE[state](call)}`
  const { rows: counts } = await sql<{
    total: number
  }>`select count(*)::int as total from ${VERSION_TABLES} where ${inQueue}`.execute(tx)
  const { rows } = await sql<Stored>`select ${versionColumns(call)} from ${VERSION_TABLES} where ${inQueue}
      and (${at ?? null}::timestamptz is null or (v.requested_at, v.id) > (${at ?? null}::timestamptz, ${id ?? null}::uuid))
    order by v.requested_at, v.id limit ${page.size + 1}`.execute(tx)
  const items = rows.slice(0, page.size).map((row) => shown(call, row))
  const last = rows.length > page.size ? items.at(-1) : undefined
  return {
    total: counts[0]?.total ?? 0,
    items,
    next_cursor: last ? encodeCursor([last.requested_at, last.version_id]) : null,
  }
}

const SEALED = {
  number: sql`v.number_cipher as cipher, 'bank_account_version.number_cipher:' || v.id as place`,
  notice_phone: sql`n.phone_cipher as cipher, 'bank_account_notice.phone_cipher:' || v.id as place`,
  notice_former_phone: sql`n.former_phone_cipher as cipher, 'bank_account_notice.former_phone_cipher:' || v.id as place`,
}

/** One sealed value of a version within reach; the route leaves the trace before it answers. @throws Refusal not_found */
export async function openSealed(
  tx: Tx,
  call: Call,
  versionId: Uuid,
  field: keyof typeof SEALED,
): Promise<{ district: number; person_id: Uuid; value: string }> {
  const { rows } = await sql<{ district: number; person_id: Uuid; cipher: Buffer | null; place: string }>`
    select v.district, v.person_id, ${SEALED[field]}
    from bank_account_version v left join bank_account_notice n on n.district = v.district and n.version_id = v.id
    where ${within(call.actor.scope, 'v.community')} and v.id = ${versionId}::uuid`.execute(tx)
  const [row] = rows
  if (!row || row.cipher === null) return refuse('not_found', 'platform.not_found')
  return { district: row.district, person_id: row.person_id, value: call.crypto.open(row.cipher, row.place) }
}
