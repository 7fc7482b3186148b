import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { access } from '../access.ts'
import { OBJECTION_DAYS, type Pressing, pressing, STEP_DAYS } from '../rules/index.ts'
import { type Page, partBelow, presses, rowAt } from './pieces.ts'

export interface ObjectionRow {
  district: number
  objection_id: Uuid
  claim_id: Uuid
  community: number
  community_name: string | null
  claim_name: string
  channel: 'link' | 'in_person'
  received_on: CivilDate
  received_at: Instant
  due_on: CivilDate
  outcome: 'upheld' | 'dismissed' | 'moot' | null
  handled_by: string | null
  handled_at: Instant | null
  content_cipher: Buffer
  finding_cipher: Buffer | null
  version: number
}

/** What `objectionDueOn` says, in SQL. */
const DUE = sql`least(o.received_on + ${sql.lit(OBJECTION_DAYS)}, c.step_due_on)`
const COLUMNS = sql`o.district, o.id as objection_id, o.claim_id, o.community,
  (select d.name from division d where d.code = o.community) as community_name, p.name as claim_name, o.channel, o.received_on, o.received_at,
  ${DUE} as due_on, o.outcome, (select a.display_name from account a where a.id = o.handled_by) as handled_by, o.handled_at, o.content_cipher,
  o.finding_cipher, o.version`
const TABLES = sql`claim_objection o join claim c on c.district = o.district and c.id = o.claim_id
  join person p on p.district = c.district and p.id = c.person_id`

export interface ObjectionFilter {
  /** `yes`: those the reader may find on. */
  mine?: 'yes' | undefined
  due?: Pressing | undefined
}

/** Over `claim_objection o` and its `claim c`: open, within reach, and as asked for. Who reviewed the claim does not find on it. */
function open(call: Call, filter: ObjectionFilter): RawBuilder<unknown> {
  const { scope, role, account_id } = call.actor
  const parts: RawBuilder<unknown>[] = [sql`o.outcome is null`, within(scope, 'o.community')]
  if (filter.mine)
    parts.push(
      sql`${isGiven(access['claims.find'], role)} and not exists (select from claim_event e where e.district = o.district and e.claim_id = o.claim_id
        and e.account_id = ${account_id}::uuid and ${REVIEWED})`,
    )
  if (filter.due) parts.push(presses(DUE, filter.due, call.today, STEP_DAYS))
  return sql.join(parts, sql` and `)
}

/** Over `claim_event e`: a review of the claim. */
const REVIEWED = sql`e.act = 'forward' and e.from_state in ('village_review', 'township_review')`

/** How many objections the reader may find on press, and how. */
export async function countPressingObjections(tx: Tx, call: Call, due: Pressing): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${TABLES}
    where ${open(call, { mine: 'yes', due })}`.execute(tx)
  return rows[0]?.n ?? 0
}

export async function listOpenObjections(tx: Tx, call: Call, filter: ObjectionFilter, { size, cursor }: Page) {
  const after = decodeCursor(cursor, ['instant', 'uuid'])
  const { rows } = await sql<ObjectionRow>`select ${COLUMNS} from ${TABLES}
    where ${open(call, filter)} and ${after ? sql`(o.received_at, o.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by o.received_at, o.id limit ${size + 1}`.execute(tx)
  const items = rows.slice(0, size)
  const last = items.at(-1)
  return {
    items: items.map((row) => ({
      ...row,
      claim_name: nameFor(call.actor.role, row.claim_name),
      pressing: pressing(row.due_on, call.today, STEP_DAYS),
    })),
    next_cursor: rows.length > size && last ? encodeCursor([last.received_at, last.objection_id]) : null,
  }
}

export async function countOpenObjections(tx: Tx, call: Call): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*) as n from claim_objection o where o.outcome is null and ${within(call.actor.scope, 'o.community')}`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}

export async function findObjection(tx: Tx, call: Call, id: Uuid): Promise<ObjectionRow | undefined> {
  const { rows } =
    await sql<ObjectionRow>`select ${COLUMNS} from ${TABLES} where ${rowAt(call.actor.scope, 'o', id)}`.execute(tx)
  return rows[0]
}

export async function objectionsOfClaim(tx: Tx, claim: { district: number; id: Uuid }): Promise<ObjectionRow[]> {
  const { rows } = await sql<ObjectionRow>`select ${COLUMNS} from ${TABLES}
    where o.district = ${claim.district}::int and o.claim_id = ${claim.id}::uuid order by o.received_at, o.id`.execute(
    tx,
  )
  return rows
}

export interface NewObjection {
  district: number
  id: Uuid
  community: number
  family_id: Uuid
  claim_id: Uuid
  notice_id: Uuid
  channel: 'link' | 'in_person'
  received_on: CivilDate
  received_at: Instant
  recorded_by: Uuid | null
  content_cipher: Buffer
}

/** Stores an objection once; under the lock of its claim the count of open ones goes up with it. @returns whether it was new. */
export async function insertObjection(tx: Tx, row: NewObjection): Promise<boolean> {
  const { rows } = await sql<{ id: Uuid }>`
    insert into claim_objection (district, id, community, family_id, claim_id, notice_id, channel, received_on, received_at, recorded_by, content_cipher)
    values (${row.district}::int, ${row.id}::uuid, ${row.community}::bigint, ${row.family_id}::uuid, ${row.claim_id}::uuid, ${row.notice_id}::uuid,
      ${row.channel}, ${row.received_on}::date, ${row.received_at}::timestamptz, ${row.recorded_by}::uuid, ${row.content_cipher}::bytea)
    on conflict on constraint claim_objection_pkey do nothing returning id`.execute(tx)
  if (rows.length === 0) return false
  await sql`update claim set open_objections = open_objections + 1, version = version + 1
    where district = ${row.district}::int and id = ${row.claim_id}::uuid`.execute(tx)
  return true
}

/** Locks a claim past any scope, for the public door; the state it stands in decides whether anything may be added. */
export async function lockForObjection(
  tx: Tx,
  claim: { district: number; claim_id: Uuid },
): Promise<string | undefined> {
  const { rows } = await sql<{
    state: string
  }>`select state from claim where district = ${claim.district}::int and id = ${claim.claim_id}::uuid for update`.execute(
    tx,
  )
  return rows[0]?.state
}

/** Whether an account took part before the township. */
export async function tookPartBelow(tx: Tx, claim: { district: number; id: Uuid }, account_id: Uuid): Promise<boolean> {
  const at = { district: sql`${claim.district}::int`, id: sql`${claim.id}::uuid` }
  const { rows } = await sql<{ below: boolean }>`select ${partBelow(at, account_id)} as below`.execute(tx)
  return rows[0]?.below ?? false
}

/** Who reviewed the claim so far. */
export async function reviewersOf(tx: Tx, claim: { district: number; id: Uuid }): Promise<Uuid[]> {
  const { rows } = await sql<{ account_id: Uuid }>`select distinct e.account_id from claim_event e
    where e.district = ${claim.district}::int and e.claim_id = ${claim.id}::uuid and ${REVIEWED}`.execute(tx)
  return rows.map((row) => row.account_id)
}

export async function settleObjection(
  tx: Tx,
  call: Call,
  row: { district: number; objection_id: Uuid; claim_id: Uuid; version: number },
  finding: { outcome: 'upheld' | 'dismissed'; cipher: Buffer; reviewers: readonly Uuid[] },
): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update claim_objection set outcome = ${finding.outcome}, handled_by = ${call.actor.account_id}::uuid,
      handled_at = ${call.now}::timestamptz, finding_cipher = ${finding.cipher}::bytea, reviewers = ${[...finding.reviewers]}::uuid[], version = version + 1
    where district = ${row.district}::int and id = ${row.objection_id}::uuid and version = ${row.version} and outcome is null`.execute(
      tx,
    )
  if (numAffectedRows !== 1n) return false
  await sql`update claim set open_objections = open_objections - 1, upheld_objections = upheld_objections + ${finding.outcome === 'upheld' ? 1 : 0}::int,
      version = version + 1 where district = ${row.district}::int and id = ${row.claim_id}::uuid`.execute(tx)
  return true
}

/** Counts one request of an address within the hour. @returns how many there were, this one included. */
export async function countRequest(tx: Tx, subject_hash: Buffer, now: Instant): Promise<number> {
  const { rows } = await sql<{ asked: number }>`
    insert into public_throttle (district, subject_hash, since, asked) values (0, ${subject_hash}::bytea, ${now}::timestamptz, 1)
    on conflict on constraint public_throttle_pkey do update set
      asked = case when public_throttle.since < excluded.since - interval '1 hour' then 1 else public_throttle.asked + 1 end,
      since = case when public_throttle.since < excluded.since - interval '1 hour' then excluded.since else public_throttle.since end
    returning asked`.execute(tx)
  return rows[0]?.asked ?? 1
}

export async function forgetRequests(tx: Tx, now: Instant): Promise<void> {
  await sql`delete from public_throttle where since < ${now}::timestamptz - interval '1 day'`.execute(tx)
}
