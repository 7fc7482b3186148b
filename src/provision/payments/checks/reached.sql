-- What was paid has reached its person by an act of care of the same sum; what is set aside for a round is in a round that still runs.
select p.district, p.id::text, 'paid, but what was owed is not reached' as fault
from payment p join entitlement e on e.district = p.district and e.id = p.entitlement_id
where p.state = 'paid' and p.kind = 'regular' and e.state <> 'reached'
  -- What has come back whole was not owed.
  and p.amount_fen is distinct from (select sum(r.amount_fen)::bigint from payment_recovery r
    where r.district = p.district and r.payment_id = p.id and r.state = 'returned')
union all
select p.district, p.id::text, 'paid without an act of care of the same sum'
from payment p left join care_record c on c.district = p.district and c.id = p.record_id
where p.state = 'paid' and (c.id is null or c.amount_fen <> p.amount_fen or c.source_id is distinct from p.id or c.family_id <> p.family_id)
union all
select e.district, e.id::text, 'set aside for a round that has ended'
from entitlement e left join payment_round r on r.district = e.district and r.id = e.paying_round_id
where e.paying_round_id is not null and (r.id is null or r.state in ('reconciled', 'closed', 'cancelled'))
union all
select p.district, p.id::text, 'a payment on the entitlement of somebody else, or of another promise or period'
from payment p join entitlement e on e.district = p.district and e.id = p.entitlement_id
where (e.person_id, e.policy_id, e.period) is distinct from (p.person_id, p.policy_id, p.period)
