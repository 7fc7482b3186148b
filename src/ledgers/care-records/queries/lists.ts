import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { mayCorrect } from '../access.ts'
import type { ActOutcome, Channel } from '../rules/index.ts'
import { type CareFilter, compileFilter } from './filter.ts'

export interface Page {
  size: number
  cursor?: string | undefined
}

export interface Paged<T> {
  items: T[]
  next_cursor: string | null
}

/** One act as it is listed. Names are masked by the reader's role; notes are opened one by one, with a trace. */
export interface RecordRow {
  district: number
  id: Uuid
  community: number
  /** Where it was done, as the division is called. */
  place_name: string | null
  happened_on: CivilDate
  kind: string
  outcome: ActOutcome
  channel: Channel | null
  family_id: Uuid | null
  /** The living parents' names; empty for an act without a family. */
  family_names: string[]
  title: string | null
  minutes: number
  amount_fen: number
  quantity: number
  headcount: number
  copies: number
  views: number
  households: number
  persons: number
  next_on: CivilDate | null
  has_note: boolean
  worker_id: Uuid
  worker_name: string | null
  source_room: string
  source_id: Uuid | null
  recorded_at: Instant
  /** Set when the act was taken back by a counter-record. */
  corrected_by: Uuid | null
  /** It stands, and this reader may take it back. */
  may_correct: boolean
  /** The other room that wrote it and takes it back; null for an act logged here. */
  made_in: string | null
}

type StoredRow = Omit<RecordRow, 'may_correct'> & { recorded_by: Uuid }

/** The columns of a listed act, over `care_record r left join care_record c` (its counter-record). */
const recordColumns = sql`r.district, r.id, r.community,
  (select d.name from division d where d.code = r.community) as place_name, r.happened_on, r.kind, r.outcome, r.channel, r.family_id, r.title,
  r.minutes, r.amount_fen, r.quantity, r.headcount, r.copies, r.views, r.households, r.persons, r.next_on, r.note_cipher is not null as has_note,
  r.worker_id, (select a.display_name from account a where a.id = r.worker_id) as worker_name, r.source_room, r.source_id, r.recorded_at,
  r.recorded_by, c.id as corrected_by, nullif(r.source_room, 'care-records') as made_in,
  coalesce((select array_agg(p.name order by p.birth_date, p.id) from person p
    where p.district = r.district and p.family_id = r.family_id and p.relation = 'parent' and p.died_on is null and p.member_to is null), '{}') as family_names`

function shownTo(call: Call, { recorded_by, ...row }: StoredRow): RecordRow {
  const { role, account_id } = call.actor
  return {
    ...row,
    family_names: row.family_names.map((name) => nameFor(role, name)),
    may_correct: row.corrected_by === null && mayCorrect(role, recorded_by === account_id),
  }
}

/** Keyset: the page holds one row more than is shown, which says whether there is a next. */
export function pageOf<T>(rows: readonly T[], size: number, keys: (row: T) => (string | number)[]): Paged<T> {
  const items = rows.slice(0, size)
  const last = items.at(-1)
  return { items, next_cursor: rows.length > size && last !== undefined ? encodeCursor(keys(last)) : null }
}

function newestAfter(cursor: string | undefined): RawBuilder<unknown> {
  const at = decodeCursor(cursor, ['date', 'uuid'])
  return at === undefined ? sql`true` : sql`(r.happened_on, r.id) < (${at[0]}::date, ${at[1]}::uuid)`
}

/**
 * The acts a filter means, newest first. Without `corrected` only those that stand: as many as `sumOf` counts in `records`;
 * with it also those that were taken back, marked.
 */
export async function listRecords(
  tx: Tx,
  call: Call,
  filter: CareFilter,
  page: Page & { corrected?: boolean | undefined },
): Promise<Paged<RecordRow>> {
  const { records } = compileFilter(call.actor.scope, filter)
  const { rows } = await sql<StoredRow>`
    select ${recordColumns}
    from care_record r left join care_record c on c.district = r.district and c.corrects_id = r.id
    where ${records} and r.sign = 1 and ${newestAfter(page.cursor)} and (${page.corrected ?? false} or c.id is null)
    order by r.happened_on desc, r.id desc limit ${page.size + 1}`.execute(tx)
  return pageOf(
    rows.map((row) => shownTo(call, row)),
    page.size,
    (row) => [row.happened_on, row.id],
  )
}

/** One person and how many of the acts reached her. */
export interface PersonRow {
  district: number
  person_id: Uuid
  family_id: Uuid
  community: number
  name: string
  times: number
  last_on: CivilDate
}

/**
 * The people the acts reached, each once, by the place they were counted in: as many as `sumOf` counts in `persons`; their `times` add
 * up to the rest. Somebody who has since moved out of the reader's sight is still counted, and listed without a name.
 */
export async function listPersons(tx: Tx, call: Call, filter: CareFilter, page: Page): Promise<Paged<PersonRow>> {
  const { reached } = compileFilter(call.actor.scope, filter)
  const { rows } = await sql<PersonRow>`
    select n.district, n.person_id, n.family_id, n.community, coalesce(q.name, '') as name, n.times, n.last_on
    from (select p.district, p.person_id, (array_agg(p.family_id order by p.happened_on desc))[1] as family_id, max(p.community) as community,
        sum(p.sign)::bigint as times, max(p.happened_on) as last_on
      from care_record_person p where ${reached} group by p.district, p.person_id having sum(p.sign) > 0) n
    left join person q on q.district = n.district and q.id = n.person_id and ${within(call.actor.scope, 'q.community')}
    where ${afterPlace(page.cursor, sql`n.community`, sql`n.person_id`)}
    order by n.community, n.person_id limit ${page.size + 1}`.execute(tx)
  return pageOf(
    rows.map((row) => ({ ...row, name: nameFor(call.actor.role, row.name) })),
    page.size,
    (row) => [row.community, row.person_id],
  )
}

/** One family and how many of the acts reached it. */
export interface HouseholdRow {
  district: number
  family_id: Uuid
  community: number
  names: string[]
  times: number
  last_on: CivilDate
}

/**
 * The families the acts reached, each once, by the place they were counted in: as many as `sumOf` counts in `households`, their `times`
 * in `household_times`. A family that has since moved out of the reader's sight is still counted, and listed without names.
 */
export async function listHouseholds(tx: Tx, call: Call, filter: CareFilter, page: Page): Promise<Paged<HouseholdRow>> {
  const { records, reached } = compileFilter(call.actor.scope, filter)
  const { rows } = await sql<HouseholdRow>`
    select n.district, n.family_id, n.community, n.times, n.last_on,
      coalesce((select array_agg(p.name order by p.birth_date, p.id) from person p
        where p.district = n.district and p.family_id = n.family_id and ${within(call.actor.scope, 'p.community')}
          and p.relation = 'parent' and p.died_on is null and p.member_to is null), '{}') as names
    from (select district, family_id, max(community) as community, sum(sign)::bigint as times, max(happened_on) as last_on from (
        select district, record_id, family_id, sign, happened_on, max(community) as community from (
          select r.district, r.id as record_id, r.family_id, r.community, r.sign, r.happened_on from care_record r where r.family_id is not null and ${records}
          ${filter.person_id === undefined ? sql`` : sql`and false`}
          union all select p.district, p.record_id, p.family_id, p.community, p.sign, p.happened_on from care_record_person p where ${reached}) reached
        group by district, record_id, family_id, sign, happened_on) pairs
      group by district, family_id having sum(sign) > 0) n
    where ${afterPlace(page.cursor, sql`n.community`, sql`n.family_id`)}
    order by n.community, n.family_id limit ${page.size + 1}`.execute(tx)
  return pageOf(
    rows.map((row) => ({ ...row, names: row.names.map((name) => nameFor(call.actor.role, name)) })),
    page.size,
    (row) => [row.community, row.family_id],
  )
}

function afterPlace(
  cursor: string | undefined,
  place: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const at = decodeCursor(cursor, ['number', 'uuid'])
  return at === undefined ? sql`true` : sql`(${place}, ${id}) > (${at[0]}::bigint, ${at[1]}::uuid)`
}
