-- Of all policies that stand in one another's place nobody is paid a month under two, or for two periods that share it, unless it came back.
select m.district, min(m.id::text) as id, 'a month paid twice' as fault
from (
  select p.district, p.id, p.person_id, p.root_id, d.month
  from payment p cross join lateral jsonb_array_elements(p.parts) part
    cross join lateral (select ((part ->> 'from')::date + make_interval(months => n))::date as month
      from generate_series(0, (part ->> 'months')::int - 1) n) d
  where p.kind = 'regular' and p.state in ('composed', 'exported', 'paid') and p.period <> 'once' and not part ? 'cut'
    and not exists (select from payment_recovery r cross join lateral jsonb_array_elements(r.explanation) x
      where r.district = p.district and r.payment_id = p.id and r.state = 'returned' and (x ->> 'from')::date = d.month)
) m
group by m.district, m.person_id, m.root_id, m.month having count(*) > 1
union all
select p.district, p.id::text, 'months cut as paid under another policy, which nobody was paid'
from payment p cross join lateral jsonb_array_elements(p.parts) part
where part ->> 'cut' = 'paid' and p.state = 'paid'
  and not exists (select from payment o where o.district = p.district and o.person_id = p.person_id and o.root_id = p.root_id and o.id <> p.id)
  and not exists (select from payment_claim k join payment_claim c on c.id_hmac = k.id_hmac and c.root_id = k.root_id and c.period <> k.period
    where c.district = p.district and c.person_id = p.person_id and c.root_id = p.root_id and c.period = p.period)
union all
select s.district, s.person_id::text, 'a slot taken under a policy by which nobody was paid through it'
from payment_slot s
where not exists (select from payment p where p.district = s.district and p.person_id = s.person_id and p.root_id = s.root_id and p.period = s.period
  and p.policy_id = s.policy_id)
union all
select k.district, k.person_id::text, 'a claim made for a policy by which nobody was paid'
from payment_claim k
where exists (select from person w where w.district = k.district and w.id = k.person_id)
  and not exists (select from payment p where p.district = k.district and p.person_id = k.person_id and p.root_id = k.root_id and p.period = k.period
    and p.policy_id = k.policy_id)
