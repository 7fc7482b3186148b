import { type CivilDate, civilDate, compareDates } from '../kernel/calendar.ts'

/** One thing done on one day. Its commands carry keys made of its name, so that done again it does nothing. */
export interface Entry {
  on: CivilDate
  act: () => Promise<unknown>
}

export const YEARS = [2015, 2016, 2017, 2018] as const

/** A day written as its parts: `day(2015, 7, 15)`. */
export function day(year: number, month: number, date: number): CivilDate {
  return civilDate(`${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`)
}

/** In the order of the days; what was written down first on a day comes first. */
export function inOrder(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => compareDates(a.on, b.on))
}
