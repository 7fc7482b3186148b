import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Fen } from '../../../kernel/money.ts'
import type { Tx } from '../../../platform/database/driver.ts'

export interface PeriodRow {
  year: number
  state: 'open' | 'closing' | 'closed'
  closing_by: Uuid | null
}

/** The year alone: waits for every posting in it to end, and keeps new ones out. */
export async function lockPeriod(tx: Tx, district: number, year: number): Promise<PeriodRow | undefined> {
  const { rows } = await sql<PeriodRow>`select year, state, closing_by from fund_period
    where district = ${district}::int and year = ${year}::int for update`.execute(tx)
  return rows[0]
}

/** The first year before this one whose books are not closed. */
export async function earlierNotClosed(tx: Tx, district: number, year: number): Promise<number | undefined> {
  const { rows } = await sql<{ year: number }>`select year from fund_period
    where district = ${district}::int and year < ${year}::int and state <> 'closed' order by year limit 1`.execute(tx)
  return rows[0]?.year
}

/** The year into which what is left of this one goes: the next, or where later ones are closed already the one after the last of them. */
export async function yearAfter(tx: Tx, district: number, year: number): Promise<number> {
  const { rows } = await sql<{ year: number }>`select greatest(max(year), ${year}::int) + 1 as year from fund_period
    where district = ${district}::int and state = 'closed'`.execute(tx)
  return rows[0]?.year ?? year + 1
}

/** Appropriations of the year that still hold reserved money, and those nobody has decided on. */
export async function openEnds(tx: Tx, district: number, year: number): Promise<{ reserved: number; entered: number }> {
  const { rows } = await sql<{ reserved: number; entered: number }>`
    select count(*) filter (where reserved_fen > 0)::int as reserved, count(*) filter (where state = 'entered')::int as entered
    from appropriation where district = ${district}::int and year = ${year}::int`.execute(tx)
  return rows[0] ?? { reserved: 0, entered: 0 }
}

/** What is left of each appropriation of the year. */
export async function restsOf(
  tx: Tx,
  district: number,
  year: number,
): Promise<{ from_id: Uuid; source_id: Uuid; purpose: string; rest_fen: Fen }[]> {
  const { rows } = await sql<{ from_id: Uuid; source_id: Uuid; purpose: string; rest_fen: Fen }>`
    select id as from_id, source_id, purpose, appropriated_fen - reserved_fen - spent_fen - carried_out_fen as rest_fen
    from appropriation where district = ${district}::int and year = ${year}::int and state = 'confirmed'
      and appropriated_fen > reserved_fen + spent_fen + carried_out_fen order by id for no key update`.execute(tx)
  return rows
}
