import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { claimsOf } from '../rules/index.ts'
import {
  besideInGroup,
  FOUND,
  type GivenBeside,
  groupCounts,
  lastDayAsked,
  rivalRows,
  rivalsInGroups,
} from './groups.ts'

/** What is about to be given to persons, with the root of its policy. */
export type GivenOf = GivenBeside & { root_id: Uuid }

/** Over a person: the key under which she holds what she is given; her number, or her registration while nobody knows it. */
export function holderOf(person: string): RawBuilder<Buffer> {
  const [number, district, id] = ['id_hmac', 'district', 'id'].map((column) => sql.ref(`${person}.${column}`))
  return sql<Buffer>`coalesce(${number}, registration_key(${district}, ${id}))`
}

/** Over `e` and the facts `f` of its person: the keys of the groups of which it holds the place, as an array; null where there are none. */
export function groupKeysOf({ policy, period, as_of, rivals }: GivenBeside): RawBuilder<Uuid[] | null> {
  if (rivals.length === 0) return sql`null::uuid[]`
  const place = policy.place_asked === 'hukou' ? sql`f.hukou_division` : sql`e.community`
  const last = sql`greatest(${FOUND}, ${lastDayAsked(period, as_of)})`
  return sql`(select array_agg(g.key) from group_keys(${policy.id}::uuid, ${place}, ${FOUND}, ${last}) g(key))`
}

/**
 * Over `e`, its person `p` and her facts `f`: what of the period is held for the same natural person already, for another registration of
 * hers, here or in another district, or because it was handed over under a policy that stands in this one's place; also what only the highest
 * of a group is given for. `months` that have been paid, as an array, and whether any is on its way (`on_its_way`).
 * Where no month can be taken out of a payment, any that was paid takes all of it: the first day then.
 */
export function heldElsewhere(given: GivenOf, monthly: boolean): RawBuilder<unknown> {
  const { period, root_id, rivals } = given
  const month = monthly ? sql`(k.period || '-01')::date` : sql`${periodRange(period).from}::date`
  const others = sql`(k.district, k.person_id) <> (p.district, p.id)`
  // A group that was approved after another registration was given one of it holds no place: it is found by the policy. One that counted for the
  // other and has ended counts from the earlier of both days, as within a file.
  const of_group =
    rivals.length === 0
      ? sql``
      : sql`or k.root_id <> ${root_id}::uuid and k.group_key = any(coalesce(${groupKeysOf(given)}, '{}'))
        or ${others} and k.root_id <> ${root_id}::uuid
          and k.group_key in (select m.group_id from exclusion_member m where m.policy_id = ${given.policy.id}::uuid)
        or k.root_id = any(${rivals.map((one) => one.root_id)}::uuid[]) and ${others}
          and exists (select from ${rivalRows(rivals)} where g.root_id = k.root_id and ${groupCounts(given)})`
  return sql`(select array_agg(${month}) filter (where k.paid) as months, coalesce(bool_or(not k.paid), false) as on_its_way
    from payment_claim k where k.holder = ${holderOf('p')} and k.period = any(${claimsOf(period)}::text[])
      and (k.root_id = ${root_id}::uuid and (${others} or k.entitlement_id <> e.id) ${of_group}))`
}

/**
 * Of these entitlements, which are about to be handed over: those beside which another of an exclusion group is given, or is to be and is more,
 * be it to another registration of the same natural person.
 */
export async function besideGiven(
  tx: Tx,
  rows: readonly { district: number; id: Uuid; policy_id: Uuid; period: Period; parents: readonly Uuid[] }[],
  as_of: CivilDate,
): Promise<Uuid[]> {
  const found: Uuid[] = []
  for (const [policy_id, some] of Map.groupBy(rows, (row) => row.policy_id)) {
    const rivals = await rivalsInGroups(tx, policy_id)
    if (rivals.length === 0) continue
    const policy = await policyGiven(tx, policy_id)
    for (const [period, of] of Map.groupBy(some, (row) => row.period)) {
      const given = { policy, period, rivals, as_of, root_id: policy.root_id }
      const ids = of.map((row) => row.id)
      const parents = of.flatMap((row) => row.parents)
      const { rows: beside } = await sql<{ id: Uuid }>`
        select distinct e.id from entitlement e
          left join person p on p.district = e.district and (p.id = e.person_id
            or e.person_id is null and p.family_id = e.family_id and p.id = any(${parents}::uuid[]))
          left join person_fact f on f.district = e.district and f.person_id = e.person_id
          cross join lateral ${heldElsewhere(given, false)} k
        where e.district = ${of[0]?.district ?? 0}::int and e.id = any(${ids}::uuid[])
          and (${besideInGroup(given)} or k.months is not null or k.on_its_way)`.execute(tx)
      found.push(...beside.map((row) => row.id))
    }
  }
  return found
}

async function policyGiven(tx: Tx, id: Uuid): Promise<GivenBeside['policy'] & { root_id: Uuid }> {
  const { rows } = await sql<GivenBeside['policy'] & { root_id: Uuid }>`
    select id, position, place_asked, root_id from policy where id = ${id}::uuid`.execute(tx)
  const [policy] = rows
  if (!policy) throw new Error('An entitlement is owed under a policy.')
  return policy
}
