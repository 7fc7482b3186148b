-- A community that is no community of its district or in no table of divisions, or a part of a family that stands elsewhere than it.
select f.district, f.id as family_id, 'family' as part from family f
where f.community / 1000000 <> f.district or f.community % 1000 = 0 or not exists (select from division d where d.code = f.community)
union all
select p.district, p.family_id, 'fact' from person_fact p join family f on f.district = p.district and f.id = p.family_id where p.community <> f.community
union all
select c.district, c.family_id, 'certificate' from certificate c join family f on f.district = c.district and f.id = c.family_id where c.community <> f.community
union all
select r.district, r.family_id, 'relation' from person_relation r join family f on f.district = r.district and f.id = r.family_id where r.community <> f.community
union all
select g.district, g.family_id, 'gram' from person_name_gram g join family f on f.district = g.district and f.id = g.family_id where g.community <> f.community
