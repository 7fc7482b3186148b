import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'

export interface UnusedAccount {
  account_id: Uuid
  district: number
  version: number
}

/**
 * Active accounts with which nobody has done anything since a moment: no session seen, no act in the trail (an act on the command line
 * needs no session), and made before it. Left out are personas, and administrators beside whom no other that is in use could let
 * them in again.
 *
 * @param on the day on which posts are held
 */
export async function unusedAccounts(tx: Tx, since: Instant, on: CivilDate): Promise<UnusedAccount[]> {
  const held = sql`p.role = 'administrator' and (p.valid_to is null or p.valid_to > ${on}::date)`
  const { rows } = await sql<UnusedAccount>`
    with used as materialized (
      select a.id, a.district, a.version, a.division, (a.created_at > ${since}::timestamptz
        or exists (select from session s where s.account_id = a.id and s.last_seen_at > ${since}::timestamptz)
        or exists (select from post p cross join lateral (
            select e.at from audit_entry e where e.district = (p.division / 1000000)::int and e.account_id = a.id and e.outcome = 'done'
            order by e.seq desc limit 1) last
          where p.account_id = a.id and last.at > ${since}::timestamptz)) as recently
      from account a where a.state = 'active' and not a.persona)
    select u.id as account_id, u.district, u.version from used u
    where not u.recently
      and (not exists (select from post p where p.account_id = u.id and ${held})
        or exists (select from used other join post p on p.account_id = other.id
          where other.recently and ${held} and p.valid_from <= ${on}::date and p.lo <= u.division and u.division < p.hi))
    order by u.district, u.id`.execute(tx)
  return rows
}
