import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { RoundRow } from './rounds.ts'

/** Lets go of the months that lines of these persons hold under a number they are not known by: it was mistyped, or taken away. */
export async function releaseUnderOtherNumbers(tx: Tx, district: number, person_ids: readonly Uuid[]): Promise<void> {
  await sql`delete from payment_claim k using person p join payment y on y.district = p.district and y.person_id = p.id
    where p.district = ${district}::int and p.id = any(${person_ids}::uuid[]) and k.district = p.district and k.payment_id = y.id
      and k.id_hmac is distinct from p.id_hmac`.execute(tx)
}

/** Takes, under the numbers these persons are known by, the months of their lines that stand; what somebody else holds stays hers. */
export async function claimUnderNumbers(tx: Tx, district: number, person_ids: readonly Uuid[]): Promise<void> {
  await sql`insert into payment_claim (id_hmac, root_id, period, district, person_id, payment_id, paid)
    select p.id_hmac, y.root_id, m.period, y.district, y.person_id, y.id, y.state = 'paid'
    from person p join payment y on y.district = p.district and y.person_id = p.id
      cross join lateral unnest(payment_claims(y.kind, y.period, y.parts)) m(period)
    where p.district = ${district}::int and p.id = any(${person_ids}::uuid[]) and p.id_hmac is not null
      and y.state in ('composed', 'exported', 'paid')
    order by p.id_hmac, y.root_id, m.period, y.adjustment, y.id
    on conflict on constraint payment_claim_pkey do nothing`.execute(tx)
}

/**
 * Lines of a round that is not yet with the bank of which a month is not hers in the whole country: since they were composed her number has been
 * put right or become known, and another registration may hold it.
 */
export async function linesHeldElsewhere(
  tx: Tx,
  { district, id }: Pick<RoundRow, 'district' | 'id'>,
): Promise<{ line_no: number }[]> {
  const { rows } = await sql<{ line_no: number }>`
    with span as materialized (
      select x.kind, x.period, x.parts, payment_claims(x.kind, x.period, x.parts) as periods from (select distinct p.kind, p.period, p.parts
        from payment p where p.district = ${district}::int and p.round_id = ${id}::uuid and p.state = 'composed') x
    )
    select p.line_no from payment p join span s on s.kind = p.kind and s.period = p.period and s.parts = p.parts
      join person g on g.district = p.district and g.id = p.person_id
    where p.district = ${district}::int and p.round_id = ${id}::uuid and p.state = 'composed' and g.id_hmac is not null
      and exists (select from unnest(s.periods) m(period) where not exists (select from payment_claim k where k.id_hmac = g.id_hmac
        and k.root_id = p.root_id and k.period = m.period and k.district = p.district and k.person_id = p.person_id))
    order by p.line_no limit 100`.execute(tx)
  return rows
}
