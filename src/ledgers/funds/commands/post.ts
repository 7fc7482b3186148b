import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { exactYuan, fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows, jsonRows, updateRows } from '../../../platform/database/rows.ts'
import { type AppropriationRow, lockAppropriations, shareOpenYears, yearsOf } from '../queries/index.ts'
import { type AccountState, entriesOf, type Posting, signOf } from '../rules.ts'

/** Refuses unless all these years are open; they stay open until the transaction ends. */
export async function needOpenYears(tx: Tx, district: number, years: Iterable<number>): Promise<void> {
  const asked = [...new Set(years)]
  const open = await shareOpenYears(tx, district, asked)
  const shut = asked.find((year) => !open.has(year))
  if (shut !== undefined) {
    refuse('unprocessable', 'funds.year_not_open', { params: { year: String(shut) }, next: 'funds.year_not_open_next' })
  }
}

/**
 * Locks appropriations for posting. First the year, then its appropriations, then what lies under them: all writers and the closing
 * of a year keep this order.
 * @throws Refusal unprocessable `funds.year_not_open`
 */
export async function lockForPosting(tx: Tx, district: number, ids: readonly Uuid[]): Promise<AppropriationRow[]> {
  await needOpenYears(tx, district, await yearsOf(tx, district, ids))
  return lockAppropriations(tx, district, ids)
}

/**
 * Writes transfers of one district with their entries and the balances they leave, in four statements however many they are.
 * The accounts are locked by the caller and given as they are.
 * @throws Refusal unprocessable `funds.insufficient` with what is missing; `funds.account_closed`
 */
export async function post(
  tx: Tx,
  call: Call,
  district: number,
  postings: readonly Posting[],
  accounts: readonly AccountState[],
): Promise<void> {
  if (postings.length === 0) return
  const made = entriesOf(postings, new Map(accounts.map((account) => [account.id, account])))
  if ('fault' in made) {
    if (made.fault.reason === 'closed') return refuse('unprocessable', 'funds.account_closed')
    const { account_id, missing_fen } = made.fault
    const account = accounts.find((one) => one.id === account_id)
    return refuseInsufficient(fen(account?.balance_fen ?? 0), missing_fen)
  }
  await insertRows(
    tx,
    'fund_transfer',
    postings.map(({ ref, ...posting }) => ({
      ...posting,
      ref_kind: ref.kind,
      ref_id: ref.id,
      posted_by: call.actor.account_id,
      posted_at: call.now,
    })),
  )
  await insertRows(
    tx,
    'fund_entry',
    made.entries.map((entry) => ({ district, ...entry })),
  )
  await updateRows(
    tx,
    'fund_account',
    [...made.after.values()].map(({ id, balance_fen, version }) => ({ district, id, balance_fen, version })),
    { versioned: false },
  )
  await bookOnAppropriations(tx, district, postings, accounts)
}

export function refuseInsufficient(there: ReturnType<typeof fen>, missing: ReturnType<typeof fen>): never {
  return refuse('unprocessable', 'funds.insufficient', {
    params: { there: exactYuan(there), missing: exactYuan(missing) },
    next: 'funds.insufficient_next',
  })
}

/** The rows of the appropriations follow their accounts in the same transaction; the check on the row is what nothing gets past. */
async function bookOnAppropriations(
  tx: Tx,
  district: number,
  postings: readonly Posting[],
  accounts: readonly AccountState[],
): Promise<void> {
  const kinds = new Map(accounts.map((account) => [account.id, account.kind]))
  const deltas = new Map<
    Uuid,
    { id: Uuid; appropriated: number; reserved: number; spent: number; carried_out: number }
  >()
  for (const posting of postings) {
    const id = posting.appropriation_id
    const delta = deltas.get(id) ?? { id, appropriated: 0, reserved: 0, spent: 0, carried_out: 0 }
    deltas.set(id, delta)
    for (const direction of ['out', 'in'] as const) {
      const kind = kinds.get(direction === 'out' ? posting.from_account : posting.to_account)
      if (kind === 'reserved' || kind === 'spent') delta[kind] += signOf(kind, direction) * posting.amount_fen
      if (kind === 'source') delta.appropriated += signOf(kind, direction) * posting.amount_fen
    }
    if (posting.kind === 'carry_over') delta.carried_out += posting.amount_fen
  }
  await sql`update appropriation p set appropriated_fen = p.appropriated_fen + d.appropriated, reserved_fen = p.reserved_fen + d.reserved,
      spent_fen = p.spent_fen + d.spent, carried_out_fen = p.carried_out_fen + d.carried_out, version = p.version + 1
    from jsonb_to_recordset(${jsonRows([...deltas.values()])}::jsonb) as d(id uuid, appropriated bigint, reserved bigint, spent bigint, carried_out bigint)
    where p.district = ${district}::int and p.id = d.id`.execute(tx)
}
