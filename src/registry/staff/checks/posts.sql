-- A post lies within the area of its account's association.
select p.id::text as subject, p.division::text as detail from post p join account a on a.id = p.account_id
where not (p.lo >= a.division and p.hi <= a.division + case
  when a.division = 0 then 1000000000000
  when a.division % 10000000000 = 0 then 10000000000
  when a.division % 100000000 = 0 then 100000000
  when a.division % 1000000 = 0 then 1000000
  when a.division % 1000 = 0 then 1000
  else 1 end);
