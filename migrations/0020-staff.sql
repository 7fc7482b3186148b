-- Who works here: associations, accounts, posts; sessions and sign-in beside them.

create domain fen as bigint constraint fen_not_negative check (value >= 0);
comment on domain fen is 'Money as whole fen; never a fraction, never a float.';

create table association (
  division bigint not null,
  name text not null check (length(name) between 2 and 100),
  created_at timestamptz not null,
  version int not null default 1,
  constraint association_pkey primary key (division),
  constraint association_division foreign key (division) references division (code)
);
alter table association enable row level security;
alter table association force row level security;
create policy read_directory on association for select using (true);
create policy write_in_scope on association for all
  using (division >= nullif(current_setting('app.lo', true), '')::bigint
    and division < nullif(current_setting('app.hi', true), '')::bigint)
  with check (division >= nullif(current_setting('app.lo', true), '')::bigint
    and division < nullif(current_setting('app.hi', true), '')::bigint);
grant select, insert, update (name, version) on association to nuanxin_app;
grant select on association to nuanxin_reader;
select classify('association', 'reference', 'a Family Planning Association, at the division it serves',
  public => '{division,name,created_at,version}');

create table account (
  id uuid not null,
  username text not null check (username ~ '^[a-z0-9][a-z0-9._-]{2,39}$'),
  display_name text not null check (length(display_name) between 1 and 60),
  -- The division of the association she belongs to, and where her own rows (sessions, answers) live.
  division bigint not null,
  district int not null check (district = division / 1000000),
  state text not null check (state in ('invited', 'active', 'disabled')),
  persona boolean not null default false,
  created_at timestamptz not null,
  version int not null default 1,
  constraint account_pkey primary key (id),
  constraint account_username unique (username)
);
create index account_division on account (division, id);
alter table account enable row level security;
alter table account force row level security;
-- The directory is needed before there is a scope (sign-in finds the account by its name), so every row may be read by the
-- application; it holds no secret. Changing a row needs the scope.
create policy read_directory on account for select using (true);
create policy write_in_scope on account for all
  using (division >= nullif(current_setting('app.lo', true), '')::bigint
    and division < nullif(current_setting('app.hi', true), '')::bigint)
  with check (division >= nullif(current_setting('app.lo', true), '')::bigint
    and division < nullif(current_setting('app.hi', true), '')::bigint);
grant select, insert, update (display_name, state, version) on account to nuanxin_app;
grant select on account to nuanxin_reader;
select classify('account', 'reference', 'a person who signs in; secrets are in credential',
  internal => '{id,division,district,state,persona,created_at,version}', personal => '{username,display_name}');

create table post (
  id uuid not null,
  account_id uuid not null constraint post_account references account (id),
  role text not null check (role in ('community_worker', 'street_officer', 'district_officer', 'district_approver', 'finance', 'supervisor',
    'city_leader', 'province_leader', 'home_worker', 'psychologist', 'auditor', 'administrator')),
  -- The jurisdiction: a division and its interval of community codes.
  division bigint not null,
  lo bigint not null,
  hi bigint not null,
  title text not null check (length(title) between 1 and 60),
  valid_from date not null,
  -- The first day on which the post is held no longer; the same day as valid_from when it ended at once.
  valid_to date,
  granted_by uuid not null,
  created_at timestamptz not null,
  version int not null default 1,
  -- Three administrators apart (GB/T 22239-2019 8.1.4.2 d): who manages accounts, who reads the trail, who does the work.
  duty text not null generated always as (
    case role when 'administrator' then 'accounts' when 'auditor' then 'audit' else 'work' end
  ) stored,
  constraint post_pkey primary key (id),
  constraint post_interval check (lo = division and hi = division + case
    when division = 0 then 1000000000000
    when division % 10000000000 = 0 then 10000000000
    when division % 100000000 = 0 then 100000000
    when division % 1000000 = 0 then 1000000
    when division % 1000 = 0 then 1000
    else 1 end),
  constraint post_dates check (valid_to is null or valid_to >= valid_from),
  constraint post_once exclude using gist (account_id with =, role with =, division with =, daterange(valid_from, valid_to) with &&),
  constraint post_duties_apart exclude using gist (account_id with =, duty with <>, daterange(valid_from, valid_to) with &&)
);
create index post_account on post (account_id);
create index post_division on post (division, id);
alter table post enable row level security;
alter table post force row level security;
-- Read before there is a scope, to find the scope.
create policy read_directory on post for select using (true);
create policy write_in_scope on post for all
  using (lo >= nullif(current_setting('app.lo', true), '')::bigint and hi <= nullif(current_setting('app.hi', true), '')::bigint)
  with check (lo >= nullif(current_setting('app.lo', true), '')::bigint and hi <= nullif(current_setting('app.hi', true), '')::bigint);
grant select, insert, update (title, valid_to, version) on post to nuanxin_app;
grant select on post to nuanxin_reader;
select classify('post', 'reference', 'one role in one jurisdiction, held by one account for a time',
  internal => '{id,account_id,role,division,lo,hi,title,valid_from,valid_to,granted_by,created_at,version,duty}');

create table credential (
  district int not null,
  account_id uuid not null constraint credential_account references account (id),
  password_hash text not null,
  totp_cipher bytea,
  -- The last time step a one-time code was used in: a code works once.
  totp_step bigint not null default 0,
  recovery_hashes text[] not null default '{}',
  password_set_at timestamptz not null,
  -- What it was before, the newest first: nobody goes back to one of her last ones.
  former_hashes text[] not null default '{}' check (cardinality(former_hashes) <= 4),
  version int not null default 1,
  constraint credential_pkey primary key (district, account_id)
);
create index credential_account on credential (account_id);
select protect('credential', 'district');
grant select, insert, update on credential to nuanxin_app;
select classify('credential', 'distributed', 'how one account proves who it is',
  internal => '{district,account_id,totp_step,password_set_at,version}', secret => '{password_hash,totp_cipher,recovery_hashes,former_hashes}');

create table invitation (
  district int not null,
  id uuid not null,
  account_id uuid not null constraint invitation_account references account (id),
  code_hash bytea not null check (octet_length(code_hash) = 32),
  invited_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint invitation_pkey primary key (district, id),
  constraint invitation_code unique (district, code_hash)
);
create index invitation_account on invitation (account_id);
select protect('invitation', 'district');
grant select, insert, update (used_at) on invitation to nuanxin_app;
select classify('invitation', 'distributed', 'a one-time code that lets an invited person set her password',
  internal => '{district,id,account_id,invited_by,created_at,expires_at,used_at}', secret => '{code_hash}');

create table session (
  district int not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  id uuid not null,
  account_id uuid not null constraint session_account references account (id),
  post_id uuid not null constraint session_post references post (id),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  ended_at timestamptz,
  -- Keyed hash of where it was begun: a known address is not locked out by strangers who try the name elsewhere.
  address_hash bytea not null check (octet_length(address_hash) = 32),
  constraint session_pkey primary key (district, token_hash),
  constraint session_id unique (district, id)
);
create index session_account on session (account_id);
create index session_post on session (post_id);
select protect('session', 'district');
grant select, insert, update (post_id, last_seen_at, confirmed_at, ended_at) on session to nuanxin_app;
select classify('session', 'distributed', 'one signed-in browser; the token itself is only in the cookie',
  internal => '{district,id,account_id,post_id,created_at,last_seen_at,expires_at,confirmed_at,ended_at}',
  personal => '{address_hash}', secret => '{token_hash}');

create table sign_in_throttle (
  district int not null,
  -- Keyed hash of an address or of a name that was tried (whether anybody has it or not); never the thing itself.
  subject_hash bytea not null check (octet_length(subject_hash) = 32),
  failures int not null check (failures >= 0),
  last_at timestamptz not null,
  blocked_until timestamptz,
  constraint sign_in_throttle_pkey primary key (district, subject_hash)
);
select protect('sign_in_throttle', 'district');
grant select, insert, update, delete on sign_in_throttle to nuanxin_app;
select classify('sign_in_throttle', 'distributed',
  'attempts to sign in by address and by name since the last success, for slowing down guessers',
  internal => '{district,failures,last_at,blocked_until}', personal => '{subject_hash}');

create table installation (
  only_row boolean not null default true check (only_row),
  state text not null check (state in ('empty', 'loading', 'demonstration', 'set_up')),
  set_up_code_hash bytea check (octet_length(set_up_code_hash) = 32),
  -- How far the demonstration has been loaded.
  loaded_percent int not null default 0 check (loaded_percent between 0 and 100),
  changed_at timestamptz not null,
  constraint installation_pkey primary key (only_row)
);
grant select, insert, update on installation to nuanxin_app;
select classify('installation', 'reference', 'whether this installation is empty, a demonstration, or set up',
  internal => '{only_row,state,loaded_percent,changed_at}', secret => '{set_up_code_hash}');
