import type { CivilDate } from '../../../kernel/calendar.ts'
import type { ActOutcome } from './act.ts'

/** What of one written record enters the roll-up. */
export interface Counted {
  district: number
  happened_on: CivilDate
  kind: string
  sign: 1 | -1
  outcome: ActOutcome
  households: number
  persons: number
  headcount: number
  minutes: number
  amount_fen: number
  quantity: number
  copies: number
  views: number
}

export const ROLLUP_SUMS = [
  'records',
  'not_done',
  'household_times',
  'person_times',
  'sessions',
  'minutes',
  'amount_fen',
  'quantity',
  'copies',
  'views',
] as const

export type RollupSums = Record<(typeof ROLLUP_SUMS)[number], number>

export interface RollupDelta extends RollupSums {
  district: number
  /** `2018-06` */
  month: string
  kind: string
}

/**
 * What these records change in the roll-up, by district, month and kind, in the order in which every writer takes the rows (so
 * that two writers never wait for each other crosswise). A record that was not done counts as a record and in no unit.
 */
export function rollupDeltas(records: readonly Counted[], isSession: (kind: string) => boolean): RollupDelta[] {
  const deltas = new Map<string, RollupDelta>()
  for (const record of records) {
    const month = record.happened_on.slice(0, 7)
    const key = `${record.district} ${month} ${record.kind}`
    const sums = deltas.get(key) ?? emptyDelta(record, month)
    deltas.set(key, sums)
    sums.records += record.sign
    if (record.outcome !== 'done') {
      sums.not_done += record.sign
      continue
    }
    sums.household_times += record.sign * record.households
    sums.person_times += record.sign * (record.persons + record.headcount)
    sums.sessions += record.sign * (isSession(record.kind) ? 1 : 0)
    sums.minutes += record.sign * record.minutes
    sums.amount_fen += record.sign * record.amount_fen
    sums.quantity += record.sign * record.quantity
    sums.copies += record.sign * record.copies
    sums.views += record.sign * record.views
  }
  return [...deltas.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta)
}

function emptyDelta(record: Counted, month: string): RollupDelta {
  const zeros = Object.fromEntries(ROLLUP_SUMS.map((name) => [name, 0])) as RollupSums
  return { district: record.district, month, kind: record.kind, ...zeros }
}
