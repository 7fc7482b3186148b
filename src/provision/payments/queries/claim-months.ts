import { type RawBuilder, sql } from 'kysely'

/**
 * The common tables by which the new lines of `fresh` take their months, and their places in the exclusion groups `group_keys` of each: `spans`
 * (what lines of these parts take), `wanted` and `claims`. In one order for everybody, so that two districts that take the months of the same
 * people wait for one another and never in a ring.
 */
export function claimMonths(kind: 'regular' | 'arrears', fresh: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    spans as materialized (
      select s.period, s.parts, payment_claims(${kind}, s.period, s.parts) as periods from (select distinct x.period, x.parts from ${fresh} x) s
    ), wanted as materialized (
      select x.holder, x.own, x.root_id, u.group_key, coalesce(u.group_key, x.root_id) as held_under, m.period, x.district, x.person_id, x.id as payment_id
      from ${fresh} x join spans s on s.period = x.period and s.parts = x.parts
        cross join lateral unnest(array_prepend(null::uuid, x.group_keys)) u(group_key) cross join lateral unnest(s.periods) m(period)
    ), claims as (
      insert into payment_claim (holder, own, root_id, group_key, period, district, person_id, payment_id)
      select w.holder, w.own, w.root_id, w.group_key, w.period, w.district, w.person_id, w.payment_id
      from wanted w order by w.holder, w.held_under, w.period
      on conflict on constraint payment_claim_pkey do nothing
      returning holder, held_under, period, payment_id
    )`
}

/** Over `wanted` and `claims`: how many months somebody else has taken since the statement began to look. What she holds herself is hers. */
export const TAKEN_MEANWHILE = sql<number>`case when (select count(*) from wanted) = (select count(*) from claims) then 0 else (
  select count(*) from wanted w where not exists (select from claims c where c.holder = w.holder and c.held_under = w.held_under and c.period = w.period
      and c.payment_id = w.payment_id)
    and not exists (select from payment_claim k where k.holder = w.holder and k.held_under = w.held_under and k.period = w.period
      and k.district = w.district and k.person_id = w.person_id and k.root_id = w.root_id)) end`

/** Over `moved`, lines with their new state: those that ended unpaid give their months back, what was paid is final. */
export const SETTLE_CLAIMS = sql`
    given_back as (
      delete from payment_claim k using moved m where m.state in ('failed', 'void') and k.district = m.district and k.payment_id = m.id
    ), final as (
      update payment_claim k set paid = true from moved m where m.state = 'paid' and k.district = m.district and k.payment_id = m.id
    )`
