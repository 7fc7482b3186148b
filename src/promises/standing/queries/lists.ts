import { type RawBuilder, sql } from 'kysely'
import { addDays, addYears, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { narrowed, within, withinDistricts } from '../../../platform/database/scope.ts'
import { fileOf, nameFor, seesFullNames } from '../../../registry/families/index.ts'
import type { FactKey } from '../../policies/rules/index.ts'
import type { StandingFilter, StandingItem } from '../contract/index.ts'
import type { Cause, List } from '../rules/index.ts'

/** How far back changes are shown unless a day is said. */
const CHANGES_DAYS = 31

type Test = RawBuilder<unknown>

/** One row `x` of a list as it is shown: how it stands, what came, or what will. */
function rowsOf(list: List, call: Call, filter: StandingFilter): Test {
  const said = (alias: string): Test => withinDistricts(areaOf(call, filter), `${alias}.district`)
  const cols = (alias: string) =>
    sql.join(
      ['district', 'policy_id', 'beneficiary_id', 'family_id', 'person_id'].map((column) =>
        sql.ref(`${alias}.${column}`),
      ),
    )
  switch (list) {
    case 'yes':
    case 'unknown':
      return sql`select ${cols('s')}, s.since as "on", null::text as cause, '{}'::text[] as fields, s.policy_id as tie from standing s
        where ${said('s')} and s.answer = ${list}`
    case 'missed':
      return sql`select ${cols('s')}, s.since as "on", null::text as cause, '{}'::text[] as fields, s.policy_id as tie from standing s
        where ${said('s')} and s.answer = 'yes' and s.person_id is not null and ${neverClaimed(call.today)}`
    case 'soon':
      return sql`select ${cols('s')}, s.qualifies_on as "on", s.cause, '{}'::text[] as fields, s.policy_id as tie from standing_soon s
        where ${said('s')} and s.qualifies_on > ${call.today}::date and s.qualifies_on <= ${filter.until ?? addYears(call.today, 1)}::date`
    case 'gained':
    case 'lost':
      return sql`select ${cols('s')}, s.changed_on as "on", s.cause, s.fields, s.refresh_id as tie from standing_change s
        where ${said('s')} and s.answer_after = ${list === 'gained' ? 'yes' : 'no'} and s.cause <> 'died'
          and s.changed_on >= ${filter.since ?? addDays(call.today, -CHANGES_DAYS)}::date`
  }
}

/** The version in force demands a claim, and none was ever handed in; one that goes on from another claim counts as filed. */
function neverClaimed(today: CivilDate): Test {
  return sql`exists (select from policy_version v where v.policy_id = s.policy_id and v.claim_required and v.valid_from <= ${today}::date
      and (v.valid_to is null or v.valid_to > ${today}::date))
    and not exists (select from claim c where c.district = s.district and c.person_id = s.person_id and c.policy_id = s.policy_id
      and (c.declared_version > 0 or c.origin <> 'declared'))`
}

const areaOf = (call: Call, { division }: StandingFilter) => narrowed(call.actor.scope, division)

/** Nobody who has died is on a list; a family is where one of its parents lives. */
const LIVING = sql`exists (select from person n where n.district = x.district and n.family_id = x.family_id and n.died_on is null
  and case when x.person_id is null then n.relation = 'parent' else n.id = x.person_id end)`

function searched(call: Call, q: string | undefined): Test {
  if (q === undefined) return sql`true`
  const file = sql`${fileOf('f')} = ${q}`
  // Whoever sees names masked may not ask whether somebody of a name is there.
  if (!seesFullNames(call.actor.role)) return file
  const text = q.toLowerCase()
  return sql`(${file} or exists (select from person n where n.district = x.district and n.family_id = x.family_id and n.died_on is null
    and (x.person_id is null and n.relation = 'parent' or n.id = x.person_id)
    and (strpos(n.name, ${q}) > 0 or starts_with(n.pinyin, ${text}) or starts_with(n.initials, ${text}))))`
}

/** The family says where it is, and whether the reader may know of it. */
function tables(list: List, call: Call, filter: StandingFilter): Test {
  return sql`(${rowsOf(list, call, filter)}) x join policy p on p.id = x.policy_id
    join family f on f.district = x.district and f.id = x.family_id
    where ${within(areaOf(call, filter), 'f.community')} and f.state = 'active' and ${LIVING} and ${searched(call, filter.q)}
      and ${filter.policy ? sql`p.code = any(${filter.policy}::text[])` : sql`true`}`
}

const LIVING_PARENT = sql`(select n.id from person n where n.district = x.district and n.family_id = x.family_id and n.relation = 'parent'
  and n.died_on is null and n.member_to is null order by n.birth_date, n.id limit 1)`

const NAMES = sql`coalesce((select array_agg(n.name order by n.birth_date, n.id) from person n where n.district = x.district
  and n.family_id = x.family_id and n.died_on is null
  and case when x.person_id is null then n.relation = 'parent' and n.member_to is null else n.id = x.person_id end), '{}')`

export type ListRow = Omit<StandingItem, 'about' | 'cause'> & {
  cause: Cause | null
  fields: FactKey[]
  beneficiary_id: Uuid
  tie: Uuid
}

/** Lists whose newest day stands first; `soon` has the nearest first, the others go by place. */
const ORDER: Readonly<Record<List, 'place' | 'nearest' | 'newest'>> = {
  yes: 'place',
  unknown: 'place',
  missed: 'place',
  soon: 'nearest',
  gained: 'newest',
  lost: 'newest',
}

function orderOf(
  list: List,
  cursor: string | undefined,
): { order: Test; after: Test; key: (row: ListRow) => (string | number)[] } {
  const order = ORDER[list]
  if (order === 'place') {
    const at = decodeCursor(cursor, ['number', 'uuid', 'uuid'])
    return {
      order: sql`f.community, x.beneficiary_id, x.policy_id`,
      after: at
        ? // The first comparison is what the index of families begins with; the whole one spans two tables.
          sql`f.community >= ${at[0]}::bigint and (f.community, x.beneficiary_id, x.policy_id) > (${at[0]}::bigint, ${at[1]}::uuid, ${at[2]}::uuid)`
        : sql`true`,
      key: (row) => [row.community, row.beneficiary_id, row.policy_id],
    }
  }
  const at = decodeCursor(cursor, ['date', 'uuid', 'uuid', 'uuid'])
  const than = order === 'newest' ? sql`<` : sql`>`
  const down = order === 'newest' ? sql`desc` : sql`asc`
  return {
    order: sql`x."on" ${down}, x.beneficiary_id ${down}, x.policy_id ${down}, x.tie ${down}`,
    after: at
      ? sql`(x."on", x.beneficiary_id, x.policy_id, x.tie) ${than} (${at[0]}::date, ${at[1]}::uuid, ${at[2]}::uuid, ${at[3]}::uuid)`
      : sql`true`,
    key: (row) => [row.on, row.beneficiary_id, row.policy_id, row.tie],
  }
}

export interface Page {
  size: number
  cursor?: string | undefined
}

/** The rows of a list, names as the reader's role may see them. */
export async function listRows(
  tx: Tx,
  call: Call,
  list: List,
  filter: StandingFilter,
  { size, cursor }: Page,
): Promise<{ rows: ListRow[]; next_cursor: string | null }> {
  const { order, after, key } = orderOf(list, cursor)
  const { rows } = await sql<ListRow>`
    select x.district, f.community, (select d.name from division d where d.code = f.community) as community_name, x.family_id,
      ${fileOf('f')} as file, x.person_id, ${NAMES} as names, coalesce(x.person_id, ${LIVING_PARENT}) as slip_person_id, x.policy_id,
      p.code as policy_code, p.name_zh as policy_name_zh, p.name_en as policy_name_en, x."on", x.cause, x.fields, x.beneficiary_id, x.tie,
      (select c.id from claim c where c.district = x.district and c.person_id = x.person_id and c.policy_id = x.policy_id and c.state = 'draft'
        limit 1) as draft_claim_id
    from ${tables(list, call, filter)} and ${after} order by ${order} limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return {
    rows: shown.map((row) => ({ ...row, names: row.names.map((name) => nameFor(call.actor.role, name)) })),
    next_cursor: rows.length > size && last ? encodeCursor(key(last)) : null,
  }
}

const COUNT_MAX = 1_000

/** How many the filter means, counted no further than 1,000. */
export async function countRows(
  tx: Tx,
  call: Call,
  list: List,
  filter: StandingFilter,
): Promise<{ total: number; total_or_more: boolean }> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from ${tables(list, call, filter)} limit ${COUNT_MAX + 1}) y`.execute(tx)
  const n = rows[0]?.n ?? 0
  return { total: Math.min(n, COUNT_MAX), total_or_more: n > COUNT_MAX }
}

export interface PolicyCount {
  policy_code: string
  policy_name_zh: string
  policy_name_en: string
  n: number
}

/** One list in figures, for each policy in its order. */
export async function countByPolicy(tx: Tx, call: Call, list: List, filter: StandingFilter): Promise<PolicyCount[]> {
  const { rows } = await sql<PolicyCount>`
    select p.code as policy_code, p.name_zh as policy_name_zh, p.name_en as policy_name_en, count(*) as n
    from ${tables(list, call, filter)} group by p.position, p.code, p.name_zh, p.name_en order by p.position, p.code`.execute(
    tx,
  )
  return rows
}

/** The earliest of the days that standing speaks for in the districts of the place; null where none was ever refreshed. */
export async function dayOfStanding(tx: Tx, call: Call, filter: StandingFilter): Promise<CivilDate | null> {
  const { rows } = await sql<{ day: CivilDate | null }>`
    select min(d.day)::text as day from (select max(as_of) as day from standing_refresh
      where ${withinDistricts(areaOf(call, filter), 'district')} group by district) d`.execute(tx)
  return rows[0]?.day ?? null
}
