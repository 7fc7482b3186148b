-- Every ticked line has its own live act of care with the same family, day and outcome; no line has two acts that were done; and no
-- open or missed line has one.
with acts as (
  select r.district, r.id, r.source_id, r.family_id, r.happened_on, r.outcome
  from care_record r
  where r.source_room = 'contacts' and r.sign = 1
    and not exists (select from care_record c where c.district = r.district and c.corrects_id = r.id))
select l.district, l.id, 'record' as fault
from visit_line l left join acts a on a.district = l.district and a.id = l.record_id
where l.record_id is not null and (a.source_id, a.family_id, a.happened_on, a.outcome) is distinct from (l.id, l.family_id, l.done_on,
  case l.state when 'reached' then 'done' when 'away' then 'not_reached' else l.state end)
union all
select l.district, l.id, 'acts done'
from visit_line l
where (select count(*) from acts a where a.district = l.district and a.source_id = l.id and a.outcome = 'done')
  <> (l.state = 'reached')::int
union all
select l.district, l.id, 'promise'
from visit_line l join visit_round r on r.district = l.district and r.id = l.round_id
where (l.policy_id, l.period) is distinct from (r.policy_id, r.period)
union all
select l.district, l.id, 'state'
from visit_line l join visit_round r on r.district = l.district and r.id = l.round_id
where (l.state = 'missed' and r.state = 'open') or (l.state = 'planned' and r.state = 'closed')
