-- The trail, which is a chain, knows every step of every round, who took it, when, over what, and with which sums; and every row that
-- says so stands as it was written then.
with act as materialized (
  select district, subject_id as round_id, action, at, account_id, detail from audit_entry
  where outcome = 'done' and subject_kind in ('payment_round', 'payment_recovery') and starts_with(action, 'payments.')
), step as materialized (
  select e.*, case e.to_state when 'submitted' then 'payments.submit' when 'approved' then 'payments.approve' when 'funded' then 'payments.fund'
      when 'exported' then 'payments.export' when 'reconciled' then 'payments.reconcile' when 'closed' then 'payments.close'
      when 'cancelled' then 'payments.cancel' else case e.from_state when 'new' then 'payments.compose' else 'payments.return' end end as action
  from payment_round_event e
), power as materialized (
  select s.district, s.round_id, min(s.at) as composed_at,
    (array_agg(s.account_id) filter (where s.from_state = 'new'))[1] as composed_by,
    (array_agg(s.account_id order by s.seq desc) filter (where s.to_state = 'submitted'))[1] as submitted_by,
    (array_agg(s.account_id) filter (where s.to_state = 'approved'))[1] as approved_by,
    (array_agg(s.account_id) filter (where s.to_state = 'funded'))[1] as funded_by,
    (array_agg(s.account_id) filter (where s.to_state = 'exported'))[1] as exported_by,
    (array_agg(s.account_id) filter (where s.to_state = 'closed'))[1] as closed_by
  from step s group by s.district, s.round_id
)
select s.district, s.round_id::text, 'a step of a round that the trail does not know' as fault
from step s
where not exists (select 1 from act a where a.district = s.district and a.round_id = s.round_id and a.at = s.at and a.account_id = s.account_id
  and a.action = s.action)
union all
select a.district, a.round_id::text, 'an act of the trail without its step'
from act a
where a.action in ('payments.compose', 'payments.return', 'payments.submit', 'payments.approve', 'payments.fund', 'payments.export',
    'payments.reconcile', 'payments.close', 'payments.cancel') and not exists (select 1 from step s where s.district = a.district and s.round_id = a.round_id and s.at = a.at
  and s.account_id = a.account_id and s.action = a.action)
union all
select r.district, r.id::text, 'a round whose powers are not those of its steps'
from payment_round r left join power w on w.district = r.district and w.round_id = r.id
where (r.composed_by, r.composed_at) is distinct from (w.composed_by, w.composed_at) or r.submitted_by <> w.submitted_by
  or r.approved_by is distinct from w.approved_by or r.funded_by is distinct from w.funded_by or r.exported_by is distinct from w.exported_by
  or r.closed_by is distinct from w.closed_by
union all
select h.district, h.round_id::text, 'a hand in a round that the trail does not know'
from payment_round_hand h
where not exists (select 1 from act a where a.district = h.district and a.round_id = h.round_id and a.account_id = h.account_id and a.at = h.at
  and a.action = 'payments.' || h.act)
union all
select a.district, a.round_id::text, 'an act of the trail by somebody who has no hand in the round with its power'
from act a
where a.action in ('payments.compose', 'payments.refresh', 'payments.submit', 'payments.approve', 'payments.fund', 'payments.export',
    'payments.reconcile', 'payments.close')
  and not exists (select 1 from payment_round_hand h where h.district = a.district and h.round_id = a.round_id and h.account_id = a.account_id
    and h.power = case a.action when 'payments.approve' then 'deciding' when 'payments.fund' then 'holding' when 'payments.close' then 'supervising'
      else 'paying' end)
union all
select r.district, r.id::text, 'a round approved over other content'
from payment_round r
where r.approved_by is not null and not exists (select 1 from act a where a.district = r.district and a.round_id = r.id
  and a.action = 'payments.approve' and a.account_id = r.approved_by and a.detail ->> 'content_hash' = encode(r.content_hash, 'hex'))
union all
select s.district, s.round_id::text, 'a step over other content than its round'
from step s join payment_round r on r.district = s.district and r.id = s.round_id
where r.content_hash is not null and s.seq >= (select max(f.seq) from step f where f.district = r.district and f.round_id = r.id and f.to_state = 'submitted')
  and (s.content_hash, s.item_count, s.total_fen) is distinct from (r.content_hash, r.item_count, r.total_fen)
union all
select p.district, p.id::text, 'a step of a payment that the trail does not know'
from payment_event e join payment p on p.district = e.district and p.id = e.payment_id
where not exists (select 1 from act a where a.district = e.district and a.round_id = p.round_id and a.at = e.at and a.account_id = e.account_id
  and a.action = any (case e.to_state when 'composed' then '{payments.compose,payments.refresh}' when 'exported' then '{payments.export}'
    when 'void' then '{payments.cancel}' else '{payments.reconcile}' end::text[]))
union all
select e.district, e.payment_id::text, 'a step of no payment'
from payment_event e where not exists (select 1 from payment p where p.district = e.district and p.id = e.payment_id)
union all
select f.district, f.id::text, 'a bank file that the trail does not know'
from bank_file f
where not exists (select 1 from act a where a.district = f.district and a.round_id = f.round_id and a.action = 'payments.export' and a.at = f.exported_at
  and a.account_id = f.exported_by and a.detail ->> 'sha256' = encode(f.sha256, 'hex') and a.detail ->> 'template' = f.template
  and (a.detail ->> 'template_version')::int = f.template_version
  and (a.detail ->> 'lines')::int = f.line_count and (a.detail ->> 'total_fen')::bigint = f.total_fen)
union all
select r.district, r.id::text, 'an answer of the bank that the trail does not know'
from bank_return r
left join bank_file f on f.district = r.district and f.id = r.bank_file_id
cross join lateral (select encode(sha256(convert_to(coalesce(string_agg(concat_ws(' ', l.line_no, l.outcome, l.bank_ref, l.happened_on, l.reason),
    e'\n' order by l.line_no), ''), 'UTF8')), 'hex') as lines
  from bank_return_line l where l.district = r.district and l.bank_return_id = r.id) answer
where not exists (select 1 from act a where a.district = r.district and a.round_id = f.round_id and a.action = 'payments.reconcile'
  and a.at = r.imported_at and a.account_id = r.imported_by and a.detail ->> 'sha256' = encode(r.sha256, 'hex')
  and a.detail ->> 'lines_sha256' = answer.lines)
union all
select t.district, t.id::text, 'money of a round that the trail does not know'
from fund_transfer t
where t.ref_kind = 'payment_round' and not exists (select 1 from act a
  where a.district = t.district and a.at = t.posted_at and a.account_id = t.posted_by
    and case when starts_with(t.operation, 'recovery:') then t.operation in ('recovery:' || a.round_id, 'recovery:' || a.round_id || ':free')
        and a.action = 'payments.take_back' and t.kind in ('unspend', 'release')
      else a.round_id = t.ref_id and case t.kind when 'spend' then a.action = 'payments.reconcile' and starts_with(t.operation, 'line:')
          when 'reserve' then a.action = 'payments.fund' and t.operation = 'reserve' when 'unspend' then false
          else (a.action, t.operation) in (('payments.reconcile', 'failed'), ('payments.cancel', 'cancel')) end
        and (t.kind = 'spend' or t.happened_on = (a.at at time zone 'Asia/Shanghai')::date) end)
