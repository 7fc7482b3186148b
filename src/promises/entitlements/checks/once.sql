-- Nobody is owed the same promise twice for one period, in whatever family she is registered; and a row's person belongs to its family.
select e.district, min(e.id::text) as id, 'owed twice' as fault
from entitlement e group by e.district, e.policy_id, e.period, coalesce(e.person_id, e.family_id) having count(*) > 1
union all
select e.district, e.id::text, 'a person of another family'
from entitlement e join person p on p.district = e.district and p.id = e.person_id
where p.family_id <> e.family_id and e.due_from >= p.member_from
