-- Each entry is one side of a transfer of its sum, begins where the one before ended and ends by its sum from there: what keys and checks
-- say, asked again for rows that were changed past them.
select e.district, e.account_id::text as what, e.account_version as stated, b.account_version as counted
from fund_entry e
left join fund_transfer t on t.district = e.district and t.id = e.transfer_id
left join fund_entry b on b.district = e.district and b.account_id = e.account_id and b.account_version = e.account_version - 1
where (e.direction <> 'close' and t.amount_fen is distinct from e.amount_fen)
  or (e.account_version > 1) <> (b.account_id is not null)
  or e.balance_before <> coalesce(b.balance_after, 0)
  or e.balance_after <> e.balance_before
    + case when e.direction = 'close' then 0 when (e.account_kind = 'source') = (e.direction = 'out') then e.amount_fen else -e.amount_fen end
