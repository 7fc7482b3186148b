-- The one append-only record of every act of care. Written by every room in the transaction of the act; a mistake is
-- answered by a counter-record (sign -1), never by a change.

create table care_kind (
  code text not null check (code ~ '^[a-z][a-z0-9_]*$'),
  theme text not null constraint care_kind_theme check (theme in ('visit', 'contact', 'casework', 'goods', 'money', 'insurance', 'health', 'mind',
    'activity', 'service', 'volunteer', 'publicity', 'training', 'site')),
  name_zh text not null,
  name_en text not null,
  -- The units that count for this kind, of household, household_time, person, person_time, session, minute, fen, piece, copy, view, hour.
  units text[] not null constraint care_kind_units check (cardinality(units) > 0 and units <@ array['household', 'household_time', 'person',
    'person_time', 'session', 'minute', 'fen', 'piece', 'copy', 'view', 'hour']),
  -- What a record of a done act must say. people: persons or headcount; reach: headcount, copies or views.
  needs text[] not null default '{}' constraint care_kind_needs check (needs <@ array['family', 'persons', 'people', 'reach', 'amount_fen',
    'quantity', 'minutes', 'copies', 'views', 'title']),
  -- Mechanisms of the five articles this kind carries (design/mechanisms.md).
  mechanisms int[] not null default '{}',
  quick boolean not null default false,
  -- The one room that writes acts of this kind, in the transaction that moves the money; null where a person may record one by hand.
  written_by text constraint care_kind_written_by check (written_by in ('payments')),
  position int not null,
  constraint care_kind_pkey primary key (code)
);
grant select, insert, update on care_kind to nuanxin_app;
grant select on care_kind to nuanxin_reader;
select classify('care_kind', 'reference', 'the kinds of acts of care and the units they count in', public => '{code,theme,name_zh,name_en,units,needs,mechanisms,quick,written_by,position}');

create table care_record (
  district int not null,
  id uuid not null,
  community bigint not null,
  happened_on date not null check (happened_on >= '2000-01-01'),
  kind text not null constraint care_record_kind references care_kind (code),
  -- 1, or -1 for the counter-record that takes an earlier one back.
  sign int not null default 1 check (sign in (1, -1)),
  corrects_id uuid,
  family_id uuid,
  home_id uuid,
  activity_id uuid,
  policy_id uuid,
  fund_id uuid,
  source_room text not null,
  source_id uuid,
  outcome text not null default 'done' check (outcome in ('done', 'refused', 'not_reached', 'quiet')),
  channel text check (channel in ('visit', 'phone', 'wechat', 'sms', 'letter', 'site', 'online')),
  -- How the person seemed: only the worker's short word, no diagnosis.
  mood text check (mood in ('steady', 'low', 'unwell', 'needs_help')),
  minutes int not null default 0 check (minutes between 0 and 10000),
  amount_fen fen not null default 0,
  quantity int not null default 0 check (quantity >= 0),
  -- People reached who are not in the register (a street event), and views of something online.
  headcount int not null default 0 check (headcount >= 0),
  copies int not null default 0 check (copies >= 0),
  views int not null default 0 check (views >= 0),
  -- How many families and registered persons this act reached, whoever may see them: rows of care_record_person, and the family itself.
  households int not null check (households >= 0),
  persons int not null check (persons >= 0),
  -- The day agreed for the next step with the family.
  next_on date check (next_on >= happened_on),
  title text check (length(title) <= 120),
  note_cipher bytea,
  worker_id uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  constraint care_record_pkey primary key (district, id),
  constraint care_record_community_in_district check (community / 1000000 = district),
  constraint care_record_family foreign key (district, family_id) references family (district, id),
  constraint care_record_corrects foreign key (district, corrects_id) references care_record (district, id),
  constraint care_record_corrected_once unique (district, corrects_id),
  constraint care_record_counter check ((sign = -1) = (corrects_id is not null) and corrects_id <> id)
);
create index care_record_by_place on care_record (community, happened_on) include (kind, sign, outcome, minutes, amount_fen);
create index care_record_by_family on care_record (district, family_id, happened_on desc, id desc) where family_id is not null;
create index care_record_newest on care_record (district, happened_on desc, id desc);
create index care_record_by_kind on care_record (district, kind, happened_on);
create index care_record_next on care_record (district, next_on) where next_on is not null;
create index care_record_source on care_record (district, source_id) where source_id is not null;
create index care_record_kind on care_record (kind);
select protect('care_record', 'community');
grant select, insert on care_record to nuanxin_app;
grant select on care_record to nuanxin_reader;
select classify('care_record', 'distributed', 'one act of care; append-only',
  internal => '{district,id,kind,sign,corrects_id,family_id,home_id,activity_id,policy_id,fund_id,source_room,source_id,worker_id,recorded_at,recorded_by}',
  personal => '{community,happened_on,outcome,channel,minutes,amount_fen,quantity,headcount,copies,views,households,persons,next_on,title}', sensitive => '{mood,note_cipher}');

-- The community is the person's own: people are counted where they live, the act itself where it was done. Sign, outcome,
-- day and kind repeat the record's, so that people are counted without reading records the reader may not see.
create table care_record_person (
  district int not null,
  record_id uuid not null,
  person_id uuid not null,
  community bigint not null constraint care_record_person_community_in_district check (community / 1000000 = district),
  family_id uuid not null,
  happened_on date not null,
  kind text not null,
  sign int not null check (sign in (1, -1)),
  outcome text not null check (outcome in ('done', 'refused', 'not_reached', 'quiet')),
  -- On the rows of a counter-record: the record taken back.
  corrects_id uuid,
  constraint care_record_person_counter check ((sign = -1) = (corrects_id is not null)),
  constraint care_record_person_pkey primary key (district, record_id, person_id),
  constraint care_record_person_record foreign key (district, record_id) references care_record (district, id),
  constraint care_record_person_person foreign key (district, person_id) references person (district, id)
);
create index care_record_person_by_family on care_record_person (district, family_id, happened_on desc, record_id desc);
create index care_record_person_by_person on care_record_person (district, person_id, happened_on desc);
create index care_record_person_by_place on care_record_person (community, happened_on) include (kind, sign, outcome, person_id, family_id, record_id);
select protect('care_record_person', 'community');
grant select, insert on care_record_person to nuanxin_app;
grant select on care_record_person to nuanxin_reader;
select classify('care_record_person', 'distributed', 'a person an act reached; append-only', internal => '{district,record_id,person_id,family_id,kind,sign,corrects_id}', personal => '{community,happened_on,outcome}');

-- Kept exact in the transaction that writes the records: sums of what adds up. 户 and 人 (distinct) are counted from the records.
-- records counts every record, not_done those that ended refused, not reached or left in quiet; the units sum done acts only.
create table care_rollup (
  district int not null,
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  kind text not null constraint care_rollup_kind references care_kind (code),
  -- What one act adds little to stays far below two thousand million in a district and month, and int is added up several times faster.
  records int not null,
  not_done int not null,
  household_times int not null,
  person_times bigint not null,
  sessions int not null,
  minutes int not null,
  amount_fen bigint not null,
  quantity bigint not null,
  copies bigint not null,
  views bigint not null,
  constraint care_rollup_pkey primary key (district, month, kind)
);
create index care_rollup_kind on care_rollup (kind);
select protect('care_rollup', 'district');
grant select, insert, update on care_rollup to nuanxin_app;
grant select on care_rollup to nuanxin_reader;
select classify('care_rollup', 'distributed', 'exact sums of care records by district, month and kind', internal => '{district,month,kind,records,not_done,household_times,person_times,sessions,minutes,amount_fen,quantity,copies,views}');

-- How an association groups its work for its own reports: a tree of headings over the kinds. Data, because each has its own.
create table care_frame (
  -- The association whose heading it is.
  division bigint not null,
  code text not null check (code ~ '^[a-z][a-z0-9_]*$'),
  parent text,
  name_zh text not null,
  name_en text not null,
  kinds text[] not null default '{}',
  position int not null,
  constraint care_frame_pkey primary key (division, code),
  constraint care_frame_parent foreign key (division, parent) references care_frame (division, code)
);
create index care_frame_parent on care_frame (division, parent);
grant select, insert, update on care_frame to nuanxin_app;
grant select on care_frame to nuanxin_reader;
select classify('care_frame', 'reference', 'the headings an association groups its acts of care under', public => '{division,code,parent,name_zh,name_en,kinds,position}');
