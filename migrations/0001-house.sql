-- The house itself: how a session states its scope, how a table is protected and classified.
-- Roles are made by the server before the first migration (src/platform/database/roles.ts); migrations run as nuanxin_owner.

-- Sets who acts and where, and with `kept` that statements keep their plans, for this transaction only. A distributed PostgreSQL hands on to
-- its workers what SET LOCAL says by EXECUTE, and not what set_config does, which costs half as much; every transaction begins here.
create function app_enter(actor uuid, lo bigint, hi bigint, kept boolean default false) returns void
language plpgsql as $$
declare
  -- hi is exclusive: the district of the last community inside the interval closes the range of districts.
  district_lo text := lo / 1000000;
  district_hi text := (hi - 1) / 1000000;
begin
  if current_setting('citus.version', true) is null then
    perform set_config('app.actor', coalesce(actor::text, ''), true), set_config('app.lo', lo::text, true), set_config('app.hi', hi::text, true),
      set_config('app.district_lo', district_lo, true), set_config('app.district_hi', district_hi, true),
      case when kept then set_config('plan_cache_mode', 'force_generic_plan', true) end;
  else
    execute format('set local app.actor = %L; set local app.lo = %L; set local app.hi = %L; set local app.district_lo = %L; set local app.district_hi = %L',
      coalesce(actor::text, ''), lo, hi, district_lo, district_hi) || case when kept then '; set local plan_cache_mode = force_generic_plan' else '' end;
  end if;
end $$;
comment on function app_enter is 'First statement of every transaction of the application: whose scope row security applies.';

-- Row security in the only form that stays indexed and works when distributed: plain comparison of the row's own
-- columns with settings. An unset or empty setting gives null, and null shows nothing: it fails closed.
create function protect(target regclass, by_column text) returns void
language plpgsql as $$
declare
  predicate text;
begin
  if by_column = 'community' then
    predicate := 'community >= nullif(current_setting(''app.lo'', true), '''')::bigint'
      || ' and community < nullif(current_setting(''app.hi'', true), '''')::bigint';
  elsif by_column = 'district' then
    predicate := 'district >= nullif(current_setting(''app.district_lo'', true), '''')::int'
      || ' and district <= nullif(current_setting(''app.district_hi'', true), '''')::int';
  else
    raise exception 'protect(): by community or by district, not by %', by_column;
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy within_scope on %s using (%s) with check (%s)', target, predicate, predicate);
  -- The backup reads everything, also where the server gives nobody the power to bypass row security.
  execute format('create policy whole_for_backup on %s for select to nuanxin_backup using (true)', target);
end $$;
comment on function protect is 'Enables and forces row security on a table, by its community or by its district.';

-- What a table is and how private each column is, kept as comments where every tool shows them. A column named in no
-- list, or in two, stops the migration.
create function classify(target regclass, kind text, meaning text,
  public text[] default '{}', internal text[] default '{}', personal text[] default '{}',
  sensitive text[] default '{}', secret text[] default '{}') returns void
language plpgsql as $$
declare
  col record;
  classes text[];
begin
  if kind not in ('distributed', 'reference', 'hash', 'local') then
    raise exception 'classify(%): unknown kind of table %', target, kind;
  end if;
  execute format('comment on table %s is %L', target, kind || ': ' || meaning);
  for col in select attname from pg_attribute where attrelid = target and attnum > 0 and not attisdropped loop
    classes := array_remove(array[
      case when col.attname = any(public) then 'public' end,
      case when col.attname = any(internal) then 'internal' end,
      case when col.attname = any(personal) then 'personal' end,
      case when col.attname = any(sensitive) then 'sensitive' end,
      case when col.attname = any(secret) then 'secret' end], null);
    if cardinality(classes) <> 1 then
      raise exception 'classify(%): column % must be in exactly one class, is in %', target, col.attname, classes;
    end if;
    execute format('comment on column %s.%I is %L', target, col.attname, classes[1]);
  end loop;
end $$;
comment on function classify is 'Names a table''s kind and each column''s privacy class; the catalog lint reads them back.';

-- Whose keys the database was made with: filled in by the first start (src/platform/database/key-witness.ts), asked by every other one.
create table key_witness (
  only_one boolean not null default true check (only_one),
  sealed bytea not null,
  hash bytea not null check (octet_length(hash) = 32),
  constraint key_witness_pkey primary key (only_one)
);
select classify('key_witness', 'local', 'a known text, sealed and hashed with the keys of the secrets.json this database belongs to',
  internal => '{only_one}', secret => '{sealed,hash}');
