-- No change without its notice: whatever was approved has told, or still has to tell, the family.
select v.district, v.id::text as version from bank_account_version v
left join bank_account_notice n on n.district = v.district and n.version_id = v.id
where v.approved_at is not null and n.version_id is null
