-- The changes of a beneficiary follow one another, and the last of them is how she stands now.
select o.district, o.policy_id, o.beneficiary_id
from (
  select c.*, lag(c.answer_after) over w as former, lead(c.refresh_id) over w as later
  from standing_change c join standing_refresh r on r.district = c.district and r.id = c.refresh_id
  window w as (partition by c.district, c.policy_id, c.beneficiary_id order by r.as_of, r.refreshed_at, r.id)
) o
left join standing s on s.district = o.district and s.family_id = o.family_id and s.beneficiary_id = o.beneficiary_id and s.policy_id = o.policy_id
where o.former is distinct from o.answer_before and o.former is not null
  or o.later is null and coalesce(s.answer, 'no') <> o.answer_after
