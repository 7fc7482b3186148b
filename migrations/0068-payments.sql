-- Paying what is owed in money: rounds whose content is frozen, files for the bank, what the bank answers, and what has to come back.
-- We do not pay: we decide, freeze and export; the bank pays and answers (四权分离).

-- What the months of a line come to. A CHECK may not look into an array by itself.
create function payment_parts_sum(parts jsonb) returns bigint
language sql immutable set search_path = pg_catalog as $$
  select coalesce(sum((part ->> 'rate_fen')::bigint * (part ->> 'months')::bigint), 0)::bigint from jsonb_array_elements(parts) part
$$;
create function payment_months(parts jsonb) returns bigint
language sql immutable set search_path = pg_catalog as $$
  select coalesce(sum((part ->> 'months')::bigint), 0)::bigint from jsonb_array_elements(parts) part where not part ? 'cut'
$$;
create function payment_parts_cut(parts jsonb, taken date[], elsewhere date[], died_on date, left_on date) returns jsonb
language sql immutable set search_path = pg_catalog as $$
  select jsonb_agg(jsonb_build_object('from', s.first, 'months', s.months, 'rate_id', s.rate_id, 'rate_fen', case when s.cut is null then s.rate_fen else 0 end)
      || case when s.cut is null then '{}' else jsonb_build_object('cut', s.cut) end order by s.first)
  from (
    select min(m.month) as first, count(*) as months, m.rate_id, m.rate_fen, m.cut
    from (
      select x.*, x.no - row_number() over (partition by x.rate_id, x.rate_fen, x.cut order by x.no) as island
      from (
        select d.month, row_number() over (order by d.month) as no, p.part -> 'rate_id' as rate_id, (p.part ->> 'rate_fen')::bigint as rate_fen,
          case when died_on < d.month then 'died' when left_on <= d.month then 'left' when d.month = any(elsewhere) then 'elsewhere'
            when d.month = any(taken) then 'paid' end as cut
        from jsonb_array_elements(parts) p(part)
          cross join lateral (select ((p.part ->> 'from')::date + make_interval(months => n))::date as month
            from generate_series(0, (p.part ->> 'months')::int - 1) n) d
      ) x
    ) m
    group by m.rate_id, m.rate_fen, m.cut, m.island
  ) s
$$;
comment on function payment_parts_cut is 'The parts of a payment without the months after a death, from a departure on, and those paid elsewhere or under another policy of the same root: they stand there with nothing and say why.';
create function payment_claims(kind text, period text, parts jsonb) returns text[]
language sql immutable set search_path = pg_catalog as $$
  select coalesce(case when period ~ '^\d{4}(-(H\d|Q\d|\d\d))?$' then array_agg(to_char(d.month, 'YYYY-MM') order by d.month)
    else min(array[period]) end, '{}')
  from jsonb_array_elements(parts) p(part)
    cross join lateral (select ((p.part ->> 'from')::date + make_interval(months => n)) as month from generate_series(0, case
      -- One part of one "month" in a longer period is the whole of it.
      when kind = 'regular' and jsonb_array_length(parts) = 1 and p.part ->> 'months' = '1'
        then case length(period) when 4 then 12 else case substr(period, 6, 1) when 'H' then 6 when 'Q' then 3 else 1 end end
      else (p.part ->> 'months')::int end - 1) n) d
  where not p.part ? 'cut'
$$;
comment on function payment_claims is 'What a line takes of the time a person can be paid for: its months that are not cut, each by its monthly period; what is not made of months is one with its period.';
create function payment_back_sum(months jsonb) returns bigint
language sql immutable set search_path = pg_catalog as $$
  select coalesce(sum((m ->> 'back_fen')::bigint), 0)::bigint from jsonb_array_elements(months) m
$$;
comment on function payment_back_sum is 'Fen that the months of a recovery give back.';
comment on function payment_months is 'How many months the parts of a payment hold.';
comment on function payment_parts_sum is 'Fen that the parts of a payment come to: rate times months, added up.';

create table payment_round (
  district int not null,
  id uuid not null,
  -- The place it pays for: a district or a street of it, padded.
  division bigint not null constraint payment_round_place check (division / 1000000 = district),
  title text not null check (length(title) between 2 and 60),
  -- Which promises, and the day the register was asked.
  policy_ids uuid[] not null check (cardinality(policy_ids) between 1 and 20),
  as_of date not null,
  state text not null default 'draft'
    check (state in ('draft', 'submitted', 'approved', 'funded', 'exported', 'reconciled', 'closed', 'cancelled')),
  -- Its last step: the state is what that step led to (`payment_round_current`).
  seq int not null default 1,
  -- The last round of the same place and promises; differences are told against it.
  previous_id uuid,
  item_count int not null default 0 check (item_count >= 0),
  total_fen fen not null default 0,
  -- Frozen at submission: the hash over all lines in their order, and its seal by a key that is not in the database.
  content_hash bytea check (octet_length(content_hash) = 32),
  content_mac bytea check (octet_length(content_mac) = 32),
  composed_by uuid not null,
  composed_at timestamptz not null,
  submitted_by uuid,
  approved_by uuid,
  -- Who holds the funds and set them aside for this round, and from which appropriation.
  funded_by uuid,
  appropriation_id uuid,
  exported_by uuid,
  closed_by uuid,
  version int not null default 1,
  constraint payment_round_pkey primary key (district, id),
  constraint payment_round_sum unique (district, id, item_count, total_fen),
  constraint payment_round_appropriation foreign key (district, appropriation_id) references appropriation (district, id),
  constraint payment_round_previous foreign key (district, previous_id) references payment_round (district, id),
  constraint payment_round_frozen check ((state in ('draft', 'cancelled')) or (content_hash is not null and content_mac is not null and submitted_by is not null)),
  constraint payment_round_approved check (state not in ('approved', 'funded', 'exported', 'reconciled', 'closed') or approved_by is not null),
  constraint payment_round_funded check (state not in ('funded', 'exported', 'reconciled', 'closed') or (funded_by is not null and appropriation_id is not null)),
  constraint payment_round_exported check (state not in ('exported', 'reconciled', 'closed') or exported_by is not null),
  constraint payment_round_closed check ((state = 'closed') = (closed_by is not null)),
  -- I9: nobody approves, funds or closes what she composed. And the four powers are four people: deciding, holding the funds, paying out,
  -- supervising.
  constraint payment_round_four_eyes check (approved_by <> composed_by and approved_by <> submitted_by
    and funded_by <> composed_by and funded_by <> submitted_by and closed_by <> composed_by and closed_by <> submitted_by),
  constraint payment_round_four_powers check (approved_by <> funded_by and approved_by <> exported_by and approved_by <> closed_by
    and funded_by <> exported_by and funded_by <> closed_by and exported_by <> closed_by)
);
create index payment_round_newest on payment_round (district, composed_at desc, id desc);
create index payment_round_appropriation_id on payment_round (district, appropriation_id);
create index payment_round_previous_id on payment_round (district, previous_id);
select protect('payment_round', 'district');
grant select, insert on payment_round to nuanxin_app;
grant update (title, state, seq, item_count, total_fen, content_hash, content_mac, submitted_by, approved_by, funded_by, appropriation_id, exported_by, closed_by, version)
  on payment_round to nuanxin_app;
grant select on payment_round to nuanxin_reader;
select classify('payment_round', 'distributed', 'one payout over a place: composed, frozen, approved, funded, exported, reconciled, closed',
  internal => '{district,id,division,title,policy_ids,as_of,state,seq,previous_id,item_count,total_fen,content_hash,content_mac,composed_by,composed_at,
    submitted_by,approved_by,funded_by,appropriation_id,exported_by,closed_by,version}');

-- I9: whoever has had a hand in a round holds one power of it, for ever: a list given back or made up anew by another does not forget her.
-- Making the list and paying it out are one power.
create table payment_round_hand (
  district int not null,
  round_id uuid not null,
  account_id uuid not null,
  -- Her first act in the round.
  act text not null check (act in ('compose', 'refresh', 'submit', 'approve', 'fund', 'export', 'reconcile', 'close')),
  power text not null generated always as (case act when 'approve' then 'deciding' when 'fund' then 'holding' when 'close' then 'supervising'
    else 'paying' end) stored,
  at timestamptz not null,
  constraint payment_round_hand_pkey primary key (district, round_id, account_id),
  constraint payment_round_hand_round foreign key (district, round_id) references payment_round (district, id),
  constraint payment_round_hand_power unique (district, round_id, account_id, power)
);
select protect('payment_round_hand', 'district');
grant select, insert on payment_round_hand to nuanxin_app;
grant select on payment_round_hand to nuanxin_reader;
select classify('payment_round_hand', 'distributed', 'who has had a hand in a payment round, and with which of the four powers; append-only',
  internal => '{district,round_id,account_id,act,power,at}');

-- Every step of a round. The foreign key to the step before and the list of legal pairs leave no way to skip one (I8). From submission
-- on each step carries the content it was taken over, and the next one cannot carry another (I10).
create table payment_round_event (
  district int not null,
  round_id uuid not null,
  seq int not null check (seq > 0),
  prev_seq int,
  from_state text not null,
  to_state text not null,
  account_id uuid not null,
  at timestamptz not null,
  content_hash bytea check (octet_length(content_hash) = 32),
  item_count int check (item_count > 0),
  total_fen fen check (total_fen > 0),
  -- The step whose content this one carries on.
  carried_seq int generated always as (case when from_state not in ('new', 'draft') and to_state <> 'draft' then prev_seq end) stored,
  -- The power it takes: only who holds that one in the round takes the step. Giving back and cancelling take none.
  power text generated always as (case when from_state = 'new' or to_state in ('submitted', 'exported', 'reconciled') then 'paying'
    when to_state = 'approved' then 'deciding' when to_state = 'funded' then 'holding' when to_state = 'closed' then 'supervising' end) stored,
  reason text check (length(reason) between 2 and 300),
  constraint payment_round_event_pkey primary key (district, round_id, seq),
  constraint payment_round_event_round foreign key (district, round_id) references payment_round (district, id),
  constraint payment_round_event_state unique (district, round_id, seq, to_state),
  constraint payment_round_event_after foreign key (district, round_id, prev_seq, from_state)
    references payment_round_event (district, round_id, seq, to_state),
  constraint payment_round_event_as_frozen unique (district, round_id, seq, content_hash, item_count, total_fen),
  constraint payment_round_event_carries foreign key (district, round_id, carried_seq, content_hash, item_count, total_fen)
    references payment_round_event (district, round_id, seq, content_hash, item_count, total_fen),
  constraint payment_round_event_hand foreign key (district, round_id, account_id, power)
    references payment_round_hand (district, round_id, account_id, power),
  constraint payment_round_event_content check (num_nulls(content_hash, item_count, total_fen)
    = case when to_state = 'draft' or (from_state = 'draft' and to_state = 'cancelled') then 3 else 0 end),
  constraint payment_round_event_first check (seq = 1 and prev_seq is null and from_state = 'new'
    or seq > 1 and prev_seq is not null and prev_seq = seq - 1),
  constraint payment_round_event_legal check ((from_state, to_state) in (
    ('new', 'draft'), ('draft', 'submitted'), ('submitted', 'draft'), ('submitted', 'approved'), ('approved', 'funded'), ('funded', 'exported'),
    ('exported', 'reconciled'), ('reconciled', 'closed'), ('draft', 'cancelled'), ('submitted', 'cancelled'), ('approved', 'cancelled'), ('funded', 'cancelled'))),
  constraint payment_round_event_why check (reason is not null or (from_state, to_state) <> ('submitted', 'draft') and to_state <> 'cancelled')
);
create index payment_round_event_by on payment_round_event (district, round_id, account_id, power);
create index payment_round_event_prev on payment_round_event (district, round_id, prev_seq, from_state);
create index payment_round_event_carried on payment_round_event (district, round_id, carried_seq, content_hash, item_count, total_fen);
select protect('payment_round_event', 'district');
grant select, insert on payment_round_event to nuanxin_app;
grant select on payment_round_event to nuanxin_reader;
select classify('payment_round_event', 'distributed', 'a step of a payment round, who took it and when; append-only',
  internal => '{district,round_id,seq,prev_seq,from_state,to_state,account_id,at,content_hash,item_count,total_fen,carried_seq,power,reason}');
-- A round stands where its last step left it, with the content of that step.
alter table payment_round
  add constraint payment_round_current foreign key (district, id, seq, state)
    references payment_round_event (district, round_id, seq, to_state) deferrable initially deferred,
  add constraint payment_round_content foreign key (district, id, seq, content_hash, item_count, total_fen)
    references payment_round_event (district, round_id, seq, content_hash, item_count, total_fen) deferrable initially deferred;

-- The law a round's lines were worked out with, frozen with them: the version as it read on the day it was asked, and all its rates.
create table payment_law (
  district int not null,
  round_id uuid not null,
  policy_id uuid not null,
  policy_version int not null,
  asked_on date not null,
  law jsonb not null check (law ? 'policy' and law ? 'rates'),
  constraint payment_law_pkey primary key (district, round_id, policy_id, policy_version, asked_on),
  constraint payment_law_round foreign key (district, round_id) references payment_round (district, id),
  constraint payment_law_version foreign key (policy_id, policy_version) references policy_version (policy_id, version)
);
create index payment_law_of_version on payment_law (policy_id, policy_version);
select protect('payment_law', 'district');
grant select, insert on payment_law to nuanxin_app;
grant select on payment_law to nuanxin_reader;
select classify('payment_law', 'distributed', 'the version and rates with which lines of a round were worked out; append-only',
  internal => '{district,round_id,policy_id,policy_version,asked_on,law}');

-- I1: one slot for a person, a promise and a period, kept for ever, whichever of the policies that stand in one another's place it is paid
-- under; I6: no slot without an entitlement.
create table payment_slot (
  district int not null,
  person_id uuid not null,
  root_id uuid not null,
  period text not null,
  -- Under which of them it was first taken.
  policy_id uuid not null,
  taken_at timestamptz not null,
  constraint payment_slot_pkey primary key (district, person_id, root_id, period),
  constraint payment_slot_entitlement foreign key (district, policy_id, period, person_id)
    references entitlement (district, policy_id, period, beneficiary_id)
);
create index payment_slot_entitled on payment_slot (district, policy_id, period, person_id);
select protect('payment_slot', 'district');
grant select, insert on payment_slot to nuanxin_app;
grant select on payment_slot to nuanxin_reader;
select classify('payment_slot', 'distributed', 'one person, one promise, one period: what can be paid once; append-only',
  internal => '{district,person_id,root_id,period,policy_id,taken_at}');

-- A line of a round, frozen as it stood: the facts, the version, the rates, the account. What may change is only how it went.
create table payment (
  district int not null,
  id uuid not null,
  community bigint not null constraint payment_community_in_district check (community / 1000000 = district),
  round_id uuid not null,
  line_no int not null check (line_no > 0),
  family_id uuid not null,
  person_id uuid not null,
  policy_id uuid not null,
  policy_version int not null,
  period text not null,
  -- regular: what the entitlement says; arrears: what a rate raised backwards adds to a period that was paid.
  kind text not null check (kind in ('regular', 'arrears')),
  adjustment int not null check (adjustment >= 0),
  -- A new attempt follows one that failed at the bank or was left unpaid by a cancelled round.
  attempt int not null check (attempt > 0),
  after_id uuid,
  amount_fen fen not null constraint payment_is_money check (amount_fen > 0),
  -- [{ from, months, rate_id, rate_fen, cut? }]: I5, the amount is what the rates of the time come to. Arrears say the difference. `cut` says
  -- why months are paid with nothing: after a death (died), from a departure on (left), paid by another district or under another
  -- registration of hers (elsewhere), paid under another policy of the same root (paid).
  parts jsonb not null,
  entitlement_id uuid not null,
  -- The day the rule was asked of, and what the register knew of the person.
  asked_on date not null,
  branch text not null,
  facts jsonb not null,
  account_version_id uuid not null,
  frozen_hash bytea not null check (octet_length(frozen_hash) = 32),
  state text not null default 'composed' check (state in ('composed', 'exported', 'paid', 'failed', 'void')),
  -- Its last step, as with rounds.
  seq int not null default 1,
  failed_reason text check (length(failed_reason) between 1 and 200),
  bank_ref text check (length(bank_ref) between 1 and 64),
  paid_on date,
  record_id uuid,
  version int not null default 1,
  -- Of the policy: what stands in its place, or it in another's, is paid through the same slot.
  root_id uuid not null,
  constraint payment_pkey primary key (district, id),
  constraint payment_line unique (district, round_id, line_no),
  constraint payment_attempt unique (district, person_id, root_id, period, adjustment, attempt),
  constraint payment_round_of foreign key (district, round_id) references payment_round (district, id),
  constraint payment_slot_of foreign key (district, person_id, root_id, period) references payment_slot (district, person_id, root_id, period),
  constraint payment_root_of foreign key (policy_id, root_id) references policy (id, root_id),
  constraint payment_version_of foreign key (policy_id, policy_version) references policy_version (policy_id, version),
  constraint payment_family_of foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint payment_entitlement_of foreign key (district, entitlement_id) references entitlement (district, id),
  constraint payment_after foreign key (district, after_id) references payment (district, id),
  constraint payment_account_of foreign key (district, account_version_id) references bank_account_version (district, id),
  constraint payment_record_of foreign key (district, record_id) references care_record (district, id),
  constraint payment_parts check (amount_fen = payment_parts_sum(parts)),
  constraint payment_arrears check ((kind = 'arrears') = (adjustment > 0)),
  constraint payment_attempts check ((attempt > 1) = (after_id is not null)),
  constraint payment_paid check ((state = 'paid') = (paid_on is not null) and (state = 'paid') = (record_id is not null) and (state <> 'paid' or bank_ref is not null)),
  constraint payment_failed check ((state = 'failed') = (failed_reason is not null))
);
-- One attempt at a time, and none after one has gone through.
create unique index payment_one_open on payment (district, person_id, root_id, period, adjustment) where state in ('composed', 'exported', 'paid');
create unique index payment_one_after on payment (district, after_id) where after_id is not null;
create index payment_by_place on payment (community, round_id, line_no);
create index payment_family on payment (district, family_id, community);
create index payment_entitled on payment (district, entitlement_id);
create index payment_account on payment (district, account_version_id);
create index payment_record on payment (district, record_id);
create index payment_policy on payment (policy_id, policy_version);
create index payment_rooted on payment (policy_id, root_id);
select protect('payment', 'community');
grant select, insert, update (community, state, seq, failed_reason, bank_ref, paid_on, record_id, version) on payment to nuanxin_app;
grant select on payment to nuanxin_reader;
select classify('payment', 'distributed', 'one frozen line of a payment round: who is paid what for which period, and why',
  internal => '{district,id,round_id,line_no,family_id,person_id,policy_id,policy_version,period,kind,adjustment,attempt,after_id,entitlement_id,
    asked_on,account_version_id,frozen_hash,state,seq,record_id,version,root_id}',
  personal => '{community,amount_fen,parts,failed_reason,bank_ref,paid_on}', sensitive => '{branch,facts}');

-- The hash of what a line froze: one definition for making it and for proving it.
create function payment_hash(district int, id uuid, round_id uuid, line_no int, family_id uuid, person_id uuid, policy_id uuid, policy_version int,
  period text, kind text, adjustment int, attempt int, after_id uuid, amount_fen bigint, parts jsonb, entitlement_id uuid, asked_on date, branch text,
  facts jsonb, account_version_id uuid) returns bytea
language sql stable set search_path = pg_catalog as $$
  select sha256(convert_to(jsonb_build_array(district, id, round_id, line_no, family_id, person_id, policy_id, policy_version, period, kind, adjustment,
    attempt, after_id, amount_fen, parts, entitlement_id, asked_on, branch, facts, account_version_id)::text, 'UTF8'))
$$;
comment on function payment_hash is 'SHA-256 over everything of a payment that may not change.';

-- The hash of what a round froze: what it is for, its lines in their order, and the law they follow. Lines taken out do not count.
create function payment_round_hash(the_district int, the_round uuid) returns bytea
language sql stable set search_path = pg_catalog, public as $$
  select sha256(convert_to(jsonb_build_array(r.division, r.title, r.policy_ids, r.as_of, r.previous_id, r.composed_by, r.composed_at)::text, 'UTF8')
    || coalesce((select string_agg(p.frozen_hash, ''::bytea order by p.line_no) from payment p
      where p.district = r.district and p.round_id = r.id and p.state <> 'void'), ''::bytea)
    || convert_to(coalesce((select string_agg(jsonb_build_array(w.policy_id, w.policy_version, w.asked_on, w.law)::text, ' '
        order by w.policy_id, w.policy_version, w.asked_on) from payment_law w
      where w.district = r.district and w.round_id = r.id), ''), 'UTF8'))
  from payment_round r where r.district = the_district and r.id = the_round
$$;
comment on function payment_round_hash is 'SHA-256 over everything of a round that may not change from its submission on.';

create table payment_event (
  district int not null,
  payment_id uuid not null,
  seq int not null check (seq > 0),
  prev_seq int,
  from_state text not null,
  to_state text not null,
  account_id uuid not null,
  at timestamptz not null,
  constraint payment_event_pkey primary key (district, payment_id, seq),
  constraint payment_event_payment foreign key (district, payment_id) references payment (district, id),
  constraint payment_event_state unique (district, payment_id, seq, to_state),
  constraint payment_event_after foreign key (district, payment_id, prev_seq, from_state) references payment_event (district, payment_id, seq, to_state),
  constraint payment_event_first check (seq = 1 and prev_seq is null and from_state = 'new' or seq > 1 and prev_seq is not null and prev_seq = seq - 1),
  constraint payment_event_legal check ((from_state, to_state) in (
    ('new', 'composed'), ('composed', 'exported'), ('composed', 'void'), ('exported', 'paid'), ('exported', 'failed'), ('exported', 'void')))
);
create index payment_event_prev on payment_event (district, payment_id, prev_seq, from_state);
select protect('payment_event', 'district');
grant select, insert on payment_event to nuanxin_app;
grant select on payment_event to nuanxin_reader;
select classify('payment_event', 'distributed', 'a step of one payment; append-only',
  internal => '{district,payment_id,seq,prev_seq,from_state,to_state,account_id,at}');
alter table payment add constraint payment_current foreign key (district, id, seq, state)
  references payment_event (district, payment_id, seq, to_state) deferrable initially deferred;

-- What was due and could not be put into the round, so that nobody is forgotten (I7).
create table payment_left_out (
  district int not null,
  round_id uuid not null,
  entitlement_id uuid not null,
  community bigint not null constraint payment_left_out_community_in_district check (community / 1000000 = district),
  -- off_roll: no claim is in force in the period, where one is demanded or one had ended before.
  -- exclusion: another policy of an exclusion group is given for the period, or is due with more.
  -- other_branch: the period has been paid under the branch with which it was begun.
  -- in_round_elsewhere: months are in a round of another district, or of another registration of hers, and not paid yet.
  -- paid_elsewhere: every month has been paid there.
  -- paid_under_other: every month has been paid under another policy that stands in this one's place, or it in the other's.
  -- departed: arrears of somebody who has died or left, which people settle with the family.
  reason text not null
    check (reason in ('no_account', 'same_account', 'conditions', 'off_roll', 'exclusion', 'amount', 'in_round_elsewhere', 'paid_elsewhere', 'paid_before',
      'other_branch', 'paid_under_other', 'departed')),
  -- Of arrears: the difference that could not be put in; null where the whole period was due.
  arrears_fen fen check (arrears_fen > 0),
  constraint payment_left_out_pkey primary key (district, round_id, entitlement_id),
  constraint payment_left_out_round foreign key (district, round_id) references payment_round (district, id),
  constraint payment_left_out_entitlement foreign key (district, entitlement_id) references entitlement (district, id)
);
create index payment_left_out_entitled on payment_left_out (district, entitlement_id);
select protect('payment_left_out', 'community');
grant select, insert, delete on payment_left_out to nuanxin_app;
grant select on payment_left_out to nuanxin_reader;
select classify('payment_left_out', 'distributed', 'what was due and is not in the round, and why',
  internal => '{district,round_id,entitlement_id}', personal => '{community,reason,arrears_fen}');

-- How one bank wants its files and gives its answers, as data of an association. The general layouts ship with the product and are no
-- rows. What was proposed is never edited: a change is a new version, proposed by one account and approved by another.
create table bank_template (
  district int not null,
  id uuid not null,
  code text not null check (code ~ '^[a-z][a-z0-9_]{1,39}$' and not starts_with(code, 'general_')),
  version int not null check (version > 0),
  -- The bank all whose lines may be written so; null for any.
  bank_code text constraint bank_template_bank references bank (code),
  name_zh text not null check (length(name_zh) between 2 and 60),
  name_en text not null check (length(name_en) between 2 and 120),
  format text not null check (format in ('xlsx', 'csv', 'fixed')),
  encoding text not null check (encoding in ('utf8_bom', 'utf8', 'gb18030')),
  -- What the widths of a fixed-width line count.
  width_in text not null check (width_in in ('characters', 'bytes')),
  headed boolean not null,
  amount_in text not null check (amount_in in ('yuan', 'fen')),
  -- [{ field, header, width, text }] in their order: what is sent, and what comes back.
  line jsonb not null check (jsonb_array_length(line) between 5 and 20),
  answer jsonb not null check (jsonb_array_length(answer) between 6 and 20),
  paid text[] not null check (cardinality(paid) between 1 and 10),
  failed text[] not null check (cardinality(failed) between 1 and 10),
  state text not null check (state in ('proposed', 'approved', 'returned', 'withdrawn', 'retired')),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  -- Who withdrew it before it was decided, or took it out of use afterwards.
  ended_by uuid,
  ended_at timestamptz,
  -- Why it was returned or retired; one that gave way to its next version says nothing.
  reason text check (length(reason) between 2 and 300),
  constraint bank_template_pkey primary key (district, id),
  constraint bank_template_version unique (district, code, version),
  constraint bank_template_workbook check (format <> 'xlsx' or (headed and encoding = 'utf8')),
  constraint bank_template_widths check (format = 'fixed' or width_in = 'characters'),
  constraint bank_template_words check (not paid && failed),
  constraint bank_template_four_eyes check (decided_by <> proposed_by),
  constraint bank_template_marks check ((decided_by is null) = (decided_at is null) and (ended_by is null) = (ended_at is null)
    and (state in ('approved', 'returned', 'retired')) = (decided_by is not null) and (state in ('withdrawn', 'retired')) = (ended_by is not null)
    and (state <> 'returned' or reason is not null) and (reason is null or state in ('returned', 'retired')))
);
create unique index bank_template_in_use on bank_template (district, code) where state = 'approved';
create unique index bank_template_waiting on bank_template (district, code) where state = 'proposed';
create index bank_template_newest on bank_template (district, proposed_at desc, id desc);
create index bank_template_of_bank on bank_template (bank_code);
select protect('bank_template', 'district');
grant select, insert, update (state, decided_by, decided_at, ended_by, ended_at, reason) on bank_template to nuanxin_app;
grant select on bank_template to nuanxin_reader;
select classify('bank_template', 'distributed', 'the layout of a bank''s files as an association agreed on it with the bank; a change is a new version',
  internal => '{district,id,code,version,bank_code,name_zh,name_en,format,encoding,width_in,headed,amount_in,line,answer,paid,failed,state,
    proposed_by,proposed_at,decided_by,decided_at,ended_by,ended_at,reason}');

create function bank_template_hash(t bank_template) returns bytea
language sql stable set search_path = pg_catalog as $$
  select sha256(convert_to(jsonb_build_array(t.district, t.id, t.code, t.version, t.bank_code, t.name_zh, t.name_en, t.format, t.encoding,
    t.width_in, t.headed, t.amount_in, t.line, t.answer, t.paid, t.failed)::text, 'UTF8'))
$$;
comment on function bank_template_hash is 'SHA-256 over everything a bank''s layout says: what was proposed, approved and used is held against it.';

create table bank_file (
  district int not null,
  id uuid not null,
  round_id uuid not null,
  -- The layout it was written in, by code and version: its answer is read by the very same one.
  template text not null check (length(template) between 2 and 40),
  template_version int not null check (template_version > 0),
  -- The general layouts ship with the product; every other one is a row of the district.
  template_of int generated always as (case when not starts_with(template, 'general_') then district end) stored,
  -- The bytes are made anew from the frozen lines whenever they are asked for, and must have this hash.
  sha256 bytea not null check (octet_length(sha256) = 32),
  line_count int not null check (line_count > 0),
  total_fen fen not null check (total_fen > 0),
  exported_by uuid not null,
  exported_at timestamptz not null,
  constraint bank_file_pkey primary key (district, id),
  -- What the bank is given is as much as was frozen, and stays so.
  constraint bank_file_round foreign key (district, round_id, line_count, total_fen)
    references payment_round (district, id, item_count, total_fen),
  constraint bank_file_once unique (district, round_id),
  constraint bank_file_template foreign key (template_of, template, template_version) references bank_template (district, code, version)
);
create index bank_file_of_template on bank_file (template_of, template, template_version);
select protect('bank_file', 'district');
grant select, insert on bank_file to nuanxin_app;
grant select on bank_file to nuanxin_reader;
select classify('bank_file', 'distributed', 'a file of payments given to the bank; append-only',
  internal => '{district,id,round_id,template,template_version,template_of,sha256,line_count,total_fen,exported_by,exported_at}');

create table bank_file_line (
  district int not null,
  bank_file_id uuid not null,
  line_no int not null check (line_no > 0),
  payment_id uuid not null,
  amount_fen fen not null check (amount_fen > 0),
  mac bytea not null check (octet_length(mac) = 32),
  constraint bank_file_line_pkey primary key (district, bank_file_id, line_no),
  constraint bank_file_line_file foreign key (district, bank_file_id) references bank_file (district, id),
  constraint bank_file_line_payment foreign key (district, payment_id) references payment (district, id),
  constraint bank_file_line_once unique (district, payment_id)
);
select protect('bank_file_line', 'district');
grant select, insert on bank_file_line to nuanxin_app;
grant select on bank_file_line to nuanxin_reader;
select classify('bank_file_line', 'distributed', 'one line of a file for the bank; append-only',
  internal => '{district,bank_file_id,line_no,payment_id,mac}', personal => '{amount_fen}');

create table bank_return (
  district int not null,
  id uuid not null,
  bank_file_id uuid not null,
  -- I18: the same bytes are taken once.
  sha256 bytea not null check (octet_length(sha256) = 32),
  paid_count int not null check (paid_count >= 0),
  paid_fen fen not null,
  failed_count int not null check (failed_count >= 0),
  failed_fen fen not null,
  imported_by uuid not null,
  imported_at timestamptz not null,
  constraint bank_return_pkey primary key (district, id),
  constraint bank_return_file foreign key (district, bank_file_id) references bank_file (district, id),
  constraint bank_return_once unique (district, sha256),
  constraint bank_return_whole unique (district, bank_file_id),
  constraint bank_return_of_file unique (district, id, bank_file_id)
);
select protect('bank_return', 'district');
grant select, insert on bank_return to nuanxin_app;
grant select on bank_return to nuanxin_reader;
select classify('bank_return', 'distributed', 'the bank''s answer to one file, taken whole; append-only',
  internal => '{district,id,bank_file_id,sha256,paid_count,paid_fen,failed_count,failed_fen,imported_by,imported_at}');

create table bank_return_line (
  district int not null,
  bank_return_id uuid not null,
  bank_file_id uuid not null,
  line_no int not null,
  outcome text not null check (outcome in ('paid', 'failed')),
  bank_ref text not null check (length(bank_ref) between 1 and 64),
  happened_on date not null,
  reason text check (length(reason) between 1 and 200),
  -- I17: a line is answered once, a reference of the bank used once.
  constraint bank_return_line_pkey primary key (district, bank_file_id, line_no),
  constraint bank_return_line_return foreign key (district, bank_return_id, bank_file_id) references bank_return (district, id, bank_file_id),
  constraint bank_return_line_answers foreign key (district, bank_file_id, line_no) references bank_file_line (district, bank_file_id, line_no),
  constraint bank_return_line_ref unique (district, bank_ref),
  constraint bank_return_line_why check ((outcome = 'failed') = (reason is not null))
);
create index bank_return_line_of_return on bank_return_line (district, bank_return_id, bank_file_id);
select protect('bank_return_line', 'district');
grant select, insert on bank_return_line to nuanxin_app;
grant select on bank_return_line to nuanxin_reader;
select classify('bank_return_line', 'distributed', 'what the bank says of one line; append-only',
  internal => '{district,bank_return_id,bank_file_id,line_no,outcome}', personal => '{bank_ref,happened_on,reason}');

-- What was paid and, as is known now, was not owed: asked back, returned, or let go by two people. One for each payment and cause, a
-- further one (nth) only over months that had not been asked for.
create table payment_recovery (
  district int not null,
  id uuid not null,
  community bigint not null constraint payment_recovery_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  payment_id uuid not null,
  amount_fen fen not null check (amount_fen > 0),
  -- A lowered rate is no cause.
  cause text not null check (cause in ('died', 'left', 'conditions', 'branch', 'elsewhere')),
  nth int not null check (nth > 0),
  -- Month by month [{ from, was_fen, now_fen, back_fen, document_number }]: what it was, is, and what this payment gives back of it.
  explanation jsonb not null,
  state text not null default 'open' check (state in ('open', 'returned', 'let_go')),
  found_by uuid not null,
  found_at timestamptz not null,
  -- The day the money was back, or the day it was let go.
  settled_on date,
  settled_at timestamptz,
  asked_by uuid,
  settled_by uuid,
  -- How the money came back, or why it is asked to be let go.
  reason text check (length(reason) between 2 and 300),
  -- Who would not let it go, when and why; gone when it is asked for anew.
  refused_by uuid,
  refused_at timestamptz,
  refused_reason text check (length(refused_reason) between 2 and 300),
  -- What took the act of the payment back, and the act of the rest that stands instead of it (none when all came back).
  counter_id uuid,
  record_id uuid,
  -- Where the money is when the books of its year were closed: an appropriation of a later year, entered as recovered and confirmed.
  into_id uuid,
  version int not null default 1,
  constraint payment_recovery_pkey primary key (district, id),
  constraint payment_recovery_payment foreign key (district, payment_id) references payment (district, id),
  constraint payment_recovery_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint payment_recovery_counter foreign key (district, counter_id) references care_record (district, id),
  constraint payment_recovery_record foreign key (district, record_id) references care_record (district, id),
  constraint payment_recovery_into foreign key (district, into_id) references appropriation (district, id),
  constraint payment_recovery_into_returned check (into_id is null or state = 'returned'),
  constraint payment_recovery_once unique (district, payment_id, cause, nth),
  constraint payment_recovery_sum check (amount_fen = payment_back_sum(explanation)),
  constraint payment_recovery_settled check ((state = 'open') = (settled_by is null) and (state = 'open') = (settled_on is null)
    and (state = 'open') = (settled_at is null)),
  constraint payment_recovery_returned check ((state = 'returned') = (counter_id is not null) and (record_id is null or state = 'returned')),
  -- Who found it does not take the money in; and of two who let it go one asks and another agrees.
  constraint payment_recovery_four_eyes check (state <> 'returned' or found_by <> settled_by),
  constraint payment_recovery_let_go check (state <> 'let_go' or (asked_by is not null and asked_by <> settled_by and reason is not null)),
  constraint payment_recovery_refused check (case when refused_by is null then refused_at is null and refused_reason is null
    else refused_at is not null and refused_reason is not null and asked_by is not null and asked_by <> refused_by and state <> 'let_go' end)
);
create index payment_recovery_by_place on payment_recovery (community, id);
create index payment_recovery_open on payment_recovery (community, id) where state = 'open';
create index payment_recovery_family_id on payment_recovery (district, family_id, community);
create index payment_recovery_counter_id on payment_recovery (district, counter_id) where counter_id is not null;
create index payment_recovery_into_id on payment_recovery (district, into_id) where into_id is not null;
create index payment_recovery_record_id on payment_recovery (district, record_id) where record_id is not null;
select protect('payment_recovery', 'community');
grant select, insert, update (community, state, settled_on, settled_at, asked_by, settled_by, reason, refused_by, refused_at,
  refused_reason, counter_id, record_id, into_id, version)
  on payment_recovery to nuanxin_app;
grant select on payment_recovery to nuanxin_reader;
select classify('payment_recovery', 'distributed', 'money that was paid and was not owed, and what became of it',
  internal => '{district,id,family_id,payment_id,nth,state,found_by,found_at,settled_on,settled_at,asked_by,settled_by,refused_by,refused_at,counter_id,
    record_id,into_id,version}',
  personal => '{community,amount_fen,cause,reason,refused_reason}', sensitive => '{explanation}');

-- What has come back is free to be given again, by whoever owes it then: to somebody who moved, where she has come to.
create function payment_came_back(p payment, month text) returns boolean
language sql stable as $$
  select coalesce(sum(r.amount_fen) >= p.amount_fen or sum(b.fen) >= (
      select sum((part ->> 'rate_fen')::bigint) from jsonb_array_elements(p.parts) part
      where month ~ '^\d{4}-\d\d$' and not part ? 'cut' and (month || '-01')::date >= (part ->> 'from')::date
        and (month || '-01')::date < (part ->> 'from')::date + make_interval(months => (part ->> 'months')::int)), false)
  from payment_recovery r
    cross join lateral (select sum((x ->> 'back_fen')::bigint) as fen from jsonb_array_elements(r.explanation) x
      where to_char((x ->> 'from')::date, 'YYYY-MM') = month) b
  where r.district = p.district and r.payment_id = p.id and r.state = 'returned'
$$;
comment on function payment_came_back is 'Whether all that a payment gave for a month has come back.';
create function payment_month_is_free(the_district int, the_payment uuid, month text) returns boolean
language sql stable as $$
  select not exists (
    select from payment p join payment q on q.district = p.district and q.person_id = p.person_id and q.root_id = p.root_id and q.period = p.period
    where p.district = the_district and p.id = the_payment and q.state in ('composed', 'exported', 'paid')
      and month = any(payment_claims(q.kind, q.period, q.parts)) and not payment_came_back(q, month))
$$;
comment on function payment_month_is_free is 'Whether nothing is paid any more for a month, or on its way, by the line that held it and those of the same slot.';
create policy came_back_within_scope on payment_claim for delete using (
  district >= nullif(current_setting('app.district_lo', true), '')::int and district <= nullif(current_setting('app.district_hi', true), '')::int
  and payment_claim.payment_id is not null and payment_month_is_free(payment_claim.district, payment_claim.payment_id, payment_claim.period));
