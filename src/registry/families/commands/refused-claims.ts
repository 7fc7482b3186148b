import { sql } from 'kysely'
import { addMinutes } from '../../../kernel/calendar.ts'
import { Refusal, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { look } from '../../../platform/database/looks.ts'
import { readIn } from '../../../platform/database/transact.ts'

/** So many refused claims a day tell an account where somebody is registered; a roster goes another way, as one file. */
export const CLAIMS_TOLD_A_DAY = 50
const ENTRIES_SEARCHED = 5_000

/**
 * Whoever types the number of a person in the register is told so, also of another place: that somebody is in it is itself to be
 * protected. The refusal rolls everything back but this trace, and after fifty in a day no more is told.
 * @throws Refusal too_many `families.too_many_claims`
 */
export async function traceRefusedClaims<T>(db: Database, call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'families.already_registered') throw error
    const told = await toldToday(db, call)
    const subject = { kind: 'account', id: call.actor.account_id }
    const detail = { persons: error.issues.length }
    await look(db, call, { action: 'families.claim_refused', district: call.actor.district, subject, detail })
    if (told >= CLAIMS_TOLD_A_DAY) refuse('too_many', 'families.too_many_claims', { cause: error })
    throw error
  }
}

function toldToday(db: Database, call: Call): Promise<number> {
  const { account_id, district } = call.actor
  return readIn(db, call, async (tx) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from (
        select e.action, e.at from audit_entry e where e.district = ${district}::int and e.account_id = ${account_id}::uuid
        order by e.seq desc limit ${ENTRIES_SEARCHED}) newest
      where action = 'families.claim_refused' and at > ${addMinutes(call.now, -1_440)}::timestamptz`.execute(tx)
    return rows[0]?.n ?? 0
  })
}
