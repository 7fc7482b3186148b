-- An association serves a place there is or was, and nobody is invited to a place without an association.
select a.division::text as subject, 'no such place' as detail
from association a left join division d on d.code = a.division where d.code is null
union all
select c.id::text, 'invited to ' || c.division::text
from account c left join association a on a.division = c.division where c.state = 'invited' and a.division is null;
