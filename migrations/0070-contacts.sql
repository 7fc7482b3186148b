-- Rounds of visits (slice one of contacts): who is to be visited for a festival, by whom, and how it went.

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
  gift text check (length(gift) <= 60),
  cash_fen fen not null default 0,
  state text not null default 'open' check (state in ('open', 'closed')),
  created_by uuid not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  version int not null default 1,
  constraint visit_round_pkey primary key (district, id),
  constraint visit_round_place check (division / 1000000 = district),
  constraint visit_round_dates check (closes_on >= opens_on),
  constraint visit_round_closed check ((state = 'closed') = (closed_at is not null)),
  constraint visit_round_promise check ((policy_id is null) = (period is null)),
  constraint visit_round_once unique (district, policy_id, period, division)
);
create index visit_round_newest on visit_round (district, opens_on desc, id desc);
create index visit_round_policy on visit_round (policy_id);
create index visit_round_kind on visit_round (care_kind);
select protect('visit_round', 'district');
grant select, insert, update (title, closes_on, gift, state, closed_at, version) on visit_round to nuanxin_app;
grant select on visit_round to nuanxin_reader;
select classify('visit_round', 'distributed', 'a round of visits over a jurisdiction, for a festival or a season',
  internal => '{district,id,division,title,festival,policy_id,period,care_kind,opens_on,closes_on,gift,cash_fen,state,created_by,created_at,closed_at,version}');

create table visit_line (
  district int not null,
  id uuid not null,
  community bigint not null,
  round_id uuid not null,
  family_id uuid not null,
  -- The account the visit is given to; null until somebody is named.
  worker_id uuid,
  state text not null default 'planned' check (state in ('planned', 'reached', 'refused', 'away', 'quiet')),
  channel text check (channel in ('visit', 'phone', 'letter')),
  done_on date,
  record_id uuid,
  note_cipher bytea,
  done_by uuid,
  done_at timestamptz,
  version int not null default 1,
  constraint visit_line_pkey primary key (district, id),
  constraint visit_line_once unique (district, round_id, family_id),
  constraint visit_line_round foreign key (district, round_id) references visit_round (district, id),
  constraint visit_line_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint visit_line_record foreign key (district, record_id) references care_record (district, id),
  constraint visit_line_done check ((state = 'planned') = (done_on is null) and (state = 'planned') = (done_at is null)),
  constraint visit_line_recorded check (state = 'planned' or record_id is not null)
);
create index visit_line_by_place on visit_line (community, round_id, id);
create index visit_line_family on visit_line (district, family_id, community);
create index visit_line_record on visit_line (district, record_id);
create index visit_line_worker on visit_line (district, worker_id) where state = 'planned';
select protect('visit_line', 'community');
grant select, insert, update (community, worker_id, state, channel, done_on, record_id, note_cipher, done_by, done_at, version) on visit_line to nuanxin_app;
grant select on visit_line to nuanxin_reader;
select classify('visit_line', 'distributed', 'one family in a round of visits', internal => '{district,id,round_id,family_id,worker_id,record_id,done_by,done_at,version}',
  personal => '{community,state,channel,done_on}', sensitive => '{note_cipher}');

-- Two named contacts per family (双岗): one street officer, one community worker.
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
  constraint family_contact_one exclude using gist (district with =, family_id with =, post with =, daterange(valid_from, valid_to) with &&)
);
create index family_contact_family on family_contact (district, family_id, community);
create index family_contact_account on family_contact (account_id);
select protect('family_contact', 'community');
grant select, insert, update (community, valid_to, version) on family_contact to nuanxin_app;
grant select on family_contact to nuanxin_reader;
select classify('family_contact', 'distributed', 'who of the two posts is a family''s contact, from when to when', internal => '{district,id,family_id,post,account_id,valid_from,valid_to,version}', personal => '{community}');

-- How often a family is to be contacted, and how: local configuration with dates, never a constant.
create table contact_rule (
  id uuid not null,
  division bigint not null,
  mode text not null check (mode in ('any', 'visit')),
  times int not null check (times between 1 and 60),
  per text not null check (per in ('week', 'month', 'year')),
  valid_from date not null,
  valid_to date,
  document_number text,
  confidence text not null check (confidence in ('sourced', 'to_confirm')),
  constraint contact_rule_pkey primary key (id),
  constraint contact_rule_one_at_a_time exclude using gist (division with =, mode with =, daterange(valid_from, valid_to) with &&)
);
grant select, insert, update (valid_to) on contact_rule to nuanxin_app;
grant select on contact_rule to nuanxin_reader;
select classify('contact_rule', 'reference', 'how often families of a place are to be contacted', public => '{id,division,mode,times,per,valid_from,valid_to,document_number,confidence}');
