import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { branchOn, wholeTest } from '../../policies/index.ts'
import type { Question } from './differences.ts'

type Asked = Pick<Question, 'policy' | 'period' | 'as_of' | 'area'>

/**
 * The days, other than the one asked about now, on which was found what a payment round may pay and has not taken up: money that is due to a
 * person. A handful in a period; what is no money has no round that asks it again.
 */
export async function foundDays(tx: Tx, { policy, period, as_of, area }: Asked): Promise<CivilDate[]> {
  if (policy.grant_kind !== 'cash' || policy.beneficiary !== 'person') return []
  const { rows } = await sql<{ found_on: CivilDate }>`
    select distinct coalesce(e.found_again_on, e.due_from) as found_on from entitlement e
    where ${withinDistricts(area, 'e.district')} and e.policy_id = ${policy.id}::uuid and e.period = ${period} and ${within(area, 'e.community')}
      and e.state = 'due' and e.unit = 'fen' and e.paying_round_id is null and coalesce(e.found_again_on, e.due_from) <> ${as_of}::date
    order by found_on`.execute(tx)
  return rows.map((row) => row.found_on)
}

/**
 * Over an entitlement `h` of who is owed the same today: as is known now she was owed it on the day on which it was found, too. A payment
 * round asks her of that day; where a date learned since (a certificate renewed, a birth date corrected) takes it away, no round could ever
 * pay her. Each row is asked of its own day alone, so that it costs one look at her facts.
 */
export function dayStands({ policy, rates, as_of, found_days }: Question): RawBuilder<boolean> {
  if (found_days.length === 0) return sql<boolean>`true`
  const byBranch = rates.some((rate) => rate.branch !== null)
  const arms = found_days.map((day) => {
    // What was found before this version began is asked of its first day.
    const on = day < policy.valid_from ? policy.valid_from : day
    const sameRate = byBranch ? sql`${branchOn(on)} = ${branchOn(as_of)}` : sql`true`
    return sql`when ${day}::date then (${wholeTest(policy, on)} and ${sameRate}) is true`
  })
  return sql<boolean>`coalesce((select case coalesce(h.found_again_on, h.due_from) ${sql.join(arms, sql` `)} else true end
    from person_fact f where f.district = h.district and f.person_id = h.person_id), false)`
}
