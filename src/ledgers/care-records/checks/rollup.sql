-- The roll-up equals the records: by district, month and kind, every sum. A row here is a month whose figures lie.
with counted as (
  select r.district, to_char(r.happened_on, 'YYYY-MM') as month, r.kind, r.sign, r.outcome = 'done' as done,
    case when r.outcome = 'done' then r.sign else 0 end as s, r.headcount, r.minutes, r.amount_fen, r.quantity, r.copies, r.views,
    'session' = any(k.units) as is_session,
    (select count(distinct p.family_id) from care_record_person p where p.district = r.district and p.record_id = r.id
      and p.family_id is distinct from r.family_id) + (r.family_id is not null)::int as families,
    (select count(*) from care_record_person p where p.district = r.district and p.record_id = r.id) as people
  from care_record r join care_kind k on k.code = r.kind),
recount as (
  select district, month, kind, sum(sign) as records, sum(sign) filter (where not done) as not_done, sum(s * families) as household_times,
    sum(s * (people + headcount)) as person_times, sum(s) filter (where is_session) as sessions, sum(s * minutes) as minutes,
    sum(s * amount_fen) as amount_fen, sum(s * quantity) as quantity, sum(s * copies) as copies, sum(s * views) as views
  from counted group by district, month, kind)
select coalesce(u.district, c.district) as district, coalesce(u.month, c.month) as month, coalesce(u.kind, c.kind) as kind,
  u.records as rolled_up, c.records as recounted
from care_rollup u full join recount c on c.district = u.district and c.month = u.month and c.kind = u.kind
where (u.records, u.not_done, u.household_times, u.person_times, u.sessions, u.minutes, u.amount_fen, u.quantity, u.copies, u.views)
  is distinct from (c.records, coalesce(c.not_done, 0), c.household_times, c.person_times, coalesce(c.sessions, 0), c.minutes, c.amount_fen,
    c.quantity, c.copies, c.views)
