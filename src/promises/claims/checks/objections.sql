-- The count on the claim is the objections; none was open when a claim was decided; nobody found on an objection to her own review.
select 'count' as fault, c.district, c.id
from claim c left join claim_objection o on o.district = c.district and o.claim_id = c.id and o.outcome is null
group by c.district, c.id having c.open_objections <> count(o.id)
union all
select 'open at the decision', c.district, c.id
from claim c join claim_objection o on o.district = c.district and o.claim_id = c.id
where c.decided_at is not null and (o.handled_at is null or o.handled_at > c.decided_at)
union all
select 'own review', o.district, o.claim_id
from claim_objection o join claim_event e on e.district = o.district and e.claim_id = o.claim_id and e.account_id = o.handled_by
  and e.act = 'forward' and e.from_state in ('village_review', 'township_review') and e.at <= o.handled_at
where o.outcome in ('upheld', 'dismissed')
