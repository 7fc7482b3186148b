-- Whoever stands, or soon will, is a member of the family it is written of, or that family; and nobody stands twice by one policy.
select x.district, x.policy_id, x.beneficiary_id
from (select district, family_id, beneficiary_id, policy_id, person_id from standing
  union all select district, family_id, beneficiary_id, policy_id, person_id from standing_soon) x
where not exists (select from family f where f.district = x.district and f.id = x.family_id)
  or x.person_id is not null and not exists (select from person p where p.district = x.district and p.id = x.person_id
    and p.family_id = x.family_id)
union all
select district, policy_id, beneficiary_id from standing group by 1, 2, 3 having count(*) > 1
