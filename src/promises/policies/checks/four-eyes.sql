-- A version, group or draft decided by its writer, or a version that no approved draft stands behind and that did not come with the product.
select 'version' as what, v.policy_id as id from policy_version v left join policy_draft d on d.id = v.draft_id
where v.origin = 'approved' and (v.approved_by = v.written_by or d.state is distinct from 'approved' or d.written_by <> v.written_by
  or d.decided_by is distinct from v.approved_by)
union all
select 'rate', r.id from policy_rate r join policy_draft d on d.id = r.draft_id where d.state <> 'approved'
union all
select 'group', g.id from exclusion_group g join policy_draft d on d.id = g.draft_id where g.approved_by = g.written_by or d.state <> 'approved'
union all
select 'end', c.id from policy_draft c where c.state <> 'approved' and (exists (select from policy_version v where v.closed_by = c.id)
  or exists (select from policy_rate r where r.closed_by = c.id))
union all
select 'draft', d.id from policy_draft d where d.decided_by = d.written_by
