-- A transfer lies between two accounts of its own kind, year and appropriation; its entries say its sum; and each entry of an account
-- begins where the one before ended. (Keys say the same; whoever could switch them off is found here.)
select t.district, t.id::text as what, 'a transfer between other accounts than its kind says' as fault
from fund_transfer t
left join fund_account f on f.district = t.district and f.id = t.from_account
left join fund_account o on o.district = t.district and o.id = t.to_account
where f.id is null or o.id is null or t.kind in ('reserve', 'release', 'spend', 'unspend') and (
  f.appropriation_id <> t.appropriation_id or o.appropriation_id <> t.appropriation_id or f.year <> t.year or o.year <> t.year
  or (t.kind, f.kind, o.kind) not in (('reserve', 'available', 'reserved'), ('release', 'reserved', 'available'), ('spend', 'reserved', 'spent'),
    ('spend', 'available', 'spent'), ('unspend', 'spent', 'reserved')))
union all
select e.district, e.account_id::text, 'an entry of another sum than its transfer'
from fund_entry e left join fund_transfer t on t.district = e.district and t.id = e.transfer_id
where e.direction <> 'close' and e.amount_fen is distinct from t.amount_fen
union all
select c.district, c.account_id::text, 'an entry that does not begin where the one before ended'
from (
  select e.district, e.account_id, e.account_version, e.balance_before, e.previous_version, e.account_kind, a.kind,
    lag(e.account_version, 1, 0) over of_account as version_before, lag(e.balance_after::bigint, 1, 0::bigint) over of_account as balance
  from fund_entry e left join fund_account a on a.district = e.district and a.id = e.account_id
  window of_account as (partition by e.district, e.account_id order by e.account_version)
) c
where c.account_version <> c.version_before + 1 or c.balance_before <> c.balance or c.account_kind is distinct from c.kind
  or coalesce(c.previous_version, 0) <> c.version_before
