-- Contact with the families: rounds of visits (who is to be visited for a festival, by whom, and how it went), the two named
-- contacts of each family (双岗), and how often a family is to be contacted.

create table visit_round (
  district int not null,
  id uuid not null,
  -- The jurisdiction of the round: a district, a street or a community, padded.
  division bigint not null,
  title text not null check (length(title) between 2 and 60),
  festival text check (festival in ('spring', 'lantern', 'qingming', 'dragon_boat', 'qixi', 'mid_autumn', 'double_ninth', 'winter_solstice', 'new_year_eve')),
  -- The promise the round delivers (festival condolence, summer heat goods); null for a round of its own.
  policy_id uuid constraint visit_round_policy references policy (id),
  period text,
  care_kind text not null constraint visit_round_kind references care_kind (code),
  opens_on date not null,
  closes_on date not null,
  gift text check (length(gift) between 1 and 60),
  -- What each family is given.
  cash_fen fen not null default 0,
  state text not null default 'open' check (state in ('open', 'closed')),
  created_by uuid not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid,
  version int not null default 1,
  constraint visit_round_pkey primary key (district, id),
  constraint visit_round_place check (division / 1000000 = district),
  constraint visit_round_dates check (closes_on >= opens_on),
  constraint visit_round_closed check ((state = 'closed') = (closed_at is not null) and (state = 'closed') = (closed_by is not null)),
  constraint visit_round_promise check ((policy_id is null) = (period is null))
);
create index visit_round_newest on visit_round (district, opens_on desc, id desc);
create index visit_round_policy on visit_round (policy_id);
create index visit_round_kind on visit_round (care_kind);
select protect('visit_round', 'district');
grant select, insert, update (title, closes_on, gift, state, closed_at, closed_by, version) on visit_round to nuanxin_app;
grant select on visit_round to nuanxin_reader;
select classify('visit_round', 'distributed', 'a round of visits over a jurisdiction, for a festival or a season',
  internal => '{district,id,division,title,festival,policy_id,period,care_kind,opens_on,closes_on,gift,cash_fen,state,created_by,created_at,closed_at,closed_by,version}');

create table visit_line (
  district int not null,
  id uuid not null,
  community bigint not null,
  round_id uuid not null,
  family_id uuid not null,
  -- The round's promise, repeated so that no family stands in two rounds of one promise and period.
  policy_id uuid constraint visit_line_policy references policy (id),
  period text,
  -- The account the visit is given to; null until somebody is named.
  worker_id uuid constraint visit_line_account references account (id),
  -- `missed`: still planned when the round was closed. `away` (没能见到) may be tried again.
  state text not null default 'planned' check (state in ('planned', 'reached', 'refused', 'away', 'quiet', 'missed')),
  channel text check (channel in ('visit', 'phone', 'letter')),
  done_on date,
  record_id uuid,
  done_by uuid,
  done_at timestamptz,
  version int not null default 1,
  constraint visit_line_pkey primary key (district, id),
  constraint visit_line_once unique (district, round_id, family_id),
  constraint visit_line_round foreign key (district, round_id) references visit_round (district, id),
  constraint visit_line_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint visit_line_record foreign key (district, record_id) references care_record (district, id),
  constraint visit_line_promise check ((policy_id is null) = (period is null)),
  constraint visit_line_done check ((state in ('planned', 'missed')) = (done_on is null) and (done_on is null) = (done_at is null)
    and (done_on is null) = (record_id is null) and (done_on is null) = (done_by is null)),
  constraint visit_line_channel check (state <> 'reached' or channel is not null)
);
create index visit_line_by_place on visit_line (community, round_id, id);
create index visit_line_family on visit_line (district, family_id, community);
create index visit_line_record on visit_line (district, record_id);
create index visit_line_worker on visit_line (worker_id);
create index visit_line_policy on visit_line (policy_id);
create unique index visit_line_one_round on visit_line (district, policy_id, period, family_id) where state not in ('missed', 'away');
select protect('visit_line', 'community');
grant select, insert, update (community, worker_id, state, channel, done_on, record_id, done_by, done_at, version) on visit_line to nuanxin_app;
grant select on visit_line to nuanxin_reader;
select classify('visit_line', 'distributed', 'one family in a round of visits',
  internal => '{district,id,round_id,family_id,policy_id,period,worker_id,record_id,done_by,done_at,version}', personal => '{community,state,channel,done_on}');

-- Two named contacts per family (双岗): one street officer, one community worker. `valid_to` is the first day no longer.
create table family_contact (
  district int not null,
  id uuid not null,
  community bigint not null,
  family_id uuid not null,
  post text not null check (post in ('street', 'community')),
  account_id uuid not null constraint family_contact_account references account (id),
  valid_from date not null,
  valid_to date,
  version int not null default 1,
  constraint family_contact_pkey primary key (district, id),
  constraint family_contact_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint family_contact_dates check (valid_to is null or valid_to >= valid_from),
  constraint family_contact_one exclude using gist (district with =, family_id with =, post with =, daterange(valid_from, valid_to) with &&)
);
create index family_contact_family on family_contact (district, family_id, community);
create index family_contact_account on family_contact (account_id, community);
select protect('family_contact', 'community');
grant select, insert, update (community, valid_to, version) on family_contact to nuanxin_app;
grant select on family_contact to nuanxin_reader;
select classify('family_contact', 'distributed', 'who of the two posts is a family''s contact, from when to when',
  internal => '{district,id,family_id,post,account_id,valid_from,valid_to,version}', personal => '{community}');

-- How often a family is to be contacted, and how: local configuration with dates, never a constant. The narrowest division that has
-- a rule decides, for each way of contact by itself.
create table contact_rule (
  id uuid not null,
  division bigint not null,
  -- any: a visit, a call, a message; meet: face to face; visit: at the family's home.
  mode text not null check (mode in ('any', 'meet', 'visit')),
  times int not null check (times between 1 and 60),
  per text not null check (per in ('week', 'month', 'year')),
  valid_from date not null,
  valid_to date,
  document_number text,
  source text not null check (length(source) between 2 and 300),
  confidence text not null check (confidence in ('sourced', 'to_confirm')),
  constraint contact_rule_pkey primary key (id),
  constraint contact_rule_dates check (valid_to is null or valid_to >= valid_from),
  constraint contact_rule_one_at_a_time exclude using gist (division with =, mode with =, daterange(valid_from, valid_to) with &&)
);
grant select, insert, update (valid_to) on contact_rule to nuanxin_app;
grant select on contact_rule to nuanxin_reader;
select classify('contact_rule', 'reference', 'how often families of a place are to be contacted, and how',
  public => '{id,division,mode,times,per,valid_from,valid_to,document_number,source,confidence}');

insert into contact_rule (id, division, mode, times, per, valid_from, document_number, source, confidence) values
  ('01900000-0070-7000-8000-000000000001', 110000000000, 'any', 1, 'month', '2022-01-01', null,
    '北京市暖心行动：每月至少一次走访、电话短信、微信视频或活动联系', 'sourced'),
  ('01900000-0070-7000-8000-000000000002', 512021120000, 'any', 1, 'week', '2020-10-14', null,
    '安岳县驯龙镇联系人制度通知（2020-10-14）：每周至少联系一次', 'sourced'),
  ('01900000-0070-7000-8000-000000000003', 512021120000, 'meet', 1, 'month', '2020-10-14', null,
    '安岳县驯龙镇联系人制度通知（2020-10-14）：每月至少见面一次', 'sourced'),
  ('01900000-0070-7000-8000-000000000004', 512021120000, 'visit', 4, 'year', '2020-10-14', null,
    '安岳县驯龙镇联系人制度通知（2020-10-14）：每年至少走访四次', 'sourced'),
  ('01900000-0070-7000-8000-000000000005', 530103000000, 'any', 1, 'month', '2016-01-01', null,
    '盘龙区：未见公开文件，暂按每月一次，待本级协会确认', 'to_confirm');
