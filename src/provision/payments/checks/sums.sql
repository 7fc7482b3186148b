-- What a round says it pays is what its lines come to; what the ledger of funds spent for it is what its lines were paid, one by one; and
-- what the bank was given is what the lines say.
select r.district, r.id::text, 'a round whose sum is not that of its lines' as fault
from payment_round r
cross join lateral (
  select count(*)::int as lines, coalesce(sum(p.amount_fen), 0)::bigint as fen from payment p
  where p.district = r.district and p.round_id = r.id and (p.state <> 'void' or r.state = 'cancelled')
) what
where r.item_count <> what.lines or r.total_fen <> what.fen
union all
select p.district, p.id::text, 'a payment that the ledger of funds does not know, or knows with another sum'
from payment p
where p.state = 'paid' and p.amount_fen is distinct from (
    select sum(t.amount_fen)::bigint from fund_transfer t where t.district = p.district and t.kind = 'spend' and t.ref_kind = 'payment_round'
      and t.ref_id = p.round_id and t.operation = 'line:' || p.id::text)
union all
select t.district, t.id::text, 'money of a round spent for no payment of that day'
from fund_transfer t
where t.ref_kind = 'payment_round' and t.kind = 'spend' and not exists (select 1 from payment p where p.district = t.district and p.round_id = t.ref_id
  and t.operation = 'line:' || p.id::text and p.state = 'paid' and p.paid_on = t.happened_on)
union all
select r.district, r.id::text, 'a round funded from another appropriation than it says'
from payment_round r left join fund_reservation h on h.district = r.district and h.ref_kind = 'payment_round' and h.ref_id = r.id
where r.funded_by is not null and r.appropriation_id is distinct from h.appropriation_id
