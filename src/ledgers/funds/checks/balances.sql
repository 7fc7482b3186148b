-- A balance is the sum of its entries and the last of them; an appropriation's row is what its three accounts say.
select a.district, a.id::text as what, a.balance_fen as stated, e.sum as counted
from fund_account a left join lateral (
  select sum(case when direction = 'close' then 0 when (account_kind = 'source') = (direction = 'out') then amount_fen else -amount_fen end)::bigint as sum,
    max(account_version) as version, bool_or(final) as final
  from fund_entry e where e.district = a.district and e.account_id = a.id) e on true
where a.balance_fen <> coalesce(e.sum, 0) or a.version <> coalesce(e.version, 0) or a.closed <> coalesce(e.final, false)
union all
select p.district, p.id::text, p.appropriated_fen - p.reserved_fen - p.spent_fen - p.carried_out_fen, v.balance_fen
from appropriation p
left join fund_account v on v.district = p.district and v.appropriation_id = p.id and v.kind = 'available'
left join fund_account r on r.district = p.district and r.appropriation_id = p.id and r.kind = 'reserved'
left join fund_account s on s.district = p.district and s.appropriation_id = p.id and s.kind = 'spent'
where (p.appropriated_fen - p.reserved_fen - p.spent_fen - p.carried_out_fen, p.reserved_fen, p.spent_fen)
  <> (coalesce(v.balance_fen, 0), coalesce(r.balance_fen, 0), coalesce(s.balance_fen, 0))
union all
select r.district, r.ref_id::text, r.reserved_fen, m.reserved
from fund_reservation r cross join lateral (
  select coalesce(sum(case kind when 'reserve' then amount_fen when 'unspend' then amount_fen when 'release' then -amount_fen
      when 'spend' then -amount_fen else 0 end), 0)::bigint as reserved,
    coalesce(sum(case kind when 'spend' then amount_fen when 'unspend' then -amount_fen else 0 end), 0)::bigint as spent
  from fund_transfer t where t.district = r.district and t.ref_kind = r.ref_kind and t.ref_id = r.ref_id) m
where (r.reserved_fen, r.spent_fen) <> (m.reserved, m.spent)
