-- The library: the notices themselves, in editions that supersede one another. What is law is public to everybody who works here.

create table library_document (
  id uuid not null,
  -- Who issued it: the division, 0 for the nation.
  division bigint not null check (division >= 0 and division < 1000000000000),
  created_by uuid,
  created_at timestamptz not null,
  constraint library_document_pkey primary key (id)
);
create index library_document_by_division on library_document (division, id);
grant select, insert on library_document to nuanxin_app;
grant select on library_document to nuanxin_reader;
select classify('library_document', 'reference', 'one notice, plan or guide, through all its editions; append-only',
  public => '{id,division,created_at}', internal => '{created_by}');

create table library_file (
  sha256 bytea not null check (octet_length(sha256) = 32),
  size int not null check (size between 1 and 20000000),
  -- By its content, never by its name.
  content_type text not null check (content_type in ('application/pdf', 'application/ofd', 'image/png', 'image/jpeg', 'text/plain; charset=utf-8',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')),
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  constraint library_file_pkey primary key (sha256)
);
grant select, insert on library_file to nuanxin_app;
grant select on library_file to nuanxin_reader;
select classify('library_file', 'reference', 'a file as it was brought, known by what is in it; append-only',
  public => '{sha256,size,content_type}', internal => '{uploaded_by,uploaded_at}');

create table library_chunk (
  sha256 bytea not null constraint library_chunk_file references library_file (sha256),
  position int not null check (position >= 0),
  bytes bytea not null check (octet_length(bytes) between 1 and 262144),
  constraint library_chunk_pkey primary key (sha256, position)
);
grant select, insert on library_chunk to nuanxin_app;
grant select on library_chunk to nuanxin_reader;
select classify('library_chunk', 'hash', 'a quarter of a megabyte of a file; append-only', public => '{sha256,position,bytes}');

create table library_edition (
  document_id uuid not null constraint library_edition_document references library_document (id),
  -- The highest one counts; the others stay readable.
  edition int not null check (edition between 1 and 999),
  kind text not null check (kind in ('law', 'notice', 'plan', 'measure', 'guide', 'report', 'other')),
  number text check (length(number) between 2 and 80),
  title text not null check (length(title) between 2 and 200),
  issuer text not null check (length(issuer) between 2 and 200),
  issued_on date,
  content text not null check (length(content) <= 200000),
  file_sha256 bytea constraint library_edition_file references library_file (sha256),
  file_name text check (length(file_name) between 1 and 120),
  -- What this edition changes, or where its text comes from.
  note text not null check (length(note) <= 500),
  -- Title, number, issuer and text as they are searched: simplified, half-width, lower case, without spaces.
  search_text text not null,
  -- Its runs of one and two characters, so that two characters find as well as twenty.
  grams text[] not null,
  -- Null: it came with the product.
  filed_by uuid,
  filed_at timestamptz not null,
  constraint library_edition_pkey primary key (document_id, edition),
  constraint library_edition_file_named check ((file_sha256 is null) = (file_name is null)),
  constraint library_edition_dated check (issued_on is not null or filed_by is null)
);
create index library_edition_grams on library_edition using gin (grams);
create index library_edition_newest on library_edition (issued_on desc nulls last, document_id);
create index library_edition_file_sha256 on library_edition (file_sha256);
create index library_edition_number on library_edition (number);
grant select, insert on library_edition to nuanxin_app;
grant select on library_edition to nuanxin_reader;
select classify('library_edition', 'reference', 'a document as it reads in one edition: number, title, text, file; append-only',
  public => '{document_id,edition,kind,number,title,issuer,issued_on,content,file_sha256,file_name,note,search_text,grams,filed_at}', internal => '{filed_by}');
