-- Promises as dated data: who promises what to whom, by which document, from when to when, and at which rate. No figure of law
-- lives in code. All dates `valid_to` are the first day that no longer counts.

create table policy (
  id uuid not null,
  code text not null check (code ~ '^[a-z][a-z0-9_]{2,59}$'),
  -- Whose promise it is: the division of the owner, 0 for the nation. It reaches every community inside.
  division bigint not null check (division >= 0 and division < 1000000000000),
  -- The level that carries it: 区普惠 district, 街特色 street, 社区经常 community; above them city, province, nation.
  level text not null check (level in ('nation', 'province', 'city', 'district', 'street', 'community')),
  theme text not null check (theme in ('allowance', 'festival', 'living', 'health', 'insurance', 'travel', 'safety')),
  name_zh text not null check (length(name_zh) between 2 and 60),
  name_en text not null check (length(name_en) between 2 and 120),
  -- A family is owed once, if one of its living parents meets the rule; a person each for herself.
  beneficiary text not null check (beneficiary in ('person', 'family')),
  -- Whom the rule is asked of: the parents, or every member of the family.
  asked text not null check (asked in ('parents', 'members')),
  -- Which of the two places must lie in the owner's division (人户分离).
  place_asked text not null check (place_asked in ('hukou', 'residence')),
  care_kind text not null constraint policy_care_kind references care_kind (code),
  -- Where this policy reaches, the wider one is not asked as well: Beijing's allowance instead of the national one.
  replaces_id uuid constraint policy_replaces references policy (id),
  -- The widest of those it stands in the place of, itself where it replaces none: of all that share it a person has one at a time, and no
  -- month is paid under two of them.
  root_id uuid,
  state text not null check (state in ('active', 'retired')),
  position int not null,
  constraint policy_pkey primary key (id),
  constraint policy_code unique (code),
  constraint policy_family_asks_parents check (beneficiary = 'person' or asked = 'parents'),
  constraint policy_replaces_another check (replaces_id <> id),
  constraint policy_with_root unique (id, root_id),
  constraint policy_root_own check (replaces_id is not null or root_id = id),
  constraint policy_root_shared foreign key (replaces_id, root_id) references policy (id, root_id)
);
create index policy_by_division on policy (division, position);
create index policy_care_kind_code on policy (care_kind);
create index policy_replaced on policy (replaces_id, root_id) where replaces_id is not null;
create index policy_rooted on policy (root_id);
grant select on policy to nuanxin_app, nuanxin_reader;
select classify('policy', 'reference', 'one promise: whose, to whom, and which act of care keeps it',
  public => '{id,code,division,level,theme,name_zh,name_en,beneficiary,asked,place_asked,care_kind,replaces_id,root_id,state,position}');

create table policy_version (
  policy_id uuid not null constraint policy_version_policy references policy (id),
  version int not null check (version > 0),
  valid_from date not null,
  valid_to date,
  -- The conditions: { combinator, not?, rules: [{ field, operator, value } or a group] } over the catalogue of facts.
  rule jsonb not null check (jsonb_typeof(rule) = 'object' and rule ? 'combinator' and rule ? 'rules'),
  grant_kind text not null check (grant_kind in ('cash', 'hours', 'thing', 'service', 'enrolment')),
  -- How much of it each time; of cash the rate says how much.
  grant_quantity int check (grant_quantity > 0),
  grant_unit text not null check (grant_unit in ('fen', 'hour', 'piece', 'session', 'person_time', 'copy')),
  cadence text not null check (cadence in ('once', 'yearly', 'half_yearly', 'quarterly', 'monthly', 'festival')),
  document_number text,
  document_title text not null check (length(document_title) between 2 and 200),
  -- to_confirm: nobody has yet checked it against the document. It is shown so and never as law.
  confidence text not null check (confidence in ('sourced', 'to_confirm')),
  source text not null check (length(source) between 2 and 300),
  constraint policy_version_pkey primary key (policy_id, version),
  constraint policy_version_dates check (valid_to is null or valid_to > valid_from),
  constraint policy_version_cash check ((grant_kind = 'cash') = (grant_quantity is null) and (grant_kind = 'cash') = (grant_unit = 'fen')),
  constraint policy_version_one_at_a_time exclude using gist (policy_id with =, daterange(valid_from, valid_to) with &&)
);
grant select on policy_version to nuanxin_app, nuanxin_reader;
select classify('policy_version', 'reference', 'how a promise reads between two dates: its rule, what it grants, its document',
  public => '{policy_id,version,valid_from,valid_to,rule,grant_kind,grant_quantity,grant_unit,cadence,document_number,document_title,confidence,source}');

create table policy_rate (
  id uuid not null,
  policy_id uuid not null constraint policy_rate_policy references policy (id),
  -- Where the rate counts: the policy's division or one inside it; the narrowest that holds the place is taken.
  division bigint not null check (division >= 0 and division < 1000000000000),
  branch text check (branch in ('death', 'disability')),
  -- Rates once differed between urban and rural hukou; null counts for all, also where the two have become one (居民户口).
  hukou_kind text check (hukou_kind in ('urban', 'rural', 'resident')),
  valid_from date not null,
  valid_to date,
  amount_fen fen not null,
  per text not null check (per in ('month', 'year', 'occasion')),
  document_number text,
  confidence text not null check (confidence in ('sourced', 'to_confirm')),
  source text not null check (length(source) between 2 and 300),
  constraint policy_rate_pkey primary key (id),
  constraint policy_rate_dates check (valid_to is null or valid_to > valid_from),
  constraint policy_rate_one_at_a_time exclude using gist (policy_id with =, division with =, coalesce(branch, '') with =,
    coalesce(hukou_kind, '') with =, daterange(valid_from, valid_to) with &&)
);
create index policy_rate_policy_id on policy_rate (policy_id, valid_from);
grant select on policy_rate to nuanxin_app, nuanxin_reader;
select classify('policy_rate', 'reference', 'how much money, where, for which branch, between two dates',
  public => '{id,policy_id,division,branch,hukou_kind,valid_from,valid_to,amount_fen,per,document_number,confidence,source}');
