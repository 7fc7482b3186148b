import { sql, type RawBuilder } from 'kysely'
import { interval, TIERS, type Code, type Tier } from '../../../kernel/division-code.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within as inside } from '../../../platform/database/scope.ts'
import type { Division } from '../contract.ts'
import { DIVISION } from './columns.ts'

export interface PlaceSearch {
  /** How `word` is to be taken: first digits of a code, pinyin or initials without tones, the beginning of a name, or a part of one. */
  readonly by: 'code' | 'reading' | 'beginning' | 'name'
  readonly word: string
  /** Names that must stand in the full name of the place. */
  readonly around: readonly string[]
  /** Only in one of these places; the nation (0) is everywhere. */
  readonly within: readonly Code[]
  readonly tier?: Tier | undefined
  readonly limit: number
}

/**
 * Hits by «contains» that are looked at before ranking. A word such as 新村 stands in thousands of names: who types only that gets some of
 * them, and types more.
 */
const CONTAINS_MAX = 2_000

/**
 * Places that still exist and answer to the search: those called exactly so first, then those that begin so, then those that hold it;
 * among equals the wider tier first, then the shorter name, then by code.
 */
export async function searchPlaces(tx: Tx, search: PlaceSearch): Promise<Division[]> {
  const { rows } = await sql<Division>`
    select ${DIVISION}
    from (select code, min(place) as place from (${HITS[search.by](search)}) as hit group by code) as hit
      join division d on d.code = hit.code
    order by hit.place, d.level, length(d.short_name), d.code limit ${search.limit}::int`.execute(tx)
  return rows
}

/** Wider places by whose name a text begins: all of one length of name. */
export interface Before {
  readonly taken: number
  readonly codes: readonly Code[]
}

/**
 * The places wider than a community that a text begins with, by their published or short names, the longest first: 昆明市盘龙区 begins
 * with 昆明市 and with 昆明.
 */
export async function placesBefore(tx: Tx, text: string, within: readonly Code[]): Promise<Before[]> {
  const letters = Array.from(text)
  const beginnings = letters.slice(2).map((_, at) => letters.slice(0, at + 2).join(''))
  if (beginnings.length === 0) return []
  const named = (column: RawBuilder<unknown>) => sql`
    select d.code, length(${column}) as taken from division d
    where ${column} collate "C" = any(${beginnings}::text[]) and d.base_level < 5 and d.valid_to is null and ${insideAny(within)}`
  const { rows } = await sql<{ code: Code; taken: number }>`
    ${named(sql`d.name`)} union ${named(sql`d.short_name`)} order by taken desc, code`.execute(tx)
  return [...Map.groupBy(rows, (row) => row.taken)].map(([taken, of]) => ({ taken, codes: of.map((row) => row.code) }))
}

function insideAny(places: readonly Code[]): RawBuilder<boolean> {
  if (places.includes(0)) return sql<boolean>`true`
  const [only, ...others] = places.map(interval)
  if (only && others.length === 0) return inside(only, 'd.code')
  const ends = places.map(interval)
  return sql<boolean>`exists (select from unnest(${ends.map(({ lo }) => lo)}::bigint[], ${ends.map(({ hi }) => hi)}::bigint[]) a(lo, hi)
    where d.code >= a.lo and d.code < a.hi)`
}

const HITS = { code: codeHits, reading: readingHits, beginning: beginningHits, name: nameHits }

function filterOf(search: PlaceSearch): RawBuilder<boolean> {
  const level = search.tier === undefined ? undefined : TIERS.indexOf(search.tier)
  const conditions = [
    sql`d.valid_to is null`,
    insideAny(search.within),
    ...(level === undefined ? [] : [sql`${level}::int between d.level and d.base_level`]),
    ...search.around.map((word) => sql`strpos(d.path_name, ${word}) > 0`),
  ]
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

function beginningHits(search: PlaceSearch): RawBuilder<unknown> {
  const { word, limit } = search
  const filter = filterOf(search)
  return sql`
    (select d.code, case when d.name = ${word} or d.short_name = ${word} then 0 else 1 end as place
     from division d where d.name collate "C" ^@ ${word} and ${filter}
     order by 2, d.level, length(d.short_name), d.code limit ${limit}::int)`
}

function nameHits(search: PlaceSearch): RawBuilder<unknown> {
  const { word } = search
  const filter = filterOf(search)
  const begins = beginningHits(search)
  if (Array.from(word).length < 2) return begins
  return sql`${begins} union all
    (select d.code, case when d.short_name = ${word} then 0 else 2 end
     from division d where string_to_array(d.short_name, null) @> string_to_array(${word}, null)
       and strpos(d.short_name, ${word}) > 0 and ${filter}
     limit ${CONTAINS_MAX}::int)`
}

function readingHits(search: PlaceSearch): RawBuilder<unknown> {
  const { word: reading, limit } = search
  const filter = filterOf(search)
  return sql`
    (select d.code, case when d.pinyin = ${reading} then 0 else 1 end as place
     from division d where d.pinyin collate "C" ^@ ${reading} and ${filter}
     order by 2, d.level, length(d.short_name), d.code limit ${limit}::int)
    union all
    (select d.code, case when d.initials = ${reading} then 0 else 2 end as place
     from division d where d.initials collate "C" ^@ ${reading} and ${filter}
     order by 2, d.level, length(d.short_name), d.code limit ${limit}::int)`
}

function codeHits(search: PlaceSearch): RawBuilder<unknown> {
  const { word: digits, limit } = search
  const filter = filterOf(search)
  const width = 10 ** (12 - digits.length)
  const lo = Number(digits) * width
  return sql`
    (select d.code, case when d.code = ${lo}::bigint then 0 else 1 end as place
     from division d where d.code >= ${lo}::bigint and d.code < ${lo + width}::bigint and ${filter}
     order by 2, d.level, length(d.short_name), d.code limit ${limit}::int)`
}
