import { type RawBuilder, sql } from 'kysely'

/**
 * The common tables by which the new lines of `fresh` take their months: `spans` (what lines of these parts take), `wanted` and `claims`.
 * In one order for everybody, so that two districts that take the months of the same people wait for one another and never in a ring.
 */
export function claimMonths(kind: 'regular' | 'arrears', fresh: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    spans as materialized (
      select s.period, s.parts, payment_claims(${kind}, s.period, s.parts) as periods from (select distinct x.period, x.parts from ${fresh} x) s
    ), wanted as materialized (
      select x.id_hmac, x.root_id, m.period, x.district, x.person_id, x.id as payment_id
      from ${fresh} x join spans s on s.period = x.period and s.parts = x.parts cross join lateral unnest(s.periods) m(period)
      where x.id_hmac is not null
    ), claims as (
      insert into payment_claim (id_hmac, root_id, period, district, person_id, payment_id)
      select * from wanted w order by w.id_hmac, w.root_id, w.period
      on conflict on constraint payment_claim_pkey do nothing
      returning id_hmac, root_id, period, payment_id
    )`
}

/** Over `wanted` and `claims`: how many months somebody else has taken since the statement began to look. What she holds herself is hers. */
export const TAKEN_MEANWHILE = sql<number>`case when (select count(*) from wanted) = (select count(*) from claims) then 0 else (
  select count(*) from wanted w where not exists (select from claims c where c.id_hmac = w.id_hmac and c.root_id = w.root_id and c.period = w.period
      and c.payment_id = w.payment_id)
    and not exists (select from payment_claim k where k.id_hmac = w.id_hmac and k.root_id = w.root_id and k.period = w.period
      and k.district = w.district and k.person_id = w.person_id)) end`

/** Over `moved`, lines with their new state: those that ended unpaid give their months back, what was paid is final. */
export const SETTLE_CLAIMS = sql`
    given_back as (
      delete from payment_claim k using moved m where m.state in ('failed', 'void') and k.district = m.district and k.payment_id = m.id
    ), final as (
      update payment_claim k set paid = true from moved m where m.state = 'paid' and k.district = m.district and k.payment_id = m.id
    )`
