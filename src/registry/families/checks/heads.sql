-- The copied names by which a family is called differ from what the register says now.
select f.district, f.id
from (select district, array_agg(id) as families from family group by district) d
cross join lateral family_heads_of(d.district, d.families) now
join family f on f.district = d.district and f.id = now.family_id
where f.heads <> now.heads
