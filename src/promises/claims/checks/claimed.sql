-- What runs ask about claims is what the claims say.
select c.district, c.id, c.in_force_from, c.in_force_to, k.valid_from, k.valid_to
from claim c full join claimed k on k.district = c.district and k.claim_id = c.id
where (coalesce(c.decision, 'none') = 'confirmed') <> (k.claim_id is not null)
  or (k.claim_id is not null and (k.person_id, k.policy_id, k.family_id, k.community, k.valid_from, k.valid_to)
    is distinct from (c.person_id, c.policy_id, c.family_id, c.community, c.in_force_from, c.in_force_to))
