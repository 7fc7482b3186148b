import { sql } from 'kysely'
import { civilDateOf, type Instant } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import { matchingStep, readTypedCode } from '../../../platform/one-time.ts'
import {
  findAccount,
  findAccountByUsername,
  findInstallation,
  findInvitation,
  findPlace,
  type PostRow,
  postsHeld,
} from '../queries/accounts.ts'
import { findCredential } from '../queries/sessions.ts'
import { ROLE_TIERS, tiersBetween } from '../rules/index.ts'
import {
  beginEnrolment,
  type Enrolment,
  type InvitationPlan,
  openPlan,
  type Plan,
  secretOf,
  type SetUpPlan,
} from './enrolment.ts'
import { sealSecret } from './factors.ts'
import { refuseField } from './fields.ts'
import { type Moment, NOBODY } from './house.ts'
import { hashNew, REMEMBER } from './passwords.ts'
import { setUpCodeHash } from './installation.ts'
import { invitationHash, readInvitationCode } from './invitations.ts'
import { insertStaff } from './staff-rows.ts'
import { beginSession } from './session-rows.ts'
import { addressHash, claimAttempt, countedAddress, giveBack } from './throttle.ts'
import { scopeOfDistrict, trace } from './trace.ts'

interface From {
  address: string
}

/** Guessing at codes is slowed down by address; a right code gives the try back. */
async function counted<T>(db: Database, moment: Moment, address: string, work: () => Promise<T>): Promise<T> {
  const tries = [countedAddress(moment, address)]
  await asSystem(db, scopeOfDistrict(0), (tx) => claimAttempt(tx, moment, tries))
  const result = await work()
  await asSystem(db, scopeOfDistrict(0), (tx) => giveBack(tx, tries))
  return result
}

export interface SetUpInput extends From {
  code: string
  division: number
  association: string
  username: string
  display_name: string
  password: string
}

/**
 * First run: checks the code of the terminal and everything typed, and gives what the administrator's authenticator needs.
 * @throws Refusal conflict staff.already_set_up; bad_input at the field
 */
export function setUp(db: Database, moment: Moment, input: SetUpInput): Promise<Enrolment> {
  return counted(db, moment, input.address, async () => {
    const hash = setUpCodeHash(moment.crypto, readTypedCode(input.code) ?? '')
    await asSystem(db, scopeOfDistrict(0), async (tx) => {
      const installation = await findInstallation(tx)
      if (installation?.state !== 'empty') refuse('conflict', 'staff.already_set_up')
      if (!installation.set_up_code_hash?.equals(hash)) refuseField('code', 'staff.set_up_code_wrong')
      const place = await findPlace(tx, input.division)
      const tiers = place ? tiersBetween(place.level, place.base_level) : []
      if (tiers.length === 0) refuseField('division', 'staff.division_unknown')
      if (!tiers.some((tier) => ROLE_TIERS.administrator.includes(tier))) {
        refuseField('division', 'staff.role_not_at_tier')
      }
      if (await findAccountByUsername(tx, input.username)) refuseField('username', 'staff.username_taken')
    })
    const { code: _, address: __, password, ...kept } = input
    const password_hash = await hashNew(db, password, input.username)
    const plan = { kind: 'set_up', code_hash: hash.toString('base64'), password_hash, ...kept } as const
    return beginEnrolment(moment, plan, input.username)
  })
}

interface Invited {
  district: number
  invitation_id: Uuid
  account_id: Uuid
  username: string
  display_name: string
  posts: string[]
  expires_at: Instant
}

async function invitedBy(db: Database, moment: Moment, code: string): Promise<Invited> {
  const read = readInvitationCode(code)
  const found = read
    ? await asSystem(db, scopeOfDistrict(read.district), async (tx) => {
        const row = await findInvitation(tx, read.district, invitationHash(moment.crypto, read.code))
        const account = row ? await findAccount(tx, row.account_id) : undefined
        if (!row || !account || row.used_at !== null || row.expires_at <= moment.now || account.state !== 'invited') {
          return undefined
        }
        const posts = (await postsHeld(tx, row.account_id, civilDateOf(moment.now))).map(
          (p) => `${p.division_name} ${p.title}`,
        )
        const { invitation_id, expires_at } = row
        const { account_id, username, display_name, district } = account
        return { invitation_id, expires_at, account_id, username, display_name, district, posts }
      })
    : undefined
  // Unknown, used and run out read the same: a code says nothing about people to whoever guesses.
  return found ?? refuseField('code', 'staff.invitation_over')
}

/** Whom the code of an invitation is for. */
export function lookAtInvitation(db: Database, moment: Moment, input: From & { code: string }): Promise<Invited> {
  return counted(db, moment, input.address, () => invitedBy(db, moment, input.code))
}

/** With the code of an invitation: takes the password and gives what the authenticator needs. */
export function acceptInvitation(
  db: Database,
  moment: Moment,
  input: From & { code: string; password: string },
): Promise<Enrolment> {
  return counted(db, moment, input.address, async () => {
    const { district, invitation_id, account_id, username } = await invitedBy(db, moment, input.code)
    const used = await asSystem(db, scopeOfDistrict(district), (tx) => findCredential(tx, district, account_id))
    const password_hash = await hashNew(db, input.password, username, used)
    return beginEnrolment(moment, { kind: 'invitation', district, invitation_id, account_id, password_hash }, username)
  })
}

/**
 * The first code of the authenticator: in one transaction the invitation or set-up code is used up, password and authenticator
 * are stored, the account is open and signed in. Of many at once one succeeds.
 * @returns the token for the cookie; undefined when the account's first post has not begun yet
 */
export function confirmEnrolment(
  db: Database,
  moment: Moment,
  input: From & { enrolment: string; code: string },
): Promise<string | undefined> {
  return counted(db, moment, input.address, async () => {
    const plan = openPlan(moment.crypto, moment.now, input.enrolment)
    const step = matchingStep(secretOf(plan), input.code.replaceAll(' ', ''), moment.now)
    if (step === undefined) return refuseField('code', 'staff.code_wrong')
    const scope = plan.kind === 'set_up' ? interval(plan.division) : scopeOfDistrict(plan.district)
    return asSystem(db, scope, async (tx) => {
      const who =
        plan.kind === 'set_up' ? await openInstallation(tx, moment, plan) : await openAccount(tx, moment, plan)
      await storeCredential(tx, moment, who, plan, step)
      const [post] = await postsHeld(tx, who.account_id, civilDateOf(moment.now))
      const fact = { ...who, post_id: post?.post_id ?? null, role: post?.role ?? null, ...ACTION[plan.kind] }
      await trace(tx, moment, { ...fact, outcome: 'done' })
      return post ? beginFirst(tx, moment, who, post, input.address) : undefined
    })
  })
}

/** What the trail calls the end of each enrolment. */
const ACTION = { set_up: { action: 'staff.set_up' }, invitation: { action: 'staff.invitation' } } as const

interface Who {
  district: number
  account_id: Uuid
}

function beginFirst(tx: Tx, moment: Moment, who: Who, post: PostRow, address: string): Promise<string> {
  const address_hash = addressHash(moment, address)
  return beginSession(tx, moment, { ...who, post_id: post.post_id, address_hash, confirmed_at: moment.now })
}

async function openInstallation(tx: Tx, moment: Moment, plan: SetUpPlan): Promise<Who> {
  const opened =
    await sql`update installation set state = 'set_up', set_up_code_hash = null, changed_at = ${moment.now}::timestamptz
    where state = 'empty' and set_up_code_hash = ${Buffer.from(plan.code_hash, 'base64')}`.execute(tx)
  if (opened.numAffectedRows !== 1n) refuse('conflict', 'staff.already_set_up')
  await sql`insert into association (division, name, created_at)
    values (${plan.division}::bigint, ${plan.association}, ${moment.now}::timestamptz)`.execute(tx)
  const account_id = moment.newId()
  const district = Math.floor(plan.division / 1_000_000)
  await insertStaff(tx, { now: moment.now, granted_by: NOBODY }, [
    {
      account_id,
      post_id: moment.newId(),
      username: plan.username,
      display_name: plan.display_name,
      account_division: plan.division,
      state: 'active',
      persona: false,
      role: 'administrator',
      division: plan.division,
      title: '管理员',
      valid_from: civilDateOf(moment.now),
      valid_to: null,
    },
  ])
  return { district, account_id }
}

async function openAccount(tx: Tx, moment: Moment, plan: InvitationPlan): Promise<Who> {
  const { district, account_id, invitation_id } = plan
  const used = await sql`update invitation set used_at = ${moment.now}::timestamptz
    where district = ${district}::int and id = ${invitation_id}::uuid and used_at is null
      and expires_at > ${moment.now}::timestamptz`.execute(tx)
  const opened = await sql`update account set state = 'active', version = version + 1
    where id = ${account_id}::uuid and state = 'invited'`.execute(tx)
  if (used.numAffectedRows !== 1n || opened.numAffectedRows !== 1n) refuse('conflict', 'staff.invitation_over')
  return { district, account_id }
}

async function storeCredential(tx: Tx, moment: Moment, who: Who, plan: Plan, step: number): Promise<void> {
  const cipher = sealSecret(moment, who.account_id, secretOf(plan))
  await sql`insert into credential (district, account_id, password_hash, totp_cipher, totp_step, recovery_hashes, password_set_at)
    values (${who.district}::int, ${who.account_id}::uuid, ${plan.password_hash}, ${cipher},
      ${step}::bigint, ${plan.recovery_hashes}::text[],
      ${moment.now}::timestamptz)
    on conflict (district, account_id) do update set ${REMEMBER}, password_hash = excluded.password_hash, totp_cipher = excluded.totp_cipher,
      totp_step = excluded.totp_step, recovery_hashes = excluded.recovery_hashes, password_set_at = excluded.password_set_at,
      version = credential.version + 1`.execute(tx)
}
