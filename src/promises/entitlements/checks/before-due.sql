-- Nothing counts as reached on a day before it was owed: before the first day of its period, and of what is owed once before its policy
-- was in force or the person was on the register. Of a festival's period, which the lunar calendar
-- moves, the earliest day on which it can begin in any year: the day after the earliest 中秋, 春节 and 端午.
select e.district, e.id, 'reached before it was owed' as fault
from entitlement e
  join policy_version v on v.policy_id = e.policy_id and v.version = e.policy_version
  left join person n on n.district = e.district and n.id = e.person_id and n.family_id = e.family_id
  cross join lateral (select nullif(left(e.period, 4), 'once')::int as year, substr(e.period, 6) as part) p
where e.state = 'reached' and e.reached_on < case
  when e.period = 'once' then greatest(v.valid_from, n.member_from)
  when p.part = 'spring' then make_date(p.year - 1, 9, 8)
  when p.part = 'dragon_boat' then make_date(p.year, 1, 22)
  when p.part = 'mid_autumn' then make_date(p.year, 5, 28)
  when p.part like 'H%' then make_date(p.year, 6 * substr(p.part, 2)::int - 5, 1)
  when p.part like 'Q%' then make_date(p.year, 3 * substr(p.part, 2)::int - 2, 1)
  when p.part = '' then make_date(p.year, 1, 1)
  else make_date(p.year, p.part::int, 1)
end
