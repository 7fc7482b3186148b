import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { command } from '../../../platform/database/transact.ts'
import {
  type AccountRow,
  earlierNotClosed,
  lockPeriod,
  lockYear,
  openEnds,
  restsOf,
  yearAfter,
} from '../queries/index.ts'
import type { Posting } from '../rules.ts'
import { openAccounts, openYear } from './entries.ts'
import { needOpenYears, post } from './post.ts'

/** What still stands in the way of closing: money reserved and not spent, entries nobody has confirmed. */
async function refuseOpenEnds(tx: Tx, district: number, year: number): Promise<void> {
  const { reserved, entered } = await openEnds(tx, district, year)
  if (reserved > 0) {
    refuse('unprocessable', 'funds.still_reserved', { params: { count: reserved }, next: 'funds.still_reserved_next' })
  }
  if (entered > 0) {
    refuse('unprocessable', 'funds.still_entered', { params: { count: entered }, next: 'funds.still_entered_next' })
  }
}

/**
 * Asks to close a year: from now on nothing is posted in it, until another account closes it or somebody opens it again.
 * @throws Refusal not_found `funds.year_unknown`; conflict `funds.year_not_open`; unprocessable `funds.year_not_over`,
 *   `funds.earlier_year_open`, `funds.still_reserved`, `funds.still_entered`
 */
export function askToClose(db: Database, call: Call, year: number): Promise<{ year: number; state: 'closing' }> {
  const { district, account_id } = call.actor
  return command(db, call, { name: 'funds.ask_to_close', input: year, detail: { year } }, async (tx) => {
    const period = await lockPeriod(tx, district, year)
    if (!period) return refuse('not_found', 'funds.year_unknown')
    if (period.state !== 'open') refuse('conflict', 'funds.year_not_open', { params: { year: String(year) } })
    if (call.today < `${year}-12-31`) refuse('unprocessable', 'funds.year_not_over', { params: { year: String(year) } })
    const earlier = await earlierNotClosed(tx, district, year)
    if (earlier !== undefined) {
      const params = { year: String(year), earlier: String(earlier) }
      refuse('unprocessable', 'funds.earlier_year_open', {
        place: 'year',
        params,
        next: 'funds.earlier_year_open_next',
      })
    }
    await refuseOpenEnds(tx, district, year)
    await sql`update fund_period set state = 'closing', closing_by = ${account_id}::uuid, version = version + 1
      where district = ${district}::int and year = ${year}::int and state = 'open'`.execute(tx)
    return { result: { year, state: 'closing' as const } }
  })
}

/** Opens a year again whose closing was asked for and not yet done. @throws Refusal not_found; conflict `funds.year_not_closing` */
export function keepOpen(db: Database, call: Call, year: number): Promise<{ year: number; state: 'open' }> {
  const { district } = call.actor
  return command(db, call, { name: 'funds.keep_open', input: year, detail: { year } }, async (tx) => {
    const period = await lockPeriod(tx, district, year)
    if (!period) return refuse('not_found', 'funds.year_unknown')
    if (period.state !== 'closing') refuse('conflict', 'funds.year_not_closing')
    await sql`update fund_period set state = 'open', closing_by = null, version = version + 1
      where district = ${district}::int and year = ${year}::int and state = 'closing'`.execute(tx)
    return { result: { year, state: 'open' as const } }
  })
}

/**
 * Closes a year for good: what is left of each appropriation goes over to the next year under the same source and purpose, and every
 * account gets its last entry, after which the database takes none. Books that began late, with a later year closed already, are closed
 * like any: what is left of them goes into the year after the last that is closed.
 * @throws Refusal not_found; conflict `funds.year_not_closing`; not_allowed `funds.own_closing`; unprocessable `funds.year_not_open` while
 *   the closing of the next year has been asked for
 */
export function closeYear(
  db: Database,
  call: Call,
  year: number,
): Promise<{ year: number; state: 'closed'; carried: number }> {
  const { district, account_id } = call.actor
  return command(db, call, { name: 'funds.close_year', input: year, detail: { year } }, async (tx) => {
    const period = await lockPeriod(tx, district, year)
    if (!period) return refuse('not_found', 'funds.year_unknown')
    const { closing_by } = period
    if (period.state !== 'closing' || closing_by === null) return refuse('conflict', 'funds.year_not_closing')
    if (closing_by === account_id) refuse('not_allowed', 'funds.own_closing', { next: 'funds.own_entry_next' })
    await refuseOpenEnds(tx, district, year)
    const carried = await carryOver(tx, call, { district, year, closing_by })
    await closeAccounts(tx, district, await lockYear(tx, district, year))
    await sql`update fund_period set state = 'closed', closed_by = ${account_id}::uuid, closed_at = ${call.now}::timestamptz,
      version = version + 1 where district = ${district}::int and year = ${year}::int and state = 'closing'`.execute(tx)
    await sql`insert into fund_closing (district, year, state) values (${district}::int, ${year}::int, 'closed')`.execute(
      tx,
    )
    return { result: { year, state: 'closed' as const, carried }, detail: { carried } }
  })
}

async function carryOver(
  tx: Tx,
  call: Call,
  { district, year, closing_by }: { district: number; year: number; closing_by: Uuid },
): Promise<number> {
  const rests = await restsOf(tx, district, year)
  if (rests.length === 0) return 0
  const next = await yearAfter(tx, district, year)
  await openYear(tx, district, next)
  await needOpenYears(tx, district, [next])
  const rows = rests.map((rest) => ({ ...rest, id: call.newId(), year: next }))
  await insertRows(
    tx,
    'appropriation',
    rows.map((row) => ({
      district,
      id: row.id,
      year: next,
      source_id: row.source_id,
      purpose: row.purpose,
      origin: 'carry_over',
      from_id: row.from_id,
      stated_fen: row.rest_fen,
      appropriated_fen: row.rest_fen,
      reserved_fen: 0,
      spent_fen: 0,
      carried_out_fen: 0,
      state: 'confirmed',
      created_by: closing_by,
      created_at: call.now,
      confirmed_by: call.actor.account_id,
      confirmed_at: call.now,
      version: 1,
    })),
  )
  await openAccounts(tx, call, district, rows)
  const accounts = [...(await lockYear(tx, district, year)), ...(await lockYear(tx, district, next))]
  const available = (id: Uuid) => accounts.find((one) => one.kind === 'available' && one.appropriation_id === id)
  const postings = rows.map((row): Posting => {
    const [from, to] = [available(row.from_id), available(row.id)]
    if (!from || !to) throw new Error('A confirmed appropriation has its accounts.')
    return {
      id: call.newId(),
      district,
      year,
      kind: 'carry_over',
      from_account: from.id,
      to_account: to.id,
      amount_fen: row.rest_fen,
      appropriation_id: row.from_id,
      ref: { id: row.id, kind: 'year' },
      operation: 'carry_over',
      happened_on: call.today,
      memo: null,
      reverses_id: null,
    }
  })
  await post(tx, call, district, postings, accounts)
  return rows.length
}

async function closeAccounts(tx: Tx, district: number, accounts: readonly AccountRow[]): Promise<void> {
  await insertRows(
    tx,
    'fund_entry',
    accounts.map((account) => ({
      district,
      account_id: account.id,
      account_version: account.version + 1,
      account_kind: account.kind,
      direction: 'close',
      transfer_id: null,
      amount_fen: 0,
      balance_before: account.balance_fen,
      balance_after: account.balance_fen,
      previous_version: account.version === 0 ? null : account.version,
      final: true,
      previous_final: account.version === 0 ? null : false,
    })),
  )
  await sql`update fund_account set closed = true, version = version + 1
    where district = ${district}::int and id = any(${accounts.map((one) => one.id)}::uuid[])`.execute(tx)
}
