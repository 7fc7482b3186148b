import { sql } from 'kysely'
import { type CivilDate, partsOf } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Fen, fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import { jsonRows } from '../../../platform/database/rows.ts'
import {
  type AccountRow,
  type AppropriationRow,
  doneOperations,
  lockAccounts,
  type ReservationRow,
  reservationsOf,
} from '../queries/index.ts'
import { heldAfter, type Move, MOVES, type Posting, type Ref } from '../rules.ts'
import { lockForPosting, post, refuseInsufficient } from './post.ts'

/** One movement of reserved money. The same (ref, operation) is posted once, however often it is asked for. */
export interface Movement {
  ref: Ref
  /** Which of the ref's operations: `reserve`, `line:<id>:1`. */
  operation: string
  amount_fen: Fen
  /** The day it happened; the call's today when absent. */
  happened_on?: CivilDate
  memo?: string
}

export interface Moved {
  posted: number
  /** Already posted under their operation keys, with the same sum. */
  already: number
}

const keyOf = (one: { ref_kind: string; ref_id: Uuid }) => `${one.ref_kind} ${one.ref_id}`
const refKey = (ref: Ref) => `${ref.kind} ${ref.id}`

/**
 * Sets money of an appropriation aside for a thing (a payment round). Within the caller's transaction; never more than there is,
 * also when many ask at once.
 * @throws Refusal not_found `funds.appropriation_not_found`; unprocessable `funds.insufficient`, `funds.year_not_open`,
 *   `funds.year_ahead`, `funds.not_confirmed`; conflict `funds.other_appropriation`, `funds.operation_differs`
 */
export async function reserve(
  tx: Tx,
  call: Call,
  input: { district: number; appropriation_id: Uuid; movements: readonly Movement[] },
): Promise<Moved> {
  const { district, appropriation_id, movements } = input
  const [appropriation] = await lockForPosting(tx, district, [appropriation_id])
  if (!appropriation) return refuse('not_found', 'funds.appropriation_not_found')
  if (appropriation.state !== 'confirmed') refuse('unprocessable', 'funds.not_confirmed')
  if (appropriation.year > partsOf(call.today).year) {
    const params = { year: String(appropriation.year) }
    refuse('unprocessable', 'funds.year_ahead', { place: 'appropriation_id', params, next: 'funds.year_ahead_next' })
  }
  const refs = [...new Map(movements.map(({ ref }) => [refKey(ref), ref])).values()]
  await sql`insert into fund_reservation (district, ref_kind, ref_id, appropriation_id)
    select ${district}::int, r.kind, r.id, ${appropriation_id}::uuid
    from jsonb_to_recordset(${jsonRows(refs)}::jsonb) as r(kind text, id uuid) on conflict do nothing`.execute(tx)
  const held = await reservationsOf(tx, district, refs, true)
  if (held.some((one) => one.appropriation_id !== appropriation_id)) refuse('conflict', 'funds.other_appropriation')
  return move(tx, call, { district, move: 'reserve', movements, held, appropriations: [appropriation] })
}

/** Gives back what a thing reserved and does not need. @throws as `spend` */
export function release(tx: Tx, call: Call, input: { district: number; movements: readonly Movement[] }) {
  return moveHeld(tx, call, 'release', input)
}

/**
 * Spends what a thing has reserved: many lines in one call.
 * @throws Refusal not_found `funds.nothing_reserved`; unprocessable `funds.insufficient`, `funds.year_not_open`; conflict
 *   `funds.operation_differs`
 */
export function spend(tx: Tx, call: Call, input: { district: number; movements: readonly Movement[] }) {
  return moveHeld(tx, call, 'spend', input)
}

/** A payment came back: what was spent is reserved again, for the next attempt or for release. @throws as `spend` */
export function unspend(tx: Tx, call: Call, input: { district: number; movements: readonly Movement[] }) {
  return moveHeld(tx, call, 'unspend', input)
}

async function moveHeld(
  tx: Tx,
  call: Call,
  kind: Move,
  { district, movements }: { district: number; movements: readonly Movement[] },
): Promise<Moved> {
  const refs = [...new Map(movements.map(({ ref }) => [refKey(ref), ref])).values()]
  // Which appropriation a thing draws on never changes: read first, then locked in the order all writers keep.
  const known = await reservationsOf(tx, district, refs, false)
  if (known.length < refs.length) refuse('not_found', 'funds.nothing_reserved')
  const ids = [...new Set(known.map((one) => one.appropriation_id))]
  const appropriations = await lockForPosting(tx, district, ids)
  const held = await reservationsOf(tx, district, refs, true)
  return move(tx, call, { district, move: kind, movements, held, appropriations })
}

interface Moving {
  district: number
  move: Move
  movements: readonly Movement[]
  held: readonly ReservationRow[]
  appropriations: readonly AppropriationRow[]
}

async function move(tx: Tx, call: Call, moving: Moving): Promise<Moved> {
  const fresh = await notYetDone(tx, moving)
  if (fresh.length === 0) return { posted: 0, already: moving.movements.length }
  const after = heldAfterAll(moving, fresh)
  const accounts = await lockAccounts(tx, moving.district, {
    appropriations: moving.appropriations.map((one) => one.id),
    kinds: [MOVES[moving.move].from, MOVES[moving.move].to],
  })
  const postings = fresh.map((movement) => postingOf(call, moving, movement, accounts))
  await inBulk(tx, postings.length, async () => {
    await post(tx, call, moving.district, postings, accounts)
    await sql`update fund_reservation r set reserved_fen = h.reserved_fen, spent_fen = h.spent_fen, version = r.version + 1
      from jsonb_to_recordset(${jsonRows(after)}::jsonb) as h(ref_kind text, ref_id uuid, reserved_fen bigint, spent_fen bigint)
      where r.district = ${moving.district}::int and r.ref_kind = h.ref_kind and r.ref_id = h.ref_id`.execute(tx)
  })
  return { posted: fresh.length, already: moving.movements.length - fresh.length }
}

/** What is left to post. The locks are held: what another transaction posted under the same key is seen here. */
async function notYetDone(tx: Tx, { district, move: kind, movements }: Moving): Promise<Movement[]> {
  const done = await doneOperations(tx, district, movements)
  const byKey = new Map(done.map((one) => [`${keyOf(one)} ${one.operation}`, one]))
  const fresh = new Map<string, Movement>()
  for (const movement of movements) {
    const key = `${refKey(movement.ref)} ${movement.operation}`
    const former = byKey.get(key)
    const twin = fresh.get(key)
    const differs =
      (former && (former.kind !== kind || former.amount_fen !== movement.amount_fen)) ||
      (twin && twin.amount_fen !== movement.amount_fen)
    if (differs) refuse('conflict', 'funds.operation_differs', { params: { operation: movement.operation } })
    if (!former && !twin) fresh.set(key, movement)
  }
  return [...fresh.values()]
}

function heldAfterAll({ held, move: kind }: Moving, fresh: readonly Movement[]) {
  const byRef = Map.groupBy(fresh, ({ ref }) => refKey(ref))
  return held.flatMap((one) => {
    const amounts = (byRef.get(keyOf(one)) ?? []).map((movement) => movement.amount_fen)
    if (amounts.length === 0) return []
    const next = heldAfter(one, kind, amounts)
    if ('missing_fen' in next) {
      return refuseInsufficient(fen(kind === 'unspend' ? one.spent_fen : one.reserved_fen), next.missing_fen)
    }
    return [{ ref_kind: one.ref_kind, ref_id: one.ref_id, ...next }]
  })
}

function postingOf(call: Call, moving: Moving, movement: Movement, accounts: readonly AccountRow[]): Posting {
  const of = moving.held.find((one) => keyOf(one) === refKey(movement.ref))
  const appropriation = moving.appropriations.find((one) => one.id === of?.appropriation_id)
  const account = (kind: AccountRow['kind']) =>
    accounts.find((one) => one.kind === kind && one.appropriation_id === appropriation?.id)
  const { from, to } = MOVES[moving.move]
  const [source, target] = [account(from), account(to)]
  if (!appropriation || !source || !target) return refuse('unprocessable', 'funds.not_confirmed')
  return {
    id: call.newId(),
    district: moving.district,
    year: appropriation.year,
    kind: moving.move,
    from_account: source.id,
    to_account: target.id,
    amount_fen: movement.amount_fen,
    appropriation_id: appropriation.id,
    ref: movement.ref,
    operation: movement.operation,
    happened_on: movement.happened_on ?? call.today,
    memo: movement.memo ?? null,
    reverses_id: null,
  }
}
