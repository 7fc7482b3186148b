import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { RoundRow } from './rounds.ts'

/**
 * Brings the months that lines of this person hold under the number she is known by now: what is paid moves, what is on its way is given
 * back and taken anew, and what was composed while her number was not known is taken. A month that somebody else holds under it stays
 * where it is.
 */
export async function claimUnderNumber(tx: Tx, district: number, person_id: Uuid): Promise<void> {
  const hers = sql`person p join payment y on y.district = p.district and y.person_id = p.id
    where p.district = ${district}::int and p.id = ${person_id}::uuid and p.id_hmac is not null`
  const free = sql`not exists (select from payment_claim o where o.id_hmac = h.id_hmac and o.root_id = k.root_id and o.period = k.period)`
  const old = sql`k.district = ${district}::int and k.payment_id = h.id and k.id_hmac <> h.id_hmac and ${free}`
  await sql`update payment_claim k set id_hmac = h.id_hmac from (select y.id, p.id_hmac from ${hers}) h where ${old} and k.paid`.execute(
    tx,
  )
  await sql`delete from payment_claim k using (select y.id, p.id_hmac from ${hers}) h where ${old} and not k.paid`.execute(
    tx,
  )
  await sql`insert into payment_claim (id_hmac, root_id, period, district, person_id, payment_id, paid)
    select p.id_hmac, y.root_id, m.period, y.district, y.person_id, y.id, y.state = 'paid'
    from person p join payment y on y.district = p.district and y.person_id = p.id
      cross join lateral unnest(payment_claims(y.kind, y.period, y.parts)) m(period)
    where p.district = ${district}::int and p.id = ${person_id}::uuid and p.id_hmac is not null and y.state in ('composed', 'exported', 'paid')
    order by y.root_id, m.period, y.adjustment, y.id
    on conflict on constraint payment_claim_pkey do nothing`.execute(tx)
}

/**
 * Lines of a round that is not yet with the bank whose months another registration of the same natural person holds, as has come to be known
 * since they were composed: her number was put right, or became known.
 */
export async function linesHeldElsewhere(
  tx: Tx,
  { district, id }: Pick<RoundRow, 'district' | 'id'>,
): Promise<{ line_no: number }[]> {
  const { rows } = await sql<{ line_no: number }>`
    select p.line_no from payment p join person g on g.district = p.district and g.id = p.person_id
    where p.district = ${district}::int and p.round_id = ${id}::uuid and p.state = 'composed' and g.id_hmac is not null
      and (exists (select from payment_claim k where k.district = p.district and k.payment_id = p.id and k.id_hmac <> g.id_hmac)
        or p.kind = 'regular' and not exists (select from payment_claim k where k.district = p.district and k.payment_id = p.id))
    order by p.line_no limit 100`.execute(tx)
  return rows
}
