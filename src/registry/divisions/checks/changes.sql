-- Every chain of changes ends in a place of the table: what a code became must be findable, or become something else in turn.
select c.old_code, c.new_code, c.effective_on
from division_change c
where exists (select from division_version)
  and not exists (select from division d where d.code = c.new_code)
  and not exists (select from division_change n where n.old_code = c.new_code and n.effective_on >= c.effective_on and n.new_code <> n.old_code);
