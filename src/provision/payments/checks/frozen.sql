-- What was frozen is what its hash says, and every line and round stands where its last step left it.
select p.district, p.id::text, 'a frozen line was altered' as fault
from payment p
where p.frozen_hash <> payment_hash(p.district, p.id, p.round_id, p.line_no, p.family_id, p.person_id, p.policy_id, p.policy_version, p.period,
  p.kind, p.adjustment, p.attempt, p.after_id, p.amount_fen, p.parts, p.entitlement_id, p.asked_on, p.branch, p.facts, p.account_version_id)
union all
select r.district, r.id::text, 'a round is not what was submitted'
from payment_round r
where r.state not in ('draft', 'cancelled') and r.content_hash is distinct from payment_round_hash(r.district, r.id)
union all
select p.district, p.id::text, 'a payment stands elsewhere than its last step'
from payment p
left join lateral (select e.seq, e.to_state from payment_event e where e.district = p.district and e.payment_id = p.id order by e.seq desc limit 1) e on true
where (p.seq, p.state) is distinct from (e.seq, e.to_state)
union all
select r.district, r.id::text, 'a round stands elsewhere than its last step'
from payment_round r
left join lateral (select e.seq, e.to_state from payment_round_event e where e.district = r.district and e.round_id = r.id order by e.seq desc limit 1) e on true
where (r.seq, r.state) is distinct from (e.seq, e.to_state)
union all
select e.district, e.payment_id::text, 'a payment whose steps do not follow each other'
from (select district, payment_id, seq, from_state, row_number() over steps as number, lag(to_state, 1, 'new') over steps as before
  from payment_event window steps as (partition by district, payment_id order by seq)) e
where e.seq <> e.number or e.from_state <> e.before
union all
select p.district, p.id::text, 'a payment without its slot'
from payment p left join payment_slot s on s.district = p.district and s.person_id = p.person_id and s.root_id = p.root_id and s.period = p.period
where s.person_id is null
union all
select s.district, s.person_id::text, 'a slot nobody was paid through'
from payment_slot s
where not exists (select 1 from payment p
  where p.district = s.district and p.person_id = s.person_id and p.root_id = s.root_id and p.period = s.period)
