-- Money that people handed over is held in the whole country by whoever got it, and of a household by one of its parents; and what is held so was
-- handed over. What is held under the key of a registration whose person's number is known was given twice, in another file or beside another of an
-- exclusion group: it is taken back in one of them, or asked back. What papers say was paid twice before, was. A number put right a moment ago
-- is on its way to the claims.
select e.district, e.id::text as id, 'handed over, and not held by whoever got it' as fault
from entitlement e
  join care_record r on r.district = e.district and r.id = e.record_id and r.source_room <> 'payments'
where e.state = 'reached' and e.unit = 'fen'
  and (e.person_id is not null or exists (select from person p where p.district = e.district and p.family_id = e.family_id and p.relation = 'parent'
    and (p.died_on is null or p.died_on >= e.reached_on) and p.member_from <= e.reached_on and (p.member_to is null or p.member_to > e.reached_on)
    and p.created_at <= r.recorded_at))
  and not exists (select from payment_claim k where k.district = e.district and k.entitlement_id = e.id and k.person_id = coalesce(e.person_id, k.person_id))
union all
select k.district, k.entitlement_id::text, 'handed over to one natural person twice'
from payment_claim k join person g on g.district = k.district and g.id = k.person_id
  join payment_claim h on h.holder = g.id_hmac and h.held_under = k.held_under and h.period = k.period
  join entitlement e on e.district = k.district and e.id = k.entitlement_id
  join care_record r on r.district = e.district and r.id = e.record_id and r.source_room <> 'paid-before'
where k.own
  and not exists (select from outbox o where o.district = k.district and o.topic = 'families.number_changed' and o.delivered_at is null
    and o.payload ->> 'person_ids' like '%' || k.person_id::text || '%')
union all
select k.district, k.entitlement_id::text, 'held under another key than its person has'
from payment_claim k join person g on g.district = k.district and g.id = k.person_id
where k.entitlement_id is not null and not k.own and k.holder <> coalesce(g.id_hmac, registration_key(g.district, g.id))
  and not exists (select from outbox o where o.district = k.district and o.topic = 'families.number_changed' and o.delivered_at is null
    and o.payload ->> 'person_ids' like '%' || k.person_id::text || '%')
union all
select k.district, k.entitlement_id::text, 'held, and not handed over'
from payment_claim k
where k.entitlement_id is not null and not exists (select from entitlement e where e.district = k.district and e.id = k.entitlement_id and e.state = 'reached')
