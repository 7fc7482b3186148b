import { type RawBuilder, sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'

/**
 * What was paid, or is with the bank, of the payments `which` says, one row an entitlement: columns `district, entitlement_id, policy_id,
 * period`, `branch, hukou_kind, hukou_division, community` as the regular line froze them, and `parts`, an array of the parts of each
 * line, earlier arrears too. A raised rate is held against these (`weigh`).
 */
export function paidQuery(area: Scope, which: (payment: string) => RawBuilder<unknown>): RawBuilder<unknown> {
  const of = (p: string) => sql`${within(area, `${p}.community`)} and ${which(p)}
    and ${sql.ref(`${p}.state`)} in ('composed', 'exported', 'paid')`
  return sql`select p.district, p.entitlement_id, p.policy_id, p.period, p.branch, p.facts ->> 'hukou_kind' as hukou_kind,
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

/** Arrears of these policies in rounds for which no money has been set aside yet, in fen. */
export async function arrearsWithoutMoney(tx: Tx, area: Scope, policy_ids: readonly Uuid[]): Promise<number> {
  const { rows } = await sql<{ fen: number }>`select coalesce(sum(p.amount_fen), 0)::bigint as fen
    from payment p join payment_round r on r.district = p.district and r.id = p.round_id
    where ${withinDistricts(area, 'p.district')} and ${within(area, 'p.community')} and p.policy_id = any(${policy_ids}::uuid[])
      and p.kind = 'arrears' and p.state = 'composed' and r.state not in ('funded', 'exported')`.execute(tx)
  return rows[0]?.fen ?? 0
}
