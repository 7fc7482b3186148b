-- Rates of one policy and place that count on the same day for the same people: one names the branch, another names none.
select a.policy_id, a.id, b.id as other
from policy_rate a join policy_rate b on b.policy_id = a.policy_id and b.division = a.division and b.id <> a.id
where a.branch is null and b.branch is not null and daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)
