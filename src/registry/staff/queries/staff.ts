import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Role } from '../../../kernel/role.ts'
import { within } from '../../../platform/database/scope.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'

export interface StaffRow {
  account_id: Uuid
  username: string
  display_name: string
  division: number
  division_name: string
  state: 'invited' | 'active' | 'disabled'
  persona: boolean
}

export interface StaffPostRow {
  account_id: Uuid
  post_id: Uuid
  role: Role
  title: string
  division: number
  division_name: string
  valid_from: CivilDate
  valid_to: CivilDate | null
}

export interface StaffFilter {
  search: string | undefined
  state: string | undefined
  role: Role | undefined
  /** Division and id of the last row seen. */
  after: readonly [number, string] | undefined
  limit: number
}

/** Accounts of the associations in scope, place by place; one row more than asked for when there are more. */
export async function staffInScope(tx: Tx, call: Call, filter: StaffFilter): Promise<StaffRow[]> {
  const { search, state, role, after, limit } = filter
  const words = search ? `%${search.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%` : undefined
  const found = await sql<StaffRow>`
    select a.id as account_id, a.username, a.display_name, a.division, coalesce(d.name, a.division::text) as division_name,
      a.state, a.persona
    from account a left join division d on d.code = a.division
    where ${within(call.actor.scope, 'a.division')}
      ${words ? sql`and (a.username like ${words} or lower(a.display_name) like ${words})` : sql``}
      ${state ? sql`and a.state = ${state}` : sql``}
      ${
        role
          ? sql`and exists (select 1 from post p where p.account_id = a.id and p.role = ${role}
        and (p.valid_to is null or p.valid_to > ${call.today}::date))`
          : sql``
      }
      ${after ? sql`and (a.division, a.id) > (${after[0]}::bigint, ${after[1]}::uuid)` : sql``}
    order by a.division, a.id limit ${limit + 1}`.execute(tx)
  return found.rows
}

/** Posts of these accounts; past ones only when asked for. */
export async function postsOf(
  tx: Tx,
  accountIds: readonly Uuid[],
  on: CivilDate,
  past: boolean,
): Promise<StaffPostRow[]> {
  const found = await sql<StaffPostRow>`
    select p.account_id, p.id as post_id, p.role, p.title, p.division, coalesce(d.name, p.division::text) as division_name,
      p.valid_from, p.valid_to
    from post p left join division d on d.code = p.division
    where p.account_id = any(${accountIds}::uuid[]) and (${past} or p.valid_to is null or p.valid_to > ${on}::date)
    order by p.valid_to nulls first, p.valid_from desc, p.id`.execute(tx)
  return found.rows
}

export async function findStaffMember(
  tx: Tx,
  call: Call,
  accountId: Uuid,
): Promise<(StaffRow & { district: number }) | undefined> {
  const found = await sql<StaffRow & { district: number }>`
    select a.id as account_id, a.username, a.display_name, a.division, coalesce(d.name, a.division::text) as division_name,
      a.state, a.persona, a.district
    from account a left join division d on d.code = a.division
    where a.id = ${accountId}::uuid and ${within(call.actor.scope, 'a.division')}`.execute(tx)
  return found.rows[0]
}

/** When the newest invitation that still works runs out. */
export async function invitationExpiry(
  tx: Tx,
  district: number,
  accountId: Uuid,
  now: Instant,
): Promise<Instant | null> {
  const found = await sql<{ expires_at: Instant }>`select expires_at from invitation
    where district = ${district}::int and account_id = ${accountId}::uuid and used_at is null and expires_at > ${now}::timestamptz
    order by expires_at desc limit 1`.execute(tx)
  return found.rows[0]?.expires_at ?? null
}
