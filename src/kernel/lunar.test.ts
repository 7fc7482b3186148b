import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, civilDate, weekday } from './calendar.ts'
import { type Festival, festivalDate, lunarLabel } from './lunar.ts'
import { lunarAnniversary, lunarOf } from './lunar.ts'

/** Every day from 1930 to 2090: births of the oldest members to the calendar of the next decades. */
const days = fc.integer({ min: 0, max: 160 * 365 }).map((offset) => addDays(civilDate('1930-01-01'), offset))

describe('festivals', () => {
  const table: Record<
    number,
    readonly [spring: string, qingming: string, dragonBoat: string, midAutumn: string, solstice: string]
  > = {
    2024: ['2024-02-10', '2024-04-04', '2024-06-10', '2024-09-17', '2024-12-21'],
    2025: ['2025-01-29', '2025-04-04', '2025-05-31', '2025-10-06', '2025-12-21'],
    2026: ['2026-02-17', '2026-04-05', '2026-06-19', '2026-09-25', '2026-12-22'],
    2027: ['2027-02-06', '2027-04-05', '2027-06-09', '2027-09-15', '2027-12-22'],
    2028: ['2028-01-26', '2028-04-04', '2028-05-28', '2028-10-03', '2028-12-21'],
    2029: ['2029-02-13', '2029-04-04', '2029-06-16', '2029-09-22', '2029-12-21'],
    2030: ['2030-02-03', '2030-04-05', '2030-06-05', '2030-09-12', '2030-12-22'],
  }
  const festivals: readonly Festival[] = ['spring', 'qingming', 'dragon_boat', 'mid_autumn', 'winter_solstice']

  test.each(
    Object.entries(table).flatMap(([year, row]) =>
      festivals.map((festival, index) => [Number(year), festival, row[index]] as const),
    ),
  )('%d %s is %s', (year, festival, date) => {
    expect(festivalDate(year, festival)).toBe(date)
  })

  test.each([
    [2025, 'new_year_eve', '2025-01-28'],
    [2025, 'lantern', '2025-02-12'],
    // 2025 has a second sixth month: 七夕 comes after it, not in it.
    [2025, 'qixi', '2025-08-29'],
    [2025, 'double_ninth', '2025-10-29'],
    // 2023 had a second second month.
    [2023, 'dragon_boat', '2023-06-22'],
    // 2033: the year in which calendars erred; the leap month is the eleventh.
    [2033, 'mid_autumn', '2033-09-08'],
    [2034, 'spring', '2034-02-19'],
  ] as const)('%d %s is %s', (year, festival, date) => {
    expect(festivalDate(year, festival)).toBe(date)
  })

  test('lie in their year, in the order of the year, on their lunar day', () => {
    const order: readonly Festival[] = [
      'new_year_eve',
      'spring',
      'lantern',
      'dragon_boat',
      'qixi',
      'mid_autumn',
      'double_ninth',
      'winter_solstice',
    ]
    const labels = {
      spring: '正月初一',
      lantern: '正月十五',
      dragon_boat: '五月初五',
      qixi: '七月初七',
      mid_autumn: '八月十五',
      double_ninth: '九月初九',
    }
    for (let year = 1950; year <= 2100; year += 1) {
      const dates = order.map((festival) => festivalDate(year, festival))
      expect(dates).toEqual(dates.toSorted())
      expect(dates.every((date) => date.startsWith(String(year)))).toBe(true)
      for (const [festival, label] of Object.entries(labels)) {
        expect(lunarLabel(festivalDate(year, festival as keyof typeof labels))).toBe(label)
      }
    }
  })
})

describe('lunarLabel', () => {
  test.each([
    ['2026-11-21', '十月十三'],
    ['2025-06-25', '六月初一'],
    ['2025-07-25', '闰六月初一'],
    ['2025-08-22', '闰六月廿九'],
    ['2025-08-23', '七月初一'],
    ['2023-03-22', '闰二月初一'],
    ['2024-02-09', '十二月三十'],
    ['2026-01-19', '十二月初一'],
    ['2033-12-22', '闰十一月初一'],
  ])('%s is %s', (date, label) => {
    expect(lunarLabel(civilDate(date))).toBe(label)
  })
})

describe('lunarOf and lunarAnniversary', () => {
  test('a lunar year begins at the Spring Festival', () => {
    expect(lunarOf(civilDate('2026-01-19'))).toEqual({ year: 2025, month: 12, day: 1, leap: false })
    expect(lunarOf(civilDate('2025-07-25'))).toEqual({ year: 2025, month: 6, day: 1, leap: true })
  })

  test('the anniversary in its own year is the day itself', () => {
    fc.assert(
      fc.property(days, (day) => {
        const lunar = lunarOf(day)
        expect(lunarAnniversary(lunar, lunar.year)).toBe(day)
      }),
    )
  })

  test('in any year it falls in the same month, on the same day or on the last of a short month', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1931, max: 2090 }), (day, year) => {
        const of = lunarOf(day)
        const kept = lunarOf(lunarAnniversary(of, year))
        expect([kept.year, kept.month]).toEqual([year, of.month])
        if (kept.day !== of.day) {
          expect([of.day, kept.day]).toEqual([30, 29])
          expect(lunarOf(addDays(lunarAnniversary(of, year), 1)).day).toBe(1)
        }
        if (!of.leap) expect(kept.leap).toBe(false)
      }),
    )
  })

  test('a day of a leap month is kept in the regular month, and in the leap month when there is one again', () => {
    const born = lunarOf(civilDate('1987-07-26'))
    expect(born).toEqual({ year: 1987, month: 6, day: 1, leap: true })
    expect(lunarAnniversary(born, 2024)).toBe('2024-07-06')
    expect(lunarAnniversary(born, 2025)).toBe('2025-07-25')
  })

  test('the 30th is kept on the 29th of a short month', () => {
    // 除夕 of 2024 was the 30th, of 2025 the 29th.
    expect(lunarAnniversary(lunarOf(civilDate('2024-02-09')), 2024)).toBe('2025-01-28')
    expect(weekday(civilDate('2025-01-28'))).toBe(2)
  })
})
