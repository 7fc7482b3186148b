-- Reached exactly where an act stands: a done act of the same family that no counter-record has taken back, and no act of this
-- room that stands without having reached anything.
select e.district, e.id, 'reached without an act that stands' as fault
from entitlement e
where e.state = 'reached' and not exists (
  select from care_record r where r.district = e.district and r.id = e.record_id and r.sign = 1 and r.outcome = 'done' and r.family_id = e.family_id
    and not exists (select from care_record c where c.district = r.district and c.corrects_id = r.id))
union all
select r.district, r.id, 'an act that reached nothing'
from care_record r
where r.source_room = 'entitlements' and r.sign = 1
  and not exists (select from care_record c where c.district = r.district and c.corrects_id = r.id)
  and not exists (select from entitlement e where e.district = r.district and e.record_id = r.id)
union all
select r.district, r.id, 'money of the act differs from what it reached'
from care_record r join (
    select e.district, e.record_id, sum(e.amount_fen) as amount_fen from entitlement e where e.state = 'reached' and e.unit = 'fen' group by e.district, e.record_id
  ) s on s.district = r.district and s.record_id = r.id
where r.source_room = 'entitlements' and r.amount_fen < s.amount_fen
