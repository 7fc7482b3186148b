import { type RawBuilder, sql } from 'kysely'
import { ageOn, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Once, Tx } from '../../../platform/database/driver.ts'
import { narrowed, within } from '../../../platform/database/scope.ts'
import type { FamilyLine } from '../contract/index.ts'
import { type AgeBand, birthsOfBand, fileReference, nameFor } from '../rules/index.ts'
import type { PlaceNames } from '../../divisions/index.ts'
import { householdOf } from './pieces.ts'

export interface ListFilter {
  /** A division; what lies outside the jurisdiction is simply empty. */
  within?: number | undefined
  tag?: readonly string[] | undefined
  living?: readonly string[] | undefined
  age?: AgeBand | undefined
  state: 'active' | 'moved' | 'closed'
}

/**
 * A list without a further filter walks the index in its own order and stops at the page's end, at every tier alike: its plan may be
 * kept. A filter by tag or age is worth a look at how many there are.
 */
function plansOf(filter: ListFilter): 'anew' | 'kept' {
  return filter.tag || filter.living || filter.age ? 'anew' : 'kept'
}

/** Counting stops here: beyond, the answer is "more than 1,000". */
const COUNTED_MAX = 1_000

interface Row {
  family_id: Uuid
  district: number
  file_number: number
  community: number
  state: FamilyLine['state']
  living_arrangement: FamilyLine['living_arrangement']
  heads: string[]
  members: number
  tags: string[]
  no_home_visit: boolean
  no_contact: boolean
  oldest_birth: CivilDate | null
  counted: number | null
}

interface FamilyPage {
  lines: Omit<FamilyLine, keyof PlaceNames>[]
  /** Beside the first page only: how many families the filter holds, counted up to a thousand. */
  count: { households: number; over: boolean } | null
}

/** One page in the order (community, id), which costs the same at every tier and page. Ask for one more row than you show. */
export function familyListOf(
  call: Call,
  filter: ListFilter,
  page: { after: readonly [number, string] | undefined; limit: number },
): Once<Row, FamilyPage> {
  const after = page.after ? sql`and (f.community, f.id) > (${page.after[0]}::bigint, ${page.after[1]}::uuid)` : sql``
  const counted = page.after
    ? sql`null::int`
    : sql`(select count(*)::int from (select from family f where ${conditions(call, filter)} limit ${COUNTED_MAX + 1}) k)`
  const query = sql<Row>`
    select f.id as family_id, f.district, f.file_number, f.community, f.state, f.living_arrangement,
      f.heads, m.members, ${counted} as counted,
      (select coalesce(json_agg(t.tag order by t.tag), '[]') from family_tag t where t.district = f.district and t.family_id = f.id
        and t.valid_from <= ${call.today}::date and (t.valid_to is null or t.valid_to > ${call.today}::date)) as tags,
      coalesce(w.no_home_visit, false) as no_home_visit, coalesce(w.no_contact, false) as no_contact, m.oldest_birth
    from family f
    cross join lateral (${householdOf('f')}) m
    left join contact_preference w on w.district = f.district and w.family_id = f.id and w.valid_to is null
    where ${conditions(call, filter)} ${after}
    order by f.community, f.id limit ${page.limit}`
  const read = (rows: readonly Row[]): FamilyPage => {
    const n = rows[0]?.counted ?? 0
    const count = page.after ? null : { households: Math.min(n, COUNTED_MAX), over: n > COUNTED_MAX }
    return { lines: rows.map((row) => line(call, row)), count }
  }
  return { query, plans: plansOf(filter), read }
}

/** The tags in use, the most used first, at most 30. */
export async function listTagsInUse(tx: Tx, call: Call): Promise<string[]> {
  const { rows } = await sql<{ tag: string }>`
    select t.tag from family_tag t
    where ${within(call.actor.scope, 't.community')} and t.valid_from <= ${call.today}::date
      and (t.valid_to is null or t.valid_to > ${call.today}::date)
    group by t.tag order by count(*) desc, t.tag limit 30`.execute(tx)
  return rows.map((row) => row.tag)
}

function conditions(call: Call, filter: ListFilter): RawBuilder<unknown> {
  const parts = [within(narrowed(call.actor.scope, filter.within), 'f.community'), sql`f.state = ${filter.state}`]
  if (filter.living && filter.living.length > 0)
    parts.push(sql`f.living_arrangement = any(${[...filter.living]}::text[])`)
  if (filter.tag && filter.tag.length > 0)
    parts.push(sql`exists (select from family_tag t where t.district = f.district and t.family_id = f.id
      and t.tag = any(${[...filter.tag]}::text[]) and t.valid_from <= ${call.today}::date
      and (t.valid_to is null or t.valid_to > ${call.today}::date))`)
  if (filter.age) {
    const { until, after } = birthsOfBand(filter.age, call.today)
    parts.push(sql`exists (select from person a where a.district = f.district and a.family_id = f.id and a.relation = 'parent'
      and a.died_on is null and a.member_to is null
      and (${until}::date is null or a.birth_date <= ${until}::date) and (${after}::date is null or a.birth_date > ${after}::date))`)
  }
  return sql.join(parts, sql` and `)
}

function line(call: Call, row: Row): Omit<FamilyLine, keyof PlaceNames> {
  const { district, file_number, oldest_birth, heads, counted: _counted, ...rest } = row
  return {
    ...rest,
    file: fileReference(district, file_number),
    heads: heads.map((name) => nameFor(call.actor.role, name)),
    oldest_age: oldest_birth === null ? null : ageOn(oldest_birth, call.today),
  }
}
