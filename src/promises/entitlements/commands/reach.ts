import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { nameUuid, type Uuid } from '../../../kernel/ids.ts'
import { type Issue, Refusal, refuse, withIssues } from '../../../kernel/refusal.ts'
import { counterRecord, recordCare } from '../../../ledgers/care-records/index.ts'
import { PAID_BEFORE } from '../../../ledgers/care-records/rules/index.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { tell } from '../../../platform/jobs/outbox.ts'
import type { Sum } from '../contract/index.ts'
import { byIds, byRecord, type Locked, lockEntitlements } from '../queries/index.ts'
import { planActs, type Reaching } from '../rules/index.ts'
import {
  type Chosen,
  lockChosen,
  moveAll,
  placeOfNews,
  refuseBeforeDue,
  refusePaidByRounds,
  refuseUnlessMovable,
  sumRows,
} from './choose.ts'
import { holdOnPaper, holdHanded, letGoHanded } from './handed.ts'

export type ReachInput = Chosen & Omit<Reaching, 'happened_on' | 'paper'> & { happened_on?: CivilDate | undefined }

export interface Reached {
  reached: Sum
  /** How many care records were written: one for each beneficiary and policy. */
  records: number
}

/** Marks what is due as reached, in its own transaction. @throws what `reachChosen` throws; unprocessable `entitlements.paid_by_rounds`. */
export function markReached(db: Database, call: Call, input: ReachInput): Promise<Reached> {
  return command(db, call, { name: 'entitlements.reach', input }, async (tx) => {
    const result = await reachChosen(tx, call, input, refusePaidByRounds)
    return { result, detail: { rows: result.reached.rows, records: result.records } }
  })
}

/**
 * Enters what an association had paid before it came to the house, by the paper on which it stands. Only what lies before everything that
 * a round has paid in the district: from then on the bank's answers say what was paid. It has no endpoint: history is entered where an
 * association is set up, not in the day's work.
 *
 * @throws what `reachChosen` throws; unprocessable `entitlements.paid_by_rounds_since`.
 */
export function markPaidBefore(db: Database, call: Call, input: ReachInput & { paper: string }): Promise<Reached> {
  return command(db, call, { name: 'entitlements.paid_before', input }, async (tx) => {
    const on = input.happened_on ?? call.today
    const { rows } = await sql<{ since: CivilDate | null }>`
      select min(happened_on) as since from care_record where district = ${call.actor.district}::int and source_room = 'payments'`.execute(
      tx,
    )
    const since = rows[0]?.since ?? null
    if (since !== null && on >= since) {
      refuse('unprocessable', 'entitlements.paid_by_rounds_since', {
        params: { since },
        place: 'happened_on',
        next: 'entitlements.paid_by_rounds_next',
      })
    }
    const result = await reachChosen(tx, call, input, () => undefined)
    const { paper } = input
    return { result, detail: { rows: result.reached.rows, records: result.records, paper } }
  })
}

/**
 * One act for each beneficiary and policy through `recordCare` (kind, amount, quantity
 * and persons from the promise), then the conditional move of every row. All or none, in a fixed number of statements.
 *
 * @throws Refusal not_found, conflict `entitlements.not_to_reached` when any is not due, unprocessable `entitlements.before_due` for a
 *   day before any was owed, conflict `entitlements.given_before` unless it stands on paper, and what `recordCare` refuses, its places named
 *   as in this input.
 */
async function reachChosen(
  tx: Tx,
  call: Call,
  input: ReachInput & { paper?: string },
  allow: (rows: readonly Locked[]) => void,
): Promise<Reached> {
  const happened_on = input.happened_on ?? call.today
  const rows = await lockChosen(tx, call, input, { on: happened_on, from: 'due' })
  refuseUnlessMovable(rows, 'reached')
  allow(rows)
  refuseBeforeDue(rows, happened_on)
  if (rows.length === 0) return { reached: sumRows(rows), records: 0 }
  if (input.paper === undefined) await holdHanded(tx, call, rows, { on: happened_on })
  else await holdOnPaper(tx, call, rows, happened_on)
  const planned = planActs(rows, { ...input, happened_on }, actId)
  await record(
    tx,
    call,
    planned.map(({ act }) => act),
  )
  const recordOf = new Map(planned.flatMap(({ act, entitlements }) => entitlements.map((row) => [row.id, act.id])))
  const record_ids = rows.map((row) => recordOf.get(row.id) ?? refuse('conflict', 'entitlements.changed_meanwhile'))
  await moveAll(tx, rows, { to: 'reached', reached: { on: happened_on, record_ids } })
  await news(tx, call, 'reach', rows)
  return { reached: sumRows(rows), records: planned.length }
}

/** The version is in the name: reached again after an undo, it is another act. */
function actId(row: { id: Uuid; version: number }): Uuid {
  return nameUuid('care_record', `entitlement ${row.id} ${row.version}`, sha256)
}

const FIELDS: Readonly<Record<string, string>> = {
  amount_fen: 'amount_fen_each',
  quantity: 'quantity_each',
  minutes: 'minutes_each',
  person_ids: 'entitlement_ids',
  family_id: 'entitlement_ids',
}

/** One fault of many acts is said once, at the field of this form. */
async function record(tx: Tx, call: Call, acts: Parameters<typeof recordCare>[2]): Promise<void> {
  const placeOf = (index: number, field: string) =>
    FIELDS[field] ?? (field.startsWith('person_ids.') ? `entitlement_ids.${index}` : field)
  try {
    await recordCare(tx, call, acts, placeOf)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const once = new Map<string, Issue>(error.issues.map((issue) => [`${issue.place} ${issue.code}`, issue]))
    throw withIssues(error, [...once.values()])
  }
}

/** One entitlement and the act, written by the calling room in this transaction, that reached it. */
export interface ReachedBy {
  entitlement_id: Uuid
  record_id: Uuid
}

/**
 * Marks as reached by acts that are there already: a visit round writes its own record of the visit and the money, and what was due
 * is reached by that same record. The act must be done, not taken back, of the same family, not before anything was owed, and of the room
 * that pays it where only one does.
 */
export async function reachByRecords(
  tx: Tx,
  call: Call,
  links: readonly ReachedBy[],
  happened_on: CivilDate,
): Promise<Sum> {
  const ids = links.map((link) => link.entitlement_id)
  const rows = await lockChosen(tx, call, { entitlement_ids: ids }, { on: happened_on, from: 'due' })
  refuseUnlessMovable(rows, 'reached')
  refuseBeforeDue(rows, happened_on)
  const recordOf = new Map(links.map((link) => [link.entitlement_id, link.record_id]))
  const record_ids = rows.map((row) => recordOf.get(row.id) ?? refuse('not_found', 'entitlements.not_found'))
  const { rows: good } = await sql<{ id: Uuid; room: string }>`
    select a.id, r.source_room as room
    from unnest(${rows.map((row) => row.id)}::uuid[], ${record_ids}::uuid[], ${rows.map((row) => row.family_id)}::uuid[],
      ${rows.map((row) => row.paying_room)}::text[]) a(id, record_id, family_id, paying_room)
    join care_record r on r.district = ${call.actor.district}::int and r.id = a.record_id and r.sign = 1 and r.outcome = 'done'
      and r.family_id = a.family_id and r.source_room = coalesce(a.paying_room, r.source_room)
    where not exists (select from care_record c where c.district = r.district and c.corrects_id = r.id)`.execute(tx)
  if (good.length !== rows.length) refuse('unprocessable', 'entitlements.record_does_not_fit', { place: 'record_id' })
  const by_bank = new Set(good.flatMap(({ id, room }) => (room === 'payments' ? [id] : [])))
  await holdHanded(tx, call, rows, { on: happened_on, by_bank })
  await moveAll(tx, rows, { to: 'reached', reached: { on: happened_on, record_ids } })
  await news(tx, call, 'reach', rows)
  return sumRows(rows)
}

/**
 * For a room that takes its own act back: everything the record had reached is due again. Writes no counter-record; the caller
 * has, in the same transaction.
 * @returns how many are due again.
 */
export async function takeBackReached(tx: Tx, call: Call, record_id: Uuid): Promise<number> {
  const rows = await lockEntitlements(tx, call, byRecord(record_id), call.today)
  if (rows.length === 0) return 0
  const moved = await letGoHanded(tx, call, rows, () => moveAll(tx, rows, { to: 'due' }))
  await news(tx, call, 'undo', rows)
  return moved
}

/**
 * For a room that takes its own act back because it was never owed: what the record had reached is void, with the reason, and no run
 * brings it back. The caller writes the counter-record in the same transaction.
 * @returns how many are void.
 */
export async function voidReached(tx: Tx, call: Call, record_id: Uuid, reason: string): Promise<number> {
  const reached = await lockEntitlements(tx, call, byRecord(record_id), call.today)
  await takeBackReached(tx, call, record_id)
  const due = await lockEntitlements(tx, call, byIds(reached.map((row) => row.id)), call.today)
  return moveAll(tx, due, { to: 'void', void: { reason } })
}

/**
 * Undoes a reach: the counter-record of its act, and everything that act had reached is due again. An act another room wrote is
 * taken back there.
 * @throws Refusal not_found `entitlements.not_found`, unprocessable `entitlements.undone_where_made`, and what `counterRecord` refuses.
 */
export function undoReach(
  db: Database,
  call: Call,
  input: { record_id: Uuid; reason: string },
): Promise<{ counter_id: Uuid; moved: number }> {
  const subject = { kind: 'care_record', id: input.record_id }
  return command(db, call, { name: 'entitlements.undo_reach', input, subject }, async (tx) => {
    const rows = await lockEntitlements(tx, call, byRecord(input.record_id), call.today)
    if (rows.length === 0) refuse('not_found', 'entitlements.not_found', { place: 'record_id' })
    const record = await tx
      .selectFrom('care_record')
      .select('source_room')
      .where('district', '=', call.actor.district)
      .where('id', '=', input.record_id)
      .executeTakeFirst()
    if (record?.source_room !== 'entitlements' && record?.source_room !== PAID_BEFORE) {
      refuse('unprocessable', 'entitlements.undone_where_made', {
        place: 'record_id',
        next: 'entitlements.undone_where_made_next',
      })
    }
    const { id } = await counterRecord(tx, call, input.record_id, input.reason)
    const moved = await takeBackReached(tx, call, input.record_id)
    return { result: { counter_id: id, moved }, detail: { rows: moved } }
  })
}

/** What a round over a policy and period would find: by family, with what is due to whom. */
export function dueOfFamilies(
  tx: Tx,
  call: Call,
  asked: { policy_id: Uuid; period: string; family_ids: readonly Uuid[] },
): Promise<Locked[]> {
  const which = sql<boolean>`e.policy_id = ${asked.policy_id}::uuid and e.period = ${asked.period}
    and e.family_id = any(${asked.family_ids}::uuid[]) and e.state = 'due'`
  return lockEntitlements(tx, call, which, call.today)
}

export async function news(tx: Tx, call: Call, what: string, rows: readonly Locked[]): Promise<void> {
  const community = placeOfNews(call, rows)
  const payload = { community, rows: rows.length }
  await tell(tx, call, call.actor.district, { topic: 'entitlements', dedupe_key: `${what} ${call.newId()}`, payload })
}
