import { addDays, addMonths, type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Fen } from '../../kernel/money.ts'
import { formatWan, formatYuan } from '../../kernel/money.ts'
import { formatCount } from '../../kernel/units.ts'
import type { Locale } from '../../kernel/words.ts'
import type { listKinds, sections, units } from './contract.ts'

export type IndicatorUnit = (typeof units)[number]
export type Section = (typeof sections)[number]
export type ListKind = (typeof listKinds)[number]

/** A figure as data: which acts or which part of the register it counts, and in which unit. */
export interface Indicator {
  code: string
  name_zh: string
  name_en: string
  unit: IndicatorUnit
  source: 'care' | 'register'
  kinds: string[]
  register_key: 'families' | 'members' | 'streets' | 'communities' | null
  section: Section
  position: number
  origin: string
}

/** Which list is the twin of a figure: the one whose rows carry exactly what it counts. */
export function listKindOf(indicator: Pick<Indicator, 'unit' | 'source' | 'register_key'>): ListKind {
  if (indicator.register_key === 'streets' || indicator.register_key === 'communities') return 'places'
  const { unit } = indicator
  if (unit === 'household' || unit === 'household_time') return 'households'
  return unit === 'person' || unit === 'person_time' ? 'persons' : 'records'
}

/** Whole months of whole days: then sums that add up may be taken from the roll-up. */
export function wholeMonths(from: CivilDate, to: CivilDate): { from_month: string; to_month: string } | undefined {
  if (!from.endsWith('-01') || !addDays(to, 1).endsWith('-01')) return undefined
  return { from_month: from.slice(0, 7), to_month: to.slice(0, 7) }
}

/** Every month between two days, both inside: `2018-01`. */
export function monthsBetween(from: CivilDate, to: CivilDate): string[] {
  const months: string[] = []
  let [year = 0, month = 0] = from.slice(0, 7).split('-').map(Number)
  for (;;) {
    const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
    if (text > to.slice(0, 7)) return months
    months.push(text)
    month += 1
    if (month > 12) {
      month = 1
      year += 1
    }
  }
}

/** A value in words: the text of the number and the words key of its unit. */
export interface SaidValue {
  text: string
  unit: `unit_${IndicatorUnit}` | 'unit_yuan'
}

const WAN_FEN = 1_000_000

/**
 * A value as it is read. Money in Chinese: 万元 from ten thousand yuan on, else yuan; in English yuan. Time on cards in hours where
 * they come out whole, else in minutes. Nothing is calculated from it.
 */
export function readable(value: number, unit: IndicatorUnit, locale: Locale): SaidValue {
  if (unit === 'fen' && locale === 'zh' && Math.abs(value) >= WAN_FEN) {
    return { text: formatWan(value as Fen), unit: 'unit_fen' }
  }
  if (unit === 'fen') return { text: formatYuan(value as Fen), unit: 'unit_yuan' }
  const { value: count, unit: exact } = exactCount(value, unit)
  return { text: formatCount(count, locale), unit: `unit_${exact}` }
}

/** A value as a whole number of a unit, money in fen: hours that do not come out whole are said in minutes, so that nothing is rounded. */
export function exactCount(value: number, unit: IndicatorUnit): { value: number; unit: IndicatorUnit } {
  if (unit !== 'hour') return { value, unit }
  return value % 60 === 0 ? { value: value / 60, unit } : { value, unit: 'minute' }
}

/** Whether the figures of places side by side add up to the figure of the whole: what counts families or persons once does not. */
export function addsUp(figure: { unit: IndicatorUnit; section: Section }): boolean {
  return figure.section === 'base' || (figure.unit !== 'household' && figure.unit !== 'person')
}

/** A span of days as people name it. */
export interface Span {
  from: CivilDate
  to: CivilDate
}

export const quickSpans = ['this_year', 'last_year', 'this_month', 'last_month', 'four_years'] as const
export type QuickSpan = (typeof quickSpans)[number]

/** The spans one asks for most, as of a day: whole years and months. */
export function quickSpan(name: QuickSpan, today: CivilDate): Span {
  const year = Number(today.slice(0, 4))
  const month = civilDate(`${today.slice(0, 7)}-01`)
  switch (name) {
    case 'this_year':
      return yearsSpan(year, year)
    case 'last_year':
      return yearsSpan(year - 1, year - 1)
    case 'four_years':
      return yearsSpan(year - 3, year)
    case 'this_month':
      return { from: month, to: addDays(addMonths(month, 1), -1) }
    case 'last_month':
      return { from: addMonths(month, -1), to: addDays(month, -1) }
  }
}

export function yearsSpan(from: number, to: number): Span {
  const text = (year: number) => String(year).padStart(4, '0')
  return { from: civilDate(`${text(from)}-01-01`), to: civilDate(`${text(to)}-12-31`) }
}

/** `2018`, `2015—2018`, `2018-06` for whole years and months, else both days. */
export function spanParts(span: Span): { kind: 'year' | 'years' | 'month' | 'days'; from: string; to: string } {
  const { from, to } = span
  if (from.endsWith('-01-01') && to.endsWith('-12-31')) {
    const years = { from: from.slice(0, 4), to: to.slice(0, 4) }
    return { kind: years.from === years.to ? 'year' : 'years', ...years }
  }
  if (wholeMonths(from, to) && from.slice(0, 7) === to.slice(0, 7)) {
    return { kind: 'month', from: from.slice(0, 7), to: to.slice(0, 7) }
  }
  return { kind: 'days', from, to }
}

/** The days of a month that lie in a span. */
export function monthSpan(month: string, within: Span): Span {
  const first = civilDate(`${month}-01`)
  const last = addDays(addMonths(first, 1), -1)
  return { from: first < within.from ? within.from : first, to: last > within.to ? within.to : last }
}
