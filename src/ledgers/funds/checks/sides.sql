-- What left one account came to another: every transfer has its two entries on its two accounts, and out and in add up by district.
select t.district, t.id::text as what, t.amount_fen as stated, count(e.direction) as counted
from fund_transfer t left join fund_entry e on e.district = t.district and e.transfer_id = t.id
  and e.account_id = case e.direction when 'out' then t.from_account when 'in' then t.to_account end
group by t.district, t.id, t.amount_fen having count(e.direction) <> 2
union all
select district, 'out and in', sum(amount_fen) filter (where direction = 'out')::bigint, sum(amount_fen) filter (where direction = 'in')
from fund_entry group by district
having coalesce(sum(amount_fen) filter (where direction = 'out'), 0) <> coalesce(sum(amount_fen) filter (where direction = 'in'), 0)
