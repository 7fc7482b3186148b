-- Where money is paid to. A number is never changed: a change is a new version that one account asks for, another approves, and that
-- takes effect only after a cooling-off in which the family has been told and may object.

create table bank (
  code text not null check (code ~ '^[A-Z]{2,10}$'),
  name_zh text not null,
  name_en text not null,
  -- The code of its kind in the payment system of the People's Bank (first three digits of a 行号).
  clearing_code text check (clearing_code ~ '^\d{3}$'),
  -- Lengths of the numbers of its passbooks, as far as known; other lengths ask for a reason.
  passbook_min int not null default 8,
  passbook_max int not null default 28,
  position int not null,
  constraint bank_pkey primary key (code),
  constraint bank_lengths check (passbook_min between 6 and passbook_max and passbook_max <= 32)
);
grant select, insert, update on bank to nuanxin_app;
grant select on bank to nuanxin_reader;
select classify('bank', 'reference', 'banks people are paid through', public => '{code,name_zh,name_en,clearing_code,passbook_min,passbook_max,position}');
insert into bank (code, name_zh, name_en, clearing_code, passbook_min, passbook_max, position) values
  ('ICBC', '中国工商银行', 'ICBC', '102', 17, 19, 10),
  ('ABC', '中国农业银行', 'Agricultural Bank of China', '103', 15, 19, 20),
  ('BOC', '中国银行', 'Bank of China', '104', 12, 19, 30),
  ('CCB', '中国建设银行', 'China Construction Bank', '105', 16, 28, 40),
  ('BCOM', '交通银行', 'Bank of Communications', '301', 15, 21, 50),
  ('PSBC', '中国邮政储蓄银行', 'Postal Savings Bank', '403', 18, 19, 60),
  ('RCC', '农村信用社', 'Rural credit cooperatives', '402', 10, 28, 70),
  ('RCB', '农村商业银行', 'Rural commercial banks', '314', 10, 28, 80),
  ('CMB', '招商银行', 'China Merchants Bank', '308', 8, 28, 90),
  ('CITIC', '中信银行', 'China CITIC Bank', '302', 8, 28, 100),
  ('CEB', '中国光大银行', 'China Everbright Bank', '303', 8, 28, 110),
  ('CMBC', '中国民生银行', 'China Minsheng Bank', '305', 8, 28, 120),
  ('SPDB', '浦发银行', 'SPD Bank', '310', 8, 28, 130),
  ('CIB', '兴业银行', 'Industrial Bank', '309', 8, 28, 140),
  ('CITY', '城市商业银行', 'City commercial banks', '313', 8, 28, 150);

-- How long an association lets a changed account cool off. Dated: what was approved keeps the days of its day.
create table bank_account_setting (
  division bigint not null constraint bank_account_setting_division references division (code),
  valid_from date not null,
  cooling_days int not null check (cooling_days between 1 and 30),
  set_by uuid not null,
  created_at timestamptz not null,
  constraint bank_account_setting_pkey primary key (division, valid_from)
);
alter table bank_account_setting enable row level security;
alter table bank_account_setting force row level security;
create policy read_settings on bank_account_setting for select using (true);
create policy write_in_scope on bank_account_setting for insert
  with check (division >= nullif(current_setting('app.lo', true), '')::bigint and division < nullif(current_setting('app.hi', true), '')::bigint);
grant select, insert on bank_account_setting to nuanxin_app;
grant select on bank_account_setting to nuanxin_reader;
select classify('bank_account_setting', 'reference', 'cooling-off days of an association, by date; append-only', internal => '{division,valid_from,cooling_days,set_by,created_at}');

create table bank_account (
  district int not null,
  id uuid not null,
  community bigint not null constraint bank_account_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  person_id uuid not null,
  created_at timestamptz not null,
  constraint bank_account_pkey primary key (district, id),
  constraint bank_account_of_person unique (district, person_id),
  constraint bank_account_whose unique (district, id, person_id),
  constraint bank_account_person foreign key (district, person_id, community) references person (district, id, community) deferrable initially deferred
);
create index bank_account_person on bank_account (district, person_id, community);
create index bank_account_by_family on bank_account (district, family_id);
create index bank_account_by_place on bank_account (community, id);
select protect('bank_account', 'community');
grant select, insert, update (community) on bank_account to nuanxin_app;
grant select on bank_account to nuanxin_reader;
select classify('bank_account', 'distributed', 'that a person is paid through a bank; its versions say which', internal => '{district,id,family_id,person_id,created_at}', personal => '{community}');

create table bank_account_version (
  district int not null,
  id uuid not null,
  community bigint not null constraint bank_account_version_community_in_district check (community / 1000000 = district),
  account_id uuid not null,
  family_id uuid not null,
  person_id uuid not null,
  seq int not null check (seq > 0),
  kind text not null constraint bank_account_version_kind check (kind in ('card', 'passbook')),
  bank_code text not null constraint bank_account_version_bank references bank (code),
  branch text check (length(branch) between 1 and 80),
  holder_name text not null check (length(holder_name) between 1 and 60),
  number_cipher bytea not null,
  number_hmac bytea not null,
  last4 text not null check (last4 ~ '^\d{4}$'),
  reason text not null check (length(reason) between 1 and 300),
  -- Why the same number may belong to two people, and why an odd number is right, in the requester's words.
  shared_reason text check (length(shared_reason) between 1 and 300),
  warnings text[] not null default '{}',
  warning_reason text check (length(warning_reason) between 1 and 300),
  state text not null constraint bank_account_version_state check (state in ('requested', 'approved', 'refused', 'cancelled')),
  requested_by uuid not null,
  requested_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  cooling_days int,
  effective_at timestamptz,
  ended_at timestamptz,
  stopped_by uuid,
  stopped_at timestamptz,
  stopped_why text constraint bank_account_version_why check (stopped_why in ('refused', 'requester', 'family')),
  stop_reason text check (length(stop_reason) between 1 and 300),
  constraint bank_account_version_pkey primary key (district, id),
  constraint bank_account_version_seq unique (district, account_id, seq),
  constraint bank_account_version_sealed check (octet_length(number_cipher) between 33 and 200 and octet_length(number_hmac) = 32),
  constraint bank_account_version_explained check (cardinality(warnings) = 0 or warning_reason is not null),
  constraint bank_account_version_two_people check (approved_by <> requested_by),
  constraint bank_account_version_marks check (
    num_nulls(approved_by, approved_at, cooling_days, effective_at) in (0, 4)
    and (state <> 'approved' or effective_at is not null) and (state not in ('requested', 'refused') or effective_at is null)
    and num_nulls(stopped_by, stopped_at, stopped_why) = case when state in ('refused', 'cancelled') then 0 else 3 end
    and (ended_at is null or state = 'approved')),
  -- Hours, not days, so that the comparison is the same in every time zone.
  constraint bank_account_version_delayed check (cooling_days >= 1 and effective_at >= approved_at + cooling_days * interval '24 hours'),
  constraint bank_account_version_ends check (ended_at >= effective_at),
  constraint bank_account_version_one_active exclude using gist
    (district with =, account_id with =, tstzrange(effective_at, ended_at) with &&) where (state = 'approved'),
  constraint bank_account_version_account foreign key (district, account_id, person_id) references bank_account (district, id, person_id),
  constraint bank_account_version_person foreign key (district, person_id, community) references person (district, id, community) deferrable initially deferred
);
create unique index bank_account_version_one_request on bank_account_version (district, account_id) where state = 'requested';
create index bank_account_version_person on bank_account_version (district, person_id, community);
create index bank_account_version_account on bank_account_version (district, account_id, person_id);
create index bank_account_version_bank on bank_account_version (bank_code);
create index bank_account_version_number on bank_account_version (district, number_hmac);
create index bank_account_version_waiting on bank_account_version (community, requested_at, id) where state = 'requested';
create index bank_account_version_by_family on bank_account_version (district, family_id);
select protect('bank_account_version', 'community');
grant select, insert, update (community, state, approved_by, approved_at, cooling_days, effective_at, ended_at, stopped_by, stopped_at, stopped_why,
  stop_reason) on bank_account_version to nuanxin_app;
grant select on bank_account_version to nuanxin_reader;
select classify('bank_account_version', 'distributed', 'one account number of a person: asked for, approved by another, in effect after a cooling-off',
  internal => '{district,id,account_id,family_id,person_id,seq,state,requested_by,requested_at,approved_by,approved_at,cooling_days,effective_at,ended_at,stopped_by,stopped_at,stopped_why,warnings}',
  personal => '{community,kind,bank_code,branch,holder_name,reason,shared_reason,warning_reason,stop_reason}', sensitive => '{number_cipher,number_hmac,last4}');

-- The family is told through the contact it had when the change was asked for. The row comes with the request, waits from the approval on,
-- and stays until somebody has told them.
create table bank_account_notice (
  district int not null,
  version_id uuid not null,
  community bigint not null constraint bank_account_notice_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  -- The phone as it was when the change was asked for; null when there was none, then by letter or visit.
  phone_cipher bytea,
  -- The phone before that one, where it was changed shortly before the request.
  former_phone_cipher bytea,
  state text not null constraint bank_account_notice_state check (state in ('waiting', 'told')),
  created_at timestamptz not null,
  told_by uuid,
  told_at timestamptz,
  channel text constraint bank_account_notice_channel check (channel in ('phone', 'sms', 'letter', 'visit')),
  constraint bank_account_notice_pkey primary key (district, version_id),
  constraint bank_account_notice_told check (num_nulls(told_by, told_at, channel) = case state when 'told' then 0 else 3 end),
  constraint bank_account_notice_version foreign key (district, version_id) references bank_account_version (district, id),
  constraint bank_account_notice_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred
);
create index bank_account_notice_family on bank_account_notice (district, family_id, community);
create index bank_account_notice_waiting on bank_account_notice (community, created_at, version_id) where state = 'waiting';
select protect('bank_account_notice', 'community');
grant select, insert, update (community, state, told_by, told_at, channel) on bank_account_notice to nuanxin_app;
grant select on bank_account_notice to nuanxin_reader;
select classify('bank_account_notice', 'distributed', 'that a family has to be told of a changed account, and when it was', internal => '{district,version_id,family_id,state,created_at,told_by,told_at,channel}',
  personal => '{community}', sensitive => '{phone_cipher,former_phone_cipher}');
