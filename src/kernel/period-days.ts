import { assert } from './assert.ts'
import { addDays, addMonths, type CivilDate, civilDate, partsOf } from './calendar.ts'
import { festivalDate } from './lunar.ts'
import { type Cadence, cadenceOf, isPeriod, type Period } from './period.ts'

/** `from` inside, `to_exclusive` outside. */
export type PeriodRange = { readonly from: CivilDate; readonly to_exclusive: CivilDate }

type PeriodFestival = 'spring' | 'dragon_boat' | 'mid_autumn'

const FESTIVALS: readonly PeriodFestival[] = ['spring', 'dragon_boat', 'mid_autumn']

const MONTHS_IN = { yearly: 12, half_yearly: 6, quarterly: 3, monthly: 1 } as const

/**
 * The days of a period. The periods of one cadence follow each other without gap. A festival's period begins the day after the
 * festival before it and ends with the festival itself, because the visit and the money come before the feast
 * (2018-spring: 2017-10-05 to 2018-02-16). `once` has no border: 0001-01-01 to 9999-12-31.
 */
export function periodRange(code: Period): PeriodRange {
  const cadence = cadenceOf(code)
  if (cadence === 'once') return { from: civilDate('0001-01-01'), to_exclusive: civilDate('9999-12-31') }
  const year = Number(code.slice(0, 4))
  if (cadence === 'festival') {
    const festival = FESTIVALS.find((name) => name === code.slice(5))
    assert(festival !== undefined, 'a festival period names its festival')
    return { from: dayAfter(...festivalBefore(year, festival)), to_exclusive: dayAfter(year, festival) }
  }
  const months = MONTHS_IN[cadence]
  const index = cadence === 'yearly' ? 0 : Number(code.slice(5).replace(/^[HQ]/, '')) - 1
  const from = addMonths(civilDate(`${year}-01-01`), index * months)
  return { from, to_exclusive: addMonths(from, months) }
}

/** The period of the cadence that holds the day. Throws `ImpossibleState` outside the years 1900 to 2199. */
export function periodOf(cadence: Cadence, date: CivilDate): Period {
  if (cadence === 'once') return 'once' as Period
  const { year, month } = partsOf(date)
  if (cadence === 'festival') {
    const next = FESTIVALS.find((festival) => date <= festivalDate(year, festival))
    return checked(next === undefined ? `${year + 1}-spring` : `${year}-${next}`)
  }
  const index = Math.ceil(month / MONTHS_IN[cadence])
  switch (cadence) {
    case 'yearly':
      return checked(String(year))
    case 'half_yearly':
      return checked(`${year}-H${index}`)
    case 'quarterly':
      return checked(`${year}-Q${index}`)
    case 'monthly':
      return checked(`${year}-${String(index).padStart(2, '0')}`)
  }
}

/** All periods that share a day with `from` … `to` (both inside), in order; none when `to` is before `from`. */
export function periodsBetween(cadence: Cadence, from: CivilDate, to: CivilDate): Period[] {
  const periods: Period[] = []
  let day = from
  while (day <= to) {
    const period = periodOf(cadence, day)
    periods.push(period)
    day = periodRange(period).to_exclusive
  }
  return periods
}

function festivalBefore(year: number, festival: PeriodFestival): [number, PeriodFestival] {
  const before = FESTIVALS[FESTIVALS.indexOf(festival) - 1]
  return before === undefined ? [year - 1, 'mid_autumn'] : [year, before]
}

function dayAfter(year: number, festival: PeriodFestival): CivilDate {
  return addDays(festivalDate(year, festival), 1)
}

function checked(code: string): Period {
  assert(isPeriod(code), 'periods lie in the years 1900 to 2199')
  return code
}
