import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import { contains } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import { type AccountRow, findAccountInScope, findPlace } from '../queries/accounts.ts'
import { findAssociation } from '../queries/associations.ts'
import { findStaffMember } from '../queries/staff.ts'
import { type Duty, dutyOf, grantFault, tiersBetween } from '../rules/index.ts'
import { refuseField } from './fields.ts'
import { forgetSessions } from './house.ts'
import { type Invitation, invitationCode, invite, voidInvitations } from './invitations.ts'
import { endSessions } from './session-rows.ts'
import { insertPosts, insertStaff } from './staff-rows.ts'

export interface PostInput {
  role: Role
  division: number
  title?: string | undefined
  valid_from?: CivilDate | undefined
  valid_to?: CivilDate | undefined
}

export interface Invited {
  account_id: Uuid
  invitation_code: string
  expires_at: Instant
}

/** The account and its district, before the transaction that changes it. Out of reach reads as not found. */
async function reach(db: Database, call: Call, accountId: Uuid): Promise<number> {
  const account = await readIn(db, call, (tx) => findStaffMember(tx, call, accountId))
  return account?.district ?? refuse('not_found', 'platform.not_found')
}

async function locked(tx: Tx, call: Call, accountId: Uuid): Promise<AccountRow> {
  const account = await findAccountInScope(tx, call.actor.scope, accountId)
  return account ?? refuse('not_found', 'platform.not_found')
}

interface Term {
  from: CivilDate
  to: CivilDate | null
}

function termOf(call: Call, post: PostInput): Term {
  const from = post.valid_from ?? call.today
  const to = post.valid_to ?? null
  if (to !== null && to <= from) refuseField('valid_to', 'staff.term_backwards')
  return { from, to }
}

async function dutiesHeld(tx: Tx, accountId: Uuid, term: Term): Promise<Duty[]> {
  const found = await sql<{ role: Role }>`select role from post where account_id = ${accountId}::uuid
    and daterange(valid_from, valid_to) && daterange(${term.from}::date, ${term.to}::date)`.execute(tx)
  return found.rows.map((row) => dutyOf(row.role))
}

interface Granting {
  account_id: Uuid
  account_division: number
  /** Where the fields of the post stand in the input. */
  place: '' | 'post.'
}

async function checkGrant(tx: Tx, call: Call, to: Granting, post: PostInput, term: Term): Promise<void> {
  const place = await findPlace(tx, post.division)
  const fault = grantFault({
    role: post.role,
    division: post.division,
    tiers: place ? tiersBetween(place.level, place.base_level) : [],
    granter_division: call.actor.division,
    account_division: to.account_division,
    held: await dutiesHeld(tx, to.account_id, term),
    oneself: to.account_id === call.actor.account_id,
  })
  if (fault) refuseField(to.place + fault.place, fault.code)
}

export interface NewMember {
  username: string
  display_name: string
  /** The association's division; the granter's own unless said. */
  division?: number | undefined
  post: PostInput
  /** What the post is called when no title is given. */
  default_title: string
}

/** A new account with its first post, and the code that opens it. */
export async function createStaffMember(db: Database, call: Call, input: NewMember): Promise<Invited> {
  const division = input.division ?? call.actor.division
  if (!contains(call.actor.division, division)) refuseField('division', 'staff.division_out_of_reach')
  const district = Math.floor(division / 1_000_000)
  const term = termOf(call, input.post)
  const made = await command(db, call, { name: 'staff.create_account', input, district }, async (tx) => {
    const account_id = call.newId()
    if (!(await findPlace(tx, division))) refuseField('division', 'staff.division_unknown')
    // Whoever is invited belongs to an association that has a name: none comes to be by the way.
    if (!(await findAssociation(tx, call.actor.scope, division))) refuseField('division', 'staff.association_missing')
    await checkGrant(tx, call, { account_id, account_division: division, place: 'post.' }, input.post, term)
    await insertStaff(tx, { now: call.now, granted_by: call.actor.account_id }, [
      {
        account_id,
        post_id: call.newId(),
        username: input.username,
        display_name: input.display_name,
        account_division: division,
        state: 'invited',
        persona: false,
        role: input.post.role,
        division: input.post.division,
        title: input.post.title ?? input.default_title,
        valid_from: term.from,
        valid_to: term.to,
      },
    ])
    const invitation = await invite(tx, call, { district, account_id })
    const detail = { role: input.post.role, division: input.post.division }
    return { result: { account_id, ...invitation }, subject: { kind: 'account', id: account_id }, detail }
  })
  return invitedOf(call, made)
}

function invitedOf(call: Call, made: Invitation & { account_id: Uuid }): Invited {
  return {
    account_id: made.account_id,
    invitation_code: invitationCode(call.crypto, made),
    expires_at: made.expires_at,
  }
}

/** One more post. @throws Refusal bad_input at `division` or `role`; conflict staff.post_already */
export async function grantPost(
  db: Database,
  call: Call,
  input: { account_id: Uuid; post: PostInput; default_title: string },
): Promise<{ post_id: Uuid }> {
  const district = await reach(db, call, input.account_id)
  const term = termOf(call, input.post)
  const subject = { kind: 'account', id: input.account_id }
  return command(db, call, { name: 'staff.grant_post', input, district, subject }, async (tx) => {
    const account = await locked(tx, call, input.account_id)
    if (account.state === 'disabled') refuse('conflict', 'staff.account_closed')
    const to = { account_id: account.account_id, account_division: account.division, place: '' } as const
    await checkGrant(tx, call, to, input.post, term)
    const post_id = call.newId()
    const { role, division, title } = input.post
    await insertPosts(tx, { now: call.now, granted_by: call.actor.account_id }, [
      {
        post_id,
        account_id: account.account_id,
        role,
        division,
        title: title ?? input.default_title,
        valid_from: term.from,
        valid_to: term.to,
      },
    ])
    return { result: { post_id }, detail: { post_id, role, division } }
  })
}

/** Ends a post today (one that has not begun never begins); its sessions end with it. */
export async function endPost(db: Database, call: Call, input: { account_id: Uuid; post_id: Uuid }): Promise<void> {
  const district = await reach(db, call, input.account_id)
  if (input.account_id === call.actor.account_id) refuse('unprocessable', 'staff.not_oneself')
  const subject = { kind: 'account', id: input.account_id }
  await command(db, call, { name: 'staff.end_post', input, district, subject }, async (tx) => {
    await locked(tx, call, input.account_id)
    const { lo, hi } = call.actor.scope
    const found = await sql<{
      ended: boolean
    }>`select valid_to is not null and valid_to <= ${call.today}::date as ended from post
      where id = ${input.post_id}::uuid and account_id = ${input.account_id}::uuid and lo >= ${lo}::bigint and hi <= ${hi}::bigint
      for update`.execute(tx)
    const [post] = found.rows
    if (!post) return refuse('not_found', 'platform.not_found')
    if (post.ended) return refuse('conflict', 'staff.post_ended')
    await sql`update post set valid_to = greatest(${call.today}::date, valid_from), version = version + 1
      where id = ${input.post_id}::uuid and lo >= ${lo}::bigint and hi <= ${hi}::bigint`.execute(tx)
    await endSessions(tx, call.now, { district, account_id: input.account_id, post_id: input.post_id })
    return { result: null, detail: { post_id: input.post_id } }
  })
  forgetSessions(db, (row) => row.post_id === input.post_id)
}

/** Closes an account: no sign-in, no session, no invitation. Posts stay on record. */
export async function disableAccount(db: Database, call: Call, accountId: Uuid): Promise<void> {
  const district = await reach(db, call, accountId)
  if (accountId === call.actor.account_id) refuse('unprocessable', 'staff.not_oneself')
  const subject = { kind: 'account', id: accountId }
  await command(
    db,
    call,
    { name: 'staff.disable_account', input: { account_id: accountId }, district, subject },
    async (tx) => {
      const account = await locked(tx, call, accountId)
      if (account.state === 'disabled') refuse('conflict', 'staff.account_closed')
      await changeState(tx, account, 'disabled')
      await voidInvitations(tx, call.now, account)
      const ended = await endSessions(tx, call.now, account)
      return { result: null, detail: { sessions: ended } }
    },
  )
  forgetSessions(db, (row) => row.account_id === accountId)
}

async function changeState(tx: Tx, account: AccountRow, state: AccountRow['state']): Promise<void> {
  const changed = await sql`update account set state = ${state}, version = version + 1
    where id = ${account.account_id}::uuid and version = ${account.version}::int`.execute(tx)
  if (changed.numAffectedRows !== 1n) refuse('conflict', 'staff.changed_meanwhile')
}

/**
 * A new invitation for a lost authenticator, a forgotten password or a closed account: until it is accepted nobody signs in,
 * and the administrator never chooses the password.
 */
export async function inviteAgain(db: Database, call: Call, accountId: Uuid): Promise<Invited> {
  const district = await reach(db, call, accountId)
  if (accountId === call.actor.account_id) refuse('unprocessable', 'staff.not_oneself')
  const subject = { kind: 'account', id: accountId }
  const spec = { name: 'staff.invite_again', input: { account_id: accountId }, district, subject }
  const made = await command(db, call, spec, async (tx) => {
    const account = await locked(tx, call, accountId)
    if (account.persona) refuse('unprocessable', 'staff.persona_needs_none')
    await changeState(tx, account, 'invited')
    await endSessions(tx, call.now, account)
    return { result: { account_id: accountId, ...(await invite(tx, call, account)) } }
  })
  forgetSessions(db, (row) => row.account_id === accountId)
  return invitedOf(call, made)
}

/** Ends all sessions of an account, such as on a lost device. */
export async function endStaffSessions(db: Database, call: Call, accountId: Uuid): Promise<{ ended: number }> {
  const district = await reach(db, call, accountId)
  const subject = { kind: 'account', id: accountId }
  const spec = { name: 'staff.end_sessions', input: { account_id: accountId }, district, subject }
  const result = await command(db, call, spec, async (tx) => {
    const ended = await endSessions(tx, call.now, await locked(tx, call, accountId))
    return { result: { ended }, detail: { sessions: ended } }
  })
  forgetSessions(db, (row) => row.account_id === accountId)
  return result
}
