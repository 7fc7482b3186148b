-- Claims (扶助申报): a person's declaration under a policy, step by step to the roll, and life on the roll. Which steps a place asks for is
-- data; that none is skipped, nobody confirms what she handled before, and no objection stays open is said by constraints.

create table claim_procedure (
  id uuid not null,
  -- Where it counts, 0 for the nation; the narrowest that holds the place is taken, of one place the one named for the policy first.
  division bigint not null check (division >= 0 and division < 1000000000000),
  policy_id uuid constraint claim_procedure_policy references policy (id),
  theme text check (theme in ('allowance', 'festival', 'living', 'health', 'insurance', 'travel', 'safety')),
  name_zh text not null check (length(name_zh) between 2 and 60),
  name_en text not null check (length(name_en) between 2 and 120),
  valid_from date not null,
  valid_to date,
  confidence text not null check (confidence in ('sourced', 'to_confirm')),
  source text not null check (length(source) between 2 and 300),
  -- Came with the product: nobody here wrote or approved it.
  shipped boolean not null default false,
  -- A claim goes through an approved one only; what was sent back or withdrawn stays as it was, and another is proposed in its place.
  state text not null check (state in ('proposed', 'approved', 'returned', 'withdrawn')),
  created_by uuid,
  created_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  -- Why it was sent back.
  reason text check (length(reason) between 2 and 500),
  -- When whoever proposed it took it back.
  withdrawn_at timestamptz,
  constraint claim_procedure_pkey primary key (id),
  constraint claim_procedure_one_aim check (policy_id is null or theme is null),
  constraint claim_procedure_dates check (valid_to is null or valid_to > valid_from),
  constraint claim_procedure_made check (shipped = (created_by is null)),
  constraint claim_procedure_four_eyes check (decided_by <> created_by),
  constraint claim_procedure_marks check ((decided_by is null) = (decided_at is null) and (state = 'withdrawn') = (withdrawn_at is not null)
    and case when shipped then state = 'approved' and decided_by is null when state = 'proposed' then decided_by is null
      when state in ('approved', 'returned') then decided_by is not null else true end
    and (reason is not null) = (decided_by is not null and state <> 'approved')),
  constraint claim_procedure_one_at_a_time exclude using gist (division with =, coalesce(policy_id::text, '') with =, coalesce(theme, '') with =,
    daterange(valid_from, valid_to) with &&) where (state = 'approved')
);
create index claim_procedure_by_policy on claim_procedure (policy_id) where policy_id is not null;
create index claim_procedure_of_policy on claim_procedure (policy_id);
create index claim_procedure_waiting on claim_procedure (division, created_at) where state = 'proposed';
alter table claim_procedure enable row level security;
alter table claim_procedure force row level security;
-- What counts is read everywhere; what is being decided only where it is.
create policy read_directory on claim_procedure for select using (state = 'approved');
create policy write_in_scope on claim_procedure for all
  using (division >= nullif(current_setting('app.lo', true), '')::bigint and division < nullif(current_setting('app.hi', true), '')::bigint)
  with check (division >= nullif(current_setting('app.lo', true), '')::bigint and division < nullif(current_setting('app.hi', true), '')::bigint);
grant select, insert, update (valid_to, state, decided_by, decided_at, reason, withdrawn_at) on claim_procedure to nuanxin_app;
grant select on claim_procedure to nuanxin_reader;
select classify('claim_procedure', 'reference', 'the chain of steps a claim goes through in a place, dated, with where it is written',
  public => '{id,division,policy_id,theme,name_zh,name_en,valid_from,valid_to,confidence,source,shipped,state,created_at,decided_at}',
  internal => '{created_by,decided_by,reason,withdrawn_at}');

create table claim_step (
  procedure_id uuid not null constraint claim_step_procedure references claim_procedure (id),
  position int not null check (position between 1 and 12),
  kind text not null check (kind in ('declaration', 'village_review', 'village_notice', 'township_review', 'public_notice', 'county_confirmation',
    'notice_of_decision', 'filed')),
  role text not null check (role in ('community_worker', 'street_officer', 'district_officer', 'district_approver')),
  -- By when the step is to be done: so many days after it began, or the next such day of the year, '03-15'.
  deadline_days int check (deadline_days between 1 and 366),
  deadline_on text check (deadline_on ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  -- How many whole days a notice hangs after the day it was posted.
  notice_days int check (notice_days between 1 and 60),
  confidence text not null check (confidence in ('sourced', 'to_confirm')),
  constraint claim_step_pkey primary key (procedure_id, position),
  constraint claim_step_once unique (procedure_id, kind),
  constraint claim_step_deadline check (deadline_days is null or deadline_on is null),
  constraint claim_step_notice check ((kind in ('village_notice', 'public_notice')) = (notice_days is not null)),
  constraint claim_step_confirms check ((kind = 'county_confirmation') = (role = 'district_approver'))
);
grant select, insert on claim_step to nuanxin_app;
grant select on claim_step to nuanxin_reader;
select classify('claim_step', 'reference', 'one step of a chain: what is done, by which role, by when; append-only',
  public => '{procedure_id,position,kind,role,deadline_days,deadline_on,notice_days,confidence}');

-- Every move a chain allows, worked out from its steps when it is written: events refer to it, so that no step can be skipped.
create table claim_path (
  procedure_id uuid not null constraint claim_path_procedure references claim_procedure (id),
  from_state text not null,
  to_state text not null,
  act text not null check (act in ('open', 'submit', 'forward', 'return', 'withdraw', 'decide', 'file', 'continue', 'take_over', 'exit')),
  constraint claim_path_pkey primary key (procedure_id, from_state, to_state, act)
);
grant select, insert on claim_path to nuanxin_app;
grant select on claim_path to nuanxin_reader;
select classify('claim_path', 'reference', 'one legal move of a chain; append-only', public => '{procedure_id,from_state,to_state,act}');

-- The moves of a chain from its steps; the application and this migration use the same one.
create function claim_paths_of(in_procedure uuid) returns table (from_state text, to_state text, act text)
language sql stable as $$
  with step as (
    select position, case kind when 'declaration' then 'draft' else kind end as state, kind in ('village_notice', 'public_notice') as posted
    from claim_step where procedure_id = in_procedure
  ), pair as (
    select a.state, b.state as next from step a join step b on b.position = a.position + 1
  )
  select 'new', 'draft', 'open'
  union all select state, next, case state when 'draft' then 'submit' when 'county_confirmation' then 'decide' when 'notice_of_decision' then 'file'
    else 'forward' end from pair
  -- Back to the step before: a notice is no step anybody could do again by herself.
  union all select a.state, (select b.state from step b where b.position < a.position and not b.posted order by b.position desc limit 1), 'return'
    from step a where a.state in ('village_review', 'village_notice', 'township_review', 'public_notice', 'county_confirmation')
  union all select state, 'withdrawn', 'withdraw' from step where state not in ('notice_of_decision', 'filed')
  union all values ('new', 'filed', 'continue'), ('new', 'county_confirmation', 'take_over'), ('filed', 'exited', 'exit')
$$;
comment on function claim_paths_of is 'Every legal move of a chain, worked out from its steps.';

create table claim (
  district int not null,
  id uuid not null,
  community bigint not null constraint claim_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  person_id uuid not null,
  policy_id uuid not null constraint claim_policy references policy (id),
  procedure_id uuid not null constraint claim_procedure_id references claim_procedure (id),
  -- Which branch of the scheme it was confirmed under; never on a list.
  branch text not null constraint claim_branch check (branch in ('death', 'disability', 'none')),
  -- Declared step by step; going on from another claim (the branch changed, or the hukou came from elsewhere); or taken over from the roll
  -- kept before, where she was confirmed and posted under the former procedure.
  origin text not null constraint claim_origin check (origin in ('declared', 'continued', 'transferred', 'taken_over')),
  continues_id uuid,
  state text not null constraint claim_state check (state in ('draft', 'village_review', 'village_notice', 'township_review', 'public_notice',
    'county_confirmation', 'notice_of_decision', 'filed', 'exited', 'withdrawn')),
  -- The last event; its state is this state.
  seq int not null,
  step_since timestamptz not null,
  step_due_on date,
  -- The declaration as it is being written, sealed; empty once submitted.
  draft_cipher bytea,
  declared_version int not null default 0 check (declared_version >= 0),
  -- Every account that had the claim in hand before the decision.
  hands uuid[] not null,
  -- Of the present pass: open ones wait for their finding; an upheld one sends the claim back or ends it.
  open_objections int not null default 0 check (open_objections >= 0),
  upheld_objections int not null default 0 check (upheld_objections >= 0),
  decision text constraint claim_decision check (decision in ('confirmed', 'refused')),
  decided_by uuid,
  decided_at timestamptz,
  -- What the notice of decision says beyond yes or no, sealed.
  decision_cipher bytea,
  in_force_from date,
  in_force_to date,
  exit_cause text constraint claim_exit_cause check (exit_cause in ('rebirth', 'adoption', 'regraded', 'death', 'moved', 'ineligible', 'branch_change')),
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null default 1,
  constraint claim_pkey primary key (district, id),
  constraint claim_with_procedure unique (district, id, procedure_id),
  constraint claim_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint claim_person foreign key (district, person_id, community) references person (district, id, community) deferrable initially deferred,
  constraint claim_continues foreign key (district, continues_id) references claim (district, id),
  constraint claim_origin_told check ((origin = 'continued') = (continues_id is not null)),
  constraint claim_decided check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)
    and (state in ('notice_of_decision', 'filed', 'exited')) = (decision is not null)),
  -- Who handled it before does not confirm it (I9).
  constraint claim_four_eyes check (decided_by is null or not decided_by = any(hands)),
  constraint claim_objections_settled check (decision is null or open_objections = 0),
  constraint claim_objections_upheld check (decision is distinct from 'confirmed' or upheld_objections = 0),
  constraint claim_in_force check ((decision is not distinct from 'confirmed') = (in_force_from is not null)),
  constraint claim_exited check ((state = 'exited') = (in_force_to is not null) and (state = 'exited') = (exit_cause is not null)
    and (in_force_to is null or (in_force_from is not null and in_force_to >= in_force_from))),
  constraint claim_drafted check (draft_cipher is null or state = 'draft')
);
-- One open claim, or one place on the roll, for a person under a policy.
create unique index claim_once on claim (district, person_id, policy_id)
  where state not in ('withdrawn', 'exited') and decision is distinct from 'refused';
create index claim_by_place on claim (community, state, id);
create index claim_by_family on claim (district, family_id, community);
create index claim_by_person on claim (district, person_id, community);
create index claim_by_policy on claim (policy_id);
create index claim_by_procedure on claim (procedure_id);
create index claim_continued on claim (district, continues_id);
create index claim_waiting on claim (community, step_due_on) where state not in ('filed', 'exited', 'withdrawn');
select protect('claim', 'community');
grant select, insert on claim to nuanxin_app;
grant update (community, branch, state, seq, step_since, step_due_on, draft_cipher, declared_version, hands, open_objections, upheld_objections,
  decision, decided_by, decided_at, decision_cipher, in_force_from, in_force_to, exit_cause, version) on claim to nuanxin_app;
grant select on claim to nuanxin_reader;
select classify('claim', 'distributed', 'one declaration of one person under one policy, and her place on the roll once it is confirmed',
  internal => '{district,id,family_id,person_id,policy_id,procedure_id,origin,continues_id,state,seq,step_since,step_due_on,declared_version,hands,
    open_objections,upheld_objections,decided_by,decided_at,created_by,created_at,version}',
  personal => '{community,decision,in_force_from,in_force_to}', sensitive => '{branch,draft_cipher,decision_cipher,exit_cause}');

-- What happened to a claim, one row a move, each tied to the one before (I8).
create table claim_event (
  district int not null,
  claim_id uuid not null,
  seq int not null,
  prev_seq int,
  procedure_id uuid not null,
  from_state text not null,
  to_state text not null,
  act text not null,
  at timestamptz not null,
  account_id uuid not null,
  role text not null,
  reason text check (length(reason) between 2 and 500),
  -- Opinion, who was present, when it was held; what was said of it to whom.
  detail jsonb not null default '{}',
  constraint claim_event_pkey primary key (district, claim_id, seq),
  constraint claim_event_state unique (district, claim_id, seq, to_state),
  constraint claim_event_of foreign key (district, claim_id, procedure_id) references claim (district, id, procedure_id) deferrable initially deferred,
  constraint claim_event_before foreign key (district, claim_id, prev_seq, from_state) references claim_event (district, claim_id, seq, to_state),
  constraint claim_event_path foreign key (procedure_id, from_state, to_state, act) references claim_path (procedure_id, from_state, to_state, act),
  constraint claim_event_chain check ((seq = 1 and prev_seq is null and from_state = 'new')
    or (seq > 1 and prev_seq is not null and prev_seq = seq - 1 and from_state <> 'new')),
  -- What no chain may ever allow, whatever its steps.
  constraint claim_event_pairs check ((from_state, to_state) in (('new', 'draft'), ('new', 'filed'), ('new', 'county_confirmation'),
    ('draft', 'village_review'), ('draft', 'township_review'),
    ('village_review', 'village_notice'), ('village_review', 'township_review'), ('village_review', 'public_notice'),
    ('village_notice', 'township_review'), ('village_notice', 'county_confirmation'),
    ('township_review', 'public_notice'), ('township_review', 'county_confirmation'), ('public_notice', 'county_confirmation'),
    ('county_confirmation', 'notice_of_decision'), ('notice_of_decision', 'filed'), ('filed', 'exited'),
    ('village_review', 'draft'), ('village_notice', 'village_review'), ('township_review', 'draft'), ('township_review', 'village_review'),
    ('public_notice', 'village_review'), ('public_notice', 'township_review'),
    ('county_confirmation', 'village_review'), ('county_confirmation', 'township_review'),
    ('draft', 'withdrawn'), ('village_review', 'withdrawn'), ('village_notice', 'withdrawn'), ('township_review', 'withdrawn'),
    ('public_notice', 'withdrawn'), ('county_confirmation', 'withdrawn'))),
  constraint claim_event_return_says_why check (act not in ('return', 'withdraw') or reason is not null)
);
create index claim_event_procedure on claim_event (procedure_id, from_state, to_state, act);
create index claim_event_of_claim on claim_event (district, claim_id, procedure_id);
create index claim_event_previous on claim_event (district, claim_id, prev_seq, from_state);
select protect('claim_event', 'district');
grant select, insert on claim_event to nuanxin_app;
grant select on claim_event to nuanxin_reader;
select classify('claim_event', 'distributed', 'one move of a claim, by whom and when; append-only',
  internal => '{district,claim_id,seq,prev_seq,procedure_id,from_state,to_state,act,at,account_id,role}', personal => '{reason,detail}');
alter table claim add constraint claim_current foreign key (district, id, seq, state) references claim_event (district, claim_id, seq, to_state)
  deferrable initially deferred;
create index claim_current_event on claim (district, id, seq, state);

create table claim_declaration (
  district int not null,
  claim_id uuid not null,
  version int not null check (version > 0),
  content_cipher bytea not null,
  content_hash bytea not null check (octet_length(content_hash) = 32),
  -- What the rule of the policy said on that day.
  answer text not null check (answer in ('yes', 'no', 'unknown')),
  submitted_by uuid not null,
  submitted_at timestamptz not null,
  constraint claim_declaration_pkey primary key (district, claim_id, version),
  constraint claim_declaration_of foreign key (district, claim_id) references claim (district, id)
);
select protect('claim_declaration', 'district');
grant select, insert on claim_declaration to nuanxin_app;
grant select on claim_declaration to nuanxin_reader;
select classify('claim_declaration', 'distributed', 'a declaration as it was submitted and pledged true; append-only',
  internal => '{district,claim_id,version,content_hash,answer,submitted_by,submitted_at}', sensitive => '{content_cipher}');
create index claim_declaration_claim on claim_declaration (district, claim_id);

create table claim_proof (
  district int not null,
  id uuid not null,
  community bigint not null constraint claim_proof_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  claim_id uuid not null,
  kind text not null check (kind in ('id_card', 'hukou_book', 'marriage', 'only_child', 'disability', 'departure', 'adoption', 'kinship', 'police', 'notary', 'photo', 'other')),
  content_type text not null check (content_type in ('application/pdf', 'image/jpeg', 'image/png')),
  size_bytes int not null check (size_bytes between 1 and 5242880),
  sha256 bytea not null check (octet_length(sha256) = 32),
  content_cipher bytea not null,
  added_by uuid not null,
  added_at timestamptz not null,
  removed_by uuid,
  removed_at timestamptz,
  constraint claim_proof_pkey primary key (district, id),
  constraint claim_proof_of foreign key (district, claim_id) references claim (district, id),
  constraint claim_proof_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint claim_proof_removed check ((removed_by is null) = (removed_at is null))
);
create unique index claim_proof_once on claim_proof (district, claim_id, sha256) where removed_at is null;
create index claim_proof_claim on claim_proof (district, claim_id);
create index claim_proof_by_family on claim_proof (district, family_id, community);
select protect('claim_proof', 'community');
grant select, insert, update (community, removed_by, removed_at) on claim_proof to nuanxin_app;
grant select on claim_proof to nuanxin_reader;
select classify('claim_proof', 'distributed', 'a file that proves something said in a declaration, sealed since it shows ID numbers',
  internal => '{district,id,family_id,claim_id,content_type,size_bytes,sha256,added_by,added_at,removed_by,removed_at}', personal => '{community}',
  sensitive => '{kind,content_cipher}');

-- What hangs at the community and stands behind a link for a time: masked names and nothing that says why.
create table claim_notice (
  district int not null,
  id uuid not null,
  community bigint not null constraint claim_notice_community_in_district check (community / 1000000 = district),
  step text not null check (step in ('village_notice', 'public_notice')),
  posted_at timestamptz not null,
  posted_by uuid not null,
  -- The last day on which it hangs.
  closes_on date not null,
  taken_down_at timestamptz,
  -- Null where time took it down.
  taken_down_by uuid,
  take_down_reason text check (length(take_down_reason) between 2 and 300),
  concluded_at timestamptz,
  version int not null default 1,
  constraint claim_notice_pkey primary key (district, id),
  constraint claim_notice_taken_down check ((taken_down_at is null) = (take_down_reason is null)),
  constraint claim_notice_concluded check (concluded_at is null or taken_down_at is not null)
);
create index claim_notice_by_place on claim_notice (community, posted_at desc);
create index claim_notice_hanging on claim_notice (closes_on) where taken_down_at is null;
select protect('claim_notice', 'community');
grant select, insert, update (taken_down_at, taken_down_by, take_down_reason, concluded_at, version) on claim_notice to nuanxin_app;
grant select on claim_notice to nuanxin_reader;
select classify('claim_notice', 'distributed', 'a public notice of claims in one community, with the day it comes down',
  internal => '{district,id,step,posted_at,posted_by,closes_on,taken_down_at,taken_down_by,take_down_reason,concluded_at,version}', public => '{community}');

create table claim_notice_line (
  district int not null,
  notice_id uuid not null,
  line int not null check (line between 1 and 500),
  claim_id uuid not null,
  community bigint not null constraint claim_notice_line_community_in_district check (community / 1000000 = district),
  -- As it was posted; a name in full stands nowhere on a notice.
  masked_name text not null check (masked_name ~ '^.?\*{1,2}$'),
  policy_id uuid not null constraint claim_notice_line_policy references policy (id),
  constraint claim_notice_line_pkey primary key (district, notice_id, line),
  constraint claim_notice_line_once unique (district, notice_id, claim_id),
  constraint claim_notice_line_of foreign key (district, notice_id) references claim_notice (district, id),
  constraint claim_notice_line_claim foreign key (district, claim_id) references claim (district, id)
);
create index claim_notice_line_notice on claim_notice_line (district, notice_id);
create index claim_notice_line_by_claim on claim_notice_line (district, claim_id);
create index claim_notice_line_by_policy on claim_notice_line (policy_id);
select protect('claim_notice_line', 'community');
grant select, insert on claim_notice_line to nuanxin_app;
grant select on claim_notice_line to nuanxin_reader;
select classify('claim_notice_line', 'distributed', 'one claim on a notice, as it is seen by everybody; append-only',
  internal => '{district,notice_id,line,claim_id,policy_id}', public => '{community,masked_name}');

-- The public link of a notice is a keyed hash of its id: nobody can guess it and nothing here shows it.
create table claim_notice_token (
  token_hash bytea not null check (octet_length(token_hash) = 32),
  district int not null,
  notice_id uuid not null,
  constraint claim_notice_token_pkey primary key (token_hash)
);
grant select, insert on claim_notice_token to nuanxin_app;
select classify('claim_notice_token', 'hash', 'which notice a public link means; append-only', internal => '{district,notice_id}', secret => '{token_hash}');

-- How often one address asked at the public door within the hour.
create table public_throttle (
  district int not null,
  subject_hash bytea not null check (octet_length(subject_hash) = 32),
  since timestamptz not null,
  asked int not null check (asked >= 0),
  constraint public_throttle_pkey primary key (district, subject_hash)
);
select protect('public_throttle', 'district');
grant select, insert, update, delete on public_throttle to nuanxin_app;
select classify('public_throttle', 'distributed', 'requests of one address at the public pages, for slowing down guessers',
  internal => '{district,since,asked}', personal => '{subject_hash}');

create table claim_objection (
  district int not null,
  id uuid not null,
  community bigint not null constraint claim_objection_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  claim_id uuid not null,
  notice_id uuid not null,
  channel text not null check (channel in ('link', 'in_person')),
  received_on date not null,
  received_at timestamptz not null,
  -- Null where it came by the public link.
  recorded_by uuid,
  -- What was said, by whom (if said) and how to answer, sealed together.
  content_cipher bytea not null,
  outcome text check (outcome in ('upheld', 'dismissed', 'moot')),
  handled_by uuid,
  handled_at timestamptz,
  finding_cipher bytea,
  -- Who had reviewed the claim when the finding was made: none of them finds on an objection to her own review.
  reviewers uuid[] not null default '{}',
  version int not null default 1,
  constraint claim_objection_pkey primary key (district, id),
  constraint claim_objection_claim foreign key (district, claim_id) references claim (district, id),
  constraint claim_objection_line foreign key (district, notice_id, claim_id) references claim_notice_line (district, notice_id, claim_id),
  constraint claim_objection_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint claim_objection_channel check ((channel = 'link') = (recorded_by is null)),
  constraint claim_objection_handled check ((outcome is null) = (handled_by is null) and (outcome is null) = (handled_at is null)
    and (outcome is null) = (finding_cipher is null)),
  constraint claim_objection_other_hands check (handled_by is null or outcome = 'moot' or not handled_by = any(reviewers))
);
create index claim_objection_open on claim_objection (community, received_at) where outcome is null;
create index claim_objection_of_claim on claim_objection (district, claim_id);
create index claim_objection_of_line on claim_objection (district, notice_id, claim_id);
create index claim_objection_by_family on claim_objection (district, family_id, community);
select protect('claim_objection', 'community');
grant select, insert, update (community, outcome, handled_by, handled_at, finding_cipher, reviewers, version) on claim_objection to nuanxin_app;
grant select on claim_objection to nuanxin_reader;
select classify('claim_objection', 'distributed', 'somebody''s objection to a claim on a notice, and what was found',
  internal => '{district,id,family_id,claim_id,notice_id,channel,received_on,received_at,recorded_by,handled_by,handled_at,reviewers,version}',
  personal => '{community,outcome}', sensitive => '{content_cipher,finding_cipher}');

-- A change of the roll is asked for by one account and confirmed by another; what covers both parents is one act (one group).
create table roll_change (
  district int not null,
  id uuid not null,
  group_id uuid not null,
  community bigint not null constraint roll_change_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  claim_id uuid not null,
  kind text not null check (kind in ('exit', 'branch_change', 'transfer')),
  cause text not null check (cause in ('rebirth', 'adoption', 'regraded', 'death', 'moved', 'ineligible', 'branch_change')),
  -- The first day on which the claim is in force no longer (and, for a change of branch, the new one is).
  happens_on date not null,
  to_policy_id uuid constraint roll_change_policy references policy (id),
  -- The receiving place of a hukou transfer.
  to_division bigint,
  note text check (length(note) between 2 and 500),
  state text not null check (state in ('proposed', 'confirmed', 'rejected')),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  -- Why it was rejected; with a confirmation nothing need be said.
  decision_note text check (length(decision_note) between 2 and 500),
  next_claim_id uuid,
  version int not null default 1,
  constraint roll_change_pkey primary key (district, id),
  constraint roll_change_claim foreign key (district, claim_id) references claim (district, id),
  constraint roll_change_next foreign key (district, next_claim_id) references claim (district, id) deferrable initially deferred,
  constraint roll_change_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint roll_change_kinds check ((kind = 'branch_change') = (to_policy_id is not null) and (kind = 'transfer') = (to_division is not null)
    and (kind = 'branch_change') = (cause = 'branch_change') and (kind = 'transfer') = (cause = 'moved')),
  constraint roll_change_decided check ((state = 'proposed') = (decided_by is null) and (state = 'proposed') = (decided_at is null)),
  constraint roll_change_rejection_says_why check (state <> 'rejected' or decision_note is not null),
  constraint roll_change_four_eyes check (decided_by is null or decided_by <> proposed_by),
  constraint roll_change_opens check (next_claim_id is null or (kind = 'branch_change' and state = 'confirmed'))
);
create unique index roll_change_one_open on roll_change (district, claim_id) where state = 'proposed';
create index roll_change_waiting on roll_change (community, proposed_at) where state = 'proposed';
create index roll_change_group on roll_change (district, group_id);
create index roll_change_of_claim on roll_change (district, claim_id);
create index roll_change_opened on roll_change (district, next_claim_id);
create index roll_change_by_family on roll_change (district, family_id, community);
create index roll_change_by_policy on roll_change (to_policy_id);
select protect('roll_change', 'community');
grant select, insert, update (community, state, decided_by, decided_at, decision_note, next_claim_id, version) on roll_change to nuanxin_app;
grant select on roll_change to nuanxin_reader;
select classify('roll_change', 'distributed', 'a change of the roll: exit, change of branch, transfer; asked for by one, confirmed by another',
  internal => '{district,id,group_id,family_id,claim_id,to_policy_id,state,proposed_by,proposed_at,decided_by,decided_at,next_claim_id,version}',
  personal => '{community,happens_on,to_division,note,decision_note}', sensitive => '{kind,cause}');

create table annual_review (
  district int not null,
  id uuid not null,
  division bigint not null,
  year int not null check (year between 2008 and 2100),
  due_on date not null,
  opened_by uuid not null,
  opened_at timestamptz not null,
  closed_by uuid,
  closed_at timestamptz,
  version int not null default 1,
  constraint annual_review_pkey primary key (district, id),
  constraint annual_review_once unique (district, division, year),
  constraint annual_review_place check (division / 1000000 = district),
  constraint annual_review_closed check ((closed_by is null) = (closed_at is null))
);
select protect('annual_review', 'district');
grant select, insert, update (closed_by, closed_at, version) on annual_review to nuanxin_app;
grant select on annual_review to nuanxin_reader;
select classify('annual_review', 'distributed', 'the yearly review of everybody on the roll of a place',
  internal => '{district,id,division,year,due_on,opened_by,opened_at,closed_by,closed_at,version}');

create table annual_review_line (
  district int not null,
  review_id uuid not null,
  claim_id uuid not null,
  community bigint not null constraint annual_review_line_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  result text check (result in ('continues', 'exit', 'changes')),
  note text check (length(note) between 2 and 500),
  checked_by uuid,
  checked_at timestamptz,
  -- The change of the roll that a result other than `continues` asked for.
  change_id uuid,
  version int not null default 1,
  constraint annual_review_line_pkey primary key (district, review_id, claim_id),
  constraint annual_review_line_review foreign key (district, review_id) references annual_review (district, id),
  constraint annual_review_line_claim foreign key (district, claim_id) references claim (district, id),
  constraint annual_review_line_change foreign key (district, change_id) references roll_change (district, id),
  constraint annual_review_line_family foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred,
  constraint annual_review_line_checked check ((result is null) = (checked_by is null) and (result is null) = (checked_at is null)),
  constraint annual_review_line_result check ((change_id is not null) = (result is not null and result <> 'continues'))
);
create index annual_review_line_by_place on annual_review_line (community, review_id, claim_id);
create index annual_review_line_of on annual_review_line (district, review_id);
create index annual_review_line_of_claim on annual_review_line (district, claim_id);
create index annual_review_line_of_change on annual_review_line (district, change_id);
create index annual_review_line_by_family on annual_review_line (district, family_id, community);
select protect('annual_review_line', 'community');
grant select, insert, update (community, result, note, checked_by, checked_at, change_id, version) on annual_review_line to nuanxin_app;
grant select on annual_review_line to nuanxin_reader;
select classify('annual_review_line', 'distributed', 'one person of the roll in a yearly review, and the result',
  internal => '{district,review_id,claim_id,family_id,checked_by,checked_at,change_id,version}', personal => '{community,note}', sensitive => '{result}');

-- A hukou transfer seen from both sides: the sending district writes it, the receiving one finds it and lets the claim go on there.
create table claim_transfer (
  district int not null,
  id uuid not null,
  claim_id uuid not null,
  to_division bigint not null,
  -- Whoever registers the same person there is recognised by the keyed hash of the ID number.
  id_hmac bytea not null check (octet_length(id_hmac) = 32),
  masked_name text not null,
  policy_id uuid not null constraint claim_transfer_policy references policy (id),
  branch text not null check (branch in ('death', 'disability', 'none')),
  moved_on date not null,
  sent_by uuid not null,
  sent_at timestamptz not null,
  received_claim_id uuid,
  received_by uuid,
  received_at timestamptz,
  constraint claim_transfer_pkey primary key (district, id),
  constraint claim_transfer_once unique (district, claim_id),
  constraint claim_transfer_claim foreign key (district, claim_id) references claim (district, id),
  constraint claim_transfer_elsewhere check (to_division / 1000000 <> district),
  constraint claim_transfer_received check ((received_by is null) = (received_at is null) and (received_by is null) = (received_claim_id is null))
);
create index claim_transfer_to on claim_transfer (to_division) where received_at is null;
create index claim_transfer_by_policy on claim_transfer (policy_id);
alter table claim_transfer enable row level security;
alter table claim_transfer force row level security;
create policy sent_from_here on claim_transfer for all
  using (district >= nullif(current_setting('app.district_lo', true), '')::int and district <= nullif(current_setting('app.district_hi', true), '')::int)
  with check (district >= nullif(current_setting('app.district_lo', true), '')::int and district <= nullif(current_setting('app.district_hi', true), '')::int);
create policy received_here on claim_transfer for all
  using (to_division / 1000000 >= nullif(current_setting('app.district_lo', true), '')::int
    and to_division / 1000000 <= nullif(current_setting('app.district_hi', true), '')::int)
  with check (to_division / 1000000 >= nullif(current_setting('app.district_lo', true), '')::int
    and to_division / 1000000 <= nullif(current_setting('app.district_hi', true), '')::int and received_at is not null);
grant select, insert, update (received_claim_id, received_by, received_at) on claim_transfer to nuanxin_app;
grant select on claim_transfer to nuanxin_reader;
select classify('claim_transfer', 'distributed', 'a claim that goes on in another district because the hukou went there',
  internal => '{district,id,claim_id,policy_id,sent_by,sent_at,received_claim_id,received_by,received_at}',
  personal => '{to_division,masked_name,moved_on}', sensitive => '{id_hmac,branch}');
