-- The copied facts differ from what the register says now, or are missing, or are of nobody.
select coalesce(now.district, kept.district) as district, coalesce(now.person_id, kept.person_id) as person_id
from (
  select facts.* from (select district, array_agg(id) as families from family group by district) d
  cross join lateral person_facts_of(d.district, d.families) facts
) now
full join person_fact kept on kept.district = now.district and kept.person_id = now.person_id
where (now.district, now.person_id, now.family_id, now.community, now.birth_date, now.sex, now.died_on, now.relation, now.hukou_division,
    now.marital, now.has_only_child_certificate, now.children_born, now.children_surviving, now.branch, now.child_died_on, now.child_birth_date,
    now.child_disabled_from, now.child_disability_grade, now.spouse_birth_date, now.spouse_sex, now.living_alone, now.hardship, now.member_from,
    now.member_to)
  is distinct from
  (kept.district, kept.person_id, kept.family_id, kept.community, kept.birth_date, kept.sex, kept.died_on, kept.relation, kept.hukou_division,
    kept.marital, kept.has_only_child_certificate, kept.children_born, kept.children_surviving, kept.branch, kept.child_died_on, kept.child_birth_date,
    kept.child_disabled_from, kept.child_disability_grade, kept.spouse_birth_date, kept.spouse_sex, kept.living_alone, kept.hardship, kept.member_from,
    kept.member_to)
