import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { correctAmount, counterRecord } from '../../../ledgers/care-records/index.ts'
import { comeBackInto, recoveredFor, release, unspend } from '../../../ledgers/funds/index.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import {
  lockClaims,
  reachByRecords,
  takeBackReached,
  takeFree,
  voidReached,
} from '../../../promises/entitlements/index.ts'
import { type RecoveryDetail, releaseCameBack, stepRecovery } from '../queries/index.ts'
import { getRecovery, tellRecoveries } from './recoveries.ts'
import { roundRef } from './steps.ts'

interface Seen {
  recovery_id: Uuid
  version: number
}

interface Settled {
  id: Uuid
  state: 'open' | 'returned' | 'let_go'
  version: number
}

type Change = Parameters<typeof stepRecovery>[2]

function settle(
  db: Database,
  call: Call,
  { name, input }: { name: string; input: Seen },
  work: (tx: Tx, recovery: RecoveryDetail) => Promise<Change>,
): Promise<Settled> {
  const subject = { kind: 'payment_recovery', id: input.recovery_id }
  return command(db, call, { name, input, subject }, async (tx) => {
    const recovery = await getRecovery(tx, call, input.recovery_id)
    if (recovery.state !== 'open') refuse('conflict', 'payments.recovery_settled', { next: 'payments.look_again' })
    if (recovery.version !== input.version)
      refuse('conflict', 'payments.recovery_changed', { next: 'payments.look_again' })
    const change = await work(tx, recovery)
    if (!(await stepRecovery(tx, recovery, change)))
      refuse('conflict', 'payments.recovery_changed', { next: 'payments.look_again' })
    if (change.state === 'returned') {
      await lockClaims(tx, recovery.district)
      await releaseCameBack(tx, recovery.district, recovery.payment_id)
      await takeFree(tx, recovery.district)
    }
    await tellRecoveries(tx, call, recovery.community)
    return {
      result: { id: recovery.id, state: change.state ?? 'open', version: recovery.version + 1 },
      detail: { amount_fen: recovery.amount_fen },
    }
  })
}

/**
 * The money is back: it is available again in the appropriation it came from, and the act of care of the payment is taken back, with an
 * act of the rest in its place. Of a period that has come back whole, what was owed is void; part of it stays reached by the rest.
 *
 * @throws Refusal not_found `payments.recovery_not_found`; conflict `payments.recovery_settled`, `payments.recovery_changed`; not_allowed
 *   `payments.finder_takes_no_money`; unprocessable `payments.returned_on_wrong` and, when the year's books are closed,
 *   `payments.returned_year_closed`, `payments.returned_not_entered`; while they are being closed, `funds.year_not_open`.
 */
export function returnRecovery(
  db: Database,
  call: Call,
  input: Seen & { returned_on: CivilDate; voucher: string; into_id?: Uuid | null | undefined },
): Promise<Settled> {
  const { returned_on, voucher } = input
  return settle(db, call, { name: 'payments.take_back', input }, async (tx, recovery) => {
    const { account_id } = call.actor
    if (recovery.found_by === account_id)
      refuse('not_allowed', 'payments.finder_takes_no_money', { next: 'payments.powers_apart_next' })
    const paid_on = paidOn(recovery)
    if (returned_on < paid_on || returned_on > call.today) {
      const params = { from: paid_on, to: call.today }
      refuse('unprocessable', 'payments.returned_on_wrong', { place: 'returned_on', params })
    }
    const records = await correctCare(tx, call, recovery, voucher)
    const into_id = await moneyBack(tx, call, recovery, input)
    return {
      into_id,
      state: 'returned',
      settled_on: returned_on,
      settled_at: call.now,
      settled_by: account_id,
      reason: voucher,
      ...records,
    }
  })
}

/**
 * The money is available again where it came from. The books of a closed year take nothing: then it has been entered before as recovered
 * into an open year and confirmed by another, and this return names that.
 */
async function moneyBack(
  tx: Tx,
  call: Call,
  recovery: RecoveryDetail,
  {
    returned_on,
    voucher,
    into_id = null,
  }: { returned_on: CivilDate; voucher: string; into_id?: Uuid | null | undefined },
): Promise<Uuid | null> {
  const { district, appropriation_id } = recovery
  const closed = appropriation_id === null ? undefined : await recoveredFor(tx, { district, appropriation_id }, 'lock')
  if (closed) {
    const params = { year: String(closed.closed_year) }
    if (into_id === null)
      refuse('unprocessable', 'payments.returned_year_closed', { params, next: 'payments.returned_year_closed_next' })
    const known = closed.into.some((one) => one.id === into_id)
    if (!known || !(await comeBackInto(tx, { district, into_id, amount_fen: fen(recovery.amount_fen) })))
      refuse('unprocessable', 'payments.returned_not_entered', {
        place: 'into_id',
        params,
        next: 'payments.returned_year_closed_next',
      })
    return into_id
  }
  if (into_id !== null) refuse('unprocessable', 'payments.returned_year_open', { place: 'into_id' })
  const movement = {
    ref: roundRef({ id: recovery.round_id }),
    amount_fen: fen(recovery.amount_fen),
    happened_on: returned_on,
  }
  const back = { ...movement, operation: `recovery:${recovery.id}`, memo: voucher }
  await unspend(tx, call, { district, movements: [back] })
  // The round it was set aside for has ended: what came back may be used for anything of its purpose.
  await release(tx, call, { district, movements: [{ ...back, operation: `recovery:${recovery.id}:free` }] })
  return null
}

/** Only what was paid comes back. */
function paidOn({ paid_on }: RecoveryDetail): CivilDate {
  return paid_on ?? refuse('conflict', 'payments.recovery_changed', { next: 'payments.look_again' })
}

/** Takes the act of the payment back and writes what stands in its place; what it had reached follows. */
async function correctCare(
  tx: Tx,
  call: Call,
  recovery: RecoveryDetail,
  reason: string,
): Promise<{ counter_id: Uuid; record_id: Uuid | null }> {
  const { standing_record_id, paid_fen, returned_fen, amount_fen, entitlement_id, kind } = recovery
  const standing =
    standing_record_id ?? refuse('conflict', 'payments.recovery_changed', { next: 'payments.look_again' })
  const counter_id = call.newId()
  const rest = fen(paid_fen - returned_fen - amount_fen)
  if (rest === 0) {
    await counterRecord(tx, call, standing, reason, { id: counter_id })
    if (kind === 'regular') await voidReached(tx, call, standing, reason)
    return { counter_id, record_id: null }
  }
  const record_id = call.newId()
  await correctAmount(tx, call, standing, { id: record_id, counter_id, amount_fen: rest, reason })
  if (kind === 'regular') {
    await takeBackReached(tx, call, standing)
    await reachByRecords(tx, call, [{ entitlement_id, record_id }], paidOn(recovery))
  }
  return { counter_id, record_id }
}

/** Asks that the money need not come back, with the reason; nothing is decided by it. */
export function askToLetGo(db: Database, call: Call, input: Seen & { reason: string }): Promise<Settled> {
  return settle(db, call, { name: 'payments.ask_let_go', input }, (_tx, recovery) => {
    if (recovery.asked) refuse('conflict', 'payments.let_go_asked', { next: 'payments.look_again' })
    const asked = { asked_by: call.actor.account_id, reason: input.reason }
    return Promise.resolve({ ...asked, refused_by: null, refused_at: null, refused_reason: null })
  })
}

type Decision = { agree: true } | { agree: false; reason: string }

/**
 * Lets the money go, or not; by somebody else than who asked. Refused, it is open as before, and says why to whoever asked.
 * @throws Refusal conflict `payments.let_go_not_asked`; not_allowed `payments.asker_decides_not`.
 */
export function decideLetGo(db: Database, call: Call, input: Seen & Decision): Promise<Settled> {
  return settle(db, call, { name: 'payments.decide_let_go', input }, (_tx, recovery) => {
    const { account_id } = call.actor
    if (!recovery.asked) refuse('conflict', 'payments.let_go_not_asked', { next: 'payments.look_again' })
    if (recovery.asked_by === account_id)
      refuse('not_allowed', 'payments.asker_decides_not', { next: 'payments.powers_apart_next' })
    if (!input.agree)
      return Promise.resolve({ refused_by: account_id, refused_at: call.now, refused_reason: input.reason })
    const settled = { settled_on: call.today, settled_at: call.now, settled_by: account_id }
    return Promise.resolve({ state: 'let_go' as const, ...settled })
  })
}
