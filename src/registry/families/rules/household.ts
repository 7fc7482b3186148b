import { addYears, type CivilDate } from '../../../kernel/calendar.ts'

/** Age bands of the list: at least one living parent of the family is in it. */
export const AGE_BANDS = ['under_60', '60_69', '70_79', '80_up'] as const
export type AgeBand = (typeof AGE_BANDS)[number]

const YEARS: Record<AgeBand, readonly [number | null, number | null]> = {
  under_60: [null, 60],
  '60_69': [60, 70],
  '70_79': [70, 80],
  '80_up': [80, null],
}

/** The births that make the band on this day: born on or before `until`, and later than `after`. */
export function birthsOfBand(band: AgeBand, today: CivilDate): { until: CivilDate | null; after: CivilDate | null } {
  const [from, below] = YEARS[band]
  return {
    until: from === null ? null : addYears(today, -from),
    after: below === null ? null : addYears(today, -below),
  }
}
