import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { within } from '../../../platform/database/scope.ts'
import type { MonthLine, PlaceLine, Totals, YearOfMoney } from '../rules/index.ts'

export interface SimulatedPolicy {
  id: Uuid
  name_zh: string
  name_en: string
}

interface Told {
  id: Uuid
  division: number
  draft_id: Uuid
  draft_version: number
  name: string
  months: number
  as_of: CivilDate
  beneficiary: 'person' | 'family'
  purpose: string
  policies: readonly SimulatedPolicy[]
  money: readonly YearOfMoney[]
}

export interface NewSimulation extends Told {
  draft_hash: Buffer
  law_hash: Buffer
  register_hash: Buffer
  month: string
  totals: Totals
  by_month: readonly MonthLine[]
  by_place: readonly PlaceLine[]
  made_by: Uuid
  made_at: Instant
}

/** Keeps a result, figures only. */
export async function insertSimulation(tx: Tx, made: NewSimulation): Promise<void> {
  const { month, totals, by_month, by_place, policies, money, ...row } = made
  const { id: simulation_id, division } = made
  await tx
    .insertInto('simulation')
    .values({
      ...row,
      ...totals,
      first_month: `${month}-01`,
      policies: JSON.stringify(policies),
      money: JSON.stringify(money),
    })
    .execute()
  await insertRows(
    tx,
    'simulation_month',
    by_month.map((line) => ({ ...line, month: `${line.month}-01`, simulation_id, division })),
  )
  await insertRows(
    tx,
    'simulation_street',
    by_place.map((line) => ({ ...line, simulation_id, division })),
  )
}

export interface SavedLine extends Told, Totals {
  division_name: string | null
  month: string
  made_by_name: string | null
  made_at: Instant
}

export interface Saved extends SavedLine {
  draft_hash: Buffer
  law_hash: Buffer
  register_hash: Buffer
  by_month: MonthLine[]
  by_place: (PlaceLine & { name: string | null })[]
}

const LINE = sql`s.id, s.division, v.name as division_name, s.draft_id, s.draft_version, s.name, to_char(s.first_month, 'YYYY-MM') as month, s.months,
  s.as_of, s.beneficiary, s.purpose, s.policies, s.gained, s.lost, s.more, s.less, s.unknown, s.today_fen, s.draft_fen, s.arrears_fen, s.money,
  a.display_name as made_by_name, s.made_at`
const FROM = sql`simulation s left join division v on v.code = s.division left join account a on a.id = s.made_by`

/** The saved results of a draft within the caller's jurisdiction, the newest first. */
export async function listSaved(
  tx: Tx,
  call: Call,
  { draft_id, size, cursor }: { draft_id: Uuid; size: number; cursor?: string | undefined },
): Promise<{ items: SavedLine[]; next_cursor: string | null }> {
  const after = decodeCursor(cursor, ['instant', 'uuid'])
  const { rows } = await sql<SavedLine>`select ${LINE} from ${FROM}
    where ${within(call.actor.scope, 's.division')} and s.draft_id = ${draft_id}::uuid
      and ${after ? sql`(s.made_at, s.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by s.made_at desc, s.id desc limit ${size + 1}`.execute(tx)
  const items = rows.slice(0, size)
  const last = items.at(-1)
  return { items, next_cursor: rows.length > size && last ? encodeCursor([last.made_at, last.id]) : null }
}

/** One saved result, whole; undefined outside the caller's jurisdiction. */
export async function findSaved(tx: Tx, call: Call, id: Uuid): Promise<Saved | undefined> {
  const { rows } = await sql<
    Omit<Saved, 'by_month' | 'by_place'>
  >`select ${LINE}, s.draft_hash, s.law_hash, s.register_hash from ${FROM}
    where ${within(call.actor.scope, 's.division')} and s.id = ${id}::uuid`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  const months = await sql<MonthLine>`
    select to_char(m.month, 'YYYY-MM') as month, m.today_fen, m.draft_fen, m.today_count, m.draft_count
    from simulation_month m where m.simulation_id = ${id}::uuid order by m.month`.execute(tx)
  const places = await sql<PlaceLine & { name: string | null }>`
    select p.place, v.name, p.gained, p.lost, p.more, p.less, p.today_fen, p.draft_fen
    from simulation_street p left join division v on v.code = p.place where p.simulation_id = ${id}::uuid order by p.place`.execute(
    tx,
  )
  return { ...row, by_month: months.rows, by_place: places.rows }
}
