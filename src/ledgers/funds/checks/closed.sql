-- A closed year is untouched: every account of it is closed and empty of what could still move, and nothing was posted afterwards.
select p.district, p.year, a.id::text as what from fund_period p join fund_account a on a.district = p.district and a.year = p.year
where p.state = 'closed' and (not a.closed or a.kind in ('available', 'reserved') and a.balance_fen <> 0)
union all
select p.district, p.year, t.id::text from fund_period p join fund_transfer t on t.district = p.district and t.year = p.year
where p.state = 'closed' and t.posted_at > p.closed_at
union all
select p.district, p.year, 'no closing' from fund_period p
where p.state = 'closed' and not exists (select from fund_closing c where c.district = p.district and c.year = p.year)
