-- A bank's layout says what was proposed, was approved by another over the same, and no file was written in one that was not in use.
with act as materialized (
  select district, subject_id as template_id, action, at, account_id, detail ->> 'sha256' as sha256 from audit_entry
  where outcome = 'done' and subject_kind = 'bank_template'
), layout as materialized (
  select t.*, encode(bank_template_hash(t), 'hex') as sha256 from bank_template t
)
select t.district, t.id::text, 'a layout of a bank that is not what was proposed' as fault
from layout t
where not exists (select 1 from act a where a.district = t.district and a.template_id = t.id and a.action = 'payments.propose_template'
  and a.at = t.proposed_at and a.account_id = t.proposed_by and a.sha256 = t.sha256)
union all
select t.district, t.id::text, 'a layout of a bank decided on without the trail, or over another content'
from layout t
where t.decided_by is not null and not exists (select 1 from act a where a.district = t.district and a.template_id = t.id
  and a.action = case t.state when 'returned' then 'payments.return_template' else 'payments.approve_template' end
  and a.at = t.decided_at and a.account_id = t.decided_by and a.sha256 = t.sha256)
union all
select t.district, t.id::text, 'a layout of a bank ended without the trail'
from layout t
where t.ended_by is not null and not exists (select 1 from act a where a.district = t.district and a.at = t.ended_at and a.account_id = t.ended_by
  and (a.template_id = t.id and a.action = case t.state when 'withdrawn' then 'payments.withdraw_template' else 'payments.retire_template' end
    or t.reason is null and a.action = 'payments.approve_template' and exists (select 1 from layout n
      where n.district = t.district and n.id = a.template_id and n.code = t.code and n.version > t.version)))
union all
select f.district, f.id::text, 'a bank file in a layout that was not in use'
from bank_file f join bank_template t on t.district = f.template_of and t.code = f.template and t.version = f.template_version
where t.state not in ('approved', 'retired') or t.decided_at > f.exported_at or t.ended_at < f.exported_at
