import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { paidQuery } from '../../../provision/payments/index.ts'
import { monthsPaid, type PaidAlike, type PaidPart, type Stage, widthOfParts } from '../rules/index.ts'
import { placeOf, zone } from './everybody.ts'

/** A policy whose payments the draft can touch, and where its rates are asked. */
export interface PaidPolicy {
  readonly id: Uuid
  readonly place_asked: 'hukou' | 'residence'
}

/**
 * Everything that was paid of these policies, whenever, those who were paid the same counted together. Whoever has died or left is paid
 * no arrears, and what was made void is not looked at again.
 */
export async function paidAlike(
  tx: Tx,
  stage: Stage,
  area: Scope,
  policies: readonly PaidPolicy[],
): Promise<PaidAlike[]> {
  if (policies.length === 0) return []
  const width = widthOfParts(stage.place)
  const ids = policies.map((policy) => policy.id)
  const by_hukou = policies.filter((policy) => policy.place_asked === 'hukou').map((policy) => policy.id)
  const place = zone(
    stage.zones,
    sql`case when p.policy_id = any(${by_hukou}::uuid[]) then p.hukou_division else p.community end`,
  )
  const { rows } = await sql<{
    policy_id: Uuid
    period: Period
    part: number
    place: string | null
    branch: string
    hukou_kind: string | null
    parts: PaidPart[][]
    count: number
  }>`select p.policy_id, p.period, e.community / ${width}::bigint * ${width}::bigint as part, ${place} as place, p.branch, p.hukou_kind, p.parts,
      count(*) as count
    from (${paidQuery(area, (p) => sql`${sql.ref(`${p}.policy_id`)} = any(${ids}::uuid[])`)}) p
      join entitlement e on e.district = p.district and e.id = p.entitlement_id
      join person_fact f on f.district = e.district and f.person_id = e.person_id
    where ${withinDistricts(area, 'e.district')} and ${within(area, 'e.community')} and e.state <> 'void'
      and f.died_on is null and f.member_to is null
    group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7`.execute(tx)
  return rows.map(({ place: at, branch, hukou_kind, parts, ...row }) => ({
    ...row,
    paid: { place: placeOf(stage, at), branch, hukou_kind, ...monthsPaid(parts) },
  }))
}
