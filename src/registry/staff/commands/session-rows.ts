import { sql } from 'kysely'
import type { Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { newToken } from '../../../platform/one-time.ts'
import { endOfSession } from '../rules/index.ts'
import type { Moment } from './house.ts'

/** `<district>.<43 characters>`: the district says where the row is, the rest is looked up by its hash only. */
const TOKEN = /^(\d{1,6})\.([A-Za-z0-9_-]{43})$/

export function readToken(token: string): { district: number; hash: Buffer } | undefined {
  const parts = TOKEN.exec(token)
  return parts ? { district: Number(parts[1]), hash: sha256(token) } : undefined
}

interface NewSession {
  district: number
  account_id: Uuid
  post_id: Uuid
  address_hash: Buffer
  confirmed_at: Instant | null
  /** When it replaces another: the twelve hours run on. */
  expires_at?: Instant
}

/** Inserts a session and gives the token for its cookie; the token is kept nowhere else. */
export async function beginSession(tx: Tx, moment: Moment, session: NewSession): Promise<string> {
  const token = `${session.district}.${newToken()}`
  await sql`insert into session (district, token_hash, id, account_id, post_id, created_at, last_seen_at, expires_at,
      confirmed_at, address_hash)
    values (${session.district}::int, ${sha256(token)}, ${moment.newId()}::uuid, ${session.account_id}::uuid, ${session.post_id}::uuid,
      ${moment.now}::timestamptz, ${moment.now}::timestamptz, ${session.expires_at ?? endOfSession(moment.now)}::timestamptz,
      ${session.confirmed_at}::timestamptz, ${session.address_hash})`.execute(tx)
  return token
}

interface Which {
  district: number
  account_id: Uuid
  session_id?: Uuid
  post_id?: Uuid
  but_hash?: Buffer
}

/** Ends sessions that are still open; how many. */
export async function endSessions(tx: Tx, now: Instant, which: Which): Promise<number> {
  const ended = await sql`update session set ended_at = ${now}::timestamptz
    where district = ${which.district}::int and account_id = ${which.account_id}::uuid and ended_at is null
      ${which.session_id ? sql`and id = ${which.session_id}::uuid` : sql``}
      ${which.post_id ? sql`and post_id = ${which.post_id}::uuid` : sql``}
      ${which.but_hash ? sql`and token_hash <> ${which.but_hash}` : sql``}`.execute(tx)
  return Number(ended.numAffectedRows ?? 0)
}
