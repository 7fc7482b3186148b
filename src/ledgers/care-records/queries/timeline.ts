import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { mayCorrect, seesMood } from '../access.ts'
import type { ActOutcome, Channel, Mood } from '../rules/index.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { type Page, type Paged, pageOf } from './lists.ts'

/** One act in a family's life as its file shows it. */
export interface TimelineRow {
  id: Uuid
  happened_on: CivilDate
  kind: string
  outcome: ActOutcome
  /** The rest is null where the act was done outside the reader's area (a lecture at another community's home). */
  channel: Channel | null
  mood: Mood | null
  title: string | null
  minutes: number | null
  /** What this family got; null also where others were reached by the same act, whose sum is not hers. */
  amount_fen: number | null
  quantity: number | null
  next_on: CivilDate | null
  has_note: boolean
  worker_name: string | null
  /** Members of this family who were reached. */
  persons: number
  corrected: boolean
  /** It stands, and this reader may take it back. */
  may_correct: boolean
  /** The other room that wrote it and takes it back; null for an act logged here. */
  made_in: string | null
}

interface StoredRow extends Omit<TimelineRow, 'may_correct'> {
  /** Null, as what the act was, where it was done outside the reader's area. */
  recorded_by: Uuid | null
}

export interface Timeline extends Paged<TimelineRow> {
  /** How the family is called, as the reader's role may see it. */
  heads: string[]
}

export interface FamilyRef {
  district: number
  id: Uuid
}

/** The acts that reached a family, newest first, those taken back marked. @throws Refusal not_found out of scope. */
export async function timelineOf(tx: Tx, call: Call, family: FamilyRef, page: Page): Promise<Timeline> {
  const { heads } = await getFamily(tx, call, family)
  const at = decodeCursor(page.cursor, ['date', 'uuid'])
  const after = at === undefined ? sql`true` : sql`(t.happened_on, t.id) < (${at[0]}::date, ${at[1]}::uuid)`
  const { scope } = call.actor
  const { rows } = await sql<StoredRow>`
    with mine as (
      select id, corrects_id, happened_on, kind, outcome, sign from care_record
      where district = ${family.district}::int and family_id = ${family.id}::uuid and ${within(scope, 'community')}
      union
      select record_id, corrects_id, happened_on, kind, outcome, sign from care_record_person
      where district = ${family.district}::int and family_id = ${family.id}::uuid and ${within(scope, 'community')})
    select t.id, t.happened_on, t.kind, t.outcome, r.channel, r.mood, r.title, r.minutes, r.next_on,
      case when own.alone then r.amount_fen end as amount_fen, case when own.alone then r.quantity end as quantity,
      coalesce(r.note_cipher is not null, false) as has_note, (select a.display_name from account a where a.id = r.worker_id) as worker_name,
      own.persons, r.recorded_by, nullif(r.source_room, 'care-records') as made_in,
      exists (select 1 from mine c where c.corrects_id = t.id) as corrected
    from mine t
    left join care_record r on r.district = ${family.district}::int and r.id = t.id and ${within(scope, 'r.community')}
    cross join lateral (
      select count(*)::int as persons, coalesce(r.family_id = ${family.id}::uuid, false) or r.persons + r.headcount = count(*) as alone
      from care_record_person p
      where p.district = ${family.district}::int and p.record_id = t.id and p.family_id = ${family.id}::uuid) own
    where t.sign = 1 and ${after} order by t.happened_on desc, t.id desc limit ${page.size + 1}`.execute(tx)
  const { role, account_id } = call.actor
  const mood = seesMood(role)
  const shown = rows.map(({ recorded_by, ...row }) => ({
    ...row,
    mood: mood ? row.mood : null,
    may_correct: !row.corrected && recorded_by !== null && mayCorrect(role, recorded_by === account_id),
  }))
  return {
    heads: heads.map((name) => nameFor(call.actor.role, name)),
    ...pageOf(shown, page.size, (row) => [row.happened_on, row.id]),
  }
}

/** @throws Refusal not_found when the family is not there for this caller. */
export async function getFamilyPlace(tx: Tx, call: Call, family: FamilyRef): Promise<Code> {
  return (await getFamily(tx, call, family)).community
}

async function getFamily(tx: Tx, call: Call, family: FamilyRef): Promise<{ community: Code; heads: string[] }> {
  const { rows } = await sql<{ community: Code; heads: string[] }>`
    select f.community, f.heads from family f where f.district = ${family.district}::int and f.id = ${family.id}::uuid
      and ${within(call.actor.scope, 'f.community')}`.execute(tx)
  return rows[0] ?? refuse('not_found', 'care_records.family_not_found', { place: 'family_id' })
}

export interface LastContact {
  family_id: Uuid
  happened_on: CivilDate
  kind: string
}

/** When each of these families was last truly visited or spoken to (themes visit and contact, done, not taken back). */
export async function lastContacts(
  tx: Tx,
  call: Call,
  families: { district: number; ids: readonly Uuid[] },
): Promise<LastContact[]> {
  const { rows } = await sql<LastContact>`
    select f.id as family_id, l.happened_on, l.kind
    from unnest(${families.ids}::uuid[]) f(id)
    cross join lateral (select r.happened_on, r.kind from care_record r join care_kind k on k.code = r.kind and k.theme in ('visit', 'contact')
      where r.district = ${families.district}::int and r.family_id = f.id and r.sign = 1 and r.outcome = 'done'
        and ${within(call.actor.scope, 'r.community')}
        and not exists (select 1 from care_record c where c.district = r.district and c.corrects_id = r.id)
      order by r.happened_on desc, r.id desc limit 1) l`.execute(tx)
  return rows
}

export interface NextStep {
  district: number
  record_id: Uuid
  family_id: Uuid
  community: Code
  next_on: CivilDate
  kind: string
  worker_id: Uuid
}

/** Next steps agreed with families, due up to a day, that no later act of any kind has answered. Earliest first, at most 200. */
export async function listNextSteps(
  tx: Tx,
  call: Call,
  query: { division: Code; until: CivilDate; worker_id?: Uuid },
): Promise<NextStep[]> {
  const division = interval(query.division)
  const { rows } = await sql<NextStep>`
    select r.district, r.id as record_id, r.family_id, r.community, r.next_on, r.kind, r.worker_id from care_record r
    where r.next_on <= ${query.until}::date and r.family_id is not null and r.sign = 1 and ${within(call.actor.scope, 'r.community')}
      and ${within(division, 'r.community')} and (${query.worker_id ?? null}::uuid is null or r.worker_id = ${query.worker_id ?? null}::uuid)
      and not exists (select 1 from care_record c where c.district = r.district and c.corrects_id = r.id)
      and not exists (select 1 from care_record n where n.district = r.district and n.family_id = r.family_id and n.sign = 1
        and n.outcome = 'done' and n.happened_on > r.happened_on and n.happened_on >= r.next_on - 1
        and not exists (select 1 from care_record d where d.district = n.district and d.corrects_id = n.id))
    order by r.next_on, r.id limit 200`.execute(tx)
  return rows
}
