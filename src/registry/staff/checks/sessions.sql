-- No session is open whose account is not active or whose post has ended; nobody who is invited anew is still signed in.
select s.id::text as subject, a.state as detail from session s join account a on a.id = s.account_id
where s.ended_at is null and s.expires_at > now() and a.state <> 'active'
union all
select s.id::text, 'post ended ' || p.valid_to::text from session s join post p on p.id = s.post_id
where s.ended_at is null and s.expires_at > now() and s.last_seen_at > p.valid_to + interval '1 day';
