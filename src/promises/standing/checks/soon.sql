-- Nobody is soon to meet what she meets already or may meet, nor on a day past or more than a year ahead.
select n.district, n.policy_id, n.beneficiary_id
from standing_soon n
left join lateral (select max(r.as_of) as day from standing_refresh r where r.district = n.district) d on true
where exists (select from standing s where s.district = n.district and s.family_id = n.family_id
  and s.beneficiary_id = n.beneficiary_id and s.policy_id = n.policy_id)
  or d.day is null or n.qualifies_on <= d.day or n.qualifies_on > d.day + interval '1 year'
