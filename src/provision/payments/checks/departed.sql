-- Nobody is paid for a month after her death or from a departure on that was known when the line was made. One that became known later is
-- asked back month by month once somebody has looked for what was paid and not owed: a look after she was paid and after the last change of
-- her facts has left no such month out.
with month as (
  select p.district, p.id, p.person_id, p.root_id, p.community, p.state, d.month,
    (p.facts ->> 'died_on')::date < d.month or (p.facts ->> 'member_to')::date <= d.month as known,
    g.died_on < d.month or g.member_to <= d.month as gone
  from payment p join person g on g.district = p.district and g.id = p.person_id
    cross join lateral jsonb_array_elements(p.parts) part
    cross join lateral (select ((part ->> 'from')::date + make_interval(months => n))::date as month
      from generate_series(0, (part ->> 'months')::int - 1) n) d
  where p.state <> 'void' and not part ? 'cut'
    and (g.died_on is not null or g.member_to is not null or p.facts ->> 'died_on' is not null or p.facts ->> 'member_to' is not null)
)
select m.district, m.id::text, 'paid for a month after a death or departure that was known' as fault from month m where m.known
union all
select m.district, m.id::text, 'paid for a month after a death or departure, looked for and not asked back'
from month m
where m.gone and m.state = 'paid'
  and not exists (select from payment_recovery r join payment q on q.district = r.district and q.id = r.payment_id
      cross join lateral jsonb_array_elements(r.explanation) x
    where r.district = m.district and q.person_id = m.person_id and q.root_id = m.root_id and (x ->> 'from')::date = m.month)
  and exists (select from audit_entry a
    where a.district = m.district and a.action = 'payments.find_recoveries' and a.outcome = 'done'
      and m.community >= (a.detail ->> 'division')::bigint
      and m.community < (a.detail ->> 'division')::bigint + case when (a.detail ->> 'division')::bigint % 1000000 = 0 then 1000000
        when (a.detail ->> 'division')::bigint % 1000 = 0 then 1000 else 1 end
      and a.at > (select max(e.at) from payment_event e where e.district = m.district and e.payment_id = m.id)
      and a.at > coalesce((select max(c.changed_at) from fact_change c where c.district = m.district and c.person_id = m.person_id), '-infinity'))
