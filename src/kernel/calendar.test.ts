import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImpossibleState } from './assert.ts'
import {
  addDays,
  addMinutes,
  addMonths,
  addYears,
  ageOn,
  birthdayOfAge,
  type CivilDate,
  civilDate,
  civilDateFromParts,
  civilDateOf,
  compareDates,
  daysBetween,
  epochOf,
  instant,
  instantFromEpoch,
  isCivilDate,
  isInstant,
  partsOf,
  startOfDay,
  weekday,
} from './calendar.ts'
import { Refusal } from './refusal.ts'

const DAY_MS = 86_400_000

/** Days since 1970 in the years 163 to 9717, with room to add; the engine's own dates are the second opinion. */
const dayNumbers = fc.integer({ min: -660_000, max: 2_830_000 })
const dates = dayNumbers.map((days) => byEngine(days * DAY_MS))
/** The time a record may carry, 1992 to 2199. */
const moments = fc.integer({ min: Date.UTC(1992, 0, 2), max: Date.UTC(2199, 0, 1) })

function byEngine(ms: number): CivilDate {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: 'UTC',
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const map = new Map(parts.formatToParts(ms).map(({ type, value }) => [type, value]))
  return civilDate(`${map.get('year')?.padStart(4, '0')}-${map.get('month')}-${map.get('day')}`)
}

describe('a civil date', () => {
  test.each(['2026-11-21', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is one', (text) => {
    expect(isCivilDate(text)).toBe(true)
    expect(civilDate(text)).toBe(text)
  })

  test.each([
    '2023-02-29',
    '1900-02-29',
    '2100-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '0000-01-01',
    '2026-1-1',
    '20260101',
    '2026-01-01T00:00:00Z',
    '２０２６-01-01',
    '2026-01-01\n',
    '',
  ])('%j is none', (text) => {
    expect(isCivilDate(text)).toBe(false)
    expect(() => civilDate(text)).toThrow(Refusal)
  })

  test('is made of parts and taken apart', () => {
    expect(civilDateFromParts({ year: 2024, month: 2, day: 29 })).toBe('2024-02-29')
    expect(civilDateFromParts({ year: 2023, month: 2, day: 29 })).toBeUndefined()
    expect(civilDateFromParts({ year: 12.5, month: 1, day: 1 })).toBeUndefined()
    expect(civilDateFromParts({ year: 10_000, month: 1, day: 1 })).toBeUndefined()
    expect(partsOf(civilDate('0962-03-05'))).toEqual({ year: 962, month: 3, day: 5 })
  })
})

describe('arithmetic of days', () => {
  test.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-02-29', 1, '2024-03-01'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['1969-12-31', 1, '1970-01-01'],
    ['2000-03-01', -1, '2000-02-29'],
    ['1900-03-01', -1, '1900-02-28'],
  ])('%s and %d days', (from, days, expected) => {
    expect(addDays(civilDate(from), days)).toBe(expected)
  })

  test('agrees with the engine over nine thousand years', () => {
    fc.assert(
      fc.property(dayNumbers, fc.integer({ min: -9000, max: 9000 }), (days, more) => {
        const date = byEngine(days * DAY_MS)
        expect(addDays(date, more)).toBe(byEngine((days + more) * DAY_MS))
        expect(daysBetween(date, addDays(date, more))).toBe(more)
        expect(daysBetween(civilDate('1970-01-01'), date)).toBe(days)
      }),
    )
  })

  test('throws rather than leave the years 1 to 9999 or count half days', () => {
    expect(() => addDays(civilDate('9999-12-31'), 1)).toThrow(ImpossibleState)
    expect(() => addDays(civilDate('0001-01-01'), -1)).toThrow(ImpossibleState)
    expect(() => addDays(civilDate('2026-01-01'), 0.5)).toThrow(ImpossibleState)
    expect(() => addMonths(civilDate('9999-12-01'), 1)).toThrow(ImpossibleState)
    expect(() => addMonths(civilDate('2026-01-01'), Number.NaN)).toThrow(ImpossibleState)
  })

  test('2026-11-21 is a Saturday, and weekdays follow each other', () => {
    expect(weekday(civilDate('2026-11-21'))).toBe(6)
    expect(weekday(civilDate('1969-12-29'))).toBe(1)
    fc.assert(
      fc.property(dates, (date) => {
        expect(weekday(addDays(date, 1))).toBe((weekday(date) % 7) + 1)
        expect(weekday(addDays(date, -7))).toBe(weekday(date))
      }),
    )
  })

  test('compareDates sorts by time', () => {
    fc.assert(
      fc.property(dates, dates, (a, b) => {
        expect(compareDates(a, b)).toBe(Math.sign(daysBetween(b, a)) + 0)
      }),
    )
  })
})

describe('arithmetic of months and years', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', -12, '2023-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-01-15', -25, '2023-12-15'],
    ['2026-08-31', 3, '2026-11-30'],
  ])('%s and %d months', (from, months, expected) => {
    expect(addMonths(civilDate(from), months)).toBe(expected)
  })

  test('lands in the month asked for, on the same day or the last', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -1000, max: 1000 }), (date, months) => {
        const [before, after] = [partsOf(date), partsOf(addMonths(date, months))]
        expect(after.year * 12 + after.month).toBe(before.year * 12 + before.month + months)
        expect(after.day).toBeLessThanOrEqual(before.day)
        if (after.day < before.day) expect(partsOf(addDays(addMonths(date, months), 1)).day).toBe(1)
      }),
    )
  })
})

describe('age', () => {
  test.each([
    ['1975-06-15', '2024-06-14', 48],
    ['1975-06-15', '2024-06-15', 49],
    ['1964-02-29', '2024-02-28', 59],
    ['1964-02-29', '2024-02-29', 60],
    ['1964-02-29', '2023-02-28', 58],
    ['1964-02-29', '2023-03-01', 59],
    ['1963-03-01', '2024-02-29', 60],
    ['1963-02-28', '2024-02-28', 61],
    ['2026-01-01', '2026-01-01', 0],
    ['2026-01-02', '2026-01-01', -1],
  ])('born %s is on %s aged %d', (birth, on, age) => {
    expect(ageOn(civilDate(birth), civilDate(on))).toBe(age)
  })

  test.each([
    ['1964-02-29', 59, '2023-03-01'],
    ['1964-02-29', 60, '2024-02-29'],
    ['1964-02-29', 136, '2100-03-01'],
    ['1975-06-15', 49, '2024-06-15'],
    ['1975-06-15', 0, '1975-06-15'],
  ])('born %s has birthday %d on %s', (birth, age, day) => {
    expect(birthdayOfAge(civilDate(birth), age)).toBe(day)
  })

  test('is the same as SQL: birth <= on - interval n years', () => {
    // Days close to 29 February are where the two could part.
    const near = fc.record({ year: fc.integer({ min: 1880, max: 2120 }), offset: fc.integer({ min: -3, max: 3 }) })
    const leapish = near.map(({ year, offset }) => addDays(civilDate(`${year}-03-01`), offset))
    const some = fc.oneof(leapish, dates)
    fc.assert(
      fc.property(some, some, fc.integer({ min: 0, max: 120 }), (birth, on, age) => {
        expect(ageOn(birth, on) >= age).toBe(birth <= addYears(on, -age))
      }),
      { numRuns: 2000 },
    )
  })

  test('grows by one exactly on the birthday', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 0, max: 120 }), (birth, age) => {
        const birthday = birthdayOfAge(birth, age)
        expect(ageOn(birth, birthday)).toBe(age)
        expect(ageOn(birth, addDays(birthday, -1))).toBe(age - 1)
      }),
    )
  })
})

describe('moments', () => {
  test.each(['2026-11-21T08:30:00.000Z', '2024-02-29T23:59:59.999Z'])('%s is one', (text) => {
    expect(isInstant(text)).toBe(true)
    expect(instant(text)).toBe(text)
  })

  test.each([
    '2026-11-21T08:30:00Z',
    '2026-11-21T08:30:00.000+08:00',
    '2026-11-21 08:30:00.000Z',
    '2026-11-21T24:00:00.000Z',
    '2026-11-21T08:60:00.000Z',
    '2023-02-29T08:30:00.000Z',
    '',
  ])('%j is none', (text) => {
    expect(isInstant(text)).toBe(false)
    expect(() => instant(text)).toThrow(Refusal)
  })

  test('milliseconds and moments turn into each other', () => {
    expect(instantFromEpoch(0)).toBe('1970-01-01T00:00:00.000Z')
    expect(instantFromEpoch(-1)).toBe('1969-12-31T23:59:59.999Z')
    expect(addMinutes(instant('2026-12-31T23:59:30.250Z'), 1)).toBe('2027-01-01T00:00:30.250Z')
    expect(() => instantFromEpoch(0.5)).toThrow(ImpossibleState)
    fc.assert(
      fc.property(fc.integer({ min: -6e13, max: 2.5e14 }), (ms) => {
        expect(isInstant(instantFromEpoch(ms))).toBe(true)
        expect(epochOf(instantFromEpoch(ms))).toBe(ms)
      }),
    )
  })

  test('the day in China begins at 16:00 UTC', () => {
    expect(civilDateOf(instant('2026-11-21T15:59:59.999Z'))).toBe('2026-11-21')
    expect(civilDateOf(instant('2026-11-21T16:00:00.000Z'))).toBe('2026-11-22')
    expect(startOfDay(civilDate('2027-01-01'))).toBe('2026-12-31T16:00:00.000Z')
  })

  test('agrees with the time zone database for Asia/Shanghai', () => {
    const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
    fc.assert(
      fc.property(moments, (ms) => {
        const moment = instantFromEpoch(ms)
        const day = civilDateOf(moment)
        expect(day).toBe(shanghai.format(ms))
        expect(startOfDay(day) <= moment && moment < startOfDay(addDays(day, 1))).toBe(true)
      }),
    )
  })

  test('throws for moments before 1992, when China last had summer time', () => {
    expect(() => civilDateOf(instant('1991-06-01T00:00:00.000Z'))).toThrow(ImpossibleState)
    expect(() => startOfDay(civilDate('1991-06-01'))).toThrow(ImpossibleState)
  })
})
