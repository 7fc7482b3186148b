import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Tx } from '../../../platform/database/driver.ts'

export interface SessionRow {
  session_id: Uuid
  account_id: Uuid
  post_id: Uuid
  last_seen_at: Instant
  created_at: Instant
  expires_at: Instant
  confirmed_at: Instant | null
  ended_at: Instant | null
  username: string
  display_name: string
  persona: boolean
  state: 'invited' | 'active' | 'disabled'
  role: Role
  title: string
  division: number
  lo: number
  hi: number
  valid_from: CivilDate
  valid_to: CivilDate | null
}

/** The session of a token with the account and the post behind it, ended or not. */
export async function findSession(tx: Tx, district: number, tokenHash: Buffer): Promise<SessionRow | undefined> {
  const found = await sql<SessionRow>`
    select s.id as session_id, s.account_id, s.post_id, s.last_seen_at, s.created_at, s.expires_at, s.confirmed_at, s.ended_at,
      a.username, a.display_name, a.persona, p.role, p.title, p.division, p.lo, p.hi, p.valid_from, p.valid_to,
      case when a.persona and not exists (select 1 from installation where state = 'demonstration') then 'disabled'
        else a.state end as state
    from session s join account a on a.id = s.account_id join post p on p.id = s.post_id
    where s.district = ${district}::int and s.token_hash = ${tokenHash}`.execute(tx)
  return found.rows[0]
}

export interface OwnSession {
  session_id: Uuid
  begun_at: Instant
  last_seen_at: Instant
  expires_at: Instant
  post_title: string
  current: boolean
}

/** Sessions of an account that were seen after `alive_since` and have not run out. */
export async function sessionsOf(
  tx: Tx,
  of: { district: number; account_id: Uuid; token_hash: Buffer | null; now: Instant; alive_since: Instant },
): Promise<OwnSession[]> {
  const found = await sql<OwnSession>`
    select s.id as session_id, s.created_at as begun_at, s.last_seen_at, s.expires_at, p.title as post_title,
      coalesce(s.token_hash = ${of.token_hash}, false) as current
    from session s join post p on p.id = s.post_id
    where s.district = ${of.district}::int and s.account_id = ${of.account_id}::uuid and s.ended_at is null
      and s.expires_at > ${of.now}::timestamptz and s.last_seen_at > ${of.alive_since}::timestamptz
    order by s.last_seen_at desc, s.id limit 50`.execute(tx)
  return found.rows
}

export interface CredentialRow {
  password_hash: string
  former_hashes: string[]
  totp_cipher: Buffer | null
  totp_step: number
  recovery_codes_left: number
  password_set_at: Instant
}

export async function findCredential(tx: Tx, district: number, accountId: Uuid): Promise<CredentialRow | undefined> {
  const found = await sql<CredentialRow>`
    select password_hash, former_hashes, totp_cipher, totp_step, cardinality(recovery_hashes) as recovery_codes_left, password_set_at
    from credential where district = ${district}::int and account_id = ${accountId}::uuid`.execute(tx)
  return found.rows[0]
}

/** Whether the account has begun a session from this address since the given moment. */
export async function knowsAddress(
  tx: Tx,
  of: { district: number; account_id: Uuid; address_hash: Buffer; since: Instant },
): Promise<boolean> {
  const found = await sql<{ known: boolean }>`
    select exists (select 1 from session where district = ${of.district}::int and account_id = ${of.account_id}::uuid
      and address_hash = ${of.address_hash} and created_at > ${of.since}::timestamptz) as known`.execute(tx)
  return found.rows[0]?.known ?? false
}
