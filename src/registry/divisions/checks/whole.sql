-- A loaded table is there whole, and no place that exists hangs on one that exists no more.
select v.version as subject, v.places::text as detail from division_version v
where (select count(*) from division) < v.places
union all
select d.code::text, p.code::text from division d join division p on p.code = d.parent
where d.valid_to is null and p.valid_to is not null;
