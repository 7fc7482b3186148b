-- A member who left, a relation, a contact or a file that ended on a day that has not come: the register takes it for over at once, others ask
-- for the day. Today is the last day of the district's trail, on which whoever wrote the end stands at the latest.
with today as materialized (
  select district, (max(at) at time zone 'Asia/Shanghai')::date as day from audit_entry group by district)
select 'member' as fault, p.district, p.id from person p join today t on t.district = p.district where p.member_to > t.day
union all
select 'relation', r.district, r.id from person_relation r join today t on t.district = r.district where r.valid_to > t.day
union all
select 'contact', k.district, k.id from decision_contact k join today t on t.district = k.district where k.valid_to > t.day
union all
select 'file', f.district, f.id from family f join today t on t.district = f.district where f.closed_on > t.day
