-- Whoever may sign in has a second factor, and no persona has a password.
select a.id::text as subject, case when a.persona then 'persona with a password' else 'no second factor' end as detail
from credential c join account a on a.id = c.account_id
where a.persona or a.state = 'active' and c.totp_cipher is null;
