-- A claim on a person nobody registers, or a registered member with a number and without a claim.
select coalesce(p.district, c.district) as district, coalesce(p.id, c.person_id) as person_id
from (select * from person where id_hmac is not null and member_to is null) p
full join identity_claim c on c.district = p.district and c.person_id = p.id and c.id_hmac = p.id_hmac
where p.id is null or c.person_id is null
