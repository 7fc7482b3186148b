-- No policy replaces itself by way of others.
with recursive up as (
  select id, replaces_id, array[id] as seen from policy where replaces_id is not null
  union all
  select u.id, p.replaces_id, u.seen || p.id from up u join policy p on p.id = u.replaces_id where not p.id = any(u.seen)
)
select id from up where replaces_id = id
