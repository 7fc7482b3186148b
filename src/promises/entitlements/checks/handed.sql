-- Money that people handed over is held in the whole country under the number of whoever got it, and of a household under those of its parents;
-- and what is held so was handed over. What papers say was paid twice before, was. A number put right a moment ago is on its way to them.
with handed as (
  select e.district, e.id, e.person_id, p.id as holder_id, p.id_hmac
  from entitlement e
    join care_record r on r.district = e.district and r.id = e.record_id and r.source_room not in ('payments', 'paid-before')
    join person p on p.district = e.district and p.family_id = e.family_id and (p.id = e.person_id or e.person_id is null and p.relation = 'parent'
      and (p.died_on is null or p.died_on >= e.reached_on) and p.member_from <= e.reached_on and (p.member_to is null or p.member_to > e.reached_on)
        and (e.person_id is not null or p.created_at <= r.recorded_at))
  where e.state = 'reached' and e.unit = 'fen' and p.id_hmac is not null
)
select h.district, h.id::text as id, 'handed over, and not held by whoever got it' as fault
from handed h
where not exists (select from payment_claim k where k.district = h.district and k.entitlement_id = h.id
    and (h.person_id is null or k.person_id = h.person_id and k.id_hmac = h.id_hmac))
  and not exists (select from outbox o where o.district = h.district and o.topic = 'families.number_changed' and o.delivered_at is null
    and o.payload ->> 'person_ids' like '%' || h.holder_id::text || '%')
union all
select k.district, k.entitlement_id::text, 'held, and not handed over'
from payment_claim k
where k.entitlement_id is not null and not exists (select from entitlement e where e.district = k.district and e.id = k.entitlement_id and e.state = 'reached')
