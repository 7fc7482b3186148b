-- Assistance stands in the book of care only where a line of a round has been paid by the bank, or by the association's own paper from before
-- anything was paid by a round: nobody's word alone makes a sum of it.
with first as (
  select district, min(happened_on) as paid_on from care_record where source_room = 'payments' group by district)
select r.district, r.id, 'money of rounds in the book of care that no round has paid' as fault
from care_record r join care_kind k on k.code = r.kind and k.written_by = 'payments' left join first f on f.district = r.district
where r.sign = 1 and not exists (select from care_record c where c.district = r.district and c.corrects_id = r.id)
  and not (r.source_room = 'payments' and exists (select from payment p where p.district = r.district and p.id = r.source_id and p.state = 'paid'))
  and not (r.source_room = 'paid-before' and r.title is not null and (f.paid_on is null or r.happened_on < f.paid_on)
    and exists (select from entitlement e where e.district = r.district and e.record_id = r.id and e.state = 'reached'))
union all
select e.district, e.id, 'reached otherwise than by the room that pays it'
from entitlement e join policy p on p.id = e.policy_id join care_kind k on k.code = p.care_kind
  join care_record r on r.district = e.district and r.id = e.record_id
where e.state = 'reached' and k.written_by is not null and r.source_room not in (k.written_by, 'paid-before')
