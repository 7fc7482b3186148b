import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Fen } from '../../../kernel/money.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { withinDistricts } from '../../../platform/database/scope.ts'
import { access } from '../access.ts'
import type { Figure, SourceKind, TransferKind } from '../rules.ts'

/** Rows of the districts the reader sees; of one of them when asked for. */
function placed(call: Call, column: string, district: number | undefined): RawBuilder<boolean> {
  const one = district === undefined ? sql`` : sql` and ${sql.ref(column)} = ${district}::int`
  return sql<boolean>`(${withinDistricts(call.actor.scope, column)}${one})`
}

export interface Source {
  district: number
  id: Uuid
  division: number
  division_name: string
  kind: SourceKind
  name: string
}

export async function listSources(tx: Tx, call: Call, district: number | undefined): Promise<Source[]> {
  const { rows } = await sql<Source>`
    select s.district, s.id, s.division, d.name as division_name, s.kind, s.name
    from fund_source s join division d on d.code = s.division
    where ${placed(call, 's.district', district)} order by s.district, s.division, s.kind, s.name limit 500`.execute(tx)
  return rows
}

export async function listPurposes(tx: Tx): Promise<{ code: string; name_zh: string; name_en: string }[]> {
  const { rows } = await sql<{ code: string; name_zh: string; name_en: string }>`
    select code, name_zh, name_en from fund_purpose order by position, code`.execute(tx)
  return rows
}

/** What an appropriation is for, as its reader calls it. */
export async function purposeOf(
  tx: Tx,
  of: { district: number; appropriation_id: Uuid },
): Promise<{ code: string; name_zh: string; name_en: string } | undefined> {
  const { rows } = await sql<{ code: string; name_zh: string; name_en: string }>`
    select u.code, u.name_zh, u.name_en from appropriation p join fund_purpose u on u.code = p.purpose
    where p.district = ${of.district}::int and p.id = ${of.appropriation_id}::uuid`.execute(tx)
  return rows[0]
}

export interface AppropriationFilter {
  district?: number | undefined
  year?: number | undefined
  state?: 'entered' | 'confirmed' | 'withdrawn' | undefined
  purpose?: string | undefined
}

export interface Appropriation {
  district: number
  id: Uuid
  year: number
  source_id: Uuid
  source_name: string
  source_kind: SourceKind
  purpose: string
  purpose_zh: string
  purpose_en: string
  origin: 'budget' | 'carry_over' | 'recovered'
  document: string | null
  state: 'entered' | 'confirmed' | 'withdrawn'
  stated_fen: Fen
  appropriated_fen: Fen
  reserved_fen: Fen
  spent_fen: Fen
  carried_out_fen: Fen
  /** What can still be reserved or spent. */
  available_fen: Fen
  created_by: Uuid
  created_by_name: string
  confirmed_by_name: string | null
}

/** Appropriations with what is left of each, newest year first. This is what a payment round chooses from. */
export async function balancesOf(tx: Tx, call: Call, filter: AppropriationFilter): Promise<Appropriation[]> {
  const { district, year, state, purpose } = filter
  const { rows } = await sql<Appropriation>`
    select p.district, p.id, p.year, p.source_id, s.name as source_name, s.kind as source_kind, p.purpose, u.name_zh as purpose_zh,
      u.name_en as purpose_en, p.origin, p.document, p.state, p.stated_fen, p.appropriated_fen, p.reserved_fen, p.spent_fen, p.carried_out_fen,
      p.appropriated_fen - p.reserved_fen - p.spent_fen - p.carried_out_fen as available_fen, p.created_by, a.display_name as created_by_name,
      b.display_name as confirmed_by_name
    from appropriation p join fund_source s on s.district = p.district and s.id = p.source_id join fund_purpose u on u.code = p.purpose
      join account a on a.id = p.created_by left join account b on b.id = p.confirmed_by
    where ${placed(call, 'p.district', district)} and (${year ?? null}::int is null or p.year = ${year ?? null}::int)
      and (${state ?? null}::text is null or p.state = ${state ?? null}::text)
      and (${purpose ?? null}::text is null or p.purpose = ${purpose ?? null}::text)
    order by p.year desc, u.position, s.division, s.name, p.created_at, p.id limit 1000`.execute(tx)
  return rows
}

/** Appropriations entered in the caller's own district that wait for her to confirm them: never one she entered. */
export async function appropriationsToConfirm(tx: Tx, call: Call): Promise<Appropriation[]> {
  const { role, district, account_id } = call.actor
  if (!isGiven(access['funds.confirm'], role)) return []
  const entered = await balancesOf(tx, call, { district, state: 'entered' })
  return entered.filter((one) => one.created_by !== account_id)
}

export interface Year {
  district: number
  year: number
  state: 'open' | 'closing' | 'closed'
  closing_by: Uuid | null
  closing_by_name: string | null
  closed_by_name: string | null
}

export async function listYears(tx: Tx, call: Call, district: number | undefined): Promise<Year[]> {
  const { rows } = await sql<Year>`
    select y.district, y.year, y.state, y.closing_by, a.display_name as closing_by_name, b.display_name as closed_by_name
    from fund_period y left join account a on a.id = y.closing_by left join account b on b.id = y.closed_by
    where ${placed(call, 'y.district', district)} order by y.year desc, y.district limit 500`.execute(tx)
  return rows
}

/** How many years of the caller's own district wait for her to close them: never one whose closing she asked for. */
export async function countYearsToClose(tx: Tx, call: Call): Promise<number> {
  const { role, district, account_id } = call.actor
  if (!isGiven(access['funds.confirm'], role)) return 0
  const years = await listYears(tx, call, district)
  return years.filter((one) => one.state === 'closing' && one.closing_by !== account_id).length
}

export type StatementLine = Record<`${Figure}_fen`, Fen> & {
  district: number
  source_id: Uuid
  source_name: string
  source_kind: SourceKind
  purpose: string
  purpose_zh: string
  purpose_en: string
}

/** One line for each source and purpose of the year. carried_in + appropriated = reserved + spent + carried_out + available. */
export async function statementOf(
  tx: Tx,
  call: Call,
  asked: { district?: number | undefined; year: number },
): Promise<StatementLine[]> {
  const { rows } = await sql<StatementLine>`
    select p.district, p.source_id, s.name as source_name, s.kind as source_kind, p.purpose, u.name_zh as purpose_zh, u.name_en as purpose_en,
      coalesce(sum(p.appropriated_fen) filter (where p.origin = 'carry_over'), 0)::bigint as carried_in_fen,
      coalesce(sum(p.appropriated_fen) filter (where p.origin <> 'carry_over'), 0)::bigint as appropriated_fen,
      sum(p.reserved_fen)::bigint as reserved_fen, sum(p.spent_fen)::bigint as spent_fen, sum(p.carried_out_fen)::bigint as carried_out_fen,
      sum(p.appropriated_fen - p.reserved_fen - p.spent_fen - p.carried_out_fen)::bigint as available_fen
    from appropriation p join fund_source s on s.district = p.district and s.id = p.source_id join fund_purpose u on u.code = p.purpose
    where ${placed(call, 'p.district', asked.district)} and p.year = ${asked.year}::int and p.state = 'confirmed'
    group by p.district, p.source_id, s.name, s.kind, s.division, p.purpose, u.name_zh, u.name_en, u.position
    order by p.district, s.division, s.kind, s.name, p.source_id, u.position`.execute(tx)
  return rows
}

export interface FigureFilter {
  district?: number | undefined
  year: number
  figure: Figure
  source_id?: Uuid | undefined
  purpose?: string | undefined
}

export interface TransferLine {
  district: number
  id: Uuid
  happened_on: CivilDate
  kind: TransferKind
  /** Signed: what it adds to the figure. */
  amount_fen: Fen
  source_name: string
  purpose_zh: string
  purpose_en: string
  ref_kind: string
  ref_id: Uuid
  memo: string | null
  document: string | null
  posted_by_name: string
  reversed: boolean
}

/** Which entries make a figure, and with which sign. */
const ENTRIES: Record<Figure, RawBuilder<boolean>> = {
  carried_in: sql<boolean>`(a.kind = 'available' and t.kind = 'carry_over' and e.direction = 'in')`,
  appropriated: sql<boolean>`(a.kind = 'available' and (t.kind = 'appropriate' or t.kind = 'reversal' and t.ref_kind = 'appropriation'))`,
  reserved: sql<boolean>`(a.kind = 'reserved')`,
  spent: sql<boolean>`(a.kind = 'spent')`,
  carried_out: sql<boolean>`(a.kind = 'available' and t.kind = 'carry_over' and e.direction = 'out')`,
  available: sql<boolean>`(a.kind = 'available')`,
}

function behind(call: Call, filter: FigureFilter): RawBuilder<unknown> {
  const { district, year, figure, source_id, purpose } = filter
  return sql`fund_entry e
    join fund_account a on a.district = e.district and a.id = e.account_id
    join appropriation p on p.district = a.district and p.id = a.appropriation_id
    join fund_transfer t on t.district = e.district and t.id = e.transfer_id
    where ${placed(call, 'e.district', district)} and p.year = ${year}::int and ${ENTRIES[figure]}
      and (${source_id ?? null}::uuid is null or p.source_id = ${source_id ?? null}::uuid)
      and (${purpose ?? null}::text is null or p.purpose = ${purpose ?? null}::text)`
}

const signed = (figure: Figure) =>
  figure === 'carried_out'
    ? sql<Fen>`e.amount_fen::bigint`
    : sql<Fen>`case e.direction when 'in' then e.amount_fen::bigint else -e.amount_fen::bigint end`

/** What a figure is the sum of: how many transfers, and how much. */
export async function sumOfFigure(tx: Tx, call: Call, filter: FigureFilter): Promise<{ count: number; sum_fen: Fen }> {
  const { rows } = await sql<{ count: number; sum_fen: Fen }>`
    select count(*)::int as count, coalesce(sum(${signed(filter.figure)}), 0)::bigint as sum_fen from ${behind(call, filter)}`.execute(
    tx,
  )
  return rows[0] as { count: number; sum_fen: Fen }
}

/** The transfers behind a figure, newest first. Their signed amounts add up to the figure. */
export async function listTransfers(
  tx: Tx,
  call: Call,
  filter: FigureFilter,
  page: { size: number; cursor?: string | undefined },
): Promise<{ items: TransferLine[]; next_cursor: string | null }> {
  const [on, id] = decodeCursor(page.cursor, ['date', 'uuid']) ?? []
  const { rows } = await sql<TransferLine>`
    with found as (select e.district, t.id, t.happened_on, t.kind, ${signed(filter.figure)} as amount_fen, p.source_id, p.purpose, p.document,
        t.ref_kind, t.ref_id, t.memo, t.posted_by
      from ${behind(call, filter)}
        and (${on ?? null}::date is null or (t.happened_on, t.id) < (${on ?? null}::date, ${id ?? null}::uuid))
      order by t.happened_on desc, t.id desc limit ${page.size + 1})
    select f.district, f.id, f.happened_on, f.kind, f.amount_fen, s.name as source_name, u.name_zh as purpose_zh, u.name_en as purpose_en,
      f.ref_kind, f.ref_id, f.memo, f.document, a.display_name as posted_by_name,
      exists (select from fund_transfer b where b.district = f.district and b.reverses_id = f.id) as reversed
    from found f join fund_source s on s.district = f.district and s.id = f.source_id join fund_purpose u on u.code = f.purpose
      join account a on a.id = f.posted_by
    order by f.happened_on desc, f.id desc`.execute(tx)
  const items = rows.slice(0, page.size)
  const last = rows.length > page.size ? items.at(-1) : undefined
  return { items, next_cursor: last ? encodeCursor([last.happened_on, last.id]) : null }
}
