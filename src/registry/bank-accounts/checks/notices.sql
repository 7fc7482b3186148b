-- No change without its notice: whatever is approved has told, or still has to tell, the family, through the contact kept with the request;
-- never by the one who asked.
select v.district, v.id::text as version, 'no notice' as fault from bank_account_version v
left join bank_account_notice n on n.district = v.district and n.version_id = v.id
where n.version_id is null
union all
select v.district, v.id::text, 'told by the one who asked' from bank_account_version v
join bank_account_notice n on n.district = v.district and n.version_id = v.id where n.told_by = v.requested_by
union all
select v.district, v.id::text, 'told before it was approved' from bank_account_version v
join bank_account_notice n on n.district = v.district and n.version_id = v.id where n.told_at < v.approved_at or n.told_at is not null and v.approved_at is null
