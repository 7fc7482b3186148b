import { addMinutes, civilDateOf, type Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import { verifyPassword } from '../../../platform/password.ts'
import { sql } from 'kysely'
import { postsHeld } from '../queries/accounts.ts'
import { findCredential, findSession, type OwnSession, type SessionRow, sessionsOf } from '../queries/sessions.ts'
import { IDLE_MINUTES, passwordEnds, passwordEndsSoon } from '../rules/index.ts'
import { newRecoveryCodes, useFactor } from './factors.ts'
import { refuseField } from './fields.ts'
import { forgetSessions, houseOf, type Moment } from './house.ts'
import { hashNew, REMEMBER } from './passwords.ts'
import { beginSession, endSessions, readToken } from './session-rows.ts'
import { claimAttempt, countedName, giveBack } from './throttle.ts'
import { scopeOfDistrict, trace } from './trace.ts'

/** The session these acts are about: the cookie's, already found alive by authenticate. */
export interface Present extends Moment {
  token: string | undefined
}

interface Mine {
  tx: Tx
  row: SessionRow
  district: number
  hash: Buffer
}

/** One transaction within the account's own district, over the present session. */
async function inMine<T>(db: Database, present: Present, work: (mine: Mine) => Promise<T>): Promise<T> {
  const read = present.token ? readToken(present.token) : undefined
  if (!read) return refuse('not_signed_in', 'platform.not_signed_in')
  return asSystem(db, scopeOfDistrict(read.district), async (tx) => {
    const row = await findSession(tx, read.district, read.hash)
    if (!row || row.ended_at !== null) return refuse('not_signed_in', 'platform.not_signed_in')
    return work({ tx, row, district: read.district, hash: read.hash })
  })
}

const traceMine = (mine: Mine, present: Present, action: string, outcome: 'done' | 'refused' = 'done') =>
  trace(mine.tx, present, {
    district: mine.district,
    account_id: mine.row.account_id,
    post_id: mine.row.post_id,
    role: mine.row.role,
    action,
    outcome,
    subject: { kind: 'session', id: mine.row.session_id },
  })

/** Ends the present session and begins its successor with another token; the twelve hours run on. */
async function rotate(
  mine: Mine,
  present: Present,
  change: { post_id: Uuid; confirmed_at: Instant | null },
): Promise<string> {
  const { row, district, tx } = mine
  const address = await sql<{ address_hash: Buffer }>`select address_hash from session
    where district = ${district}::int and token_hash = ${mine.hash}`.execute(tx)
  const ended = await endSessions(tx, present.now, { district, account_id: row.account_id, session_id: row.session_id })
  // Two rotations at once: the second finds the session ended and begins none.
  const [first] = address.rows
  if (ended === 0 || !first) return refuse('not_signed_in', 'platform.not_signed_in')
  return beginSession(tx, present, {
    district,
    account_id: row.account_id,
    address_hash: first.address_hash,
    expires_at: row.expires_at,
    ...change,
  })
}

/** Goes on in another of one's own posts. @throws Refusal not_found when she does not hold it today. */
export async function switchPost(db: Database, present: Present, postId: Uuid): Promise<string> {
  const token = await inMine(db, present, async (mine) => {
    const posts = await postsHeld(mine.tx, mine.row.account_id, civilDateOf(present.now))
    if (!posts.some((post) => post.post_id === postId)) refuse('not_found', 'platform.not_found')
    const next = await rotate(mine, present, { post_id: postId, confirmed_at: mine.row.confirmed_at })
    await traceMine(mine, present, 'staff.switch_post')
    return next
  })
  forgetOne(db, present)
  return token
}

/**
 * The invented people of a demonstration have no authenticator: this code, shown on their screen, stands for it. It confirms
 * nobody else.
 */
const DEMONSTRATION_CODE = '246810'

/**
 * Shows the second factor again; for five minutes the session then counts as confirmed. Wrong codes are counted like wrong sign-ins.
 * @returns the token of the session that takes the place of the present one
 * @throws Refusal bad_input staff.code_wrong at `code`; too_many staff.too_many_attempts
 */
export async function confirmSession(db: Database, present: Present, code: string): Promise<string> {
  const counted = await countMine(db, present)
  const token = await inMine(db, present, async (mine) => {
    const credential = await findCredential(mine.tx, mine.district, mine.row.account_id)
    const who = { district: mine.district, account_id: mine.row.account_id }
    const shown = mine.row.persona
      ? code.replaceAll(' ', '') === DEMONSTRATION_CODE
      : credential !== undefined && (await useFactor(mine.tx, present, who, credential, code))
    if (!shown) {
      await traceMine(mine, present, 'staff.confirm_session', 'refused')
      return undefined
    }
    const next = await rotate(mine, present, { post_id: mine.row.post_id, confirmed_at: present.now })
    await traceMine(mine, present, 'staff.confirm_session')
    return next
  })
  if (token === undefined) return refuseField('code', 'staff.code_wrong')
  await asSystem(db, scopeOfDistrict(0), (tx) => giveBack(tx, counted))
  forgetOne(db, present)
  return token
}

async function countMine(db: Database, present: Present) {
  const account = await inMine(db, present, (mine) => Promise.resolve(mine.row.account_id))
  const counted = [countedName(present, `account ${account}`)]
  await asSystem(db, scopeOfDistrict(0), (tx) => claimAttempt(tx, present, counted))
  return counted
}

/** Changes one's own password; one's other sessions end. */
export async function changePassword(
  db: Database,
  present: Present,
  input: { current: string; password: string },
): Promise<void> {
  const counted = await countMine(db, present)
  const { credential, username, account_id } = await inMine(db, present, async (mine) => ({
    credential: await findCredential(mine.tx, mine.district, mine.row.account_id),
    username: mine.row.username,
    account_id: mine.row.account_id,
  }))
  const phc = credential?.password_hash
  if (!(await verifyPassword(input.current, phc, houseOf(db).password_cost)))
    refuseField('current', 'staff.password_wrong')
  await asSystem(db, scopeOfDistrict(0), (tx) => giveBack(tx, counted))
  const next = await hashNew(db, input.password, username, credential)
  await inMine(db, present, async (mine) => {
    const changed =
      await sql`update credential set ${REMEMBER}, password_hash = ${next}, password_set_at = ${present.now}::timestamptz, version = version + 1
      where district = ${mine.district}::int and account_id = ${account_id}::uuid and password_hash = ${phc}`.execute(
        mine.tx,
      )
    if (changed.numAffectedRows !== 1n) refuse('conflict', 'staff.changed_meanwhile')
    await endSessions(mine.tx, present.now, { district: mine.district, account_id, but_hash: mine.hash })
    await traceMine(mine, present, 'staff.change_password')
  })
  forgetSessions(db, (row) => row.account_id === account_id)
}

export async function renewRecoveryCodes(db: Database, present: Present): Promise<string[]> {
  const { codes, hashes } = newRecoveryCodes(present)
  await inMine(db, present, async (mine) => {
    const renewed = await sql`update credential set recovery_hashes = ${hashes}::text[], version = version + 1
      where district = ${mine.district}::int and account_id = ${mine.row.account_id}::uuid`.execute(mine.tx)
    if (renewed.numAffectedRows !== 1n) refuse('unprocessable', 'staff.no_credential')
    await traceMine(mine, present, 'staff.renew_recovery_codes')
  })
  return codes
}

export async function mySessions(
  db: Database,
  present: Present,
): Promise<{
  items: OwnSession[]
  password_set_at: Instant | null
  password_ends: Instant | null
  password_ends_soon: boolean
  recovery_codes_left: number
}> {
  return inMine(db, present, async ({ tx, row, district, hash }) => {
    const credential = await findCredential(tx, district, row.account_id)
    const items = await sessionsOf(tx, {
      district,
      account_id: row.account_id,
      token_hash: hash,
      now: present.now,
      alive_since: addMinutes(present.now, -IDLE_MINUTES),
    })
    const ends = credential ? passwordEnds(credential.password_set_at, houseOf(db).password_profile) : null
    return {
      items,
      password_set_at: credential?.password_set_at ?? null,
      password_ends: ends,
      password_ends_soon: passwordEndsSoon(ends, present.now) !== null,
      recovery_codes_left: credential?.recovery_codes_left ?? 0,
    }
  })
}

/** Ends one of one's own sessions, or (undefined) all but the present one; how many. */
export async function endMySessions(db: Database, present: Present, sessionId: Uuid | undefined): Promise<number> {
  const { ended, account_id } = await inMine(db, present, async (mine) => {
    const { account_id } = mine.row
    const which = sessionId ? { session_id: sessionId } : { but_hash: mine.hash }
    const count = await endSessions(mine.tx, present.now, { district: mine.district, account_id, ...which })
    if (sessionId && count === 0) refuse('not_found', 'platform.not_found')
    await traceMine(mine, present, 'staff.end_sessions')
    return { ended: count, account_id }
  })
  forgetSessions(db, (row) => row.account_id === account_id)
  return ended
}

function forgetOne(db: Database, present: Present): void {
  const hash = present.token ? readToken(present.token)?.hash.toString('hex') : undefined
  if (hash) houseOf(db).sessions.delete(hash)
  forgetSessions(db, () => false)
}
