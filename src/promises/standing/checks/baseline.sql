-- What stands without a change was found by the baseline of its district; the rest by the refresh of its last change.
select s.district, s.policy_id, s.beneficiary_id
from standing s
left join standing_refresh r on r.district = s.district and r.id = s.refresh_id
where r.id is null or not r.baseline and not exists (select from standing_change c where c.district = s.district
  and c.refresh_id = s.refresh_id and c.policy_id = s.policy_id and c.beneficiary_id = s.beneficiary_id and c.answer_after = s.answer)
