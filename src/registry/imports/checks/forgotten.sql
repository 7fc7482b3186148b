-- An import that ended and still keeps what its rows held, or one that waits and lost a row's content.
select b.district, b.id as import_id, b.state
from import_batch b
where b.state <> 'staged' and exists (select from import_row r where r.district = b.district and r.import_id = b.id and r.content is not null)
  or b.state = 'discarded' and exists (select from import_row r where r.district = b.district and r.import_id = b.id)
  or b.state = 'staged' and exists (select from import_row r where r.district = b.district and r.import_id = b.id and r.content is null)
