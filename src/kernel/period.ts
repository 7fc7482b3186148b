import { assert } from './assert.ts'
import { addDays, addMonths, type CivilDate, civilDate, festivalDate, partsOf } from './calendar.ts'
import type { Locale } from './words.ts'

declare const periodBrand: unique symbol

/** How often something is owed. `festival` is 春节, 端午 and 中秋. */
export type Cadence = 'once' | 'yearly' | 'half_yearly' | 'quarterly' | 'monthly' | 'festival'

/** `once`, `2018`, `2018-H1`, `2018-Q3`, `2018-06`, or `2018-spring` / `2018-dragon_boat` / `2018-mid_autumn`. Years 1900 to 2199. */
export type Period = string & { readonly [periodBrand]: true }

/** `from` inside, `to_exclusive` outside. */
export type PeriodRange = { readonly from: CivilDate; readonly to_exclusive: CivilDate }

type PeriodFestival = 'spring' | 'dragon_boat' | 'mid_autumn'

const PERIOD = /^(?:once|(?:19|20|21)\d{2}(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]|spring|dragon_boat|mid_autumn))?)$/

const FESTIVALS: readonly PeriodFestival[] = ['spring', 'dragon_boat', 'mid_autumn']

const MONTHS_IN = { yearly: 12, half_yearly: 6, quarterly: 3, monthly: 1 } as const

export function isPeriod(value: unknown): value is Period {
  return typeof value === 'string' && PERIOD.test(value)
}

/** The cadence that a period code belongs to; its form tells. */
export function cadenceOf(code: Period): Cadence {
  if (code === 'once') return 'once'
  const part = code.slice(5)
  if (part === '') return 'yearly'
  if (part.startsWith('H')) return 'half_yearly'
  if (part.startsWith('Q')) return 'quarterly'
  return /^\d/.test(part) ? 'monthly' : 'festival'
}

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

/** For reading: `2018年第三季度`, `Q3 2018`. */
export function periodLabel(code: Period, locale: Locale): string {
  const year = code.slice(0, 4)
  const part = code.slice(5)
  if (code === 'once') return locale === 'zh' ? '一次性' : 'once'
  if (part === '') return locale === 'zh' ? `${year}年` : year
  const [zh, en] = PART_LABELS[part] ?? ['', '']
  return locale === 'zh' ? `${year}年${zh}` : `${en} ${year}`
}

const PART_LABELS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  H1: ['上半年', 'first half of'],
  H2: ['下半年', 'second half of'],
  Q1: ['第一季度', 'Q1'],
  Q2: ['第二季度', 'Q2'],
  Q3: ['第三季度', 'Q3'],
  Q4: ['第四季度', 'Q4'],
  '01': ['1月', 'January'],
  '02': ['2月', 'February'],
  '03': ['3月', 'March'],
  '04': ['4月', 'April'],
  '05': ['5月', 'May'],
  '06': ['6月', 'June'],
  '07': ['7月', 'July'],
  '08': ['8月', 'August'],
  '09': ['9月', 'September'],
  '10': ['10月', 'October'],
  '11': ['11月', 'November'],
  '12': ['12月', 'December'],
  spring: ['春节', 'Spring Festival'],
  dragon_boat: ['端午节', 'Dragon Boat Festival'],
  mid_autumn: ['中秋节', 'Mid-Autumn Festival'],
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
