-- The claim stands where its last event left it; who confirmed it had it in no event before; who reviewed it for the township did nothing
-- of it in the village before; nobody is on the roll or under way twice.
select 'behind its events' as fault, c.district, c.id
from claim c where exists (select from claim_event e where e.district = c.district and e.claim_id = c.id and e.seq > c.seq)
union all
select 'confirmed by a hand', c.district, c.id
from claim c join claim_event e on e.district = c.district and e.claim_id = c.id and e.account_id = c.decided_by
where c.origin in ('declared', 'taken_over') and e.act in ('open', 'submit', 'forward', 'return', 'take_over') and e.at <= c.decided_at
union all
select 'reviewed by a hand', r.district, r.claim_id
from claim_event r join claim_event e on e.district = r.district and e.claim_id = r.claim_id and e.account_id = r.account_id and e.seq < r.seq
where r.from_state = 'township_review' and r.act = 'forward' and e.act in ('open', 'submit', 'forward')
  and e.from_state in ('new', 'draft', 'village_review', 'village_notice')
union all
select 'taken over and declared', c.district, c.id
from claim c join claim_event e on e.district = c.district and e.claim_id = c.id and e.seq = 1
where (e.act = 'take_over') <> (c.origin = 'taken_over')
union all
select 'two open', c.district, (array_agg(c.id))[1]
from claim c where c.state not in ('withdrawn', 'exited') and c.decision is distinct from 'refused'
group by c.district, c.person_id, c.policy_id having count(*) > 1
union all
select 'submitted without a declaration', c.district, c.id
from claim c where c.origin = 'declared' and c.state not in ('draft', 'withdrawn')
  and not exists (select from claim_declaration d where d.district = c.district and d.claim_id = c.id)
union all
select 'under a procedure nobody approved', c.district, c.id
from claim c join claim_procedure p on p.id = c.procedure_id where p.state <> 'approved'
