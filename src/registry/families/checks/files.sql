-- File numbers beyond the counter, or a counter that forgot a number given.
select f.district, max(f.file_number) as highest, min(c.last_number) as counted
from family f left join family_file_counter c on c.district = f.district
group by f.district having min(c.last_number) is null or max(f.file_number) > min(c.last_number)
