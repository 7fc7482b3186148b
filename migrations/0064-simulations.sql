-- What a draft of law would mean, as it was worked out on a day: figures only, never names. Append-only: another look is another row.

create table simulation (
  id uuid not null,
  -- The place it was worked out for; who sees the place sees it.
  division bigint not null check (division >= 0 and division < 1000000000000),
  draft_id uuid not null constraint simulation_draft references policy_draft (id),
  -- The draft as it then read, the law beside it and the register, each as a hash: what has changed since can be said.
  draft_version int not null,
  draft_hash bytea not null check (octet_length(draft_hash) = 32),
  law_hash bytea not null check (octet_length(law_hash) = 32),
  register_hash bytea not null check (octet_length(register_hash) = 32),
  name text not null check (length(name) between 2 and 80),
  first_month date not null check (extract(day from first_month) = 1),
  months int not null check (months between 1 and 36),
  -- The day whose register was asked.
  as_of date not null,
  beneficiary text not null check (beneficiary in ('person', 'family')),
  purpose text not null,
  -- The policies that were counted together, by name.
  policies jsonb not null check (jsonb_typeof(policies) = 'array'),
  gained int not null check (gained >= 0),
  lost int not null check (lost >= 0),
  more int not null check (more >= 0),
  less int not null check (less >= 0),
  unknown int not null check (unknown >= 0),
  -- What falls due: below nothing where a change takes more back than falls due.
  today_fen bigint not null,
  draft_fen bigint not null,
  -- Of what the draft costs: arrears of periods that are over, in its first month.
  arrears_fen bigint not null,
  -- Year by year against what was then left of the appropriations.
  money jsonb not null check (jsonb_typeof(money) = 'array'),
  made_by uuid not null,
  made_at timestamptz not null,
  constraint simulation_pkey primary key (id),
  constraint simulation_placed unique (id, division)
);
create index simulation_by_draft on simulation (draft_id, made_at desc, id);
create index simulation_by_division on simulation (division, made_at desc, id);

create table simulation_month (
  simulation_id uuid not null,
  division bigint not null,
  month date not null check (extract(day from month) = 1),
  today_fen bigint not null,
  draft_fen bigint not null,
  today_count int not null check (today_count >= 0),
  draft_count int not null check (draft_count >= 0),
  constraint simulation_month_pkey primary key (simulation_id, month),
  constraint simulation_month_of foreign key (simulation_id, division) references simulation (id, division)
);
create index simulation_month_of on simulation_month (simulation_id, division);

-- The parts of the place: the streets of a district, the communities of a street, the districts of a city.
create table simulation_street (
  simulation_id uuid not null,
  division bigint not null,
  place bigint not null check (place >= 0 and place < 1000000000000),
  gained int not null check (gained >= 0),
  lost int not null check (lost >= 0),
  more int not null check (more >= 0),
  less int not null check (less >= 0),
  today_fen bigint not null,
  draft_fen bigint not null,
  constraint simulation_street_pkey primary key (simulation_id, place),
  constraint simulation_street_of foreign key (simulation_id, division) references simulation (id, division)
);
create index simulation_street_of on simulation_street (simulation_id, division);

do $$
declare t text;
begin
  foreach t in array array['simulation', 'simulation_month', 'simulation_street'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy within_scope on %I
      using (division >= nullif(current_setting('app.lo', true), '')::bigint and division < nullif(current_setting('app.hi', true), '')::bigint)
      with check (division >= nullif(current_setting('app.lo', true), '')::bigint and division < nullif(current_setting('app.hi', true), '')::bigint)$p$, t);
    execute format('grant select, insert on %I to nuanxin_app', t);
    execute format('grant select on %I to nuanxin_reader', t);
  end loop;
end $$;

select classify('simulation', 'reference', 'what a draft would mean, as it was worked out on a day; figures only, append-only',
  internal => '{id,division,draft_id,draft_version,draft_hash,law_hash,register_hash,name,first_month,months,as_of,beneficiary,purpose,policies,
    gained,lost,more,less,unknown,today_fen,draft_fen,arrears_fen,money,made_by,made_at}');
select classify('simulation_month', 'reference', 'one month of a simulation: what falls due today and with the draft; append-only',
  internal => '{simulation_id,division,month,today_fen,draft_fen,today_count,draft_count}');
select classify('simulation_street', 'reference', 'one street (or other part) of a simulation; append-only',
  internal => '{simulation_id,division,place,gained,lost,more,less,today_fen,draft_fen}');
