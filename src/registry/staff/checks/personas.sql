-- The invented people of a demonstration exist nowhere else.
select a.id::text as subject, i.state as detail from account a cross join installation i
where a.persona and i.state not in ('loading', 'demonstration');
