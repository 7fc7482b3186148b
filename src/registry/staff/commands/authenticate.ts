import { addMinutes, civilDateOf, epochOf, type Instant } from '../../../kernel/calendar.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Actor, Scope } from '../../../platform/call.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { FieldCrypto } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import type { Authenticate } from '../../../platform/http/server.ts'
import { newId } from '../../../platform/ids.ts'
import { sql } from 'kysely'
import { findSession, type SessionRow } from '../queries/sessions.ts'
import { sessionLives, isConfirmed } from '../rules/index.ts'
import { houseOf, type KeptSession } from './house.ts'
import { readToken } from './session-rows.ts'
import { scopeOfDistrict } from './trace.ts'

/** A session is read from the database at most once in this time; an ending elsewhere is effective within it. */
const KEPT_MS = 1_000
const KEPT_MAX = 10_000
/** How often the moment of the last request is written. */
const SEEN_EVERY_MINUTES = 1

export interface AuthenticateParts {
  db: Database
  /** What a role may do, over all rooms. */
  permissionsOf: (role: Role) => ReadonlySet<string>
  /** Must run: the second a session is kept is measured with it. */
  clock: Clock
  crypto: FieldCrypto
}

/** Who comes with a token. A busy session costs no query but one a second and one write a minute. */
export function createAuthenticate(parts: AuthenticateParts): Authenticate {
  const permissions = new Map<Role, ReadonlySet<string>>()
  const permissionsOf = (role: Role): ReadonlySet<string> => {
    const known = permissions.get(role) ?? parts.permissionsOf(role)
    permissions.set(role, known)
    return known
  }
  return async (request) => {
    const now = parts.clock.now()
    const kept = await aliveSession(parts.db, request.token, now)
    if (!kept) return undefined
    const { row } = kept
    if (request.background !== true && now >= addMinutes(row.last_seen_at, SEEN_EVERY_MINUTES))
      await see(parts.db, kept, now)
    return {
      call: {
        actor: actorOf(row),
        now,
        today: civilDateOf(now),
        request_id: request.request_id,
        idempotency_key: request.idempotency_key,
        reason: request.reason,
        locale: request.locale,
        crypto: parts.crypto,
        newId,
      },
      permissions: permissionsOf(row.role),
      confirmed: isConfirmed(row.confirmed_at, now),
    }
  }
}

/**
 * The same question asked by an open stream: whether its session still lives and where it may listen. Being asked is no
 * activity, or a screen left open would never sign out.
 */
export function createListening(parts: Pick<AuthenticateParts, 'db' | 'clock'>) {
  return async ({ token }: { token: string }): Promise<{ scope: Scope } | undefined> => {
    const kept = await aliveSession(parts.db, token, parts.clock.now())
    return kept ? { scope: { lo: kept.row.lo, hi: kept.row.hi } } : undefined
  }
}

/** The post is the actor: where she works is where her rows live. */
export function actorOf(
  row: Pick<SessionRow, 'account_id' | 'post_id' | 'display_name' | 'role' | 'division' | 'lo' | 'hi'>,
): Actor {
  return {
    account_id: row.account_id,
    post_id: row.post_id,
    display_name: row.display_name,
    role: row.role,
    scope: { lo: row.lo, hi: row.hi },
    division: row.division,
    district: Math.floor(row.division / 1_000_000),
  }
}

async function aliveSession(db: Database, token: string, now: Instant): Promise<KeptSession | undefined> {
  const read = readToken(token)
  if (!read) return undefined
  const house = houseOf(db)
  const key = read.hash.toString('hex')
  const now_ms = epochOf(now)
  const kept = house.sessions.get(key)
  if (kept && Math.abs(now_ms - kept.read_at_ms) < KEPT_MS) return alive(kept.row, now) ? kept : undefined
  const endings = house.endings
  const row = await asSystem(db, scopeOfDistrict(read.district), (tx) => findSession(tx, read.district, read.hash))
  house.sessions.delete(key)
  if (!row || !alive(row, now)) return undefined
  const fresh = { read_at_ms: now_ms, district: read.district, row }
  // Read before an ending that has committed since: good for this request, which came first, and no other.
  if (endings === house.endings) keep(house.sessions, key, fresh)
  return fresh
}

function keep(sessions: Map<string, KeptSession>, key: string, kept: KeptSession): void {
  const oldest = sessions.size >= KEPT_MAX ? sessions.keys().next().value : undefined
  if (oldest !== undefined) sessions.delete(oldest)
  sessions.set(key, kept)
}

/** The session, the account and the post must all hold now. */
function alive(row: SessionRow, now: Instant): boolean {
  const today = civilDateOf(now)
  const held = row.valid_from <= today && (row.valid_to === null || today < row.valid_to)
  return row.state === 'active' && held && sessionLives(row, now)
}

async function see(db: Database, kept: KeptSession, now: Instant): Promise<void> {
  kept.row.last_seen_at = now
  await asSystem(db, scopeOfDistrict(kept.district), (tx) =>
    sql`update session set last_seen_at = ${now}::timestamptz
      where district = ${kept.district}::int and id = ${kept.row.session_id}::uuid and ended_at is null
        and last_seen_at < ${now}::timestamptz`.execute(tx),
  )
}
