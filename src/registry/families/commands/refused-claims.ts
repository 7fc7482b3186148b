import { sql } from 'kysely'
import { addMinutes } from '../../../kernel/calendar.ts'
import { Refusal, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { look } from '../../../platform/database/looks.ts'
import { within } from '../../../platform/database/scope.ts'
import { readIn } from '../../../platform/database/transact.ts'

/** So many a day tell an account that somebody is registered elsewhere, by forms and rosters together. */
export const CLAIMS_TOLD_A_DAY = 50
const ENTRIES_SEARCHED = 5_000

/**
 * Whoever types the number of a person in the register, or of a certificate borne out of her reach, is told so, also of another place: that
 * somebody is in it is itself to be protected. The refusal rolls everything back but this trace, and after fifty in a day no more is told.
 * @throws Refusal too_many `families.too_many_claims`
 */
export async function traceRefusedClaims<T>(db: Database, call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || !tellsOfOthers(error)) throw error
    const told = await toldToday(db, call)
    const subject = { kind: 'account', id: call.actor.account_id }
    const detail = { persons: error.issues.length }
    await look(db, call, { action: 'families.claim_refused', district: call.actor.district, subject, detail })
    if (told >= CLAIMS_TOLD_A_DAY) refuse('too_many', 'families.too_many_claims', { cause: error })
    throw error
  }
}

/** That a person is registered, or out of reach the certificate that bears her number. */
function tellsOfOthers({ code, issues }: Refusal): boolean {
  return (
    code === 'families.already_registered' || issues.some((issue) => issue.code === 'families.certificate_elsewhere')
  )
}

function toldToday(db: Database, call: Call): Promise<number> {
  return readIn(db, call, (tx) => claimsToldToday(tx, call))
}

/** How many this account was told in a day: a refused form is one, a roster as many as it was told of at their cells. */
export async function claimsToldToday(tx: Tx, call: Call): Promise<number> {
  const { account_id, district } = call.actor
  const { rows } = await sql<{ n: number }>`select coalesce(sum(case action when 'families.claim_refused' then 1
      else coalesce((detail ->> 'registered_elsewhere')::int, 0) end), 0)::int as n from (
        select e.action, e.at, e.detail from audit_entry e
        where e.district = ${district}::int and e.account_id = ${account_id}::uuid
        order by e.seq desc limit ${ENTRIES_SEARCHED}) newest
      where at > ${addMinutes(call.now, -1_440)}::timestamptz`.execute(tx)
  return rows[0]?.n ?? 0
}

/**
 * Which of these keyed hashes, in hexadecimal, are registered where the reader does not reach: another district, or another community of
 * her own. It says that somebody is in the register, so whoever tells it counts it with `claimsToldToday`.
 */
export async function claimedElsewhere(tx: Tx, call: Call, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return []
  const { rows } = await sql<{ hash: string }>`
    select encode(c.id_hmac, 'hex') as hash from unnest(${[...hashes]}::text[]) as h
    join identity_claim c on c.id_hmac = decode(h, 'hex')
    where not exists (select 1 from person p where p.district = c.district and p.id = c.person_id
      and ${within(call.actor.scope, 'p.community')}) order by 1`.execute(tx)
  return rows.map(({ hash }) => hash)
}
