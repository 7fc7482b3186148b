import { sql } from 'kysely'
import { addMinutes, civilDateOf, type Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import { type AccountRow, findAccount, postsHeld } from '../queries/accounts.ts'
import { type CredentialRow, findCredential } from '../queries/sessions.ts'
import { forgetSessions, type Moment } from './house.ts'
import { hashNew, REMEMBER } from './passwords.ts'
import { beginSession, endSessions } from './session-rows.ts'
import { addressHash, claimAttempt, countedAddress, giveBack } from './throttle.ts'
import { scopeOfDistrict, trace } from './trace.ts'

const MINUTES = 15
const PLACE = 'staff.renewal'

interface Plan {
  district: number
  account_id: Uuid
  /** Of the hash of the password it was begun with: once that is another, the plan is void. */
  password: string
  until: Instant
}

const markOf = ({ password_hash }: Pick<CredentialRow, 'password_hash'>) => sha256(password_hash).toString('base64')

/** Name, password and code were right: a sealed word by which she may choose another password, and do nothing else. */
export function beginRenewal(
  moment: Moment,
  account: Pick<AccountRow, 'district' | 'account_id'>,
  credential: CredentialRow,
): string {
  const { district, account_id } = account
  const plan: Plan = { district, account_id, password: markOf(credential), until: addMinutes(moment.now, MINUTES) }
  return moment.crypto.seal(JSON.stringify(plan), PLACE).toString('base64url')
}

function readPlan(moment: Moment, renewal: string): Plan | undefined {
  try {
    const plan = JSON.parse(moment.crypto.open(Buffer.from(renewal, 'base64url'), PLACE)) as Plan
    return moment.now < plan.until ? plan : undefined
  } catch {
    return undefined
  }
}

const over = (): never => refuse('unprocessable', 'staff.renewal_over', { next: 'staff.renewal_over_next' })

/**
 * Sets the new password and signs in; her other sessions end. Of many at once one succeeds.
 * @returns the token for the cookie
 * @throws Refusal unprocessable staff.renewal_over for what is too old, changed, not ours or done already; bad_input at the field
 */
export async function renewPassword(
  db: Database,
  moment: Moment,
  input: { renewal: string; password: string; address: string },
): Promise<string> {
  const counted = [countedAddress(moment, input.address)]
  await asSystem(db, scopeOfDistrict(0), (tx) => claimAttempt(tx, moment, counted))
  const plan = readPlan(moment, input.renewal) ?? over()
  const { district, account_id } = plan
  const known = await asSystem(db, scopeOfDistrict(district), async (tx) => ({
    account: await findAccount(tx, account_id),
    credential: await findCredential(tx, district, account_id),
  }))
  const { account, credential } = known
  if (account?.state !== 'active' || !credential || markOf(credential) !== plan.password) return over()
  await asSystem(db, scopeOfDistrict(0), (tx) => giveBack(tx, counted))
  const password_hash = await hashNew(db, input.password, account.username, credential)
  const token = await asSystem(db, scopeOfDistrict(district), async (tx) => {
    const changed =
      await sql`update credential set ${REMEMBER}, password_hash = ${password_hash}, password_set_at = ${moment.now}::timestamptz,
        version = version + 1
      where district = ${district}::int and account_id = ${account_id}::uuid and password_hash = ${credential.password_hash}
        and exists (select from account a where a.id = ${account_id}::uuid and a.state = 'active')`.execute(tx)
    if (changed.numAffectedRows !== 1n) return over()
    await endSessions(tx, moment.now, { district, account_id })
    const [post] = await postsHeld(tx, account_id, civilDateOf(moment.now))
    if (!post) return refuse('not_allowed', 'staff.no_post')
    const { post_id, role } = post
    await trace(tx, moment, { district, account_id, post_id, role, action: 'staff.renew_password', outcome: 'done' })
    const address_hash = addressHash(moment, input.address)
    return beginSession(tx, moment, { district, account_id, post_id, address_hash, confirmed_at: moment.now })
  })
  forgetSessions(db, (row) => row.account_id === account_id)
  return token
}
