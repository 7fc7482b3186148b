-- Every policy has versions, no two of which count on the same day; what is retired has none without an end; and money has a rate somewhere.
select 'none' as what, p.id from policy p where not exists (select from policy_version v where v.policy_id = p.id)
union all
select 'overlap', a.policy_id from policy_version a join policy_version b on b.policy_id = a.policy_id and b.version > a.version
where daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)
union all
select 'retired', p.id from policy p join policy_version v on v.policy_id = p.id where p.state = 'retired' and v.valid_to is null
union all
select 'money', v.policy_id from policy_version v where v.grant_kind = 'cash' and not exists (select from policy_rate r where r.policy_id = v.policy_id)
