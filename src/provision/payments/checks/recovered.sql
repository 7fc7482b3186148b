-- What came back is in the ledger of funds with the same sum, and out of what was given; no more is asked back than was paid.
select r.district, r.id::text, 'money that came back and that the ledger of funds does not know, or knows with another sum' as fault
from payment_recovery r join payment p on p.district = r.district and p.id = r.payment_id
where r.state = 'returned' and r.into_id is null and r.amount_fen is distinct from (
    select sum(t.amount_fen)::bigint from fund_transfer t where t.district = r.district and t.kind = 'unspend' and t.ref_kind = 'payment_round'
      and t.ref_id = p.round_id and t.operation = 'recovery:' || r.id::text)
union all
select t.district, t.id::text, 'a return in the ledger of funds without its recovery'
from fund_transfer t
where t.kind = 'unspend' and t.ref_kind = 'payment_round' and t.operation like 'recovery:%'
  and not exists (select from payment_recovery r where r.district = t.district and r.state = 'returned' and r.into_id is null and t.operation = 'recovery:' || r.id::text)
union all
-- Of a closed year it came into a later one: by an appropriation that was entered and confirmed as recovered, and never more than it.
select a.district, a.id::text, 'another sum came back into an appropriation than it says, or into one that is not of what was recovered'
from appropriation a left join payment_recovery r on r.district = a.district and r.into_id = a.id
  left join payment p on p.district = r.district and p.id = r.payment_id left join payment_round o on o.district = p.district and o.id = p.round_id
  left join appropriation b on b.district = o.district and b.id = o.appropriation_id
where a.origin = 'recovered' or r.id is not null
group by a.district, a.id, a.came_back_fen, a.origin
having coalesce(sum(r.amount_fen), 0) <> a.came_back_fen or a.origin <> 'recovered'
  or bool_or(b.source_id <> a.source_id or b.purpose <> a.purpose or b.year >= a.year)
union all
select p.district, p.id::text, 'more asked back than was paid'
from payment p join payment_recovery r on r.district = p.district and r.payment_id = p.id
group by p.district, p.id, p.amount_fen, p.state having sum(r.amount_fen) > p.amount_fen or p.state in ('failed', 'void')
union all
select p.district, p.id::text, 'the act that stands for a payment is not what is left of it'
from payment p
join lateral (
  select sum(r.amount_fen) as back, (array_agg(r.record_id order by r.settled_at desc, r.id desc))[1] as record_id
  from payment_recovery r where r.district = p.district and r.payment_id = p.id and r.state = 'returned'
) l on l.back is not null
left join care_record c on c.district = p.district and c.id = l.record_id
  and not exists (select from care_record k where k.district = c.district and k.corrects_id = c.id)
where p.amount_fen - l.back <> coalesce(c.amount_fen, 0) or (l.record_id is null) <> (p.amount_fen = l.back)
