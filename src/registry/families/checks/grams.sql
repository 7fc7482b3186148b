-- A member nobody could find by name, a pair of characters that leads to a mourned child or to nobody, or one that stands elsewhere in the name.
with compact as (
  select district, id, community, family_id, relation = 'child' and died_on is not null as mourned,
    lower(regexp_replace(name, '[\s·•・‧∙.]', '', 'g')) as name
  from person)
select p.district, p.id as person_id, 'no gram' as fault from compact p
where not p.mourned and length(p.name) > 1
  and not exists (select from person_name_gram g where g.district = p.district and g.person_id = p.id)
union all
select g.district, g.person_id, case when p.id is null or p.mourned then 'mourned or gone' else 'not of the name' end from person_name_gram g
left join compact p on p.district = g.district and p.id = g.person_id and p.community = g.community and p.family_id = g.family_id
where p.id is null or p.mourned or strpos(p.name, g.gram) <> g.starts_at or length(p.name) <> g.name_length
