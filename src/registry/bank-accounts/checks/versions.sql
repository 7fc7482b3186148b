-- Every version in effect was asked for by one and approved by another, after its cooling-off; versions of an account are numbered
-- without gap and belong to the person of the account.
select v.district, v.id::text as version, 'approval' as fault from bank_account_version v
where v.state = 'approved' and (v.approved_by = v.requested_by or v.effective_at < v.approved_at + v.cooling_days * interval '24 hours')
union all
select district, account_id::text, 'numbering' from bank_account_version group by district, account_id having max(seq) <> count(*)
union all
select v.district, v.id::text, 'person' from bank_account_version v join bank_account a on a.district = v.district and a.id = v.account_id
where (a.person_id, a.family_id, a.community) is distinct from (v.person_id, v.family_id, v.community)
