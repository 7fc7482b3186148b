import type { Locale } from './index.ts'

export type Unit =
  | 'household'
  | 'household_time'
  | 'person'
  | 'person_time'
  | 'session'
  | 'minute'
  | 'fen'
  | 'piece'
  | 'copy'
  | 'view'
  | 'hour'

const units: Readonly<Record<Unit, readonly [zh: string, one: string, many: string]>> = {
  household: ['户', 'family', 'families'],
  household_time: ['户次', 'family visit', 'family visits'],
  person: ['人', 'person', 'people'],
  person_time: ['人次', 'attendance', 'attendances'],
  session: ['场', 'session', 'sessions'],
  minute: ['分钟', 'minute', 'minutes'],
  fen: ['分', 'fen', 'fen'],
  piece: ['件', 'piece', 'pieces'],
  copy: ['份', 'copy', 'copies'],
  view: ['次', 'view', 'views'],
  hour: ['小时', 'hour', 'hours'],
}

export function unitWord(unit: Unit, count: number, locale: Locale): string {
  const [zh, one, many] = units[unit]
  return locale === 'zh' ? zh : count === 1 ? one : many
}

const grouped = new Intl.NumberFormat('en-US')

export function groupDigits(value: number): string {
  return grouped.format(value).replace('-', '−')
}

/** Exact yuan of an amount in fen, `12,345.00`. Throws on anything but a safe integer. */
export function yuanText(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`not a whole number of fen: ${fen}`)
  const size = Math.abs(fen)
  const cents = String(size % 100).padStart(2, '0')
  return `${fen < 0 ? '−' : ''}${grouped.format(Math.trunc(size / 100))}.${cents}`
}

/** 万元 with two digits, rounded half up, for reading only. */
export function wanText(fen: number): string {
  const hundredths = Math.floor(Math.abs(fen) / 10_000 + 0.5)
  return `${fen < 0 ? '−' : ''}${grouped.format(Math.trunc(hundredths / 100))}.${String(hundredths % 100).padStart(2, '0')}`
}

/** Whole days since 1970-01-01 of a civil date `YYYY-MM-DD`. */
export function dayNumber(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return Date.UTC(year, month - 1, day) / 86_400_000
}

const weekdays: Readonly<Record<Locale, readonly string[]>> = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}

export function weekdayText(date: string, locale: Locale): string {
  return weekdays[locale][(((dayNumber(date) + 4) % 7) + 7) % 7] ?? ''
}
