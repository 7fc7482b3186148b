-- Who the families are. Every row that hangs on a family carries the family's community, tied to it by a deferred key, so
-- that row security is a plain comparison on the row itself and a move within the district changes all of them together.

create table family (
  district int not null,
  id uuid not null,
  community bigint not null,
  -- The public reference is district-file number, e.g. 530103-000192.
  file_number int not null check (file_number > 0),
  branch text not null check (branch in ('death', 'disability')),
  children_born int check (children_born between 0 and 20),
  children_surviving int check (children_surviving between 0 and 20),
  -- Whether a 独生子女父母光荣证 is held, as the family says; null means not known. A certificate row of that kind says yes by itself.
  only_child_certificate boolean,
  living_arrangement text not null default 'unknown' check (living_arrangement in ('couple', 'alone', 'with_relatives', 'institution', 'other', 'unknown')),
  hardship boolean,
  address_cipher bytea,
  -- The names by which it is called, in their order: a copy from its members (family_heads_of), which every list and search shows.
  heads text[] not null default '{}' constraint family_heads check (array_position(heads, null) is null),
  registered_on date not null,
  state text not null default 'active' check (state in ('active', 'moved', 'closed')),
  closed_on date,
  closed_reason text,
  legal_basis text not null default 'statutory' check (legal_basis in ('statutory', 'consent')),
  created_at timestamptz not null,
  version int not null default 1,
  constraint family_pkey primary key (district, id),
  constraint family_place unique (district, id, community),
  constraint family_file_number unique (district, file_number),
  constraint family_community_in_district check (community / 1000000 = district),
  constraint family_surviving check (children_surviving <= children_born),
  constraint family_closed check ((state = 'active') = (closed_on is null))
);
create index family_by_community on family (community, id) include (state);
select protect('family', 'community');
grant select, insert, update on family to nuanxin_app;
grant select on family to nuanxin_reader;
select classify('family', 'distributed', 'one special family (计生特殊家庭), at its place of residence',
  internal => '{district,id,file_number,registered_on,state,closed_on,closed_reason,legal_basis,created_at,version}',
  personal => '{community,children_born,children_surviving,only_child_certificate,living_arrangement,hardship,heads}', sensitive => '{branch,address_cipher}');

create table person (
  district int not null,
  id uuid not null,
  community bigint not null,
  family_id uuid not null,
  name text not null check (length(name) between 1 and 60),
  pinyin text collate "C" not null,
  initials text collate "C" not null,
  sex text not null check (sex in ('male', 'female', 'unknown')),
  -- Null where nobody knows: a child who died long ago. A parent's is always known, since rules ask her age.
  birth_date date check (birth_date >= '1880-01-01'),
  died_on date,
  -- 'parent' holds the entitlements; the child is a data subject of its own, also after death (PIPL art. 49).
  relation text not null check (relation in ('parent', 'child', 'grandchild', 'child_in_law', 'grandparent', 'other')),
  member_from date not null,
  member_to date,
  id_kind text not null check (id_kind in ('resident', 'foreign', 'none')),
  id_cipher bytea,
  id_hmac bytea,
  id_last4_hash bytea check (octet_length(id_last4_hash) = 32),
  phone_cipher bytea,
  phone_last4_hash bytea check (octet_length(phone_last4_hash) = 32),
  -- The number of before, and when the phone was last another: whoever changes both phone and account does not turn the message to the family away.
  former_phone_cipher bytea,
  phone_changed_at timestamptz,
  -- 12 digits padded from whatever is known of the hukou place; null when unknown.
  hukou_division bigint,
  hukou_kind text check (hukou_kind in ('urban', 'rural', 'resident')),
  marital text check (marital in ('10', '21', '22', '23', '30', '40', '90')),
  marital_since date,
  ethnicity text check (ethnicity ~ '^\d{2}$'),
  education text check (education ~ '^\d{2}$'),
  created_at timestamptz not null,
  version int not null default 1,
  constraint person_pkey primary key (district, id),
  constraint person_place unique (district, id, community),
  constraint person_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint person_id_stored check ((id_kind = 'none') = (id_hmac is null) and (id_hmac is null) = (id_cipher is null)
    and (id_cipher is null or octet_length(id_cipher) between 33 and 200) and (id_hmac is null or octet_length(id_hmac) = 32)),
  constraint person_parent_birth check (relation <> 'parent' or birth_date is not null),
  constraint person_former_phone check (former_phone_cipher is null or phone_changed_at is not null),
  constraint person_life check (died_on is null or died_on >= birth_date),
  constraint person_membership check (member_to is null or member_to >= member_from),
  constraint person_community_in_district check (community / 1000000 = district)
);
-- One living membership of a natural person; who left a family may come to another.
create unique index person_id_once on person (district, id_hmac) where member_to is null;
-- Who bore a number in a file that has ended or that she left: asked by whoever finds it taken.
create index person_id_left on person (district, id_hmac) where member_to is not null;
create index person_by_family on person (district, family_id, community);
create index person_pinyin on person (pinyin, community);
create index person_initials on person (initials, community);
create index person_id_last4 on person (id_last4_hash, community) where id_last4_hash is not null;
create index person_phone_last4 on person (phone_last4_hash, community) where phone_last4_hash is not null;
select protect('person', 'community');
grant select, insert, update on person to nuanxin_app;
grant select on person to nuanxin_reader;
select classify('person', 'distributed', 'one member of a family, with the dates of her membership; the deceased child included',
  internal => '{district,id,family_id,relation,member_from,member_to,id_kind,phone_changed_at,created_at,version}',
  personal => '{community,name,pinyin,initials,sex,birth_date,hukou_division,hukou_kind,marital,marital_since,ethnicity,education}',
  sensitive => '{died_on,id_cipher,id_hmac,id_last4_hash,phone_cipher,phone_last4_hash,former_phone_cipher}');

-- Name search by equality on pairs of characters: equality is leakproof, so it stays indexed under row security.
create table person_name_gram (
  district int not null,
  community bigint not null,
  gram text collate "C" not null check (length(gram) = 2),
  starts_at int not null check (starts_at between 1 and name_length - 1),
  name_length int not null,
  person_id uuid not null,
  family_id uuid not null,
  constraint person_name_gram_pkey primary key (district, gram, person_id),
  constraint person_name_gram_person foreign key (district, person_id, community) references person (district, id, community) deferrable initially deferred
);
-- All that a search asks of it, the ranking included: the pieces themselves are never visited.
create index person_name_gram_find on person_name_gram (gram, community, person_id) include (district, starts_at, name_length);
create index person_name_gram_person on person_name_gram (district, person_id, community);
select protect('person_name_gram', 'community');
grant select, insert, delete, update (community) on person_name_gram to nuanxin_app;
grant select on person_name_gram to nuanxin_reader;
select classify('person_name_gram', 'distributed', 'pairs of characters of a name, for finding it', internal => '{district,person_id,family_id,starts_at,name_length}', personal => '{community,gram}');

-- One living registration of a natural person in the whole country (I3).
create table identity_claim (
  id_hmac bytea not null check (octet_length(id_hmac) = 32),
  district int not null,
  person_id uuid not null,
  claimed_at timestamptz not null,
  constraint identity_claim_pkey primary key (id_hmac)
);
grant select, insert, update (district, person_id, claimed_at), delete on identity_claim to nuanxin_app;
select classify('identity_claim', 'hash', 'which district registers a person, found by the keyed hash of the ID number', internal => '{district,person_id,claimed_at}', sensitive => '{id_hmac}');

create table certificate (
  district int not null,
  id uuid not null,
  community bigint not null,
  family_id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('only_child', 'disability', 'death', 'marriage', 'adoption', 'other')),
  number_cipher bytea,
  number_hmac bytea check (octet_length(number_hmac) = 32),
  disability_kind int check (disability_kind between 1 and 7),
  disability_grade int check (disability_grade between 1 and 4),
  issued_on date,
  valid_to date,
  created_at timestamptz not null,
  version int not null default 1,
  constraint certificate_pkey primary key (district, id),
  constraint certificate_person foreign key (district, person_id, community) references person (district, id, community) deferrable initially deferred,
  constraint certificate_disability check ((kind = 'disability') = (disability_grade is not null)),
  constraint certificate_dates check (valid_to is null or issued_on is null or valid_to > issued_on)
);
create unique index certificate_number on certificate (district, kind, number_hmac) where number_hmac is not null;
create index certificate_person on certificate (district, person_id, community);
create index certificate_family on certificate (district, family_id);
select protect('certificate', 'community');
grant select, insert, update on certificate to nuanxin_app;
grant select on certificate to nuanxin_reader;
select classify('certificate', 'distributed', 'a proof a person holds: 独生子女父母光荣证, 残疾人证 and others',
  internal => '{district,id,family_id,person_id,kind,created_at,version}', personal => '{community,issued_on,valid_to}',
  sensitive => '{number_cipher,number_hmac,disability_kind,disability_grade}');

create table person_relation (
  district int not null,
  id uuid not null,
  community bigint not null,
  family_id uuid not null,
  person_id uuid not null,
  other_id uuid not null,
  kind text not null check (kind in ('spouse', 'parent_of', 'grandparent_of', 'guardian_of', 'in_law')),
  valid_from date,
  valid_to date,
  constraint person_relation_pkey primary key (district, id),
  constraint person_relation_person foreign key (district, person_id, community) references person (district, id, community) deferrable initially deferred,
  constraint person_relation_other foreign key (district, other_id, community) references person (district, id, community) deferrable initially deferred,
  constraint person_relation_two check (person_id <> other_id),
  constraint person_relation_dates check (valid_to >= valid_from),
  constraint person_relation_once unique (district, person_id, other_id, kind)
);
create index person_relation_person on person_relation (district, person_id, community);
create index person_relation_other on person_relation (district, other_id, community);
create index person_relation_family on person_relation (district, family_id);
select protect('person_relation', 'community');
grant select, insert, update (community, valid_to), delete on person_relation to nuanxin_app;
grant select on person_relation to nuanxin_reader;
select classify('person_relation', 'distributed', 'how two members of a family are related, and from when to when', internal => '{district,id,family_id,person_id,other_id}', personal => '{community,kind,valid_from,valid_to}');

create table decision_contact (
  district int not null,
  id uuid not null,
  community bigint not null,
  family_id uuid not null,
  name text not null check (length(name) between 1 and 60),
  relation text not null check (length(relation) between 1 and 40),
  roles text[] not null check (roles <@ array['call_first', 'guardian', 'guarantor', 'hospital', 'funeral'] and cardinality(roles) > 0),
  phone_cipher bytea,
  document_title text,
  document_on date,
  rank int not null default 1 check (rank between 1 and 20),
  valid_from date not null,
  valid_to date,
  version int not null default 1,
  constraint decision_contact_pkey primary key (district, id),
  constraint decision_contact_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred
);
create index decision_contact_family on decision_contact (district, family_id, community);
select protect('decision_contact', 'community');
grant select, insert, update on decision_contact to nuanxin_app;
grant select on decision_contact to nuanxin_reader;
select classify('decision_contact', 'distributed', 'who may be called and who signs: appointed guardian, guarantor, hospital and funeral contact',
  internal => '{district,id,family_id,roles,rank,valid_from,valid_to,version}', personal => '{community,name,relation,document_title,document_on}', sensitive => '{phone_cipher}');

create table contact_preference (
  district int not null,
  id uuid not null,
  community bigint not null,
  family_id uuid not null,
  no_home_visit boolean not null default false,
  no_contact boolean not null default false,
  channels text[] not null default '{}' check (channels <@ array['phone', 'visit', 'wechat', 'sms', 'letter']),
  hours text check (hours in ('morning', 'afternoon', 'evening')),
  -- Month and day, '10-03', on which the family wishes not to be disturbed.
  quiet_days text[] not null default '{}',
  wish text,
  valid_from date not null,
  valid_to date,
  version int not null default 1,
  constraint contact_preference_pkey primary key (district, id),
  constraint contact_preference_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint contact_preference_one exclude using gist (district with =, family_id with =, daterange(valid_from, valid_to) with &&)
);
create index contact_preference_family on contact_preference (district, family_id, community);
select protect('contact_preference', 'community');
grant select, insert, update on contact_preference to nuanxin_app;
grant select on contact_preference to nuanxin_reader;
select classify('contact_preference', 'distributed', 'how and when a family wishes to be contacted, or not',
  internal => '{district,id,family_id,valid_from,valid_to,version}', personal => '{community,no_home_visit,no_contact,channels,hours,quiet_days,wish}');

create table family_tag (
  district int not null,
  id uuid not null,
  community bigint not null,
  family_id uuid not null,
  tag text not null check (length(tag) between 1 and 30),
  valid_from date not null,
  valid_to date,
  constraint family_tag_pkey primary key (district, id),
  constraint family_tag_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint family_tag_one exclude using gist (district with =, family_id with =, tag with =, daterange(valid_from, valid_to) with &&)
);
create index family_tag_family on family_tag (district, family_id, community);
select protect('family_tag', 'community');
grant select, insert, update (community, valid_to) on family_tag to nuanxin_app;
grant select on family_tag to nuanxin_reader;
select classify('family_tag', 'distributed', 'a mark with dates, such as 高龄独居', internal => '{district,id,family_id,valid_from,valid_to}', personal => '{community,tag}');

-- What the register says of a member in the words rules use; who died before she could be a member has no row (the child who is
-- mourned is in the facts of the parents only). Derived: rewritten by the families room in the transaction of every
-- change (checks/facts.sql finds a row that differs), so that a rule is plain columns of one table. Null means: not known.
create table person_fact (
  district int not null,
  person_id uuid not null,
  family_id uuid not null,
  community bigint not null,
  birth_date date,
  sex text not null,
  died_on date,
  relation text not null,
  hukou_division bigint,
  hukou_kind text,
  marital text,
  -- The day the marital status began; the day a registered spouse died. Rules ask how things stood on a date.
  marital_since date,
  has_only_child_certificate boolean,
  children_born int,
  children_surviving int,
  branch text not null,
  -- The day the last surviving child died (null while one lives); the birth of the only child, or of the one certified disabled;
  -- the day the disability was certified; the certified grade (1 is the heaviest).
  child_died_on date,
  child_birth_date date,
  child_disabled_from date,
  -- The first day on which that certificate counts no longer: from then on the grade is not known.
  child_disabled_to date,
  child_disability_grade int,
  spouse_birth_date date,
  spouse_sex text,
  spouse_died_on date,
  living_alone boolean,
  living_arrangement text,
  hardship boolean,
  member_from date not null,
  member_to date,
  constraint person_fact_pkey primary key (district, person_id),
  constraint person_fact_person foreign key (district, person_id, community) references person (district, id, community) deferrable initially deferred
);
create index person_fact_by_community on person_fact (community, person_id);
create index person_fact_family on person_fact (district, family_id);
create index person_fact_person on person_fact (district, person_id, community);
select protect('person_fact', 'community');
grant select, insert, update, delete on person_fact to nuanxin_app;
grant select on person_fact to nuanxin_reader;
select classify('person_fact', 'distributed', 'the facts rules ask about one member of a family, parents above all; derived from the register',
  internal => '{district,person_id,family_id,relation,member_from,member_to}',
  personal => '{community,birth_date,sex,hukou_division,hukou_kind,marital,marital_since,has_only_child_certificate,children_born,children_surviving,spouse_birth_date,
    spouse_sex,living_alone,living_arrangement,hardship}',
  sensitive => '{died_on,spouse_died_on,branch,child_died_on,child_birth_date,child_disabled_from,child_disabled_to,child_disability_grade}');

-- The one definition of the facts: the families room copies them into person_fact, checks/facts.sql compares. The only child is the living
-- one where there is one, else the one who died last; a spouse is said by a relation without an end, or has died (then with the day: rules ask
-- about past dates). Who has left is known as she was until then: with the relatives she left with or before, and without those who had gone
-- before her. `gone` is the day she left, and infinity of who is there. One pass over each table for all the families asked for, so that it serves one family and a whole roster alike.
create function person_facts_of(in_district int, in_families uuid[]) returns table (
  district int, person_id uuid, family_id uuid, community bigint, birth_date date, sex text, died_on date, relation text,
  hukou_division bigint, hukou_kind text, marital text, marital_since date, has_only_child_certificate boolean, children_born int, children_surviving int, branch text,
  child_died_on date, child_birth_date date, child_disabled_from date, child_disabled_to date, child_disability_grade int,
  spouse_birth_date date, spouse_sex text, spouse_died_on date, living_alone boolean, living_arrangement text, hardship boolean, member_from date, member_to date)
language sql stable as $$
  with members as materialized (
    select p.*, coalesce(p.member_to, 'infinity') as gone from person p where p.district = in_district and p.family_id = any(in_families)
  ), goings as materialized (
    select distinct m.family_id, m.gone from members m
  ), proofs as materialized (
    select * from certificate t where t.district = in_district and t.family_id = any(in_families) and t.kind in ('only_child', 'disability')
  ), child as (
    select distinct on (g.family_id, g.gone) g.family_id, g.gone, c.died_on, c.birth_date
    from goings g join members c on c.family_id = g.family_id and c.gone >= g.gone
    where c.relation = 'child'
    order by g.family_id, g.gone, (c.died_on is null) desc, c.died_on desc, c.id
  ), disabled as (
    select distinct on (g.family_id, g.gone) g.family_id, g.gone, t.issued_on, t.valid_to, t.disability_grade
    from proofs t join members h on h.id = t.person_id join goings g on g.family_id = t.family_id and h.gone >= g.gone
    where t.kind = 'disability' and h.relation = 'child'
    order by g.family_id, g.gone, (t.valid_to is null) desc, t.issued_on desc nulls last, t.id desc
  ), spouse as (
    select distinct on (pair.one) pair.one, s.birth_date, s.sex, s.died_on
    from (
      select r.id, r.person_id as one, r.other_id as two, r.valid_to from person_relation r
      where r.district = in_district and r.family_id = any(in_families) and r.kind = 'spouse'
      union all
      select r.id, r.other_id, r.person_id, r.valid_to from person_relation r
      where r.district = in_district and r.family_id = any(in_families) and r.kind = 'spouse'
    ) pair join members s on s.id = pair.two join members o on o.id = pair.one
    where s.died_on is not null or (pair.valid_to is null and s.gone >= o.gone)
    order by pair.one, (s.died_on is null) desc, s.died_on desc, pair.id
  )
  select p.district, p.id, p.family_id, p.community, p.birth_date, p.sex, p.died_on, p.relation, p.hukou_division, p.hukou_kind,
    p.marital, p.marital_since,
    case when held.family_id is not null then true else f.only_child_certificate end, f.children_born, f.children_surviving, f.branch,
    child.died_on, child.birth_date, disabled.issued_on, disabled.valid_to, disabled.disability_grade, spouse.birth_date, spouse.sex,
    spouse.died_on, case when f.living_arrangement <> 'unknown' then f.living_arrangement = 'alone' end,
    nullif(f.living_arrangement, 'unknown'), f.hardship, p.member_from, p.member_to
  from members p
  join (select * from family f where f.district = in_district and f.id = any(in_families)) f on f.id = p.family_id
  left join (select distinct t.family_id from proofs t where t.kind = 'only_child') held on held.family_id = p.family_id
  left join child on child.family_id = p.family_id and child.gone = p.gone
  left join disabled on disabled.family_id = p.family_id and disabled.gone = p.gone
  left join spouse on spouse.one = p.id
  where p.died_on is null or p.died_on >= p.member_from
$$;
comment on function person_facts_of is 'The facts of the members of these families as the register has them now; person_fact is their copy.';

-- By whom a family is called: its parents, the elder first; without any, its other living members. An ended file keeps those it ended with.
create function family_heads_of(in_district int, in_families uuid[]) returns table (family_id uuid, heads text[])
language sql stable as $$
  select f.id, coalesce(
    array_agg(p.name order by p.birth_date, p.id) filter (where p.relation = 'parent' and (p.member_to is null or f.state <> 'active')),
    array_agg(p.name order by p.birth_date, p.id) filter (where p.id is not null and p.member_to is null),
    '{}')
  from family f left join person p on p.district = f.district and p.family_id = f.id and p.died_on is null
  where f.district = in_district and f.id = any(in_families)
  group by f.district, f.id
$$;
comment on function family_heads_of is 'The names by which these families are called as the register has them now; family.heads is their copy.';

-- Which of these facts changed, and when: so that a change of what follows from them can name its cause. No values: those are in the
-- register. What a person was first registered with is no change. Append-only, but for two changes in one moment, which are one row.
create table fact_change (
  district int not null,
  person_id uuid not null,
  family_id uuid not null,
  community bigint not null constraint fact_change_community_in_district check (community / 1000000 = district),
  changed_at timestamptz not null,
  fields text[] not null check (cardinality(fields) > 0),
  constraint fact_change_pkey primary key (district, person_id, changed_at),
  constraint fact_change_person foreign key (district, person_id, community) references person (district, id, community) deferrable initially deferred
);
create index fact_change_of_person on fact_change (district, person_id, community);
create index fact_change_since on fact_change (district, changed_at);
select protect('fact_change', 'community');
grant select, insert, update (fields, community) on fact_change to nuanxin_app;
grant select on fact_change to nuanxin_reader;
select classify('fact_change', 'distributed', 'which facts of a member changed at a moment, by name only',
  internal => '{district,person_id,family_id,changed_at}', personal => '{community}', sensitive => '{fields}');

create table family_file_counter (
  district int not null,
  last_number int not null check (last_number >= 0),
  constraint family_file_counter_pkey primary key (district)
);
select protect('family_file_counter', 'district');
grant select, insert, update on family_file_counter to nuanxin_app;
select classify('family_file_counter', 'distributed', 'the last file number given in a district', internal => '{district,last_number}');

-- A move within the district: every row that is tied to the family by a key with the community moves in one transaction, the rows of
-- rooms above this one included, because the keys themselves say which tables those are. What happened stays where it happened.
create function move_family(in_district int, in_family uuid, in_community bigint) returns void
language plpgsql as $$
declare
  tied regclass;
begin
  update family set community = in_community, version = version + 1 where district = in_district and id = in_family;
  for tied in
    select distinct c.conrelid::regclass from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) and a.attname = 'community'
    where c.contype = 'f' and c.confrelid in ('family'::regclass, 'person'::regclass) and c.condeferred
  loop
    execute format('update %s set community = $1 where district = $2 and family_id = $3', tied) using in_community, in_district, in_family;
  end loop;
end $$;
comment on function move_family is 'Moves a family and every row tied to its community within the district; keys are checked at commit.';
