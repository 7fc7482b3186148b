import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { withinDistricts } from '../../../platform/database/scope.ts'
import type { Theme } from '../../../promises/policies/index.ts'
import type { Act, RoundState } from '../rules/index.ts'

export interface RoundRow {
  district: number
  id: Uuid
  division: number
  title: string
  policy_ids: Uuid[]
  as_of: CivilDate
  state: RoundState
  previous_id: Uuid | null
  item_count: number
  total_fen: number
  content_hash: Buffer | null
  content_mac: Buffer | null
  composed_by: Uuid
  composed_at: Instant
  submitted_by: Uuid | null
  approved_by: Uuid | null
  funded_by: Uuid | null
  appropriation_id: Uuid | null
  exported_by: Uuid | null
  closed_by: Uuid | null
  version: number
}

const COLUMNS = sql`r.district, r.id, r.division, r.title, r.policy_ids, r.as_of, r.state, r.previous_id, r.item_count, r.total_fen::bigint as total_fen,
  r.content_hash, r.content_mac, r.composed_by, r.composed_at, r.submitted_by, r.approved_by, r.funded_by, r.appropriation_id, r.exported_by,
  r.closed_by, r.version`

/**
 * The round whose place lies in the caller's area; `lock`ed until the transaction ends. Steps are taken in the round's own district, where
 * they leave their trace; those above it look.
 */
export async function findRound(
  tx: Tx,
  call: Call,
  id: Uuid,
  lock: 'lock' | 'look' = 'look',
): Promise<RoundRow | undefined> {
  const { district, scope } = call.actor
  const mine = lock === 'lock' ? sql`r.district = ${district}::int` : withinDistricts(scope, 'r.district')
  const { rows } = await sql<RoundRow>`select ${COLUMNS} from payment_round r
    where ${mine} and r.id = ${id}::uuid and r.division >= ${scope.lo}::bigint and r.division < ${scope.hi}::bigint
    ${lock === 'lock' ? sql`for update` : sql``}`.execute(tx)
  return rows[0]
}

export interface RoundPage {
  items: RoundRow[]
  next: { composed_at: Instant; id: Uuid } | undefined
}

/** Rounds of the caller's area, the newest first. */
export async function listRounds(
  tx: Tx,
  call: Call,
  page: { size: number; after?: { composed_at: Instant; id: Uuid } | undefined },
): Promise<RoundPage> {
  const { scope } = call.actor
  const after: RawBuilder<unknown> = page.after
    ? sql`and (r.composed_at, r.id) < (${page.after.composed_at}::timestamptz, ${page.after.id}::uuid)`
    : sql``
  const { rows } = await sql<RoundRow>`select ${COLUMNS} from payment_round r
    where ${withinDistricts(scope, 'r.district')} and r.division >= ${scope.lo}::bigint and r.division < ${scope.hi}::bigint ${after}
    order by r.composed_at desc, r.id desc limit ${page.size + 1}::int`.execute(tx)
  const items = rows.slice(0, page.size)
  const last = items.at(-1)
  return { items, next: rows.length > page.size && last ? { composed_at: last.composed_at, id: last.id } : undefined }
}

export interface RoundChange {
  item_count?: number
  total_fen?: number
  content_hash?: Buffer | null
  content_mac?: Buffer | null
  submitted_by?: Uuid | null
  approved_by?: Uuid
  funded_by?: Uuid
  appropriation_id?: Uuid
  exported_by?: Uuid
  closed_by?: Uuid
}

/**
 * The conditional step: the round is moved only while it still is what was read, content included (I10). Writes the event with it.
 * @returns false when somebody was faster.
 */
export async function stepRound(
  tx: Tx,
  call: Call,
  round: RoundRow,
  step: { to: RoundState; change?: RoundChange; reason?: string | undefined },
): Promise<boolean> {
  const assignments = Object.entries(step.change ?? {}).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  const set = sql.join([sql`state = ${step.to}`, sql`seq = seq + 1`, sql`version = version + 1`, ...assignments])
  const { rows } = await sql<{ seq: number }>`
    with moved as (
      update payment_round set ${set}
      where district = ${round.district}::int and id = ${round.id}::uuid and state = ${round.state} and version = ${round.version}::int
        and content_hash is not distinct from ${round.content_hash}::bytea and total_fen = ${round.total_fen}::bigint
      returning district, id, seq, content_hash, item_count, total_fen
    )
    insert into payment_round_event (district, round_id, seq, prev_seq, from_state, to_state, account_id, at, content_hash, item_count, total_fen, reason)
    select m.district, m.id, m.seq, m.seq - 1, ${round.state}, ${step.to}, ${call.actor.account_id}::uuid, ${call.now}::timestamptz, m.content_hash,
      case when m.content_hash is not null then m.item_count end, case when m.content_hash is not null then m.total_fen end, ${step.reason ?? null}
    from moved m
    returning seq`.execute(tx)
  return rows.length === 1
}

/** The themes of the promises that a round pays. */
export async function themesOf(tx: Tx, round: Pick<RoundRow, 'district' | 'id'>): Promise<Theme[]> {
  const { rows } = await sql<{ theme: Theme }>`
    select distinct o.theme from payment p join policy o on o.id = p.policy_id
    where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state <> 'void'`.execute(tx)
  return rows.map((row) => row.theme)
}

/** Writes down the first act of a person in a round that is locked. @returns that act, which may be an earlier one than this. */
export async function takeHand(tx: Tx, call: Call, round: RoundRow, act: Act): Promise<Act> {
  const { account_id } = call.actor
  const { rows } = await sql<{ act: Act }>`
    with taken as (
      insert into payment_round_hand (district, round_id, account_id, act, at)
      values (${round.district}::int, ${round.id}::uuid, ${account_id}::uuid, ${act}, ${call.now}::timestamptz)
      on conflict do nothing returning act
    )
    select act from taken union all select h.act from payment_round_hand h
    where h.district = ${round.district}::int and h.round_id = ${round.id}::uuid and h.account_id = ${account_id}::uuid`.execute(
    tx,
  )
  return rows[0]?.act ?? act
}

export interface RoundEvent {
  seq: number
  from_state: string
  to_state: RoundState
  account_id: Uuid
  name: string | null
  at: Instant
  reason: string | null
}

export async function eventsOf(tx: Tx, round: Pick<RoundRow, 'district' | 'id'>): Promise<RoundEvent[]> {
  const { rows } = await sql<RoundEvent>`
    select e.seq, e.from_state, e.to_state, e.account_id, a.display_name as name, e.at, e.reason
    from payment_round_event e left join account a on a.id = e.account_id
    where e.district = ${round.district}::int and e.round_id = ${round.id}::uuid order by e.seq`.execute(tx)
  return rows
}
