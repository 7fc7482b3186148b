import { LunarDay, LunarYear, SolarDay } from 'tyme4ts'
import { assert } from './assert.ts'
import { type CivilDate, civilDateFromParts, partsOf } from './calendar.ts'

/** A day of the lunar calendar. The lunar year begins at the Spring Festival: 2026-01-19 is 2025, month 12, day 1. */
export type LunarDate = { readonly year: number; readonly month: number; readonly day: number; readonly leap: boolean }

/** The lunar day of a date. */
export function lunarOf(date: CivilDate): LunarDate {
  const { year, month, day } = partsOf(date)
  const lunar = SolarDay.fromYmd(year, month, day).getLunarDay()
  return {
    year: lunar.getYear(),
    month: Math.abs(lunar.getMonth()),
    day: lunar.getDay(),
    leap: lunar.getLunarMonth().isLeap(),
  }
}

/**
 * When a lunar birthday or memorial day is kept in the given lunar year. A day of a leap month is kept in the regular month of the
 * same number in years that lack the leap month; the 30th is kept on the 29th where the month is short.
 */
export function lunarAnniversary(of: LunarDate, lunarYear: number): CivilDate {
  const leap = of.leap && LunarYear.fromYear(lunarYear).getLeapMonth() === of.month
  const first = LunarDay.fromYmd(lunarYear, leap ? -of.month : of.month, 1)
  const day = Math.min(of.day, first.getLunarMonth().getDayCount())
  const solar = first.next(day - 1).getSolarDay()
  const date = civilDateFromParts({ year: solar.getYear(), month: solar.getMonth(), day: solar.getDay() })
  assert(date !== undefined, 'a lunar day has a date')
  return date
}
