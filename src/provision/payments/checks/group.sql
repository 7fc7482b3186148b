-- Of the policies of an exclusion group no natural person is paid a month under two, where the group counts and while it does, unless it came back. What
-- was handed in before the group was approved stands, as do arrears of it.
with line as (
  select p.district, p.id, coalesce(g.id_hmac, p.person_id::text::bytea) as natural_person, p.person_id, p.state, p.policy_id, p.round_id, p.period, p.asked_on, d.month,
    exists (select from payment_recovery r cross join lateral jsonb_array_elements(r.explanation) e
      where r.district = p.district and r.payment_id = p.id and (e ->> 'from')::date = d.month) as asked_back,
    case x.place_asked when 'hukou' then (p.facts ->> 'hukou_division')::bigint else (p.facts ->> 'community')::bigint end as place
  from payment p join policy x on x.id = p.policy_id join person g on g.district = p.district and g.id = p.person_id cross join lateral jsonb_array_elements(p.parts) part
    cross join lateral (select ((part ->> 'from')::date + make_interval(months => n))::date as month
      from generate_series(0, (part ->> 'months')::int - 1) n) d
  where p.kind = 'regular' and p.state in ('composed', 'exported', 'paid') and not part ? 'cut'
    and exists (select from exclusion_member m where m.policy_id = p.policy_id)
    and not payment_came_back(p, to_char(d.month, 'YYYY-MM'))
), among as (
  select g.id, g.valid_from, g.valid_to, g.approved_at, m.policy_id as one, n.policy_id as other, g.division as lo, g.division + case
    when g.division = 0 then 999999999999 when g.division % 10000000000 = 0 then 9999999999 when g.division % 100000000 = 0 then 99999999
    when g.division % 1000000 = 0 then 999999 when g.division % 1000 = 0 then 999 else 0 end as hi
  from exclusion_group g join exclusion_member m on m.group_id = g.id join exclusion_member n on n.group_id = g.id and n.policy_id > m.policy_id
)
select distinct a.district, a.id::text as id, 'a month paid under two policies of which only the highest is given' as fault
from among g join line a on a.policy_id = g.one join line b on b.policy_id = g.other and b.natural_person = a.natural_person
    -- A draft of a second file, found since it was composed, is not handed in; what was paid in both is asked back in one.
    and (b.person_id = a.person_id or 'composed' not in (a.state, b.state) and not a.asked_back and not b.asked_back)
    and (b.month = a.month or a.period = 'once' and b.period = 'once')
where g.valid_from <= greatest(a.asked_on, b.asked_on) and (g.valid_to is null or g.valid_to > least(a.asked_on, b.asked_on))
  and a.place between g.lo and g.hi and b.place between g.lo and g.hi
  and exists (select from payment_round_event h where (h.district, h.round_id) in ((a.district, a.round_id), (b.district, b.round_id)) and h.to_state = 'submitted'
    and h.at > g.approved_at)
