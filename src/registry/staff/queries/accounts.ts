import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'

export interface AccountRow {
  account_id: Uuid
  username: string
  display_name: string
  division: number
  district: number
  state: 'invited' | 'active' | 'disabled'
  persona: boolean
  version: number
}

export interface PostRow {
  post_id: Uuid
  account_id: Uuid
  role: Role
  title: string
  division: number
  division_name: string
  lo: number
  hi: number
  valid_from: CivilDate
  valid_to: CivilDate | null
}

const accountColumns = sql.raw(
  'a.id as account_id, a.username, a.display_name, a.division, a.district, a.state, a.persona, a.version',
)
const postColumns = sql.raw(
  `p.id as post_id, p.account_id, p.role, p.title, p.division, coalesce(d.name, p.division::text) as division_name, p.lo, p.hi,
    p.valid_from, p.valid_to`,
)

export async function findAccountByUsername(tx: Tx, username: string): Promise<AccountRow | undefined> {
  const found = await sql<AccountRow>`select ${accountColumns} from account a where a.username = ${username}`.execute(
    tx,
  )
  return found.rows[0]
}

export async function findAccount(tx: Tx, accountId: Uuid): Promise<AccountRow | undefined> {
  const found = await sql<AccountRow>`select ${accountColumns} from account a where a.id = ${accountId}::uuid`.execute(
    tx,
  )
  return found.rows[0]
}

/** The account if its association lies in the scope; the row is locked for the change to come. */
export async function findAccountInScope(tx: Tx, scope: Scope, accountId: Uuid): Promise<AccountRow | undefined> {
  const found = await sql<AccountRow>`select ${accountColumns} from account a
    where a.id = ${accountId}::uuid and a.division >= ${scope.lo}::bigint and a.division < ${scope.hi}::bigint for update`.execute(
    tx,
  )
  return found.rows[0]
}

/** Posts held on the day, the oldest first. */
export async function postsHeld(tx: Tx, accountId: Uuid, on: CivilDate): Promise<PostRow[]> {
  const found = await sql<PostRow>`select ${postColumns} from post p left join division d on d.code = p.division
    where p.account_id = ${accountId}::uuid and p.valid_from <= ${on}::date and (p.valid_to is null or p.valid_to > ${on}::date)
    order by p.valid_from, p.id`.execute(tx)
  return found.rows
}

export interface PersonaRow {
  persona_id: Uuid
  username: string
  display_name: string
  title: string
  role: Role
  division_name: string
}

/** The invented people of the demonstration from the narrowest reach to the widest, each with the post she holds on the day. */
export async function personas(tx: Tx, on: CivilDate): Promise<PersonaRow[]> {
  const found = await sql<PersonaRow>`
    select a.id as persona_id, a.username, a.display_name, p.title, p.role, coalesce(d.name, p.division::text) as division_name
    from account a
      join lateral (select * from post p where p.account_id = a.id and p.valid_from <= ${on}::date
        and (p.valid_to is null or p.valid_to > ${on}::date) order by p.valid_from, p.id limit 1) p on true
      left join division d on d.code = p.division
    where a.persona and a.state = 'active'
    order by p.hi - p.lo, p.role, a.username limit 50`.execute(tx)
  return found.rows
}

/** Level and base level of a place; undefined when there is no such place. */
export async function findPlace(
  tx: Tx,
  code: number,
): Promise<{ name: string; level: number; base_level: number } | undefined> {
  const found = await sql<{ name: string; level: number; base_level: number }>`
    select name, level, base_level from division where code = ${code}::bigint`.execute(tx)
  return found.rows[0]
}

export interface InstallationRow {
  state: 'empty' | 'loading' | 'demonstration' | 'set_up'
  set_up_code_hash: Buffer | null
  loaded_percent: number
}

/** Absent before the first start has made it. */
export async function findInstallation(tx: Tx): Promise<InstallationRow | undefined> {
  const found = await sql<InstallationRow>`select state, set_up_code_hash, loaded_percent from installation`.execute(tx)
  return found.rows[0]
}

export interface InvitationRow {
  invitation_id: Uuid
  account_id: Uuid
  expires_at: Instant
  used_at: Instant | null
}

export async function findInvitation(tx: Tx, district: number, codeHash: Buffer): Promise<InvitationRow | undefined> {
  const found = await sql<InvitationRow>`select id as invitation_id, account_id, expires_at, used_at from invitation
    where district = ${district}::int and code_hash = ${codeHash}`.execute(tx)
  return found.rows[0]
}
