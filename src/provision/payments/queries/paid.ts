import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '../../../platform/call.ts'
import { within } from '../../../platform/database/scope.ts'

/**
 * What was paid under a promise for a period, or is with the bank, one row an entitlement: columns `district, entitlement_id, branch,
 * hukou_kind, hukou_division, community` as the regular line froze them, and `parts`, an array of the parts of each line, earlier
 * arrears too. A raised rate is held against these (`weigh`).
 */
export function paidQuery(
  area: Scope,
  { policy_id, period }: { policy_id: string; period: string },
): RawBuilder<unknown> {
  const of = (p: string) => sql`${within(area, `${p}.community`)} and ${sql.ref(`${p}.policy_id`)} = ${policy_id}::uuid
    and ${sql.ref(`${p}.period`)} = ${period} and ${sql.ref(`${p}.state`)} in ('composed', 'exported', 'paid')`
  return sql`select p.district, p.entitlement_id, p.branch, p.facts ->> 'hukou_kind' as hukou_kind,
      (p.facts ->> 'hukou_division')::bigint as hukou_division, (p.facts ->> 'community')::bigint as community,
      jsonb_build_array(p.parts) || coalesce(a.parts, '[]') as parts
    from payment p left join (select q.district, q.entitlement_id, jsonb_agg(q.parts order by q.adjustment) as parts
        from payment q where q.kind = 'arrears' and ${of('q')} group by q.district, q.entitlement_id) a
      on a.district = p.district and a.entitlement_id = p.entitlement_id
    where p.kind = 'regular' and ${of('p')}`
}

/** Over an entitlement: whether money has been set aside for the round that pays it, and the bank has not answered yet. */
export const hasMoney = (entitlement: string): RawBuilder<boolean> =>
  sql<boolean>`exists (select from payment_round r where r.district = ${sql.ref(`${entitlement}.district`)}
    and r.id = ${sql.ref(`${entitlement}.paying_round_id`)} and r.state in ('funded', 'exported'))`
