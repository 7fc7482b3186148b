import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, interval } from '../../../kernel/division-code.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { type CareSums, rollupOf, type RollupRow, sumOf } from '../../../ledgers/care-records/index.ts'
import { findDivision, getDivision } from '../../../registry/divisions/index.ts'
import type { Figure } from '../contract.ts'
import { countRegister, findIndicator } from '../queries/index.ts'
import { type Indicator, listKindOf, wholeMonths } from '../rules.ts'
import { reportsWords } from '../words.ts'

/** Where and when a figure is asked for; `division` lies within the reader's scope. */
export interface Asked {
  division: Code
  from: CivilDate
  to: CivilDate
}

type Additive = 'household_time' | 'person_time' | 'session' | 'minute' | 'fen' | 'piece' | 'copy' | 'view' | 'hour'

const COLUMN = {
  household_time: 'household_times',
  person_time: 'person_times',
  session: 'sessions',
  minute: 'minutes',
  fen: 'amount_fen',
  piece: 'quantity',
  copy: 'copies',
  view: 'views',
  hour: 'minutes',
} as const satisfies Record<Additive, keyof RollupRow & keyof CareSums>

const OF_PEOPLE: ReadonlySet<string> = new Set(['household', 'household_time', 'person', 'person_time'])

/** The place asked for, or the post's own. Out of reach and missing read alike: as not found. */
export async function placeOf(tx: Tx, call: Call, division: Code | undefined): Promise<Code> {
  const place = division ?? call.actor.division
  const { lo, hi } = interval(place)
  const inside = lo >= call.actor.scope.lo && hi <= call.actor.scope.hi
  if (!inside || (place !== 0 && !(await findDivision(tx, place)))) {
    refuse('not_found', 'reports.place_not_found', { place: 'division' })
  }
  return place
}

/** The full name of a place: 云南省昆明市盘龙区. */
export async function placeName(tx: Tx, call: Call, division: Code): Promise<string> {
  return division === 0 ? reportsWords[call.locale].nation : (await getDivision(tx, division)).path_name
}

/** Sums of whole months of whole districts come from the roll-up, which is exact; all else from the records themselves. */
export async function loadRollup(tx: Tx, call: Call, asked: Asked): Promise<Map<string, RollupRow> | undefined> {
  const months = wholeMonths(asked.from, asked.to)
  const { lo, hi } = interval(asked.division)
  if (!months || hi - lo < 1_000_000) return undefined
  const rows = await rollupOf(tx, call, { division: asked.division, ...months }, ['kind'])
  return new Map(rows.map((row) => [row.kind, row]))
}

export async function figureOf(
  tx: Tx,
  call: Call,
  indicator: Indicator,
  asked: Asked,
  rollup: Map<string, RollupRow> | undefined,
): Promise<Figure> {
  const head = {
    code: indicator.code,
    name: call.locale === 'zh' ? indicator.name_zh : indicator.name_en,
    unit: indicator.unit,
    section: indicator.section,
    origin: indicator.origin,
    list: listKindOf(indicator),
  }
  if (indicator.register_key) {
    const value = await countRegister(tx, call, indicator.register_key, { division: asked.division, on: asked.to })
    return { ...head, value, records: value }
  }
  const column = indicator.unit in COLUMN ? COLUMN[indicator.unit as Additive] : undefined
  if (rollup && column) {
    const rows = indicator.kinds.map((kind) => rollup.get(kind)).filter((row) => row !== undefined)
    const total = (name: keyof RollupRow) => rows.reduce((sum, row) => sum + Number(row[name]), 0)
    return { ...head, value: total(column), records: total('records') - total('not_done') }
  }
  const sums = await sumOf(tx, call, { ...asked, kinds: indicator.kinds })
  const distinct = indicator.unit === 'household' ? sums.households : sums.persons
  // People and families count where they live, what was done where it was done: behind a count of people stand also the acts that
  // reached them elsewhere.
  const records = OF_PEOPLE.has(indicator.unit) ? sums.acts : sums.records
  return { ...head, value: column ? sums[column] : distinct, records }
}

/** @throws Refusal not_found for a code no statement has */
export async function getIndicator(tx: Tx, code: string): Promise<Indicator> {
  return (await findIndicator(tx, code)) ?? refuse('not_found', 'reports.unknown_indicator', { place: 'params.code' })
}
