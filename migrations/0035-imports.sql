-- Rosters that officers upload: staged, mended, previewed, applied all or nothing, or discarded.
-- A batch carries the reach of the post it was uploaded from: who may not see all of that reach sees nothing of the batch.

create table import_batch (
  district int not null,
  id uuid not null,
  lo bigint not null,
  hi bigint not null,
  kind text not null check (kind in ('roster')),
  sha256 bytea not null check (octet_length(sha256) = 32),
  file_name text not null check (length(file_name) between 1 and 120),
  state text not null check (state in ('staged', 'applied', 'discarded')),
  -- The sheets as read: name, width, merged ranges, whether hidden; their cells are in import_part.
  sheets jsonb not null,
  -- How each sheet is read: layout, header rows, columns with their fields.
  mapping jsonb not null,
  -- Faults, skipped lines, and what applying does, in 户 and 人.
  counts jsonb not null,
  -- What of the file is not taken, each with its place and reason.
  skipped jsonb not null,
  -- Keyed hashes of what the judgement would change, one for each change: applying writes nothing besides. Empty once the import has ended.
  previewed text[] not null,
  uploaded_by uuid not null,
  uploaded_post uuid not null,
  uploaded_at timestamptz not null,
  applied_by uuid,
  applied_at timestamptz,
  ended_at timestamptz,
  -- The mended file that took its place.
  superseded_by uuid,
  version int not null default 1,
  constraint import_batch_pkey primary key (district, id),
  constraint import_batch_scope check (lo >= district::bigint * 1000000 and hi <= (district::bigint + 1) * 1000000 and lo < hi),
  constraint import_batch_applied check ((state = 'applied') = (applied_at is not null) and (applied_at is null) = (applied_by is null)),
  constraint import_batch_ended check ((state = 'staged') = (ended_at is null)),
  constraint import_batch_superseded check (superseded_by is null or state = 'discarded')
);
-- The same file is applied once (I18).
create unique index import_batch_applied_once on import_batch (district, kind, sha256) where state = 'applied';
create index import_batch_latest on import_batch (district, uploaded_at desc, id);
create unique index import_batch_staged_once on import_batch (district, kind, uploaded_post) where state = 'staged';
alter table import_batch enable row level security;
alter table import_batch force row level security;
create policy within_scope on import_batch
  using (lo >= nullif(current_setting('app.lo', true), '')::bigint and hi <= nullif(current_setting('app.hi', true), '')::bigint)
  with check (lo >= nullif(current_setting('app.lo', true), '')::bigint and hi <= nullif(current_setting('app.hi', true), '')::bigint);
grant select, insert, update (state, mapping, counts, skipped, previewed, applied_by, applied_at, ended_at, superseded_by, version) on import_batch to nuanxin_app;
grant select on import_batch to nuanxin_reader;
select classify('import_batch', 'distributed', 'one uploaded file: how it is read, what it would do, what became of it',
  internal => '{district,id,lo,hi,kind,sha256,file_name,state,sheets,mapping,counts,skipped,previewed,uploaded_by,uploaded_post,uploaded_at,applied_by,applied_at,ended_at,superseded_by,version}');

-- The rows of a sheet, two hundred to a part: a roster of ten thousand is kept, read back and forgotten in fifty rows instead of ten thousand.
create table import_part (
  district int not null,
  import_id uuid not null,
  sheet_no int not null check (sheet_no >= 0),
  from_row int not null check (from_row >= 1),
  row_count int not null check (row_count between 1 and 200),
  lo bigint not null,
  hi bigint not null,
  -- The cells as uploaded, sealed: they hold ID numbers. The part is gone once the import has ended.
  content bytea not null,
  constraint import_part_pkey primary key (district, import_id, sheet_no, from_row),
  constraint import_part_batch foreign key (district, import_id) references import_batch (district, id)
);
alter table import_part enable row level security;
alter table import_part force row level security;
create policy within_scope on import_part
  using (lo >= nullif(current_setting('app.lo', true), '')::bigint and hi <= nullif(current_setting('app.hi', true), '')::bigint)
  with check (lo >= nullif(current_setting('app.lo', true), '')::bigint and hi <= nullif(current_setting('app.hi', true), '')::bigint);
grant select, insert, delete on import_part to nuanxin_app;
grant select on import_part to nuanxin_reader;
select classify('import_part', 'distributed', 'up to two hundred rows of an uploaded file, sealed',
  internal => '{district,import_id,sheet_no,from_row,row_count,lo,hi}', sensitive => '{content}');

create table import_fault (
  district int not null,
  import_id uuid not null,
  sheet_no int not null check (sheet_no >= 0),
  row_no int not null check (row_no >= 1),
  lo bigint not null,
  hi bigint not null,
  -- Of one row, in reading order: codes, columns and parameters; never a value of the row.
  faults jsonb not null,
  constraint import_fault_pkey primary key (district, import_id, sheet_no, row_no),
  constraint import_fault_batch foreign key (district, import_id) references import_batch (district, id),
  constraint import_fault_some check (jsonb_typeof(faults) = 'array' and faults <> '[]')
);
alter table import_fault enable row level security;
alter table import_fault force row level security;
create policy within_scope on import_fault
  using (lo >= nullif(current_setting('app.lo', true), '')::bigint and hi <= nullif(current_setting('app.hi', true), '')::bigint)
  with check (lo >= nullif(current_setting('app.lo', true), '')::bigint and hi <= nullif(current_setting('app.hi', true), '')::bigint);
grant select, insert, delete on import_fault to nuanxin_app;
grant select on import_fault to nuanxin_reader;
select classify('import_fault', 'distributed', 'what is wrong with one row of an uploaded file',
  internal => '{district,import_id,sheet_no,row_no,lo,hi,faults}');

create table import_mapping (
  district int not null,
  -- The association.
  division bigint not null,
  kind text not null check (kind in ('roster')),
  -- SHA-256 of the headers in their order.
  signature bytea not null check (octet_length(signature) = 32),
  layout text not null check (layout in ('person_rows', 'household_rows')),
  -- The field of each column in turn, null for one that is not read.
  fields jsonb not null check (jsonb_typeof(fields) = 'array'),
  updated_by uuid not null,
  updated_at timestamptz not null,
  version int not null default 1,
  constraint import_mapping_pkey primary key (district, division, kind, signature),
  constraint import_mapping_division check (division / 1000000 = district)
);
select protect('import_mapping', 'district');
grant select, insert, update (layout, fields, updated_by, updated_at, version) on import_mapping to nuanxin_app;
grant select on import_mapping to nuanxin_reader;
select classify('import_mapping', 'distributed', 'what the columns of an association''s own rosters mean, remembered by their headers',
  internal => '{district,division,kind,signature,layout,fields,updated_by,updated_at,version}');
