-- A member nobody could find by name, or a piece of a name that leads to a mourned child or to nobody.
select p.district, p.id as person_id, 'no gram' as fault from person p
where not (p.relation = 'child' and p.died_on is not null)
  and not exists (select from person_name_gram g where g.district = p.district and g.person_id = p.id)
union all
select g.district, g.person_id, 'mourned or gone' from person_name_gram g
left join person p on p.district = g.district and p.id = g.person_id and p.community = g.community and p.family_id = g.family_id
where p.id is null or (p.relation = 'child' and p.died_on is not null)
