import type pg from 'pg'
import type { PublishedTable } from '../rules/index.ts'

const TEXTS = 'name, short_name, path_name, pinyin, initials'

/**
 * Brings the table `division` to what stands in `staged`. A changed name is a renaming on record; a place that appears has its first day,
 * unless the table was empty before or only an excerpt is loaded; a place that is gone has its last day, if the whole table was read.
 */
export async function mergeStaged(client: pg.Client, table: PublishedTable, whole: boolean): Promise<void> {
  await client.query(
    `insert into division_change (old_code, new_code, effective_on, kind, old_name, new_name, document)
     select d.code, d.code, $1, 'rename', d.name, s.name, $2 from staged s join division d using (code) where d.name <> s.name
     on conflict do nothing`,
    [table.table_date, table.source],
  )
  await client.query(
    `update division d set (${TEXTS}, base_level, valid_to) = (s.name, s.short_name, s.path_name, s.pinyin, s.initials, s.base_level, null)
     from staged s where s.code = d.code
       and (d.name, d.short_name, d.path_name, d.pinyin, d.initials, d.base_level, d.valid_to)
         is distinct from (s.name, s.short_name, s.path_name, s.pinyin, s.initials, s.base_level, null::date)`,
  )
  await client.query(
    `insert into division (code, tier, level, base_level, parent, parent_level, ${TEXTS}, valid_from, version)
     select s.code, s.tier, s.level, s.base_level, s.parent, s.parent_level, s.name, s.short_name, s.path_name, s.pinyin, s.initials,
       case when $1 and exists (select from division_version) then $2::date end, s.version
     from staged s where not exists (select from division d where d.code = s.code)`,
    [whole, table.table_date],
  )
  if (!whole) return
  await client.query(
    `update division d set valid_to = $1
     where d.valid_to is null and not exists (select from staged s where s.code = d.code)`,
    [table.table_date],
  )
}
