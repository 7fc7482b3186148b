-- An indicator is data: what is counted, in which unit, over which kinds of acts. Its twin is the list behind it.

create table indicator (
  code text not null check (code ~ '^[a-z][a-z0-9_]*$'),
  name_zh text not null,
  name_en text not null,
  -- One of the counting units of care records (household, household_time, person, person_time, session, minute, fen, piece, hour …).
  unit text not null,
  -- care: over care records; register: over families and members as of the last day.
  source text not null check (source in ('care', 'register', 'division')),
  -- For care: kinds of acts counted. For register: which register figure.
  kinds text[] not null default '{}',
  register_key text,
  section text not null,
  position int not null,
  -- Where the definition comes from: a form, an article, a notice.
  origin text not null,
  constraint indicator_pkey primary key (code),
  constraint indicator_source_keys check (case when source = 'care' then cardinality(kinds) > 0 and register_key is null else register_key is not null end)
);
grant select on indicator to nuanxin_app, nuanxin_reader;
select classify('indicator', 'reference', 'one figure of a statement: name, unit and what it counts',
  public => '{code,name_zh,name_en,unit,source,kinds,register_key,section,position,origin}');
