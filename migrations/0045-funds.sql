-- Money of the associations: where it comes from, what it is for, what became of it. Whole fen, one-row transfers, balances that
-- prove their own history. The entries of an account are a chain: each begins where the one before ended, and none follows a closing one.

create table fund_purpose (
  code text not null check (code ~ '^[a-z][a-z0-9_]*$'),
  name_zh text not null,
  name_en text not null,
  position int not null,
  constraint fund_purpose_pkey primary key (code)
);
grant select, insert, update on fund_purpose to nuanxin_app;
grant select on fund_purpose to nuanxin_reader;
select classify('fund_purpose', 'reference', 'what money is for', public => '{code,name_zh,name_en,position}');
insert into fund_purpose (code, name_zh, name_en, position) values
  ('special_assistance', '特别扶助金', 'Special assistance', 10),
  ('one_time_assistance', '一次性救助', 'One-time aid', 20),
  ('emergency', '突发困难救助', 'Aid in sudden hardship', 30),
  ('festival', '节日慰问', 'Festival visits', 40),
  ('insurance', '综合保险', 'Insurance', 50),
  ('medical', '医疗护理', 'Medical care and nursing', 60),
  ('mind', '心理关怀', 'Psychological care', 70),
  ('activity', '关怀活动', 'Activities', 80),
  ('home', '暖心家园', 'Warm-heart homes', 90),
  ('service', '购买服务', 'Services bought', 100),
  ('operations', '工作经费', 'Running costs', 110);

create table fund_source (
  district int not null,
  id uuid not null,
  -- Whose treasury or association gives.
  division bigint not null constraint fund_source_division references division (code),
  kind text not null constraint fund_source_kind check (kind in ('treasury', 'lottery', 'donation', 'association')),
  name text not null check (length(name) between 2 and 60),
  created_by uuid not null,
  created_at timestamptz not null,
  constraint fund_source_pkey primary key (district, id),
  constraint fund_source_once unique (district, name)
);
create index fund_source_division on fund_source (division);
select protect('fund_source', 'district');
grant select, insert on fund_source to nuanxin_app;
grant select on fund_source to nuanxin_reader;
select classify('fund_source', 'distributed', 'who gives money to a district; append-only', internal => '{district,id,division,kind,name,created_by,created_at}');

create table fund_period (
  district int not null,
  year int not null check (year between 2000 and 2100),
  state text not null constraint fund_period_state check (state in ('open', 'closing', 'closed')),
  closing_by uuid,
  closed_by uuid,
  closed_at timestamptz,
  version int not null default 1,
  constraint fund_period_pkey primary key (district, year),
  constraint fund_period_in_state unique (district, year, state),
  constraint fund_period_two_people check (closed_by <> closing_by),
  constraint fund_period_marks check ((state = 'open') = (closing_by is null) and (state = 'closed') = (closed_by is not null and closed_at is not null))
);
select protect('fund_period', 'district');
grant select, insert, update (state, closing_by, closed_by, closed_at, version) on fund_period to nuanxin_app;
grant select on fund_period to nuanxin_reader;
select classify('fund_period', 'distributed', 'one year of a district’s books: postings share its lock, closing takes it alone',
  internal => '{district,year,state,closing_by,closed_by,closed_at,version}');

-- That a year was closed: append-only, so that the year behind it stays closed.
create table fund_closing (
  district int not null,
  year int not null,
  state text not null constraint fund_closing_state check (state = 'closed'),
  constraint fund_closing_pkey primary key (district, year),
  constraint fund_closing_period foreign key (district, year, state) references fund_period (district, year, state)
);
select protect('fund_closing', 'district');
grant select, insert on fund_closing to nuanxin_app;
grant select on fund_closing to nuanxin_reader;
select classify('fund_closing', 'distributed', 'a year that is closed for good; append-only', internal => '{district,year,state}');

create table appropriation (
  district int not null,
  id uuid not null,
  year int not null,
  source_id uuid not null,
  purpose text not null constraint appropriation_purpose references fund_purpose (code),
  origin text not null constraint appropriation_origin check (origin in ('budget', 'carry_over', 'recovered')),
  -- The appropriation of the former year whose rest this is.
  from_id uuid,
  document text check (length(document) between 1 and 120),
  stated_fen fen not null constraint appropriation_stated check (stated_fen > 0),
  state text not null constraint appropriation_state check (state in ('entered', 'confirmed', 'withdrawn')),
  created_by uuid not null,
  created_at timestamptz not null,
  confirmed_by uuid,
  confirmed_at timestamptz,
  appropriated_fen fen not null default 0,
  reserved_fen fen not null default 0,
  spent_fen fen not null default 0,
  carried_out_fen fen not null default 0,
  -- Of what was entered as recovered: what payments have been found to come back to.
  came_back_fen fen not null default 0,
  version int not null default 1,
  constraint appropriation_pkey primary key (district, id),
  constraint appropriation_two_people check (confirmed_by <> created_by),
  constraint appropriation_marks check ((state = 'confirmed') = (confirmed_by is not null and confirmed_at is not null)),
  constraint appropriation_amount check (appropriated_fen = 0 or (state = 'confirmed' and appropriated_fen = stated_fen)),
  constraint appropriation_not_overspent check (reserved_fen + spent_fen + carried_out_fen <= appropriated_fen),
  constraint appropriation_came_back check (came_back_fen between 0 and appropriated_fen and (came_back_fen = 0 or origin = 'recovered')),
  constraint appropriation_carried check ((origin = 'carry_over') = (from_id is not null)),
  constraint appropriation_carried_once unique (district, from_id),
  constraint appropriation_source foreign key (district, source_id) references fund_source (district, id),
  constraint appropriation_period foreign key (district, year) references fund_period (district, year),
  constraint appropriation_from foreign key (district, from_id) references appropriation (district, id)
);
create index appropriation_year on appropriation (district, year, source_id, purpose);
create index appropriation_source on appropriation (district, source_id);
create index appropriation_purpose on appropriation (purpose);
select protect('appropriation', 'district');
grant select, insert, update (state, confirmed_by, confirmed_at, appropriated_fen, reserved_fen, spent_fen, carried_out_fen, came_back_fen, version)
  on appropriation to nuanxin_app;
grant select on appropriation to nuanxin_reader;
select classify('appropriation', 'distributed', 'money of one source for one purpose in one year, with what is reserved, spent and carried over',
  internal => '{district,id,year,source_id,purpose,origin,from_id,document,stated_fen,state,created_by,created_at,confirmed_by,confirmed_at,appropriated_fen,reserved_fen,spent_fen,carried_out_fen,came_back_fen,version}');

create table fund_account (
  district int not null,
  id uuid not null,
  year int not null,
  -- source: what a source has given in the year (grows by giving); the others hold what came in.
  kind text not null constraint fund_account_kind check (kind in ('source', 'available', 'reserved', 'spent')),
  source_id uuid not null,
  appropriation_id uuid,
  balance_fen fen not null default 0,
  version int not null default 0,
  closed boolean not null default false,
  constraint fund_account_pkey primary key (district, id),
  constraint fund_account_of_kind unique (district, id, kind),
  constraint fund_account_whose check ((kind = 'source') = (appropriation_id is null)),
  constraint fund_account_once unique nulls not distinct (district, year, source_id, appropriation_id, kind),
  constraint fund_account_source foreign key (district, source_id) references fund_source (district, id),
  constraint fund_account_appropriation foreign key (district, appropriation_id) references appropriation (district, id),
  constraint fund_account_period foreign key (district, year) references fund_period (district, year)
);
create index fund_account_appropriation on fund_account (district, appropriation_id);
create index fund_account_source on fund_account (district, source_id);
select protect('fund_account', 'district');
grant select, insert, update (balance_fen, version, closed) on fund_account to nuanxin_app;
grant select on fund_account to nuanxin_reader;
select classify('fund_account', 'distributed', 'a place money lies in, with its balance; locked by every posting',
  internal => '{district,id,year,kind,source_id,appropriation_id,balance_fen,version,closed}');

create table fund_reservation (
  district int not null,
  ref_kind text not null check (ref_kind ~ '^[a-z][a-z0-9_]*$'),
  ref_id uuid not null,
  appropriation_id uuid not null,
  reserved_fen fen not null default 0,
  spent_fen fen not null default 0,
  version int not null default 1,
  constraint fund_reservation_pkey primary key (district, ref_kind, ref_id),
  constraint fund_reservation_appropriation foreign key (district, appropriation_id) references appropriation (district, id)
);
create index fund_reservation_appropriation on fund_reservation (district, appropriation_id);
select protect('fund_reservation', 'district');
grant select, insert, update (reserved_fen, spent_fen, version) on fund_reservation to nuanxin_app;
grant select on fund_reservation to nuanxin_reader;
select classify('fund_reservation', 'distributed', 'what one thing (a payment round) holds and has spent of an appropriation',
  internal => '{district,ref_kind,ref_id,appropriation_id,reserved_fen,spent_fen,version}');

create table fund_transfer (
  district int not null,
  id uuid not null,
  year int not null,
  kind text not null constraint fund_transfer_kind
    check (kind in ('appropriate', 'reserve', 'release', 'spend', 'unspend', 'carry_over', 'reversal')),
  from_account uuid not null,
  to_account uuid not null,
  amount_fen fen not null,
  appropriation_id uuid not null,
  -- What it was done for, and which of its operations: the same operation is posted once.
  ref_kind text not null check (ref_kind ~ '^[a-z][a-z0-9_]*$'),
  ref_id uuid not null,
  operation text not null check (length(operation) between 1 and 120),
  happened_on date not null,
  memo text check (length(memo) <= 300),
  reverses_id uuid,
  posted_by uuid not null,
  posted_at timestamptz not null,
  out_side text not null generated always as ('out') stored,
  in_side text not null generated always as ('in') stored,
  constraint fund_transfer_pkey primary key (district, id),
  constraint fund_transfer_moves check (from_account <> to_account and amount_fen > 0),
  constraint fund_transfer_operation_once unique (district, ref_kind, ref_id, operation),
  constraint fund_transfer_reversed_once unique (district, reverses_id),
  constraint fund_transfer_reversal check ((kind = 'reversal') = (reverses_id is not null) and reverses_id <> id),
  constraint fund_transfer_as_stated unique (district, id, amount_fen),
  constraint fund_transfer_both_ways unique (district, id, amount_fen, from_account, to_account),
  -- A reversal moves the same sum the other way.
  constraint fund_transfer_reverses foreign key (district, reverses_id, amount_fen, to_account, from_account)
    references fund_transfer (district, id, amount_fen, from_account, to_account),
  constraint fund_transfer_from foreign key (district, from_account) references fund_account (district, id),
  constraint fund_transfer_to foreign key (district, to_account) references fund_account (district, id),
  constraint fund_transfer_appropriation foreign key (district, appropriation_id) references appropriation (district, id),
  constraint fund_transfer_period foreign key (district, year) references fund_period (district, year)
);
create index fund_transfer_reverses on fund_transfer (district, reverses_id, amount_fen, to_account, from_account) where reverses_id is not null;
create index fund_transfer_from on fund_transfer (district, from_account);
create index fund_transfer_to on fund_transfer (district, to_account);
create index fund_transfer_appropriation on fund_transfer (district, appropriation_id, happened_on);
create index fund_transfer_year on fund_transfer (district, year);
select protect('fund_transfer', 'district');
grant select, insert on fund_transfer to nuanxin_app;
grant select on fund_transfer to nuanxin_reader;
select classify('fund_transfer', 'distributed', 'a sum moved from one account to another; append-only',
  internal => '{district,id,year,kind,from_account,to_account,amount_fen,appropriation_id,ref_kind,ref_id,operation,happened_on,memo,reverses_id,posted_by,posted_at,out_side,in_side}');

create table fund_entry (
  district int not null,
  account_id uuid not null,
  account_version int not null check (account_version > 0),
  account_kind text not null,
  -- close: the last entry of an account, when its year is closed.
  direction text not null constraint fund_entry_direction check (direction in ('out', 'in', 'close')),
  transfer_id uuid,
  amount_fen fen not null,
  balance_before fen not null,
  balance_after fen not null,
  previous_version int,
  final boolean not null constraint fund_entry_final check (final = (direction = 'close')),
  previous_final boolean,
  constraint fund_entry_pkey primary key (district, account_id, account_version),
  constraint fund_entry_side_once unique (district, transfer_id, direction),
  constraint fund_entry_chain unique (district, account_id, account_version, balance_after, final),
  constraint fund_entry_sum check (balance_after = balance_before
    + case when direction = 'close' then 0 when (account_kind = 'source') = (direction = 'out') then amount_fen else -amount_fen end),
  constraint fund_entry_moves check ((direction = 'close') = (transfer_id is null) and (direction = 'close') = (amount_fen = 0)),
  -- Each entry begins where the one before ended, and none follows a closing one. (A null would pass a check and skip a key: said in full.)
  constraint fund_entry_first check (
    (account_version = 1 and previous_version is null and previous_final is null and balance_before = 0)
    or (account_version > 1 and previous_version is not null and previous_version = account_version - 1
      and previous_final is not null and not previous_final)),
  constraint fund_entry_previous foreign key (district, account_id, previous_version, balance_before, previous_final)
    references fund_entry (district, account_id, account_version, balance_after, final),
  constraint fund_entry_account foreign key (district, account_id, account_kind) references fund_account (district, id, kind),
  constraint fund_entry_transfer foreign key (district, transfer_id, amount_fen) references fund_transfer (district, id, amount_fen)
);
create index fund_entry_previous on fund_entry (district, account_id, previous_version, balance_before, previous_final);
create index fund_entry_account on fund_entry (district, account_id, account_kind);
create index fund_entry_transfer on fund_entry (district, transfer_id, amount_fen);
select protect('fund_entry', 'district');
grant select, insert on fund_entry to nuanxin_app;
grant select on fund_entry to nuanxin_reader;
-- No transfer without its two entries, and an account of a closed year takes none.
alter table fund_transfer
  add constraint fund_transfer_out foreign key (district, id, out_side) references fund_entry (district, transfer_id, direction) deferrable initially deferred,
  add constraint fund_transfer_in foreign key (district, id, in_side) references fund_entry (district, transfer_id, direction) deferrable initially deferred;
select classify('fund_entry', 'distributed', 'one side of a transfer on one account, with the balance before and after; append-only',
  internal => '{district,account_id,account_version,account_kind,direction,transfer_id,amount_fen,balance_before,balance_after,previous_version,final,previous_final}');
