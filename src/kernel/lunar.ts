import { LunarDay, LunarYear, SolarDay, SolarTerm } from 'tyme4ts'
import { assert } from './assert.ts'
import { addDays, type CivilDate, civilDateFromParts, partsOf } from './calendar.ts'

// The tables of the heavens are large: what the browser loads stays with `calendar.ts`, which has none of them.

/** The days that people keep, by the lunar calendar or (清明, 冬至) by the sun. */
export type Festival =
  | 'spring'
  | 'lantern'
  | 'qingming'
  | 'dragon_boat'
  | 'qixi'
  | 'mid_autumn'
  | 'double_ninth'
  | 'winter_solstice'
  | 'new_year_eve'

const LUNAR_FESTIVALS = {
  spring: [1, 1],
  lantern: [1, 15],
  dragon_boat: [5, 5],
  qixi: [7, 7],
  mid_autumn: [8, 15],
  double_ninth: [9, 9],
} as const

const FESTIVALS_KEPT = 1_000
const festivalsKept = new Map<string, CivilDate>()

/**
 * The day of a festival in the Gregorian year. `new_year_eve` is the eve of that year's Spring Festival (2025-01-28 for 2025).
 * Festivals lie in the regular month, never in a leap month. Kept once counted: the heavens cost more than the rest of a family's file.
 */
export function festivalDate(year: number, festival: Festival): CivilDate {
  const key = `${year} ${festival}`
  const known = festivalsKept.get(key)
  if (known) return known
  if (festivalsKept.size >= FESTIVALS_KEPT) festivalsKept.clear()
  const date = countFestival(year, festival)
  festivalsKept.set(key, date)
  return date
}

function countFestival(year: number, festival: Festival): CivilDate {
  if (festival === 'new_year_eve') return addDays(festivalDate(year, 'spring'), -1)
  if (festival === 'qingming') return fromSolar(SolarTerm.fromName(year, '清明').getSolarDay())
  // The terms of a year are counted from the winter solstice before it.
  if (festival === 'winter_solstice') return fromSolar(SolarTerm.fromName(year + 1, '冬至').getSolarDay())
  const [month, day] = LUNAR_FESTIVALS[festival]
  return fromSolar(LunarDay.fromYmd(year, month, day).getSolarDay())
}

/** Month and day of the lunar calendar: `十月十三`, in a leap month `闰六月初一`. 0.3 ms: keep the labels of a long list. */
export function lunarLabel(date: CivilDate): string {
  const { year, month, day } = partsOf(date)
  const lunar = SolarDay.fromYmd(year, month, day).getLunarDay()
  return lunar.getLunarMonth().getName() + lunar.getName()
}

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
  return fromSolar(first.next(day - 1).getSolarDay())
}

function fromSolar(solar: SolarDay): CivilDate {
  const date = civilDateFromParts({ year: solar.getYear(), month: solar.getMonth(), day: solar.getDay() })
  assert(date !== undefined, 'a lunar day has a date')
  return date
}
