import { sql } from 'kysely'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { nameFor } from '../../../registry/families/index.ts'
import type { Review } from '../contract/index.ts'
import { pressing, REVIEW_DAYS } from '../rules/index.ts'
import { onRoll, type Page } from './pieces.ts'

/** The reviews of the reader's districts with their figures over her own place. */
export async function listReviewRows(tx: Tx, call: Call, id?: Uuid): Promise<Review[]> {
  const { rows } = await sql<Omit<Review, 'pressing'>>`
    select r.id as review_id, r.district, r.division, (select d.name from division d where d.code = r.division) as division_name, r.year, r.due_on,
      r.opened_at, r.closed_at, count(l.claim_id) as persons, count(l.result) as checked,
      count(*) filter (where l.result = 'continues') as continues,
      count(*) filter (where l.result = 'exit') as exits, count(*) filter (where l.result = 'changes') as changes
    from annual_review r left join annual_review_line l on l.district = r.district and l.review_id = r.id and ${within(call.actor.scope, 'l.community')}
    where ${withinDistricts(call.actor.scope, 'r.district')} ${id === undefined ? sql`` : sql`and r.id = ${id}::uuid`}
    group by r.district, r.id order by r.year desc, r.opened_at desc, r.id limit 100`.execute(tx)
  return rows
    .filter((row) => concerns(call, row.division))
    .map((row) => ({ ...row, pressing: left(row) === 0 ? null : pressing(row.due_on, call.today, REVIEW_DAYS) }))
}

const left = (row: Pick<Review, 'closed_at' | 'persons' | 'checked'>) =>
  row.closed_at === null ? row.persons - row.checked : 0

/** Whether a review's place lies in the reader's or around it; any other is not there for her. */
function concerns(call: Call, division: number): boolean {
  const { lo, hi } = interval(division)
  return lo < call.actor.scope.hi && hi > call.actor.scope.lo
}

/** Locks one review so that checking and closing wait for each other. */
export async function lockReview(tx: Tx, call: Call, id: Uuid) {
  const { rows } = await sql<{
    district: number
    id: Uuid
    division: number
    year: number
    closed_at: string | null
    version: number
  }>`
    select r.district, r.id, r.division, r.year, r.closed_at, r.version from annual_review r
    where r.district = ${call.actor.district}::int and r.id = ${id}::uuid for update`.execute(tx)
  return rows.find((row) => concerns(call, row.division))
}

export interface NewReview {
  district: number
  id: Uuid
  division: number
  year: number
  due_on: CivilDate
}

/** Opens a review with everybody on the roll of the place on the day. @returns how many. */
export async function insertReview(tx: Tx, call: Call, review: NewReview): Promise<number> {
  const { lo, hi } = interval(review.division)
  await tx
    .insertInto('annual_review')
    .values({ ...review, opened_by: call.actor.account_id, opened_at: call.now })
    .execute()
  const { numAffectedRows } = await sql`
    insert into annual_review_line (district, review_id, claim_id, community, family_id)
    select c.district, ${review.id}::uuid, c.id, c.community, c.family_id from claim c
    where c.district = ${review.district}::int and c.community >= ${lo}::bigint and c.community < ${hi}::bigint
      and ${within(call.actor.scope, 'c.community')} and ${onRoll(call.today)}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

export interface ReviewLine {
  claim_id: Uuid
  community: number
  community_name: string | null
  family_id: Uuid
  person_id: Uuid
  name: string
  policy_name_zh: string
  policy_name_en: string
  in_force_from: CivilDate | null
  result: 'continues' | 'exit' | 'changes' | null
  checked_by: string | null
}

export async function listReviewLines(
  tx: Tx,
  call: Call,
  asked: { review_id: Uuid; show: 'open' | 'all' },
  { size, cursor }: Page,
) {
  const after = decodeCursor(cursor, ['number', 'uuid'])
  const { rows } = await sql<ReviewLine>`
    select l.claim_id, l.community, (select d.name from division d where d.code = l.community) as community_name, l.family_id, c.person_id, p.name,
      y.name_zh as policy_name_zh, y.name_en as policy_name_en, c.in_force_from, l.result,
      (select a.display_name from account a where a.id = l.checked_by) as checked_by
    from annual_review_line l join claim c on c.district = l.district and c.id = l.claim_id join person p on p.district = c.district and p.id = c.person_id
    join policy y on y.id = c.policy_id
    where ${withinDistricts(call.actor.scope, 'l.district')} and l.review_id = ${asked.review_id}::uuid and ${within(call.actor.scope, 'l.community')}
      ${asked.show === 'open' ? sql`and l.result is null` : sql``}
      and ${after ? sql`(l.community, l.claim_id) > (${after[0]}::bigint, ${after[1]}::uuid)` : sql`true`}
    order by l.community, l.claim_id limit ${size + 1}`.execute(tx)
  const items = rows.slice(0, size).map((row) => ({ ...row, name: nameFor(call.actor.role, row.name) }))
  const last = items.at(-1)
  return { items, next_cursor: rows.length > size && last ? encodeCursor([last.community, last.claim_id]) : null }
}

/** Checks those named who are not yet checked, within reach. @returns how many were. */
export async function checkLines(
  tx: Tx,
  call: Call,
  review: { district: number; id: Uuid },
  checked: {
    claim_ids: readonly Uuid[]
    result: 'continues' | 'exit' | 'changes'
    note: string | null
    change_id: Uuid | null
  },
): Promise<number> {
  const { numAffectedRows } =
    await sql`update annual_review_line l set result = ${checked.result}, note = ${checked.note}, change_id = ${checked.change_id}::uuid,
      checked_by = ${call.actor.account_id}::uuid, checked_at = ${call.now}::timestamptz, version = l.version + 1
    where l.district = ${review.district}::int and l.review_id = ${review.id}::uuid and l.claim_id = any(${[...checked.claim_ids]}::uuid[])
      and ${within(call.actor.scope, 'l.community')} and l.result is null`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

export async function countUnchecked(tx: Tx, review: { district: number; id: Uuid }): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from annual_review_line
    where district = ${review.district}::int and review_id = ${review.id}::uuid and result is null`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Those whose change has been asked for and is neither confirmed nor rejected: rejected, they are to be checked anew. */
export async function countUndecided(tx: Tx, review: { district: number; id: Uuid }): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from annual_review_line l
    join roll_change r on r.district = l.district and r.id = l.change_id and r.state = 'proposed'
    where l.district = ${review.district}::int and l.review_id = ${review.id}::uuid`.execute(tx)
  return rows[0]?.n ?? 0
}

export async function markClosed(tx: Tx, call: Call, review: { district: number; id: Uuid }): Promise<void> {
  await sql`update annual_review set closed_by = ${call.actor.account_id}::uuid, closed_at = ${call.now}::timestamptz, version = version + 1
    where district = ${review.district}::int and id = ${review.id}::uuid`.execute(tx)
}

interface Changed {
  district: number
  id: Uuid
  claim_id: Uuid
  kind: string
}

/** Who left the roll meanwhile is checked with it in every review that has not reached her. */
export async function markLines(tx: Tx, call: Call, rows: readonly Changed[]): Promise<void> {
  await sql`update annual_review_line l set result = a.result, change_id = a.change_id, checked_by = ${call.actor.account_id}::uuid,
      checked_at = ${call.now}::timestamptz, version = l.version + 1
    from unnest(${rows.map((row) => row.district)}::int[], ${rows.map((row) => row.claim_id)}::uuid[], ${rows.map((row) => row.id)}::uuid[],
      ${rows.map((row) => (row.kind === 'branch_change' ? 'changes' : 'exit'))}::text[]) a(district, claim_id, change_id, result)
    where l.district = a.district and l.claim_id = a.claim_id and l.result is null`.execute(tx)
}

/** A change that was rejected leaves its people to be checked anew. */
export async function reopenLines(tx: Tx, rows: readonly Changed[]): Promise<void> {
  await sql`update annual_review_line l set result = null, change_id = null, checked_by = null, checked_at = null, note = null, version = l.version + 1
    from unnest(${rows.map((row) => row.district)}::int[], ${rows.map((row) => row.id)}::uuid[]) a(district, change_id)
    where l.district = a.district and l.change_id = a.change_id
      and exists (select from annual_review r where r.district = l.district and r.id = l.review_id and r.closed_at is null)`.execute(
    tx,
  )
}
