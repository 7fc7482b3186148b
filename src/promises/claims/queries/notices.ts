import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { within } from '../../../platform/database/scope.ts'
import { placeNames } from '../../../registry/divisions/index.ts'
import type { Notice } from '../contract/index.ts'
import { EXPIRED, NOTICE_DAYS, type NoticeState, type Pressing, pressing } from '../rules/index.ts'
import { type Page, presses, rowAt, waitsFor } from './pieces.ts'

export interface NoticeRow {
  district: number
  notice_id: Uuid
  community: number
  community_name: string | null
  street_name: string | null
  step: NoticeState
  posted_at: Instant
  posted_by: string | null
  closes_on: CivilDate
  taken_down_at: Instant | null
  take_down_reason: string | null
  concluded_at: Instant | null
  lines: number
  open_objections: number
  version: number
}

const COLUMNS = sql`n.district, n.id as notice_id, n.community, ${placeNames('n.community')}, n.step, n.posted_at,
  (select a.display_name from account a where a.id = n.posted_by) as posted_by, n.closes_on, n.taken_down_at, n.take_down_reason, n.concluded_at,
  (select count(*) from claim_notice_line l where l.district = n.district and l.notice_id = n.id) as lines,
  (select count(*) from claim_objection o where o.district = n.district and o.notice_id = n.id and o.outcome is null) as open_objections, n.version`

export function shownNotice(row: NoticeRow, hangs: boolean, today: CivilDate): Notice {
  const { district: _district, taken_down_at: _down, concluded_at, ...rest } = row
  const waits = concluded_at === null && (row.take_down_reason ?? EXPIRED) === EXPIRED
  return {
    ...rest,
    hangs,
    concluded: concluded_at !== null,
    pressing: waits ? pressing(row.closes_on, today, NOTICE_DAYS) : null,
  }
}

export interface NoticeFilter {
  /** `yes`: those on which claims wait that the reader is to move on. */
  mine?: 'yes' | undefined
  /** Ending soon, or over and not concluded. */
  due?: Pressing | undefined
}

function conditionsOf(call: Call, filter: NoticeFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [within(call.actor.scope, 'n.community')]
  if (filter.due)
    parts.push(
      sql`n.concluded_at is null and coalesce(n.take_down_reason, ${EXPIRED}) = ${EXPIRED}`,
      presses(sql`n.closes_on`, filter.due, call.today, NOTICE_DAYS),
    )
  if (filter.mine)
    parts.push(sql`exists (select from claim_notice_line l join claim c on c.district = l.district and c.id = l.claim_id
      where l.district = n.district and l.notice_id = n.id and c.state = n.step and c.step_since <= n.posted_at and ${waitsFor(call.actor.role)})`)
  return sql.join(parts, sql` and `)
}

/** How many notices the reader is to conclude end soon, or are over. */
export async function countPressingNotices(tx: Tx, call: Call, due: Pressing): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from claim_notice n
    where ${conditionsOf(call, { mine: 'yes', due })}`.execute(tx)
  return rows[0]?.n ?? 0
}

export async function listNotices(
  tx: Tx,
  call: Call,
  filter: NoticeFilter,
  { size, cursor }: Page,
): Promise<{ rows: NoticeRow[]; next_cursor: string | null }> {
  const after = decodeCursor(cursor, ['instant', 'uuid'])
  const { rows } = await sql<NoticeRow>`select ${COLUMNS} from claim_notice n
    where ${conditionsOf(call, filter)} and ${after ? sql`(n.posted_at, n.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by n.posted_at desc, n.id desc limit ${size + 1}`.execute(tx)
  const last = rows[size - 1]
  return {
    rows: rows.slice(0, size),
    next_cursor: rows.length > size && last ? encodeCursor([last.posted_at, last.notice_id]) : null,
  }
}

/** One notice of the caller's scope, locked when it is to be changed. */
export async function findNotice(tx: Tx, call: Call, id: Uuid, lock: boolean): Promise<NoticeRow | undefined> {
  const { rows } = await sql<NoticeRow>`select ${COLUMNS} from claim_notice n where ${rowAt(call.actor.scope, 'n', id)}
    ${lock ? sql`for update of n` : sql``}`.execute(tx)
  return rows[0]
}

/** What was declared for, in words that say no more: a policy's name would tell its branch. */
export type Theme = 'allowance' | 'festival' | 'living' | 'health' | 'insurance' | 'travel' | 'safety'

export interface NoticeLine {
  line: number
  claim_id: Uuid
  masked_name: string
  theme: Theme
  state: string
  open_objections: number
  upheld_objections: number
}

export async function listNoticeLines(tx: Tx, notice: { district: number; notice_id: Uuid }): Promise<NoticeLine[]> {
  const { rows } = await sql<NoticeLine>`
    select l.line, l.claim_id, l.masked_name, y.theme, c.state, c.open_objections, c.upheld_objections
    from claim_notice_line l join claim c on c.district = l.district and c.id = l.claim_id join policy y on y.id = l.policy_id
    where l.district = ${notice.district}::int and l.notice_id = ${notice.notice_id}::uuid order by l.line`.execute(tx)
  return rows
}

/** Over `claim c`: posted in the present pass by a notice that nobody took down before its day. */
export const posted: RawBuilder<boolean> = sql<boolean>`exists (select from claim_notice_line l
  join claim_notice n on n.district = l.district and n.id = l.notice_id
  where l.district = c.district and l.claim_id = c.id and n.step = c.state and n.posted_at >= c.step_since
    and coalesce(n.take_down_reason, 'expired') = 'expired')`

/** Which of the claims already hang, or have hung to the end, in their present pass. */
export async function alreadyPosted(tx: Tx, district: number, ids: readonly Uuid[]): Promise<Uuid[]> {
  const { rows } = await sql<{
    id: Uuid
  }>`select c.id from claim c where c.district = ${district}::int and c.id = any(${ids}::uuid[]) and ${posted}`.execute(
    tx,
  )
  return rows.map((row) => row.id)
}

export interface NewNotice {
  district: number
  id: Uuid
  community: number
  step: NoticeState
  closes_on: CivilDate
  token_hash: Buffer
  lines: { claim_id: Uuid; masked_name: string; policy_id: Uuid }[]
}

export async function insertNotices(tx: Tx, call: Call, notices: readonly NewNotice[]): Promise<void> {
  await insertRows(
    tx,
    'claim_notice',
    notices.map(({ district, id, community, step, closes_on }) => ({
      district,
      id,
      community,
      step,
      closes_on,
      posted_at: call.now,
      posted_by: call.actor.account_id,
      version: 1,
    })),
  )
  await insertRows(
    tx,
    'claim_notice_line',
    notices.flatMap(({ district, id, community, lines }) =>
      lines.map((line, index) => ({ district, notice_id: id, line: index + 1, community, ...line })),
    ),
  )
  await insertRows(
    tx,
    'claim_notice_token',
    notices.map(({ district, id, token_hash }) => ({ token_hash, district, notice_id: id })),
  )
}

/** Takes down; `by` null says that time did. @returns whether it still hung. */
export async function takeDown(
  tx: Tx,
  notice: { district: number; notice_id: Uuid },
  how: { at: Instant; by: Uuid | null; reason: string },
): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update claim_notice set taken_down_at = ${how.at}::timestamptz, taken_down_by = ${how.by}::uuid,
      take_down_reason = ${how.reason}, version = version + 1
    where district = ${notice.district}::int and id = ${notice.notice_id}::uuid and taken_down_at is null`.execute(tx)
  return numAffectedRows === 1n
}

/** Every notice whose last day is over comes down, in all places. @returns how many. */
export async function takeDownAllExpired(tx: Tx, now: Instant, today: CivilDate): Promise<number> {
  const { numAffectedRows } =
    await sql`update claim_notice set taken_down_at = ${now}::timestamptz, take_down_reason = 'expired', version = version + 1
    where taken_down_at is null and closes_on < ${today}::date`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

export async function markConcluded(tx: Tx, notice: { district: number; notice_id: Uuid }, at: Instant): Promise<void> {
  await sql`update claim_notice set concluded_at = ${at}::timestamptz, version = version + 1
    where district = ${notice.district}::int and id = ${notice.notice_id}::uuid`.execute(tx)
}

/** Over `claim c`: on this notice in its present pass. */
export const onNotice = (notice: { notice_id: Uuid; step: string; posted_at: Instant }): RawBuilder<unknown> =>
  sql`c.state = ${notice.step} and c.step_since <= ${notice.posted_at}::timestamptz
    and exists (select from claim_notice_line l where l.district = c.district and l.claim_id = c.id and l.notice_id = ${notice.notice_id}::uuid)`

/** Claims that wait to be posted, for the button that posts them all. */
export async function listToPost(tx: Tx, call: Call): Promise<Uuid[]> {
  const { rows } = await sql<{ id: Uuid }>`select c.id from claim c where ${within(call.actor.scope, 'c.community')}
    and c.state in ('village_notice', 'public_notice') and not ${posted} order by c.community, c.id limit 500`.execute(
    tx,
  )
  return rows.map((row) => row.id)
}

export async function noticesOfClaim(tx: Tx, claim: { district: number; id: Uuid }) {
  type Row = Pick<
    NoticeRow,
    'notice_id' | 'step' | 'posted_at' | 'closes_on' | 'taken_down_at' | 'concluded_at' | 'take_down_reason'
  >
  const { rows } =
    await sql<Row>`select n.id as notice_id, n.step, n.posted_at, n.closes_on, n.taken_down_at, n.concluded_at, n.take_down_reason
    from claim_notice_line l join claim_notice n on n.district = l.district and n.id = l.notice_id
    where l.district = ${claim.district}::int and l.claim_id = ${claim.id}::uuid order by n.posted_at desc`.execute(tx)
  return rows
}

export interface PublicNoticeRow {
  district: number
  notice_id: Uuid
  association: string
  community_name: string | null
  street_name: string | null
  step: NoticeState
  posted_at: Instant
  closes_on: CivilDate
}

/** What stands behind a public link today; time and taking down are asked here, whether or not the job has come by. */
export async function findPublicNotice(
  tx: Tx,
  token_hash: Buffer,
  today: CivilDate,
): Promise<PublicNoticeRow | undefined> {
  const { rows } = await sql<PublicNoticeRow>`
    select n.district, n.id as notice_id, coalesce((select a.name from association a where a.division = n.district::bigint * 1000000),
      (select d.name from division d where d.code = n.district::bigint * 1000000), '') as association, ${placeNames('n.community')},
      n.step, n.posted_at, n.closes_on
    from claim_notice_token t join claim_notice n on n.district = t.district and n.id = t.notice_id
    where t.token_hash = ${token_hash}::bytea and n.taken_down_at is null and n.closes_on >= ${today}::date`.execute(tx)
  return rows[0]
}

/** The lines everybody may see: of claims that still stand at this step. */
export async function listPublicLines(tx: Tx, notice: PublicNoticeRow) {
  type Row = { line: number; masked_name: string; theme: Theme; claim_id: Uuid; community: number; family_id: Uuid }
  const { rows } = await sql<Row>`
    select l.line, l.masked_name, y.theme, c.id as claim_id, c.community, c.family_id
    from claim_notice_line l join claim c on c.district = l.district and c.id = l.claim_id join policy y on y.id = l.policy_id
    where l.district = ${notice.district}::int and l.notice_id = ${notice.notice_id}::uuid and c.state = ${notice.step} order by l.line`.execute(
    tx,
  )
  return rows
}
