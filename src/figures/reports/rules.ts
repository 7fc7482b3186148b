import { addDays, type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Fen } from '../../kernel/money.ts'
import { exactYuan, formatWan } from '../../kernel/money.ts'
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
  switch (indicator.unit) {
    case 'household':
    case 'household_time':
      return 'households'
    case 'person':
    case 'person_time':
      return 'persons'
    default:
      return 'records'
  }
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

/** The whole year a date lies in. */
export function yearOf(date: CivilDate): { from: CivilDate; to: CivilDate } {
  const year = date.slice(0, 4)
  return { from: civilDate(`${year}-01-01`), to: civilDate(`${year}-12-31`) }
}

/** A value as it is read: money in 万元 (Chinese) or yuan (English), time in hours; the exact one stands beside it in exports. */
export function readable(value: number, unit: IndicatorUnit, locale: Locale): string {
  if (unit === 'fen') return locale === 'zh' ? formatWan(value as Fen) : exactYuan(value as Fen)
  if (unit === 'hour') return formatCount(value / 60, locale)
  return formatCount(value, locale)
}
