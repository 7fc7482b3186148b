import type { Locale } from './words.ts'

declare const periodBrand: unique symbol

/** How often something is owed. `festival` is 春节, 端午 and 中秋. */
export type Cadence = 'once' | 'yearly' | 'half_yearly' | 'quarterly' | 'monthly' | 'festival'

/** `once`, `2018`, `2018-H1`, `2018-Q3`, `2018-06`, or `2018-spring` / `2018-dragon_boat` / `2018-mid_autumn`. Years 1900 to 2199. */
export type Period = string & { readonly [periodBrand]: true }

const PERIOD = /^(?:once|(?:19|20|21)\d{2}(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]|spring|dragon_boat|mid_autumn))?)$/

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

/** Whether the calendar gives it: neither once nor at festivals. */
export function isOfCalendar(cadence: Cadence): boolean {
  return cadence !== 'once' && cadence !== 'festival'
}

/** The periods of the calendar's cadences, for PostgreSQL's `~`; `payment_claims` of the database says them the same way. */
export const PERIOD_OF_CALENDAR = String.raw`^\d{4}(-(H\d|Q\d|\d\d))?$`

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
