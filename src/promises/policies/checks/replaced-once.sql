-- Two policies of one place in force on the same day stand in the place of the same wider one: people there would get both.
select a.id, b.id as other
from policy a join policy b on b.replaces_id = a.replaces_id and b.division = a.division and b.id > a.id
  join policy_version va on va.policy_id = a.id join policy_version vb on vb.policy_id = b.id
where daterange(va.valid_from, va.valid_to) && daterange(vb.valid_from, vb.valid_to)
