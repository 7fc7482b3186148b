-- The faults a waiting import says it has are not those of its rows, or it lost rows of the file.
select b.district, b.id as import_id
from import_batch b
cross join lateral (
  select coalesce(sum(p.row_count), 0) as n from import_part p where p.district = b.district and p.import_id = b.id
) kept
cross join lateral (
  select count(*) filter (where f ->> 'severity' = 'blocks') as blocks, count(*) filter (where f ->> 'severity' = 'warns') as warns
  from import_fault r cross join lateral jsonb_array_elements(r.faults) as f where r.district = b.district and r.import_id = b.id
) told
where b.state = 'staged'
  and ((b.counts ->> 'blocks')::int <> told.blocks or (b.counts ->> 'warns')::int <> told.warns
    or (select sum((s ->> 'rows')::int) from jsonb_array_elements(b.sheets) as s) <> kept.n)
