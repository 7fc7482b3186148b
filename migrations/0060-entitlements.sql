-- What is owed to whom for which period. A run turns promises into rows here; every row ends as due, reached, held or void.

create table eligibility_run (
  district int not null,
  id uuid not null,
  -- The place the run went over, and the day it was asked for.
  division bigint not null,
  as_of date not null,
  -- Per policy: version, period, and how many were gained, changed, lost, kept, set aside or unknown, with their sums. Counts only.
  counts jsonb not null check (jsonb_typeof(counts) = 'array'),
  -- What the preview showed; an apply that would do something else is refused.
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  started_by uuid not null,
  applied_at timestamptz not null,
  constraint eligibility_run_pkey primary key (district, id),
  constraint eligibility_run_place check (division / 1000000 = district)
);
create index eligibility_run_newest on eligibility_run (district, applied_at desc, id desc);
select protect('eligibility_run', 'district');
grant select, insert on eligibility_run to nuanxin_app;
grant select on eligibility_run to nuanxin_reader;
select classify('eligibility_run', 'distributed', 'one pass over a place that wrote what is owed; append-only',
  internal => '{district,id,division,as_of,counts,fingerprint,started_by,applied_at}');

create table entitlement (
  district int not null,
  id uuid not null,
  community bigint not null constraint entitlement_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  -- Null where the family as a whole is owed.
  person_id uuid,
  -- The person or the family: what uniqueness hangs on.
  beneficiary_id uuid not null,
  policy_id uuid not null,
  policy_version int not null,
  period text not null constraint entitlement_period check (period ~ '^(once|\d{4}(-(0[1-9]|1[0-2]|H[12]|Q[1-4]|spring|dragon_boat|mid_autumn))?)$'),
  -- What is owed: money, or a number of hours, pieces, enrolments.
  amount_fen fen not null default 0,
  quantity int not null default 1 constraint entitlement_quantity check (quantity >= 0),
  unit text not null constraint entitlement_unit check (unit in ('fen', 'hour', 'piece', 'session', 'person_time', 'copy')),
  -- The day as of which it was found to be owed, and the last day of the period: still due after it, it is overdue.
  due_from date not null,
  due_by date,
  -- The day as of which a later run found it owed again, or another sum, or owed while the day of before no longer was: since then a payment round asks her of this day.
  found_again_on date,
  state text not null default 'due' constraint entitlement_state check (state in ('due', 'reached', 'held', 'void')),
  reached_on date,
  record_id uuid,
  held_reason text constraint entitlement_held_reason check (length(held_reason) between 2 and 200),
  review_on date,
  -- A run says died, left or conditions; a person says it in words.
  void_reason text constraint entitlement_void_reason check (length(void_reason) between 2 and 200),
  -- A run takes back only what a run made void; what a person decided stays until a person undoes it. What an exit from the roll made void
  -- two people decided: no one of them brings it back, and a run only once she is on the roll again.
  void_by text constraint entitlement_void_by check (void_by in ('run', 'hand', 'exit')),
  -- The run that first found it.
  run_id uuid not null,
  created_at timestamptz not null,
  -- The payment round it is in, from composing until the bank has answered: neither a person nor a run touches it meanwhile.
  paying_round_id uuid,
  version int not null default 1,
  constraint entitlement_pkey primary key (district, id),
  -- Nobody is owed the same promise twice for one period.
  constraint entitlement_once unique (district, policy_id, period, beneficiary_id),
  constraint entitlement_beneficiary check (beneficiary_id = coalesce(person_id, family_id)),
  constraint entitlement_money check ((unit = 'fen') = (amount_fen > 0)),
  constraint entitlement_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint entitlement_person foreign key (district, person_id) references person (district, id) deferrable initially deferred,
  constraint entitlement_policy foreign key (policy_id, policy_version) references policy_version (policy_id, version) deferrable initially deferred,
  constraint entitlement_record foreign key (district, record_id) references care_record (district, id),
  -- The run's counts are known when its rows are written, so its own row comes last.
  constraint entitlement_run foreign key (district, run_id) references eligibility_run (district, id) deferrable initially deferred,
  constraint entitlement_reached check ((state = 'reached') = (record_id is not null) and (state = 'reached') = (reached_on is not null)),
  constraint entitlement_held check ((state = 'held') = (held_reason is not null) and (state = 'held') = (review_on is not null)),
  constraint entitlement_paying check (paying_round_id is null or (state = 'due' and unit = 'fen' and person_id is not null)),
  constraint entitlement_void check ((state = 'void') = (void_reason is not null) and (state = 'void') = (void_by is not null))
);
create index entitlement_open on entitlement (community, id) include (policy_id, period, due_by, amount_fen) where state in ('due', 'held');
create index entitlement_by_place on entitlement (community, id);
create index entitlement_by_family on entitlement (district, family_id, community);
create index entitlement_by_person on entitlement (district, person_id);
create index entitlement_by_policy on entitlement (policy_id, policy_version);
create index entitlement_by_record on entitlement (district, record_id) where record_id is not null;
create index entitlement_paying on entitlement (district, paying_round_id) where paying_round_id is not null;
create index entitlement_by_run on entitlement (district, run_id);
select protect('entitlement', 'community');
grant select, insert on entitlement to nuanxin_app;
grant update (community, amount_fen, quantity, unit, found_again_on, state, reached_on, record_id, held_reason, review_on, void_reason, void_by, policy_version, paying_round_id, version)
  on entitlement to nuanxin_app;
grant select on entitlement to nuanxin_reader;
select classify('entitlement', 'distributed', 'one promise owed to one person or family for one period',
  internal => '{district,id,family_id,person_id,beneficiary_id,policy_id,policy_version,period,due_from,due_by,found_again_on,state,record_id,run_id,created_at,version,unit,void_by,paying_round_id}',
  personal => '{community,amount_fen,quantity,reached_on,held_reason,review_on,void_reason}');

-- What later runs did to rows that were there: the names behind a run's counts. What a run found first is told by entitlement.run_id.
create table entitlement_change (
  district int not null,
  run_id uuid not null,
  entitlement_id uuid not null,
  community bigint not null constraint entitlement_change_community_in_district check (community / 1000000 = district),
  change text not null constraint entitlement_change_kind check (change in ('gained', 'changed', 'lost')),
  reason text,
  amount_before fen not null,
  amount_after fen not null,
  constraint entitlement_change_pkey primary key (district, run_id, entitlement_id),
  constraint entitlement_change_run foreign key (district, run_id) references eligibility_run (district, id) deferrable initially deferred,
  constraint entitlement_change_entitlement foreign key (district, entitlement_id) references entitlement (district, id)
);
create index entitlement_change_run_id on entitlement_change (district, run_id);
create index entitlement_change_of on entitlement_change (district, entitlement_id);
select protect('entitlement_change', 'community');
grant select, insert on entitlement_change to nuanxin_app;
grant select on entitlement_change to nuanxin_reader;
select classify('entitlement_change', 'distributed', 'a row that a later run found again, changed or took away; append-only',
  internal => '{district,run_id,entitlement_id,change}', personal => '{community,reason,amount_before,amount_after}');

-- I2: one natural person is given each month of a promise once, in the whole country, and of an exclusion group only one for a month; found by the
-- keyed hash of the ID number, for somebody registered in two places, or moved between them. What gives it holds it: a line of a payment round
-- while it is on its way or once it is paid, giving it back when it ends unpaid or when what was paid has come back; or what was handed over, until
-- that is taken back. Money for a household is held by each parent. What a registration was given while nobody knows its number, or while another
-- holds the same under that number, stands under a key of its own: once the number is known, such a row is something that was given twice.
create function registration_key(district int, person_id uuid) returns bytea
language sql immutable as $$
  select sha256(('registration ' || district || ' ' || person_id)::bytea)
$$;
comment on function registration_key is 'The key of one registration of a person, for what cannot be held under her number.';
create function group_keys(the_policy uuid, place bigint, first_day date, last_day date) returns setof uuid
language sql stable as $$
  select case p.beneficiary when 'family' then md5('household ' || g.id)::uuid else g.id end
  from policy p join exclusion_member m on m.policy_id = p.id join exclusion_group g on g.id = m.group_id
  where p.id = the_policy and g.valid_from <= last_day and (g.valid_to is null or g.valid_to > first_day)
    and place between g.division and g.division + case when g.division = 0 then 999999999999 when g.division % 10000000000 = 0 then 9999999999
      when g.division % 100000000 = 0 then 99999999 when g.division % 1000000 = 0 then 999999 when g.division % 1000 = 0 then 999 else 0 end
$$;
comment on function group_keys is 'The exclusion groups in which a policy counts at a place on any of these days. Households stand beside households only.';
create table payment_claim (
  -- The keyed hash of the person's number, or the key of her registration.
  holder bytea not null check (octet_length(holder) = 32),
  own boolean not null default false,
  root_id uuid not null,
  -- Held so that no other of the group is given for it; null where the promise itself is held.
  group_key uuid,
  held_under uuid not null generated always as (coalesce(group_key, root_id)) stored,
  -- The monthly period of a month, whatever the period of the line; of what is not made of months, its own period.
  period text not null,
  district int not null,
  person_id uuid not null,
  -- The line of a round, or the entitlement that was handed over by people.
  payment_id uuid,
  entitlement_id uuid,
  -- It has been paid: nobody gives this month back any more, unless it comes back or was handed over and that is taken back.
  paid boolean not null default false,
  constraint payment_claim_pkey primary key (holder, held_under, period),
  constraint payment_claim_own check (not own or holder = registration_key(district, person_id)),
  constraint payment_claim_by_one check (num_nonnulls(payment_id, entitlement_id) = 1),
  constraint payment_claim_handed check (payment_id is not null or paid)
);
create index payment_claim_of_line on payment_claim (district, payment_id) where payment_id is not null;
create index payment_claim_of_handed on payment_claim (district, entitlement_id) where entitlement_id is not null;
create index payment_claim_of_registration on payment_claim (district, person_id);
-- What waits for a number to be known, or to be free.
create index payment_claim_own_key on payment_claim (district, person_id) where own;
-- Every district sees who holds a month. It makes its own, and gives them back until they are paid: that is final, but for what stands under
-- another key than her number, for what was handed over, and for what has come back (0068).
alter table payment_claim enable row level security;
alter table payment_claim force row level security;
create policy seen_by_all on payment_claim for select using (true);
create policy made_within_scope on payment_claim for insert with check (
  district >= nullif(current_setting('app.district_lo', true), '')::int and district <= nullif(current_setting('app.district_hi', true), '')::int);
create policy paid_within_scope on payment_claim for update using (not paid
  and district >= nullif(current_setting('app.district_lo', true), '')::int and district <= nullif(current_setting('app.district_hi', true), '')::int)
  with check (paid);
create policy given_back_within_scope on payment_claim for delete using (
  district >= nullif(current_setting('app.district_lo', true), '')::int and district <= nullif(current_setting('app.district_hi', true), '')::int
  and (not paid or entitlement_id is not null or exists (select from person p where p.district = payment_claim.district and p.id = payment_claim.person_id
    and payment_claim.holder <> coalesce(p.id_hmac, registration_key(p.district, p.id)))));
grant select, insert, update (paid), delete on payment_claim to nuanxin_app;
select classify('payment_claim', 'hash', 'which line or hand-over of which district gives a natural person a month of a promise',
  internal => '{own,root_id,group_key,held_under,period,district,person_id,payment_id,entitlement_id,paid}', sensitive => '{holder}');
