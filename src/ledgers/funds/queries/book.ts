import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Fen } from '../../../kernel/money.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { AccountKind, AccountState, Ref, TransferKind } from '../rules.ts'

export interface AppropriationRow {
  id: Uuid
  year: number
  source_id: Uuid
  purpose: string
  origin: 'budget' | 'carry_over' | 'recovered'
  stated_fen: Fen
  state: 'entered' | 'confirmed' | 'withdrawn'
  created_by: Uuid
  appropriated_fen: Fen
  reserved_fen: Fen
  spent_fen: Fen
  carried_out_fen: Fen
  came_back_fen: Fen
}

/** The years these appropriations belong to: they never change. */
export async function yearsOf(tx: Tx, district: number, ids: readonly Uuid[]): Promise<number[]> {
  const { rows } = await sql<{ year: number }>`select distinct year from appropriation
    where district = ${district}::int and id = any(${ids}::uuid[]) order by year`.execute(tx)
  return rows.map((row) => row.year)
}

/** Appropriations, locked until the end of the transaction in the order of their ids. */
export async function lockAppropriations(tx: Tx, district: number, ids: readonly Uuid[]): Promise<AppropriationRow[]> {
  const { rows } = await sql<AppropriationRow>`
    select id, year, source_id, purpose, origin, stated_fen, state, created_by, appropriated_fen, reserved_fen, spent_fen, carried_out_fen,
      came_back_fen
    from appropriation where district = ${district}::int and id = any(${ids}::uuid[]) order by id for no key update`.execute(
    tx,
  )
  return rows
}

/** The years among these that are open, sharing their lock: nobody closes them before this transaction ends. */
export async function shareOpenYears(tx: Tx, district: number, years: readonly number[]): Promise<Set<number>> {
  const { rows } = await sql<{ year: number }>`select year from fund_period
    where district = ${district}::int and year = any(${years}::int[]) and state = 'open' order by year for share`.execute(
    tx,
  )
  return new Set(rows.map((row) => row.year))
}

/** Money that came back for a year whose books are closed: an appropriation of its own in a year that is open. */
export interface Recovered {
  id: Uuid
  year: number
  document: string | null
  /** Entered, less what has come back into it. */
  left_fen: Fen
}

/**
 * Of an appropriation whose year is closed: that year, and the confirmed appropriations of open years into which what came back of it was
 * entered (`recovered`, of the same source and purpose) and is not reversed. Undefined while its own year is open. With `lock` they are held.
 */
export async function recoveredFor(
  tx: Tx,
  { district, appropriation_id }: { district: number; appropriation_id: Uuid },
  lock: 'lock' | 'look' = 'look',
): Promise<{ closed_year: number; into: Recovered[] } | undefined> {
  const own = await sql<{ year: number; source_id: Uuid; purpose: string }>`
    select p.year, p.source_id, p.purpose from appropriation p join fund_period y on y.district = p.district and y.year = p.year
    where p.district = ${district}::int and p.id = ${appropriation_id}::uuid and y.state = 'closed'`.execute(tx)
  const [of] = own.rows
  if (!of) return undefined
  const { rows } = await sql<Recovered>`
    select p.id, p.year, p.document, (p.appropriated_fen - p.came_back_fen)::bigint as left_fen from appropriation p
    where p.district = ${district}::int and p.origin = 'recovered' and p.appropriated_fen > 0 and p.source_id = ${of.source_id}::uuid
      and p.purpose = ${of.purpose} and p.year > ${of.year}::int
      and exists (select from fund_period y where y.district = p.district and y.year = p.year and y.state = 'open')
    order by p.id ${lock === 'lock' ? sql`for no key update` : sql``}`.execute(tx)
  return { closed_year: of.year, into: rows }
}

/** Marks money of a closed year as come back into what was entered for it. @returns false when that much is not left of it. */
export async function comeBackInto(
  tx: Tx,
  { district, into_id, amount_fen }: { district: number; into_id: Uuid; amount_fen: Fen },
): Promise<boolean> {
  const { numAffectedRows } = await sql`update appropriation
    set came_back_fen = came_back_fen + ${amount_fen}::bigint, version = version + 1
    where district = ${district}::int and id = ${into_id}::uuid and origin = 'recovered'
      and came_back_fen + ${amount_fen}::bigint <= appropriated_fen`.execute(tx)
  return numAffectedRows === 1n
}

export interface AccountRow extends AccountState {
  appropriation_id: Uuid | null
  source_id: Uuid
  year: number
}

/** The accounts of appropriations, locked in the order of their ids; those of their sources too when asked for. */
export async function lockAccounts(
  tx: Tx,
  district: number,
  of: { appropriations: readonly Uuid[]; kinds: readonly AccountKind[] },
): Promise<AccountRow[]> {
  const { rows } = await sql<AccountRow>`
    select a.id, a.kind, a.balance_fen, a.version, a.closed, a.appropriation_id, a.source_id, a.year from fund_account a
    where a.district = ${district}::int and a.kind = any(${of.kinds}::text[]) and (a.appropriation_id = any(${of.appropriations}::uuid[])
      or a.kind = 'source' and exists (select from appropriation p where p.district = a.district and p.id = any(${of.appropriations}::uuid[])
        and p.source_id = a.source_id and p.year = a.year))
    order by a.id for no key update`.execute(tx)
  return rows
}

/** The accounts of a whole year, locked. */
export async function lockYear(tx: Tx, district: number, year: number): Promise<AccountRow[]> {
  const { rows } = await sql<AccountRow>`
    select id, kind, balance_fen, version, closed, appropriation_id, source_id, year from fund_account
    where district = ${district}::int and year = ${year}::int order by id for no key update`.execute(tx)
  return rows
}

export interface ReservationRow {
  ref_kind: string
  ref_id: Uuid
  appropriation_id: Uuid
  reserved_fen: Fen
  spent_fen: Fen
}

/** What these things hold; `lock` until the end of the transaction, in a fixed order. */
export async function reservationsOf(
  tx: Tx,
  district: number,
  refs: readonly Ref[],
  lock: boolean,
): Promise<ReservationRow[]> {
  const { rows } = await sql<ReservationRow>`
    select r.ref_kind, r.ref_id, r.appropriation_id, r.reserved_fen, r.spent_fen from fund_reservation r
    where r.district = ${district}::int and (r.ref_kind, r.ref_id) in
      (select * from unnest(${refs.map((r) => r.kind)}::text[], ${refs.map((r) => r.id)}::uuid[]))
    order by r.ref_kind, r.ref_id ${lock ? sql`for no key update` : sql``}`.execute(tx)
  return rows
}

export interface DoneOperation {
  ref_kind: string
  ref_id: Uuid
  operation: string
  kind: TransferKind
  amount_fen: Fen
}

/** Operations among these that have been posted already. */
export async function doneOperations(
  tx: Tx,
  district: number,
  asked: readonly { ref: Ref; operation: string }[],
): Promise<DoneOperation[]> {
  const { rows } = await sql<DoneOperation>`
    select t.ref_kind, t.ref_id, t.operation, t.kind, t.amount_fen
    from unnest(${asked.map((a) => a.ref.kind)}::text[], ${asked.map((a) => a.ref.id)}::uuid[], ${asked.map((a) => a.operation)}::text[])
      as a(ref_kind, ref_id, operation)
    join fund_transfer t on t.district = ${district}::int and t.ref_kind = a.ref_kind and t.ref_id = a.ref_id and t.operation = a.operation`.execute(
    tx,
  )
  return rows
}

export interface TransferRow {
  id: Uuid
  year: number
  kind: TransferKind
  from_account: Uuid
  to_account: Uuid
  amount_fen: Fen
  appropriation_id: Uuid
  ref_kind: string
  ref_id: Uuid
  happened_on: CivilDate
  reversed: boolean
}

export async function findTransfer(tx: Tx, district: number, id: Uuid): Promise<TransferRow | undefined> {
  const { rows } = await sql<TransferRow>`
    select t.id, t.year, t.kind, t.from_account, t.to_account, t.amount_fen, t.appropriation_id, t.ref_kind, t.ref_id, t.happened_on,
      exists (select from fund_transfer b where b.district = t.district and b.reverses_id = t.id) as reversed
    from fund_transfer t where t.district = ${district}::int and t.id = ${id}::uuid`.execute(tx)
  return rows[0]
}
