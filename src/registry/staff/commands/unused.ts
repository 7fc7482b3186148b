import { sql } from 'kysely'
import { addDays, civilDateOf, type Instant, startOfDay } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import { type UnusedAccount, unusedAccounts } from '../queries/unused.ts'
import { UNUSED_DAYS } from '../rules/index.ts'
import { forgetSessions, type Moment, NOBODY } from './house.ts'
import { voidInvitations } from './invitations.ts'
import { endSessions } from './session-rows.ts'
import { scopeOfDistrict, trace } from './trace.ts'

const EVERYWHERE = { lo: 0, hi: 1_000_000_000_000 }

/**
 * Closes accounts nobody has used for 90 days (GB/T 22239-2019 8.1.4.2 c: expired accounts are removed in time), each in its own
 * transaction with its own link in the trail of its district. An administrator lets a person in again by inviting her anew.
 * Safe to repeat: an account closed, or used, meanwhile is left alone.
 *
 * @returns the accounts closed now
 */
export async function closeUnusedAccounts(db: Database, moment: Moment): Promise<Uuid[]> {
  const today = civilDateOf(moment.now)
  const since = startOfDay(addDays(today, -UNUSED_DAYS))
  const found = await asSystem(db, EVERYWHERE, (tx) => unusedAccounts(tx, since, today))
  const closed: Uuid[] = []
  for (const account of found) if (await closeOne(db, moment, account, since)) closed.push(account.account_id)
  forgetSessions(db, (row) => closed.includes(row.account_id))
  return closed
}

function closeOne(db: Database, moment: Moment, account: UnusedAccount, since: Instant): Promise<boolean> {
  const { account_id, district } = account
  return asSystem(db, scopeOfDistrict(district), async (tx) => {
    const { numAffectedRows } = await sql`update account set state = 'disabled', version = version + 1
      where id = ${account_id}::uuid and state = 'active' and version = ${account.version}::int
        and not exists (select from session s where s.account_id = ${account_id}::uuid and s.last_seen_at > ${since}::timestamptz)`.execute(
      tx,
    )
    if (numAffectedRows !== 1n) return false
    await voidInvitations(tx, moment.now, account)
    await endSessions(tx, moment.now, account)
    await trace(tx, moment, {
      district,
      account_id: NOBODY,
      action: 'staff.close_unused',
      outcome: 'done',
      subject: { kind: 'account', id: account_id },
      detail: { days: UNUSED_DAYS },
    })
    return true
  })
}
