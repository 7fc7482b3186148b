-- Who has a confirmed claim in force, from when to when: the one fact about claims that a run asks for. The claims room above writes it
-- through this room in the transaction of every confirmation and exit (its checks/claimed.sql finds a row that differs).
create table claimed (
  district int not null,
  claim_id uuid not null,
  community bigint not null constraint claimed_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  person_id uuid not null,
  policy_id uuid not null constraint claimed_policy references policy (id),
  valid_from date not null,
  -- The first day on which it is in force no longer.
  valid_to date,
  -- Why it ended: what is void by it says so, also where a payment round lets it go only later.
  end_reason text constraint claimed_end_reason check (length(end_reason) between 2 and 200),
  constraint claimed_pkey primary key (district, claim_id),
  constraint claimed_person foreign key (district, person_id, community) references person (district, id, community) deferrable initially deferred,
  constraint claimed_dates check (valid_to is null or valid_to >= valid_from),
  constraint claimed_ended check ((valid_to is null) = (end_reason is null))
);
create index claimed_person_id on claimed (district, person_id, community);
create index claimed_of_policy on claimed (policy_id, community);
-- A person is on the roll of one policy once at a time.
create unique index claimed_once on claimed (district, person_id, policy_id) where valid_to is null;
select protect('claimed', 'community');
grant select, insert, update (community, valid_from, valid_to, end_reason) on claimed to nuanxin_app;
grant select on claimed to nuanxin_reader;
select classify('claimed', 'distributed', 'a confirmed claim in force between two dates, as runs ask for it; derived from the claim',
  internal => '{district,claim_id,family_id,person_id,policy_id}', personal => '{community,valid_from,valid_to,end_reason}');

-- Only who has a confirmed claim in force becomes due; who meets the rule without one is entitled and has not claimed. False unless an
-- approved version says so.
alter table policy_version add column if not exists claim_required boolean not null default false;
comment on column policy_version.claim_required is 'public';
