-- A policy that replaces another lies inside it, asks for the same place and grants to the same kind of beneficiary.
select p.id, p.code
from policy p join policy q on q.id = p.replaces_id
where p.beneficiary <> q.beneficiary or p.place_asked <> q.place_asked
  or not (p.division between q.division and q.division + case
    when q.division = 0 then 999999999999 when q.division % 10000000000 = 0 then 9999999999 when q.division % 100000000 = 0 then 99999999
    when q.division % 1000000 = 0 then 999999 when q.division % 1000 = 0 then 999 else 0 end)
