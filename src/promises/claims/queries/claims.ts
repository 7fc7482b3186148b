import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { ClaimLine } from '../contract/index.ts'
import { type Origin, type Pressing, type State, STEP_DAYS } from '../rules/index.ts'
import {
  LINE_TABLES,
  lineColumns,
  lineFor,
  type LineRow,
  onRoll,
  type Page,
  presses,
  rowAt,
  waitsForReader,
} from './pieces.ts'

/** A claim read to be acted on; its row is locked until the transaction ends. */
export interface ClaimRow {
  district: number
  id: Uuid
  community: number
  family_id: Uuid
  person_id: Uuid
  policy_id: Uuid
  procedure_id: Uuid
  branch: 'death' | 'disability' | 'none'
  origin: Origin
  state: State
  seq: number
  step_since: Instant
  step_due_on: CivilDate | null
  hands: Uuid[]
  open_objections: number
  upheld_objections: number
  declared_version: number
  decision: 'confirmed' | 'refused' | null
  in_force_from: CivilDate | null
  in_force_to: CivilDate | null
  draft_cipher: Buffer | null
  version: number
  name: string
}

const LOCKED = sql`c.district, c.id, c.community, c.family_id, c.person_id, c.policy_id, c.procedure_id, c.branch, c.origin, c.state, c.seq,
  c.step_since, c.step_due_on, c.hands::text[] as hands, c.open_objections, c.upheld_objections, c.declared_version, c.decision, c.in_force_from, c.in_force_to,
  c.draft_cipher, c.version, p.name`

/** Locks one claim of the caller's scope; undefined when there is none within reach. */
export async function findClaim(tx: Tx, call: Call, id: Uuid): Promise<ClaimRow | undefined> {
  const { rows } =
    await sql<ClaimRow>`select ${LOCKED} from claim c join person p on p.district = c.district and p.id = c.person_id
    where ${rowAt(call.actor.scope, 'c', id)} for update of c`.execute(tx)
  return rows[0]
}

/** Locks several, always in the same order. Ids out of reach have no row. */
export async function lockClaims(tx: Tx, call: Call, which: RawBuilder<unknown>): Promise<ClaimRow[]> {
  const { rows } =
    await sql<ClaimRow>`select ${LOCKED} from claim c join person p on p.district = c.district and p.id = c.person_id
    where c.district = ${call.actor.district}::int and ${within(call.actor.scope, 'c.community')} and ${which}
    order by c.community, c.id for update of c`.execute(tx)
  return rows
}

export interface ClaimFilter {
  division?: number | undefined
  state?: State | State[] | undefined
  mine?: 'yes' | undefined
  due?: Pressing | undefined
  on_roll?: 'yes' | undefined
}

const OPEN = sql`c.state not in ('filed', 'exited', 'withdrawn')`

function conditionsOf(call: Call, filter: ClaimFilter): RawBuilder<unknown> {
  const { scope, division } = call.actor
  const { lo, hi } = interval(filter.division ?? division)
  const parts = [
    within({ lo: Math.max(lo, scope.lo), hi: Math.min(hi, scope.hi) }, 'c.community') as RawBuilder<unknown>,
  ]
  const states = filter.state === undefined ? undefined : [filter.state].flat()
  if (states) parts.push(sql`c.state = any(${states}::text[])`)
  else if (filter.on_roll === undefined) parts.push(OPEN)
  if (filter.on_roll) parts.push(onRoll(call.today))
  if (filter.mine) parts.push(waitsForReader(call))
  if (filter.due) parts.push(OPEN, presses(sql`c.step_due_on`, filter.due, call.today, STEP_DAYS))
  return sql.join(parts, sql` and `)
}

/** Claims of a place, keyset on (community, id). */
export async function listClaims(
  tx: Tx,
  call: Call,
  filter: ClaimFilter,
  { size, cursor }: Page,
): Promise<{ items: ClaimLine[]; next_cursor: string | null }> {
  const after = decodeCursor(cursor, ['number', 'uuid'])
  const { rows } = await sql<LineRow>`select ${lineColumns(call)} from ${LINE_TABLES}
    where ${conditionsOf(call, filter)} and ${after ? sql`(c.community, c.id) > (${after[0]}::bigint, ${after[1]}::uuid)` : sql`true`}
    order by c.community, c.id limit ${size + 1}`.execute(tx)
  const items = rows.slice(0, size).map((row) => lineFor(call, row))
  const last = items.at(-1)
  return { items, next_cursor: rows.length > size && last ? encodeCursor([last.community, last.claim_id]) : null }
}

const WAITING_SHOWN = 10

/** What waits for the reader by state, the most pressing first, at most ten of each. */
export async function listWaiting(tx: Tx, call: Call) {
  const mine = conditionsOf(call, { mine: 'yes' })
  const counts = await sql<{ state: State; total: number; overdue: number }>`
    select c.state, count(*) as total, count(*) filter (where c.step_due_on < ${call.today}::date) as overdue
    from claim c where ${mine} group by c.state`.execute(tx)
  const { rows } = await sql<LineRow>`select x.* from (
      select ${lineColumns(call)}, row_number() over (partition by c.state order by c.step_due_on nulls last, c.step_since, c.id) as nth
      from ${LINE_TABLES} where ${mine}) x where x.nth <= ${WAITING_SHOWN} order by x.nth`.execute(tx)
  return counts.rows.map((count) => ({
    ...count,
    items: rows.filter((row) => row.state === count.state).map((row) => lineFor(call, row)),
  }))
}

/** How much waits for the reader: for Today. */
export async function countWaiting(tx: Tx, call: Call, due?: Pressing): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from claim c
    where ${conditionsOf(call, { mine: 'yes', due })}`.execute(tx)
  return rows[0]?.n ?? 0
}

export async function claimsOfFamily(tx: Tx, call: Call, family_id: Uuid): Promise<ClaimLine[]> {
  const { rows } = await sql<LineRow>`select ${lineColumns(call)} from ${LINE_TABLES}
    where c.family_id = ${family_id}::uuid and ${within(call.actor.scope, 'c.community')} order by c.created_at desc, c.id limit 50`.execute(
    tx,
  )
  return rows.map((row) => lineFor(call, row))
}

/** One claim as it is shown, without its parts. */
export async function findLine(tx: Tx, call: Call, id: Uuid) {
  type Shown = LineRow & {
    origin: Origin
    continues_id: Uuid | null
    exit_cause: string | null
    procedure_id: Uuid
    hands: Uuid[]
    upheld_objections: number
  }
  const { rows } =
    await sql<Shown>`select ${lineColumns(call)}, c.origin, c.continues_id, c.exit_cause, c.procedure_id, c.hands::text[] as hands,
      c.upheld_objections from ${LINE_TABLES} where ${rowAt(call.actor.scope, 'c', id)}`.execute(tx)
  const [row] = rows
  return row && { ...row, ...lineFor(call, row) }
}

export interface EventRow {
  seq: number
  at: Instant
  act: string
  from_state: string
  to_state: State
  by: string | null
  account_id: Uuid
  role: string
  reason: string | null
  detail: { opinion?: 'agree' | 'disagree'; text?: string; present?: string[]; held_on?: CivilDate }
}

/** What happened to a claim, the first act first. The claim itself was found within reach before. */
export async function listEvents(tx: Tx, claim: { district: number; id: Uuid }): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select e.seq, e.at, e.act, e.from_state, e.to_state, (select a.display_name from account a where a.id = e.account_id) as by, e.account_id, e.role,
      e.reason, e.detail from claim_event e where e.district = ${claim.district}::int and e.claim_id = ${claim.id}::uuid order by e.seq`.execute(
    tx,
  )
  return rows
}
