-- What the bank was given is the round, line by line; what it answered is what the lines say of themselves; and a file comes to its lines.
select l.district, l.payment_id::text, 'a line of a bank file that is another line of its round' as fault
from bank_file_line l
join bank_file f on f.district = l.district and f.id = l.bank_file_id
left join payment p on p.district = l.district and p.id = l.payment_id
where p.id is null or p.round_id <> f.round_id or p.line_no <> l.line_no or p.amount_fen <> l.amount_fen
union all
select p.district, p.id::text, 'given to the bank without a line in its file'
from payment p
where p.state in ('exported', 'paid', 'failed') and not exists (select 1 from bank_file_line l where l.district = p.district and l.payment_id = p.id)
union all
select f.district, f.id::text, 'a bank file that does not come to its lines'
from bank_file f
cross join lateral (select count(*)::int as lines, coalesce(sum(l.amount_fen), 0)::bigint as fen from bank_file_line l
  where l.district = f.district and l.bank_file_id = f.id) what
where f.line_count <> what.lines or f.total_fen <> what.fen
union all
select l.district, l.bank_file_id::text, 'a line of a bank file without its file'
from bank_file_line l where not exists (select 1 from bank_file f where f.district = l.district and f.id = l.bank_file_id)
union all
select p.district, p.id::text, 'a payment that says otherwise than the bank'
from payment p
left join bank_file_line l on l.district = p.district and l.payment_id = p.id
left join bank_return_line a on a.district = l.district and a.bank_file_id = l.bank_file_id and a.line_no = l.line_no
where p.state in ('paid', 'failed') and (a.outcome is distinct from p.state or a.bank_ref is distinct from p.bank_ref
  or a.reason is distinct from p.failed_reason or p.state = 'paid' and a.happened_on is distinct from p.paid_on)
union all
select a.district, a.bank_return_id::text, 'an answer to a line that waits for none'
from bank_return_line a
left join bank_file_line l on l.district = a.district and l.bank_file_id = a.bank_file_id and l.line_no = a.line_no
left join payment p on p.district = l.district and p.id = l.payment_id
left join bank_return r on r.district = a.district and r.id = a.bank_return_id
where p.id is null or p.state not in ('paid', 'failed') or r.bank_file_id is distinct from a.bank_file_id
union all
select r.district, r.id::text, 'an answer of the bank that does not come to its lines'
from bank_return r
cross join lateral (
  select count(*) filter (where a.outcome = 'paid')::int as paid, count(*) filter (where a.outcome = 'failed')::int as failed,
    coalesce(sum(l.amount_fen) filter (where a.outcome = 'paid'), 0)::bigint as paid_fen,
    coalesce(sum(l.amount_fen) filter (where a.outcome = 'failed'), 0)::bigint as failed_fen
  from bank_return_line a join bank_file_line l on l.district = a.district and l.bank_file_id = a.bank_file_id and l.line_no = a.line_no
  where a.district = r.district and a.bank_return_id = r.id) what
where (r.paid_count, r.failed_count, r.paid_fen, r.failed_fen) <> (what.paid, what.failed, what.paid_fen, what.failed_fen)
