import type { CivilDate } from '../../../kernel/calendar.ts'
import { addMinutes, civilDateOf, type Instant } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import { verifyPassword } from '../../../platform/password.ts'
import { type AccountRow, findAccountByUsername, findInstallation, personas, postsHeld } from '../queries/accounts.ts'
import { type CredentialRow, findCredential, findSession, knowsAddress } from '../queries/sessions.ts'
import { passwordEnds, passwordEndsSoon } from '../rules/index.ts'
import { useFactor } from './factors.ts'
import { forgetSessions, houseOf, type Moment, NOBODY } from './house.ts'
import { beginRenewal } from './renewal.ts'
import { beginSession, endSessions, readToken } from './session-rows.ts'
import { addressHash, claimAttempt, countedAddress, countedName, type Counted, giveBack } from './throttle.ts'
import { trace } from './trace.ts'

const NATION = interval(0)
/** An address from which she began a session in these days is hers: strangers elsewhere cannot keep her out. */
const KNOWN_DAYS = 30

interface SignedIn {
  token: string
  /** When the password must be changed, once that is near. */
  password_ends: Instant | null
}

interface Found {
  account: AccountRow | undefined
  credential: CredentialRow | undefined
  counted: Counted[]
}

/** Everything the judging needs, and the try counted. The same statements run for a name that nobody has. */
async function prepare(tx: Tx, moment: Moment, username: string, address: string): Promise<Found> {
  const account = await findAccountByUsername(tx, username)
  const who = { district: account?.district ?? 0, account_id: account?.account_id ?? NOBODY }
  const credential = await findCredential(tx, who.district, who.account_id)
  const known = await knowsAddress(tx, {
    ...who,
    address_hash: addressHash(moment, address),
    since: addMinutes(moment.now, -KNOWN_DAYS * 1_440),
  })
  const counted = [countedName(moment, username, known ? address : undefined), countedAddress(moment, address)]
  await claimAttempt(tx, moment, counted)
  return { account, credential, counted }
}

/**
 * Name, password and second factor in one request; the answer to any wrong part is the same, and takes the same work.
 * @returns the token for the cookie; or, of a password that has served its time, what `renewPassword` asks for
 * @throws Refusal not_signed_in staff.sign_in_failed; too_many staff.too_many_attempts; not_allowed staff.no_post
 */
export async function signIn(
  db: Database,
  moment: Moment,
  input: { username: string; password: string; code: string; address: string },
): Promise<SignedIn | { renewal: string }> {
  const username = input.username.toLowerCase()
  const { account, credential, counted } = await asSystem(db, NATION, (tx) =>
    prepare(tx, moment, username, input.address),
  )
  const usable = account?.state === 'active' && !account.persona ? credential : undefined
  const rightPassword = await verifyPassword(input.password, usable?.password_hash, houseOf(db).password_cost)
  const outcome = await asSystem(db, NATION, async (tx) => {
    const district = account?.district ?? 0
    const fact = { district, account_id: account?.account_id ?? null, action: 'staff.sign_in' }
    if (!account || !usable || !rightPassword || !(await useFactor(tx, moment, account, usable, input.code))) {
      await trace(tx, moment, { ...fact, outcome: 'refused' })
      return undefined
    }
    const [post] = await postsHeld(tx, account.account_id, civilDateOf(moment.now))
    await giveBack(tx, counted)
    if (!post) return 'no_post'
    const ends = passwordEnds(usable.password_set_at, houseOf(db).password_profile)
    if (ends !== null && moment.now >= ends) {
      await trace(tx, moment, { ...fact, outcome: 'refused', detail: { password_over: true } })
      return { renewal: beginRenewal(moment, account, usable) }
    }
    await trace(tx, moment, { ...fact, outcome: 'done', post_id: post.post_id, role: post.role })
    const token = await beginSession(tx, moment, {
      district,
      account_id: account.account_id,
      post_id: post.post_id,
      address_hash: addressHash(moment, input.address),
      confirmed_at: moment.now,
    })
    return { token, password_ends: passwordEndsSoon(ends, moment.now) }
  })
  if (outcome === undefined)
    return refuse('not_signed_in', 'staff.sign_in_failed', { next: 'staff.sign_in_failed_next' })
  if (outcome === 'no_post') return refuse('not_allowed', 'staff.no_post')
  return outcome
}

/** Ends the session of the token, if there is one. */
export async function signOut(db: Database, moment: Moment, token: string | undefined): Promise<void> {
  const read = token ? readToken(token) : undefined
  if (!read) return
  const ended_id = await asSystem(db, NATION, async (tx) => {
    const row = await findSession(tx, read.district, read.hash)
    if (!row) return undefined
    const { account_id, session_id, post_id, role } = row
    const ended = await endSessions(tx, moment.now, { district: read.district, account_id, session_id })
    if (ended === 0) return undefined
    const fact = { district: read.district, account_id, post_id, role, action: 'staff.sign_out' }
    await trace(tx, moment, { ...fact, outcome: 'done' })
    return session_id
  })
  forgetSessions(db, (row) => row.session_id === ended_id)
}

/**
 * In the demonstration: on as one of its invented people, without password or code. The former session ends.
 * @throws Refusal not_allowed staff.demonstration_only; not_found for anybody who is no persona
 */
export async function usePersona(
  db: Database,
  moment: Moment,
  input: { persona_id: string; address: string; token: string | undefined; today: CivilDate },
): Promise<string> {
  const former = input.token ? readToken(input.token) : undefined
  const begun = await asSystem(db, NATION, async (tx) => {
    if ((await findInstallation(tx))?.state !== 'demonstration') refuse('not_allowed', 'staff.demonstration_only')
    const persona = (await personas(tx, input.today)).find((p) => p.persona_id === input.persona_id)
    const account = persona ? await findAccountByUsername(tx, persona.username) : undefined
    const [post] = account ? await postsHeld(tx, account.account_id, input.today) : []
    if (!account || !post) return refuse('not_found', 'platform.not_found')
    const row = former ? await findSession(tx, former.district, former.hash) : undefined
    if (row && former) {
      await endSessions(tx, moment.now, {
        district: former.district,
        account_id: row.account_id,
        session_id: row.session_id,
      })
    }
    const { account_id, district } = account
    const { post_id, role } = post
    await trace(tx, moment, { district, account_id, post_id, role, action: 'staff.use_persona', outcome: 'done' })
    const address_hash = addressHash(moment, input.address)
    const next = await beginSession(tx, moment, { district, account_id, post_id, address_hash, confirmed_at: null })
    return { token: next, ended_id: row?.session_id }
  })
  forgetSessions(db, (row) => row.session_id === begun.ended_id)
  return begun.token
}
