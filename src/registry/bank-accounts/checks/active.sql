-- At most one open version of an account: one asked for, and one without an end.
select district, account_id::text as account from bank_account_version where state = 'requested'
group by district, account_id having count(*) > 1
union all
select district, account_id::text from bank_account_version where state = 'approved' and ended_at is null
group by district, account_id having count(*) > 1
