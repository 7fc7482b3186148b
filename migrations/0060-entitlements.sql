-- What is owed to whom for which period. A run turns promises into rows here; every row ends as due, reached, held or void.

create table eligibility_run (
  district int not null,
  id uuid not null,
  -- The jurisdiction the run went over, and the day it was asked for.
  division bigint not null,
  as_of date not null,
  -- Per policy: gained, kept, lost, unknown; and the sums owed. Counts only.
  counts jsonb not null,
  -- What the preview showed; an apply that would do something else is refused.
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  started_by uuid not null,
  applied_at timestamptz not null,
  constraint eligibility_run_pkey primary key (district, id),
  constraint eligibility_run_place check (division / 1000000 = district)
);
create index eligibility_run_newest on eligibility_run (district, applied_at desc);
select protect('eligibility_run', 'district');
grant select, insert on eligibility_run to nuanxin_app;
grant select on eligibility_run to nuanxin_reader;
select classify('eligibility_run', 'distributed', 'one pass over a jurisdiction that wrote what is owed; append-only',
  internal => '{district,id,division,as_of,counts,fingerprint,started_by,applied_at}');

create table entitlement (
  district int not null,
  id uuid not null,
  community bigint not null,
  family_id uuid not null,
  -- Null where the family as a whole is owed.
  person_id uuid,
  -- The person or the family: what uniqueness hangs on.
  beneficiary_id uuid not null,
  policy_id uuid not null,
  policy_version int not null,
  period text not null check (period ~ '^(once|\d{4}(-(0[1-9]|1[0-2]|H[12]|Q[1-4]|[a-z_]+))?)$'),
  -- What is owed: money, or a number of hours, pieces, enrolments.
  amount_fen fen not null default 0,
  quantity int not null default 1 check (quantity >= 0),
  unit text not null,
  due_from date not null,
  state text not null default 'due' check (state in ('due', 'reached', 'held', 'void')),
  reached_on date,
  record_id uuid,
  held_reason text,
  review_on date,
  void_reason text,
  run_id uuid not null,
  created_at timestamptz not null,
  version int not null default 1,
  constraint entitlement_pkey primary key (district, id),
  -- Nobody is owed the same promise twice for one period.
  constraint entitlement_once unique (district, policy_id, beneficiary_id, period),
  constraint entitlement_beneficiary check (beneficiary_id = coalesce(person_id, family_id)),
  constraint entitlement_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint entitlement_person foreign key (district, person_id) references person (district, id),
  constraint entitlement_policy foreign key (policy_id, policy_version) references policy_version (policy_id, version),
  constraint entitlement_record foreign key (district, record_id) references care_record (district, id),
  constraint entitlement_run foreign key (district, run_id) references eligibility_run (district, id),
  constraint entitlement_reached check ((state = 'reached') = (record_id is not null) and (state = 'reached') = (reached_on is not null)),
  constraint entitlement_held check (state <> 'held' or (held_reason is not null and review_on is not null)),
  constraint entitlement_void check ((state = 'void') = (void_reason is not null))
);
create index entitlement_open on entitlement (community, id) include (policy_id, period) where state in ('due', 'held');
create index entitlement_by_family on entitlement (district, family_id, community, period desc);
create index entitlement_by_person on entitlement (district, person_id);
create index entitlement_by_policy on entitlement (policy_id, policy_version, community);
create index entitlement_by_record on entitlement (district, record_id);
create index entitlement_by_run on entitlement (district, run_id);
select protect('entitlement', 'community');
grant select, insert on entitlement to nuanxin_app;
grant update (community, amount_fen, quantity, state, reached_on, record_id, held_reason, review_on, void_reason, policy_version, run_id, version)
  on entitlement to nuanxin_app;
grant select on entitlement to nuanxin_reader;
select classify('entitlement', 'distributed', 'one promise owed to one person or family for one period',
  internal => '{district,id,family_id,person_id,beneficiary_id,policy_id,policy_version,period,due_from,state,record_id,run_id,created_at,version,unit}',
  personal => '{community,amount_fen,quantity,reached_on,held_reason,review_on,void_reason}');
