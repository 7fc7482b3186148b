import { assert } from './assert.ts'
import { refuse } from './refusal.ts'

declare const civilDateBrand: unique symbol
declare const instantBrand: unique symbol

/** A day of the calendar without time or zone, `YYYY-MM-DD`, year 0001 to 9999. Text order is time order. */
export type CivilDate = string & { readonly [civilDateBrand]: true }

/** A moment in UTC, as ISO text with milliseconds: `2026-11-21T08:30:00.000Z`. Text order is time order. */
export type Instant = string & { readonly [instantBrand]: true }

export type YearMonthDay = { readonly year: number; readonly month: number; readonly day: number }

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

/** Whether the value is an existing day written `YYYY-MM-DD`. */
export function isCivilDate(value: unknown): value is CivilDate {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  return isDay(split(value))
}

/** Text as a day. Refuses (`bad_input`, `kernel.date`) what is not an existing day written `YYYY-MM-DD`. */
export function civilDate(text: string): CivilDate {
  return isCivilDate(text) ? text : refuse('bad_input', 'kernel.date')
}

/** The day of these numbers, or `undefined` if there is none (30 February, month 13, year 0). */
export function civilDateFromParts({ year, month, day }: YearMonthDay): CivilDate | undefined {
  const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
  return isCivilDate(text) ? text : undefined
}

export function partsOf(date: CivilDate): YearMonthDay {
  return split(date)
}

/** Throws `ImpossibleState` outside the years 0001 to 9999, as the other additions do. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return fromDayNumber(dayNumber(date) + days)
}

/** A day that the month lacks becomes its last day (31 January + 1 month = 28 or 29 February), as in SQL. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  assert(Number.isInteger(months), 'months are whole')
  const { year, month, day } = split(date)
  const index = year * 12 + (month - 1) + months
  const [targetYear, targetMonth] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1]
  return existing({ year: targetYear, month: targetMonth, day: Math.min(day, daysInMonth(targetYear, targetMonth)) })
}

/** 29 February becomes 28 February in common years, as in SQL. For birthdays there is `birthdayOfAge`. */
export function addYears(date: CivilDate, years: number): CivilDate {
  return addMonths(date, years * 12)
}

/**
 * Completed years on the day `on`, the birthday counted; negative before birth. Who is born on 29 February has the birthday on
 * 1 March in common years, the same as SQL `birth <= on - interval 'n years'`.
 */
export function ageOn(birth: CivilDate, on: CivilDate): number {
  const years = split(on).year - split(birth).year
  return on.slice(5) < birth.slice(5) ? years - 1 : years
}

/** The first day on which `ageOn` is `age`. */
export function birthdayOfAge(birth: CivilDate, age: number): CivilDate {
  const { year, month, day } = split(birth)
  return civilDateFromParts({ year: year + age, month, day }) ?? existing({ year: year + age, month: 3, day: 1 })
}

/** 1 Monday … 7 Sunday (ISO 8601). */
export function weekday(date: CivilDate): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  // Day 0 (1970-01-01) was a Thursday.
  const index = (((dayNumber(date) + 3) % 7) + 7) % 7
  return (index + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7
}

/** For sorting: -1, 0 or 1. */
export function compareDates(a: CivilDate, b: CivilDate): -1 | 0 | 1 {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return dayNumber(to) - dayNumber(from)
}

/** Whether the value is a moment in the one form used here (UTC, milliseconds, `Z`). */
export function isInstant(value: unknown): value is Instant {
  if (typeof value !== 'string') return false
  return /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/.test(value) && isCivilDate(value.slice(0, 10))
}

/** Text as a moment. Refuses (`bad_input`, `kernel.instant`) every other form. */
export function instant(text: string): Instant {
  return isInstant(text) ? text : refuse('bad_input', 'kernel.instant')
}

/** Milliseconds since 1970 as a moment. */
export function instantFromEpoch(ms: number): Instant {
  assert(Number.isSafeInteger(ms), 'milliseconds are whole')
  const day = Math.floor(ms / DAY_MS)
  const rest = ms - day * DAY_MS
  const time = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60]
  const clock = time.map((part) => pad(part, 2)).join(':')
  return `${fromDayNumber(day)}T${clock}.${pad(rest % 1000, 3)}Z` as Instant
}

/** Milliseconds since 1970. */
export function epochOf(moment: Instant): number {
  return Date.parse(moment)
}

export function addMinutes(moment: Instant, minutes: number): Instant {
  return instantFromEpoch(epochOf(moment) + minutes * 60_000)
}

/**
 * The day in Asia/Shanghai, for moments since 1992 (China's last summer time ended in September 1991; every moment this
 * product writes is later). Throws `ImpossibleState` for earlier ones.
 */
export function civilDateOf(moment: Instant): CivilDate {
  assert(moment >= '1992', 'moments are later than 1991')
  return fromDayNumber(Math.floor((epochOf(moment) + SHANGHAI_MS) / DAY_MS))
}

/** The moment at which the day begins in Asia/Shanghai; the day ends before `startOfDay(addDays(date, 1))`. Since 1992. */
export function startOfDay(date: CivilDate): Instant {
  assert(date >= '1992', 'moments are later than 1991')
  return instantFromEpoch(dayNumber(date) * DAY_MS - SHANGHAI_MS)
}

function existing(parts: YearMonthDay): CivilDate {
  const date = civilDateFromParts(parts)
  assert(date !== undefined, 'dates stay within the years 0001 to 9999')
  return date
}

function split(text: string): YearMonthDay {
  return { year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), day: Number(text.slice(8, 10)) }
}

function isDay({ year, month, day }: YearMonthDay): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so that the leap day comes last. */
function dayNumber(date: CivilDate): number {
  const { year, month, day } = split(date)
  const marchYear = month <= 2 ? year - 1 : year
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  return marchYear * 365 + leapDays + dayOfYear - 719_468
}

/** The inverse of `dayNumber`: 400 years have 146,097 days, 153 days five months from March. */
function fromDayNumber(days: number): CivilDate {
  assert(Number.isInteger(days), 'days are whole')
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return existing({ year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day })
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
