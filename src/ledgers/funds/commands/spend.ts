import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { command } from '../../../platform/database/transact.ts'
import { findTransfer, lockAccounts } from '../queries/index.ts'
import { lockForPosting, post } from './post.ts'

export interface NewSpending {
  id: Uuid
  appropriation_id: Uuid
  amount_fen: Fen
  happened_on: CivilDate
  memo: string
}

/**
 * Books something paid outside a payment round (an invoice, an event) straight from what is available.
 * @throws Refusal not_found `funds.appropriation_not_found`; unprocessable `funds.insufficient`, `funds.not_confirmed`,
 *   `funds.year_not_open`, `funds.day_outside`
 */
export function bookSpending(db: Database, call: Call, input: NewSpending): Promise<{ transfer_id: Uuid }> {
  const { district } = call.actor
  const subject = { kind: 'fund_transfer', id: input.id }
  return command(db, call, { name: 'funds.book_spending', input, subject }, async (tx) => {
    const [row] = await lockForPosting(tx, district, [input.appropriation_id])
    if (!row) return refuse('not_found', 'funds.appropriation_not_found')
    if (row.state !== 'confirmed') refuse('unprocessable', 'funds.not_confirmed')
    if (input.happened_on < `${row.year}-01-01` || input.happened_on > call.today) {
      refuse('unprocessable', 'funds.day_outside', { place: 'happened_on', params: { year: String(row.year) } })
    }
    const accounts = await lockAccounts(tx, district, { appropriations: [row.id], kinds: ['available', 'spent'] })
    const [from, to] = (['available', 'spent'] as const).map((kind) => accounts.find((one) => one.kind === kind))
    if (!from || !to) return refuse('unprocessable', 'funds.not_confirmed')
    const posting = {
      id: input.id,
      district,
      year: row.year,
      kind: 'spend' as const,
      from_account: from.id,
      to_account: to.id,
      amount_fen: input.amount_fen,
      appropriation_id: row.id,
      ref: { id: input.id, kind: 'spending' },
      operation: 'spend',
      happened_on: input.happened_on,
      memo: input.memo,
      reverses_id: null,
    }
    await post(tx, call, district, [posting], accounts)
    return { result: { transfer_id: input.id }, detail: { amount_fen: input.amount_fen } }
  })
}

/**
 * Takes a booking back by moving the same sum the other way, once. Spendings of this room and appropriations only: what a
 * payment round moved is taken back there.
 * @throws Refusal not_found `funds.transfer_not_found`; conflict `funds.already_reversed`; unprocessable `funds.reversed_where_made`,
 *   `funds.came_back`, `funds.insufficient`, `funds.year_not_open`
 */
export function reverseTransfer(
  db: Database,
  call: Call,
  input: { transfer_id: Uuid; id: Uuid; reason: string },
): Promise<{ transfer_id: Uuid }> {
  const { district } = call.actor
  const subject = { kind: 'fund_transfer', id: input.transfer_id }
  return command(db, call, { name: 'funds.reverse_transfer', input, subject }, async (tx) => {
    const found = await findTransfer(tx, district, input.transfer_id)
    if (!found) return refuse('not_found', 'funds.transfer_not_found')
    if (!['spending', 'appropriation'].includes(found.ref_kind) || found.kind === 'reversal') {
      refuse('unprocessable', 'funds.reversed_where_made', { next: 'funds.reversed_where_made_next' })
    }
    const [locked] = await lockForPosting(tx, district, [found.appropriation_id])
    if (found.ref_kind === 'appropriation' && locked && locked.came_back_fen > 0)
      refuse('unprocessable', 'funds.came_back', { next: 'funds.came_back_next' })
    // Read again under the lock: of two who take it back at once, the second sees the first.
    if ((await findTransfer(tx, district, input.transfer_id))?.reversed) refuse('conflict', 'funds.already_reversed')
    const accounts = await lockAccounts(tx, district, {
      appropriations: [found.appropriation_id],
      kinds: ['source', 'available', 'spent'],
    })
    const posting = {
      id: input.id,
      district,
      year: found.year,
      kind: 'reversal' as const,
      from_account: found.to_account,
      to_account: found.from_account,
      amount_fen: found.amount_fen,
      appropriation_id: found.appropriation_id,
      ref: { kind: found.ref_kind, id: found.ref_id },
      operation: `reverse ${found.id}`,
      happened_on: call.today,
      memo: input.reason,
      reverses_id: found.id,
    }
    await post(tx, call, district, [posting], accounts)
    return { result: { transfer_id: input.id }, detail: { amount_fen: found.amount_fen } }
  })
}
