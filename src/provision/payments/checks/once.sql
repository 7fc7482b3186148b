-- What each line that stands takes: its months in the whole country.
with span as materialized (
  select x.kind, x.period, x.parts, payment_claims(x.kind, x.period, x.parts) as periods
  from (select distinct p.kind, p.period, p.parts from payment p where p.state in ('composed', 'exported', 'paid')) x
), taken as materialized (
  select p.district, p.id, p.person_id, p.root_id, p.state = 'paid' as paid, m.period
  from payment p join span s on s.kind = p.kind and s.period = p.period and s.parts = p.parts cross join lateral unnest(s.periods) m(period)
  where p.state in ('composed', 'exported', 'paid')
)
-- Of all policies that stand in one another's place nobody is paid a month under two, or for two periods that share it, unless it came back.
select m.district, min(m.id::text) as id, 'a month paid twice' as fault
from (
  select p.district, p.id, p.person_id, p.root_id, d.month
  from payment p cross join lateral jsonb_array_elements(p.parts) part
    cross join lateral (select ((part ->> 'from')::date + make_interval(months => n))::date as month
      from generate_series(0, (part ->> 'months')::int - 1) n) d
  where p.kind = 'regular' and p.state in ('composed', 'exported', 'paid') and p.period <> 'once' and not part ? 'cut'
    and not payment_came_back(p, to_char(d.month, 'YYYY-MM'))
) m
group by m.district, m.person_id, m.root_id, m.month having count(*) > 1
union all
select p.district, p.id::text, 'months cut as paid under another policy, which nobody was paid'
from payment p cross join lateral jsonb_array_elements(p.parts) part
where part ->> 'cut' = 'paid' and p.state = 'paid'
  and not exists (select from payment o where o.district = p.district and o.person_id = p.person_id and o.root_id = p.root_id and o.id <> p.id)
union all
-- Of one natural person each month is held by one line in the whole country, by the keys of the claims. A line that stands holds its months, and
-- what is held is held by a line that stands: under the number its person is known by, or, where another registration holds the same under it, under
-- the key of her own. What is on its way to the claims (her number was put right a moment ago) is waited for.
select t.district, t.id::text, 'a line whose months are not claimed'
from taken t
where not exists (select from payment_claim k where k.district = t.district and k.person_id = t.person_id and k.held_under = t.root_id
    and k.period = t.period and (k.paid or not t.paid))
  and not payment_came_back((select p from payment p where p.district = t.district and p.id = t.id), t.period)
union all
select k.district, k.payment_id::text, 'a month that is held under another key than its person has'
from payment_claim k join person g on g.district = k.district and g.id = k.person_id
where k.payment_id is not null and not k.own and k.holder <> coalesce(g.id_hmac, registration_key(g.district, g.id))
  and not exists (select from outbox o where o.district = k.district and o.topic = 'families.number_changed' and o.delivered_at is null
    and o.payload ->> 'person_ids' like '%' || k.person_id::text || '%')
union all
-- What was given twice is asked back, here or there: by the month, or as the whole that was paid. What is composed is not handed in or approved.
select k.district, k.payment_id::text, 'a month that two registrations of one natural person were given'
from payment_claim k join person g on g.district = k.district and g.id = k.person_id
  join payment_claim h on h.holder = g.id_hmac and h.held_under = k.held_under and h.period = k.period
    and (h.district, h.person_id) <> (k.district, k.person_id)
  join payment y on y.district = k.district and y.id = k.payment_id
where k.own and y.state <> 'composed'
  and not exists (select from payment_recovery r join payment p on p.district = r.district and p.id = r.payment_id
    cross join lateral jsonb_array_elements(r.explanation) x
    where (r.district, r.payment_id) in ((k.district, k.payment_id), (h.district, h.payment_id))
      and (to_char((x ->> 'from')::date, 'YYYY-MM') = k.period or r.amount_fen = p.amount_fen))
  and not exists (select from outbox o where o.district = k.district and o.topic = 'families.number_changed' and o.delivered_at is null
    and o.payload ->> 'person_ids' like '%' || k.person_id::text || '%')
union all
select k.district, k.person_id::text, 'a month that is claimed, and no line of hers that takes it'
from payment_claim k
where k.payment_id is not null and exists (select from person w where w.district = k.district and w.id = k.person_id)
  and not exists (select from taken t where t.district = k.district and t.id = k.payment_id and t.person_id = k.person_id
    and t.root_id = k.root_id and t.period = k.period and t.paid = k.paid)
union all
select s.district, s.person_id::text, 'a slot taken under a policy by which nobody was paid through it'
from payment_slot s
where not exists (select from payment p where p.district = s.district and p.person_id = s.person_id and p.root_id = s.root_id and p.period = s.period
  and p.policy_id = s.policy_id)
