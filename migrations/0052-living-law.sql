-- How law changes here: somebody writes a draft, another account approves it, and from its first day a version counts. What is in force
-- is never edited; the one thing that happens to it later is its end, once, by an approved draft.

create table policy_draft (
  id uuid not null,
  kind text not null check (kind in ('create', 'version', 'retire', 'group')),
  -- The association whose promise it is: the division.
  division bigint not null check (division >= 0 and division < 1000000000000),
  -- The policy it is about; of `create` the id the policy will have, of `group` null.
  policy_id uuid,
  -- The version it was written over: another one approved meanwhile makes it stale.
  base_version int,
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  state text not null default 'writing' check (state in ('writing', 'submitted', 'returned', 'approved', 'withdrawn')),
  written_by uuid not null,
  written_post uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  submitted_at timestamptz,
  decided_by uuid,
  decided_at timestamptz,
  decision_reason text check (length(decision_reason) between 2 and 500),
  version int not null default 1,
  constraint policy_draft_pkey primary key (id),
  constraint policy_draft_about check ((kind = 'group') = (policy_id is null)),
  constraint policy_draft_base check ((base_version is not null) = (kind in ('version', 'retire'))),
  constraint policy_draft_submitted check (state in ('writing', 'withdrawn') or submitted_at is not null),
  constraint policy_draft_decided check ((decided_by is null) = (decided_at is null) and (state not in ('approved', 'returned') or decided_by is not null)),
  constraint policy_draft_returned check (state <> 'returned' or decision_reason is not null),
  -- Four eyes: accounts, not posts.
  constraint policy_draft_four_eyes check (decided_by <> written_by)
);
create index policy_draft_by_division on policy_draft (division, updated_at desc, id);
create index policy_draft_by_policy on policy_draft (policy_id);
-- Two people writing the same policy at once would overwrite one another at approval.
create unique index policy_draft_one_submitted on policy_draft (policy_id) where state = 'submitted';
alter table policy_draft enable row level security;
alter table policy_draft force row level security;
create policy within_scope on policy_draft
  using (division >= nullif(current_setting('app.lo', true), '')::bigint and division < nullif(current_setting('app.hi', true), '')::bigint)
  with check (division >= nullif(current_setting('app.lo', true), '')::bigint and division < nullif(current_setting('app.hi', true), '')::bigint);
grant select, insert, update (content, base_version, state, updated_at, submitted_at, decided_by, decided_at, decision_reason, version) on policy_draft to nuanxin_app;
grant select on policy_draft to nuanxin_reader;
select classify('policy_draft', 'reference', 'a policy, version, end or group being written, and who decided on it',
  internal => '{id,kind,division,policy_id,base_version,content,state,written_by,written_post,created_at,updated_at,submitted_at,decided_by,decided_at,decision_reason,version}');

create table policy_draft_step (
  draft_id uuid not null constraint policy_draft_step_draft references policy_draft (id),
  position int not null check (position > 0),
  act text not null check (act in ('write', 'submit', 'return', 'approve', 'withdraw')),
  reason text check (length(reason) between 2 and 500),
  -- The draft as it was then: what was approved is what stands here.
  content jsonb not null,
  by_account uuid not null,
  at timestamptz not null,
  constraint policy_draft_step_pkey primary key (draft_id, position)
);
grant select, insert on policy_draft_step to nuanxin_app;
grant select on policy_draft_step to nuanxin_reader;
select classify('policy_draft_step', 'reference', 'who did what to a draft and how it then read; append-only',
  internal => '{draft_id,position,act,reason,content,by_account,at}');

-- A version: by which draft, by whom; its end as approved and its end as it became.
alter table policy_version
  add column origin text not null default 'shipped' constraint policy_version_origin check (origin in ('shipped', 'approved')),
  add column draft_id uuid constraint policy_version_draft references policy_draft (id),
  add column written_by uuid,
  add column approved_by uuid,
  add column approved_at timestamptz,
  add column document_id uuid,
  add column document_edition int,
  add column claim_required boolean not null default false,
  add column planned_to date,
  add column closed_by uuid constraint policy_version_closed_by references policy_draft (id);
update policy_version set planned_to = valid_to;
alter table policy_version
  add constraint policy_version_four_eyes check (case origin when 'shipped' then coalesce(draft_id, written_by, approved_by) is null
    else draft_id is not null and written_by is not null and approved_by is not null and approved_at is not null and approved_by <> written_by end),
  add constraint policy_version_document foreign key (document_id, document_edition) references library_edition (document_id, edition),
  add constraint policy_version_document_whole check ((document_id is null) = (document_edition is null)),
  -- Only an approved draft ends a version before the day it was approved for, and it never makes it longer.
  add constraint policy_version_end check (case when closed_by is null then valid_to is not distinct from planned_to
    else valid_to is not null and (planned_to is null or valid_to <= planned_to) end);
create unique index policy_version_once_by_draft on policy_version (draft_id) where draft_id is not null;
create index policy_version_by_draft on policy_version (draft_id);
create index policy_version_by_closer on policy_version (closed_by);
create index policy_version_by_document on policy_version (document_id, document_edition);
-- Row security as a guard of change: what is written is approved, what is in force can be ended once and nothing else.
alter table policy_version enable row level security;
create policy everybody_reads on policy_version for select using (true);
create policy only_approved on policy_version for insert with check (origin = 'approved' and closed_by is null);
create policy ended_once on policy_version for update using (closed_by is null) with check (closed_by is not null);
grant insert, update (valid_to, closed_by) on policy_version to nuanxin_app;
select classify('policy_version', 'reference', 'how a promise reads between two dates: its rule, what it grants, its document',
  public => '{policy_id,version,valid_from,valid_to,rule,grant_kind,grant_quantity,grant_unit,cadence,document_number,document_title,document_id,
    document_edition,confidence,source,origin,claim_required,planned_to}',
  internal => '{draft_id,written_by,approved_by,approved_at,closed_by}');

alter table policy_rate
  add column draft_id uuid constraint policy_rate_draft references policy_draft (id),
  add column planned_to date,
  add column closed_by uuid constraint policy_rate_closed_by references policy_draft (id);
update policy_rate set planned_to = valid_to;
alter table policy_rate
  add constraint policy_rate_end check (case when closed_by is null then valid_to is not distinct from planned_to
    else valid_to is not null and (planned_to is null or valid_to <= planned_to) end);
create index policy_rate_by_draft on policy_rate (draft_id);
create index policy_rate_by_closer on policy_rate (closed_by);
alter table policy_rate enable row level security;
create policy everybody_reads on policy_rate for select using (true);
create policy only_approved on policy_rate for insert with check (draft_id is not null and closed_by is null);
create policy ended_once on policy_rate for update using (closed_by is null) with check (closed_by is not null);
grant insert, update (valid_to, closed_by) on policy_rate to nuanxin_app;
select classify('policy_rate', 'reference', 'how much money, where, for which branch, between two dates',
  public => '{id,policy_id,division,branch,hukou_kind,valid_from,valid_to,amount_fen,per,document_number,confidence,source,planned_to}',
  internal => '{draft_id,closed_by}');

alter table policy add column draft_id uuid constraint policy_draft references policy_draft (id);
create index policy_by_draft on policy (draft_id);
alter table policy enable row level security;
create policy everybody_reads on policy for select using (true);
create policy only_approved on policy for insert with check (draft_id is not null and state = 'active');
create policy only_retired on policy for update using (state = 'active') with check (state = 'retired');
grant insert, update (state) on policy to nuanxin_app;
select classify('policy', 'reference', 'one promise: whose, to whom, and which act of care keeps it',
  public => '{id,code,division,level,theme,name_zh,name_en,beneficiary,asked,place_asked,care_kind,replaces_id,root_id,state,position}', internal => '{draft_id}');

-- Of the policies of a group a person gets only the highest for a period (60 岁取其高).
create table exclusion_group (
  id uuid not null,
  -- Where it counts: for those whose place, as each policy asks it, lies inside.
  division bigint not null check (division >= 0 and division < 1000000000000),
  name_zh text not null check (length(name_zh) between 2 and 60),
  name_en text not null check (length(name_en) between 2 and 120),
  valid_from date not null,
  valid_to date,
  planned_to date,
  document_number text,
  document_title text not null check (length(document_title) between 2 and 200),
  source text not null check (length(source) between 2 and 300),
  draft_id uuid not null constraint exclusion_group_draft references policy_draft (id),
  written_by uuid not null,
  approved_by uuid not null,
  approved_at timestamptz not null,
  closed_by uuid constraint exclusion_group_closed_by references policy_draft (id),
  constraint exclusion_group_pkey primary key (id),
  constraint exclusion_group_dates check (valid_to is null or valid_to > valid_from),
  constraint exclusion_group_four_eyes check (approved_by <> written_by),
  constraint exclusion_group_end check (case when closed_by is null then valid_to is not distinct from planned_to
    else valid_to is not null and (planned_to is null or valid_to <= planned_to) end)
);
create index exclusion_group_by_draft on exclusion_group (draft_id);
create index exclusion_group_by_closer on exclusion_group (closed_by);
alter table exclusion_group enable row level security;
create policy everybody_reads on exclusion_group for select using (true);
create policy only_approved on exclusion_group for insert with check (closed_by is null);
create policy ended_once on exclusion_group for update using (closed_by is null) with check (closed_by is not null);
grant select, insert, update (valid_to, closed_by) on exclusion_group to nuanxin_app;
grant select on exclusion_group to nuanxin_reader;
select classify('exclusion_group', 'reference', 'policies of which a person gets only the highest, between two dates',
  public => '{id,division,name_zh,name_en,valid_from,valid_to,planned_to,document_number,document_title,source}',
  internal => '{draft_id,written_by,approved_by,approved_at,closed_by}');

create table exclusion_member (
  group_id uuid not null constraint exclusion_member_group references exclusion_group (id),
  policy_id uuid not null constraint exclusion_member_policy references policy (id),
  constraint exclusion_member_pkey primary key (group_id, policy_id)
);
create index exclusion_member_by_policy on exclusion_member (policy_id);
grant select, insert on exclusion_member to nuanxin_app;
grant select on exclusion_member to nuanxin_reader;
select classify('exclusion_member', 'reference', 'a policy in an exclusion group; append-only', public => '{group_id,policy_id}');

-- The documents that the shipped policies name: titles and numbers as they are known; their texts are for the association to add.
create temporary table shipped_document on commit drop as
select gen_random_uuid() as id, p.division, v.document_number as number, v.document_title as title, min(v.source) as source
from policy_version v join policy p on p.id = v.policy_id
group by p.division, v.document_number, v.document_title;
update shipped_document set id = (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-8' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21, 12))::uuid
from (select md5(concat_ws(' ', 'library', division, number, title)) as h, id as of_id from shipped_document) k where k.of_id = id;
insert into library_document (id, division, created_by, created_at) select id, division, null, '2026-01-01' from shipped_document;
insert into library_edition (document_id, edition, kind, number, title, issuer, issued_on, content, note, search_text, grams, filed_by, filed_at)
select s.id, 1, case when s.title like '%方案' then 'plan' when s.title like '%一本通%' then 'guide' else 'other' end, s.number, s.title,
  case s.division when 0 then '国家' when 110000000000 then '北京市' when 510500000000 then '泸州市' else '盘龙区' end, null, '', s.source,
  t.text, array(select distinct substr(t.text, i, n) from generate_series(1, length(t.text)) i, (values (1), (2)) l(n) where i + n - 1 <= length(t.text)),
  null, '2026-01-01'
from shipped_document s cross join lateral (select lower(regexp_replace(concat(s.title, s.number, case s.division when 0 then '国家' when 110000000000
  then '北京市' when 510500000000 then '泸州市' else '盘龙区' end), '\s', '', 'g')) as text) t;
update policy_version v set document_id = s.id, document_edition = 1
from policy p, shipped_document s
where p.id = v.policy_id and s.division = p.division and s.title = v.document_title and s.number is not distinct from v.document_number;
