import { type RawBuilder, sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { type GroupRival, rivalsInGroups } from '../../../promises/entitlements/index.ts'
import { overlapsOf } from '../../../promises/entitlements/rules/index.ts'
import type { PolicyAt } from '../../../promises/policies/index.ts'
import type { Group } from '../../../promises/policies/rules/index.ts'
import { demandedBranch } from '../rules/index.ts'

/** The promises beside which one is paid, because nobody is paid for a month under two of them. */
export interface Beside {
  root_id: Uuid
  /** Versions of promises of the same kind that demand the other branch of whoever they admit. */
  other_branch: readonly { policy_id: Uuid; version: number }[]
  /** Those of which only the highest is given. */
  rivals: readonly GroupRival[]
}

export async function besideOf(tx: Tx, policy: PolicyAt): Promise<Beside> {
  const { rows } = await sql<{ id: Uuid; root_id: Uuid; version: number; rule: Group }>`
    select p.id, p.root_id, v.version, v.rule
    from policy o join policy p on p.care_kind = o.care_kind join policy_version v on v.policy_id = p.id
    where o.id = ${policy.id}::uuid`.execute(tx)
  const own = demandedBranch(policy.rule)
  const others = rows.filter(({ id, rule }) => {
    const demanded = demandedBranch(rule)
    return own !== undefined && id !== policy.id && demanded !== undefined && demanded !== own
  })
  return {
    root_id: rows.find((row) => row.id === policy.id)?.root_id ?? policy.id,
    other_branch: others.map(({ id, version }) => ({ policy_id: id, version })),
    rivals: await rivalsInGroups(tx, policy.id),
  }
}

interface Asked {
  policy: PolicyAt
  period: Period
  beside: Beside
}

const STANDS = sql`o.state in ('composed', 'exported', 'paid')`
const NOT_RETURNED = sql`o.amount_fen > (select coalesce(sum(b.amount_fen), 0) from payment_recovery b
  where b.district = o.district and b.payment_id = o.id and b.state = 'returned')`

/**
 * Over `e`, `f`: the child died within the period, which has been or is being paid to her under a promise of the same kind for the
 * other branch. A period is paid whole under the branch with which it was begun; the next one is the other branch's. False of promises
 * that ask no branch: they are no branch of anything.
 */
export function otherBranch({ period, beside: { other_branch } }: Asked): RawBuilder<boolean> {
  if (other_branch.length === 0 || period === 'once') return sql<boolean>`false`
  const { from, to_exclusive } = periodRange(period)
  return sql<boolean>`f.child_died_on > ${from}::date and f.child_died_on < ${to_exclusive}::date
    and exists (select from payment o
      join unnest(${other_branch.map((one) => one.policy_id)}::uuid[], ${other_branch.map((one) => one.version)}::int[]) v(policy_id, version)
        on v.policy_id = o.policy_id and v.version = o.policy_version
      where o.district = e.district and o.person_id = e.person_id and o.period = e.period and o.kind = 'regular' and ${STANDS} and ${NOT_RETURNED})`
}

/**
 * Over `e`: the months of the period, as an array, that have been or are being paid to her under a policy of the same root for a period of
 * another length, less what has come back. Null when there are none. Where no month can be taken out of a payment, any that is taken takes
 * all of it: the first day then.
 */
export function takenMonths(
  { period, beside }: Pick<Asked, 'period' | 'beside'>,
  monthly: boolean,
): RawBuilder<unknown> {
  const overlaps = overlapsOf(period)
  const { from } = periodRange(period)
  const known = sql`unnest(${overlaps.map((one) => one.period)}::text[], ${overlaps.map((one) => one.first)}::date[],
    ${overlaps.map((one) => one.months)}::int[]) r(period, first, months)`
  const all = sql`generate_series(r.first::timestamp, (r.first + make_interval(months => r.months - 1))::timestamp, interval '1 month')`
  // One part of one "month" in a longer period is the whole of it.
  const paid = sql`select m.day::date as month from payment o join ${known} on r.period = o.period
      cross join lateral (
        select d.day from jsonb_array_elements(o.parts) part
          cross join lateral generate_series((part ->> 'from')::timestamp,
            ((part ->> 'from')::date + make_interval(months => (part ->> 'months')::int - 1))::timestamp, interval '1 month') d(day)
        where not part ? 'cut' and (r.months = 1 or jsonb_array_length(o.parts) > 1 or (part ->> 'months')::int > 1)
        union select a.day from ${all} a(day)
        where r.months > 1 and jsonb_array_length(o.parts) = 1 and o.parts -> 0 ->> 'months' = '1'
      ) m
    where o.district = e.district and o.person_id = e.person_id and o.root_id = ${beside.root_id}::uuid and o.period <> ${period} and ${STANDS}
      and not payment_came_back(o, to_char(m.day, 'YYYY-MM'))`
  const first = monthly ? sql`array_agg(t.month)` : sql`case when count(*) > 0 then array[${from}::date] end`
  return sql`(select ${first} as months from (${paid}) t)`
}
