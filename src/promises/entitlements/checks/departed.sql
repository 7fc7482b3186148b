-- No run leaves something open for a person who, as of its day, has died or left. A death that reached the register after the run
-- is the next run's: such rows count as faults only when no family of the district has been changed since the run.
select e.district, e.id, 'open for a person who had died or left' as fault
from entitlement e join person p on p.district = e.district and p.id = e.person_id
where e.state in ('due', 'held')
  and exists (
    select from eligibility_run r
    where r.district = e.district and (r.as_of >= p.died_on or r.as_of >= p.member_to)
      and exists (select from jsonb_array_elements(r.counts) c where c ->> 'policy_id' = e.policy_id::text and c ->> 'period' = e.period)
      and r.applied_at >= e.created_at
      and e.community >= r.division
      and e.community < r.division + case when r.division % 1000000 = 0 then 1000000 when r.division % 1000 = 0 then 1000 else 1 end
      and not exists (select from audit_entry a where a.district = e.district and a.at >= r.applied_at and (a.action like 'families.%' or a.action like 'import.%')))
