-- An import that ended and still keeps what its rows held, or one that was given up and still keeps its faults.
select b.district, b.id as import_id, b.state
from import_batch b
where b.state <> 'staged' and exists (select from import_part p where p.district = b.district and p.import_id = b.id)
  or b.state = 'discarded' and exists (select from import_fault r where r.district = b.district and r.import_id = b.id)
