-- A claim confirmed without a notice, of each step that posts, that hung to its end before the decision; a notice that hangs though its
-- district has lived two days past its last; one concluded before it was over; a full name on a notice.
select 'confirmed without its notice' as fault, c.district, c.id
from claim c join claim_step s on s.procedure_id = c.procedure_id and s.notice_days is not null
where c.decision = 'confirmed' and c.origin = 'declared'
  and not exists (select from claim_notice_line l join claim_notice n on n.district = l.district and n.id = l.notice_id
    where l.district = c.district and l.claim_id = c.id and n.step = s.kind and n.take_down_reason = 'expired'
      and n.closes_on < (c.decided_at at time zone 'Asia/Shanghai')::date)
union all
select 'hangs after its end', n.district, n.id
from claim_notice n where n.taken_down_at is null
  and n.closes_on < (select (max(a.at) at time zone 'Asia/Shanghai')::date - 2 from audit_entry a where a.district = n.district)
union all
select 'concluded before its end', n.district, n.id
from claim_notice n where n.concluded_at is not null and (n.concluded_at at time zone 'Asia/Shanghai')::date <= n.closes_on
