-- The copied facts differ from what the register says now, or are missing, or are of nobody. Compared by the names of the columns,
-- so that a fact that is added cannot be forgotten here.
select coalesce(now.district, kept.district) as district, coalesce(now.person_id, kept.person_id) as person_id
from (
  select facts.* from (select district, array_agg(id) as families from family group by district) d
  cross join lateral person_facts_of(d.district, d.families) facts
) now
full join person_fact kept on kept.district = now.district and kept.person_id = now.person_id
where to_jsonb(now) is distinct from to_jsonb(kept)
