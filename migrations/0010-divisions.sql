-- Administrative divisions: the five published tiers, their changes over time, and the other names places go by.
-- Three reference tables (the same on every node, written by the owner when a published table is loaded) and one table of a district.

create table division_version (
  version text not null,
  table_date date not null,
  source text not null,
  places int not null,
  constraint division_version_pkey primary key (version),
  constraint division_version_places_check check (places > 0)
);

-- A code names one row. Where the published table gives one place at two tiers under the same padded code (a city without
-- districts, as 4419 and 441900), the row stands for both: level is the higher, base_level the lower. Children hang on the lower.
-- Every step down the tree is exactly one level, so that no cycle can be written and every community stands at level 5.
create table division (
  code bigint not null,
  tier text not null,
  level smallint not null,
  base_level smallint not null,
  parent bigint,
  parent_level smallint,
  name text not null,
  short_name text not null,
  path_name text not null,
  pinyin text not null,
  initials text not null,
  -- Null: from before the first table that was loaded, and until now.
  valid_from date,
  valid_to date,
  -- The published table in which the place first stood.
  version text not null,
  constraint division_pkey primary key (code),
  constraint division_code_base_level_key unique (code, base_level),
  constraint division_parent_fkey foreign key (parent, parent_level) references division (code, base_level),
  constraint division_code_check check (code >= 0 and code < 1000000000000),
  constraint division_tier_check check (
    (level, tier) in ((0, 'nation'), (1, 'province'), (2, 'city'), (3, 'district'), (4, 'street'), (5, 'community'))
  ),
  constraint division_level_check check (
    level = case
      when code = 0 then 0
      when code % 10000000000 = 0 then 1
      when code % 100000000 = 0 then 2
      when code % 1000000 = 0 then 3
      when code % 1000 = 0 then 4
      else 5
    end
  ),
  constraint division_base_level_check check (base_level between level and 5),
  constraint division_depth_check check (
    case when level = 0 then parent is null and parent_level is null
         else parent is not null and parent_level is not null and level = parent_level + 1 end
  ),
  constraint division_nesting_check check (
    level = 0 or parent = case level
      when 1 then 0
      when 2 then code - code % 10000000000
      when 3 then code - code % 100000000
      when 4 then code - code % 1000000
      else code - code % 1000
    end
  ),
  constraint division_names_check check (name <> '' and short_name <> '' and path_name <> ''),
  constraint division_validity_check check (valid_from is null or valid_to is null or valid_from < valid_to)
);

-- Children of a place in the order of their codes, page by page; also serves the foreign key.
create index division_parent_idx on division (parent, parent_level, code);
-- Prefixes of names, of pinyin, of initials. The collation "C" makes a prefix a range whatever the database's collation is.
create index division_name_idx on division (name collate "C");
-- The everyday names of what lies above a community, 45,000 of them: what a full name begins with (昆明盘龙).
create index division_wide_idx on division (short_name collate "C") where base_level < 5;
create index division_pinyin_idx on division (pinyin collate "C");
create index division_initials_idx on division (initials collate "C");
-- Two Chinese characters anywhere in the name: trigrams cannot help there, an array of characters can. Of the short name, because
-- the words for a committee stand in 560,000 names and find nobody anything.
create index division_characters_idx on division using gin (string_to_array(short_name, null));

-- What became of a place. No foreign key to division: the codes of long ago are in no table that can be loaded;
-- src/registry/divisions/checks/changes.sql sees to it that every chain of changes ends in a known place.
create table division_change (
  old_code bigint not null,
  new_code bigint not null,
  effective_on date not null,
  kind text not null,
  old_name text not null,
  new_name text not null,
  document text not null,
  constraint division_change_pkey primary key (old_code, new_code, effective_on),
  constraint division_change_kind_check check (kind in ('merge', 'split', 'rename', 'recode')),
  constraint division_change_codes_check check (
    old_code > 0 and old_code < 1000000000000 and new_code > 0 and new_code < 1000000000000
  ),
  constraint division_change_effect_check check (
    case when kind = 'rename' then old_code = new_code and old_name <> new_name
         when kind = 'recode' then old_code <> new_code
         else true end
  ),
  constraint division_change_document_check check (document <> '')
);
create index division_change_new_code_idx on division_change (new_code);

-- Names an association uses for its communities beside the published one: an old name, a nickname, a common slip of the pen.
create table division_alias (
  district int not null,
  alias text not null,
  community bigint not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1,
  constraint division_alias_pkey primary key (district, alias),
  constraint division_alias_alias_check check (alias <> '' and alias !~ '\s' and length(alias) <= 60),
  constraint division_alias_community_check check (community / 1000000 = district and community % 1000 <> 0)
);
create index division_alias_community_idx on division_alias (community);
alter table division_alias add constraint division_alias_community_fkey foreign key (community) references division (code);

select protect('division_alias', 'district');

grant select on division_version, division, division_change, division_alias to nuanxin_app, nuanxin_reader;
grant insert, update (community, ended_at, version) on division_alias to nuanxin_app;

select classify('division_version', 'reference', 'a published table of divisions that has been loaded whole',
  public => '{version, table_date, source, places}');
select classify('division', 'reference', 'a place: the nation, a province, city, district, street or community',
  public => '{code, tier, level, base_level, parent, parent_level, name, short_name, path_name, pinyin, initials, valid_from, valid_to, version}');
select classify('division_change', 'reference', 'a merge, split, renaming or new code of a place, with its document',
  public => '{old_code, new_code, effective_on, kind, old_name, new_name, document}');
select classify('division_alias', 'distributed', 'another name by which an association knows one of its communities',
  internal => '{district, alias, community, created_at, ended_at, version}');
