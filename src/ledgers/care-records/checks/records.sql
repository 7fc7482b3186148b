-- A record says how many families and people it reached; its person rows repeat its day, kind, sign and outcome; and a
-- counter-record carries the values of the record it takes back.
select r.district, r.id, 'counts' as fault
from care_record r
where r.persons <> (select count(*) from care_record_person p where p.district = r.district and p.record_id = r.id)
  or r.households <> case when r.family_id is not null then 1 else (select count(distinct p.family_id) from care_record_person p
    where p.district = r.district and p.record_id = r.id) end
union all
select p.district, p.record_id, 'repeated'
from care_record_person p join care_record r on r.district = p.district and r.id = p.record_id
where (p.happened_on, p.kind, p.sign, p.outcome, p.corrects_id) is distinct from (r.happened_on, r.kind, r.sign, r.outcome, r.corrects_id)
  or (r.family_id is not null and p.family_id <> r.family_id)
union all
select c.district, c.id, 'counter'
from care_record c join care_record r on r.district = c.district and r.id = c.corrects_id
where (c.community, c.happened_on, c.kind, c.family_id, c.outcome, c.minutes, c.amount_fen, c.quantity, c.headcount, c.copies, c.views,
    c.households, c.persons, c.worker_id, r.sign)
  is distinct from (r.community, r.happened_on, r.kind, r.family_id, r.outcome, r.minutes, r.amount_fen, r.quantity, r.headcount, r.copies, r.views,
    r.households, r.persons, r.worker_id, 1)
union all
select c.district, c.id, 'counter persons'
from care_record c
where c.sign = -1 and exists (
  (select person_id from care_record_person where district = c.district and record_id = c.corrects_id)
  except (select person_id from care_record_person where district = c.district and record_id = c.id))
