-- How everybody stands: for every policy in force who meets it and of whom it is not known, as of a day; who will meet it within a year;
-- and every change with its cause. Rewritten by differences, a district at a time.

create table standing_refresh (
  district int not null,
  id uuid not null,
  -- The day that standing speaks for from here on.
  as_of date not null,
  -- The first of a district: what it found has no change before it.
  baseline boolean not null,
  cause text not null constraint standing_refresh_cause check (cause in ('night', 'run', 'policy', 'hand')),
  gained int not null check (gained >= 0),
  lost int not null check (lost >= 0),
  became_unknown int not null check (became_unknown >= 0),
  yes int not null check (yes >= 0),
  unknown int not null check (unknown >= 0),
  refreshed_at timestamptz not null,
  -- Null: the house itself.
  refreshed_by uuid,
  constraint standing_refresh_pkey primary key (district, id),
  constraint standing_refresh_by_hand check (cause <> 'hand' or refreshed_by is not null)
);
create unique index standing_refresh_one_baseline on standing_refresh (district) where baseline;
create index standing_refresh_latest on standing_refresh (district, as_of desc, refreshed_at desc, id desc);
select protect('standing_refresh', 'district');
grant select, insert on standing_refresh to nuanxin_app;
grant select on standing_refresh to nuanxin_reader;
select classify('standing_refresh', 'distributed', 'one refresh of the standing of a district that wrote something or came to a new day; append-only',
  internal => '{district,id,as_of,baseline,cause,gained,lost,became_unknown,yes,unknown,refreshed_at,refreshed_by}');

-- Where somebody stands is where her family lives now: it is read from the family, whose row security says who may, and copied nowhere.
-- Nobody may delete a family, no command gives a person another, and what is written here is read from the register in the same transaction
-- (checks/of-family.sql): no key to the family is checked for each of the rows a night writes.
create table standing (
  district int not null,
  family_id uuid not null,
  -- The person, or for what is promised to families the family.
  beneficiary_id uuid not null,
  policy_id uuid not null,
  person_id uuid,
  answer text not null constraint standing_answer check (answer in ('yes', 'unknown')),
  -- Since when, as far as is known: the day of the refresh that found it, or the very day where time alone brought it.
  since date not null,
  refresh_id uuid not null,
  constraint standing_pkey primary key (district, family_id, beneficiary_id, policy_id),
  constraint standing_beneficiary check (beneficiary_id = coalesce(person_id, family_id))
);
select protect('standing', 'district');
grant select, insert, update (answer, since, refresh_id), delete on standing to nuanxin_app;
grant select on standing to nuanxin_reader;
select classify('standing', 'distributed', 'one policy that a person or family meets, or of which it is not known; derived from the register',
  internal => '{district,policy_id,beneficiary_id,family_id,person_id,refresh_id}', personal => '{answer,since}');

-- What became other than it was. What the baseline found is in `standing` alone.
create table standing_change (
  district int not null,
  refresh_id uuid not null,
  policy_id uuid not null,
  beneficiary_id uuid not null,
  family_id uuid not null,
  person_id uuid,
  answer_before text not null check (answer_before in ('no', 'unknown', 'yes')),
  answer_after text not null check (answer_after in ('no', 'unknown', 'yes')),
  changed_on date not null,
  cause text not null constraint standing_change_cause check (cause in ('time', 'register', 'known', 'registered', 'moved', 'left', 'died', 'policy_began',
    'policy_changed', 'policy_replaced', 'policy_ended')),
  -- The facts of the rule that made the difference: keys of the catalogue.
  fields text[] not null,
  constraint standing_change_pkey primary key (district, refresh_id, policy_id, beneficiary_id),
  constraint standing_change_beneficiary check (beneficiary_id = coalesce(person_id, family_id)),
  constraint standing_change_differs check (answer_before <> answer_after),
  constraint standing_change_refresh foreign key (district, refresh_id) references standing_refresh (district, id) deferrable initially deferred,
  constraint standing_change_family foreign key (district, family_id) references family (district, id) deferrable initially deferred
);
create index standing_change_of_family on standing_change (district, family_id);
create index standing_change_by_day on standing_change (district, changed_on desc, refresh_id, policy_id, beneficiary_id);
select protect('standing_change', 'district');
grant select, insert on standing_change to nuanxin_app;
grant select on standing_change to nuanxin_reader;
select classify('standing_change', 'distributed', 'who came to meet a policy, meets it no longer, or is no longer known to, and why; append-only',
  internal => '{district,refresh_id,policy_id,beneficiary_id,family_id,person_id}', personal => '{answer_before,answer_after,changed_on}',
  sensitive => '{cause,fields}');

create table standing_soon (
  district int not null,
  family_id uuid not null,
  beneficiary_id uuid not null,
  policy_id uuid not null,
  person_id uuid,
  qualifies_on date not null,
  -- An age that is reached, or law already approved that begins.
  cause text not null constraint standing_soon_cause check (cause in ('time', 'policy_began')),
  constraint standing_soon_pkey primary key (district, family_id, beneficiary_id, policy_id),
  constraint standing_soon_beneficiary check (beneficiary_id = coalesce(person_id, family_id))
);
create index standing_soon_by_day on standing_soon (district, qualifies_on, beneficiary_id, policy_id);
select protect('standing_soon', 'district');
grant select, insert, update (qualifies_on, cause), delete on standing_soon to nuanxin_app;
grant select on standing_soon to nuanxin_reader;
select classify('standing_soon', 'distributed', 'who will meet a policy within a year of the last refresh if nothing but the calendar changes, and on which day',
  internal => '{district,policy_id,beneficiary_id,family_id,person_id}', personal => '{qualifies_on,cause}');
