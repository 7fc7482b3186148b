import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImpossibleState } from './assert.ts'
import { addDays, type CivilDate, civilDate } from './calendar.ts'
import { festivalDate } from './lunar.ts'
import {
  type Cadence,
  cadenceOf,
  isOfCalendar,
  isPeriod,
  type Period,
  PERIOD_OF_CALENDAR,
  periodLabel,
} from './period.ts'
import { periodOf, periodRange, periodsBetween } from './period-days.ts'

const day = civilDate
const cadences: readonly Cadence[] = ['once', 'yearly', 'half_yearly', 'quarterly', 'monthly', 'festival']
const days = fc.integer({ min: 0, max: 130 * 365 }).map((offset) => addDays(day('1930-01-01'), offset))

function period(code: string): Period {
  if (!isPeriod(code)) throw new Error(`${code} is no period`)
  return code
}

const table = [
  ['once', 'once', '0001-01-01', '9999-12-31', '一次性', 'once'],
  ['2018', 'yearly', '2018-01-01', '2019-01-01', '2018年', '2018'],
  ['2018-H1', 'half_yearly', '2018-01-01', '2018-07-01', '2018年上半年', 'first half of 2018'],
  ['2018-H2', 'half_yearly', '2018-07-01', '2019-01-01', '2018年下半年', 'second half of 2018'],
  ['2018-Q1', 'quarterly', '2018-01-01', '2018-04-01', '2018年第一季度', 'Q1 2018'],
  ['2018-Q3', 'quarterly', '2018-07-01', '2018-10-01', '2018年第三季度', 'Q3 2018'],
  ['2018-Q4', 'quarterly', '2018-10-01', '2019-01-01', '2018年第四季度', 'Q4 2018'],
  ['2018-06', 'monthly', '2018-06-01', '2018-07-01', '2018年6月', 'June 2018'],
  ['2018-12', 'monthly', '2018-12-01', '2019-01-01', '2018年12月', 'December 2018'],
  ['2024-02', 'monthly', '2024-02-01', '2024-03-01', '2024年2月', 'February 2024'],
  ['2018-spring', 'festival', '2017-10-05', '2018-02-17', '2018年春节', 'Spring Festival 2018'],
  ['2018-dragon_boat', 'festival', '2018-02-17', '2018-06-19', '2018年端午节', 'Dragon Boat Festival 2018'],
  ['2018-mid_autumn', 'festival', '2018-06-19', '2018-09-25', '2018年中秋节', 'Mid-Autumn Festival 2018'],
] as const

test('a period says by its form whether the calendar gives it', () => {
  const form = new RegExp(PERIOD_OF_CALENDAR)
  for (const [code] of table) expect([code, form.test(code)]).toEqual([code, isOfCalendar(cadenceOf(period(code)))])
})

describe('a period code', () => {
  test.each(table)('%s', (code, cadence, from, toExclusive, zh, en) => {
    const it = period(code)
    expect(cadenceOf(it)).toBe(cadence)
    expect(periodRange(it)).toEqual({ from, to_exclusive: toExclusive })
    expect(periodLabel(it, 'zh')).toBe(zh)
    expect(periodLabel(it, 'en')).toBe(en)
  })

  test.each([
    '',
    '18',
    '2018-',
    '2018-H3',
    '2018-Q0',
    '2018-Q5',
    '2018-13',
    '2018-00',
    '2018-6',
    '2018-qixi',
    '1899',
    '2200',
    '2018-01-01',
    'Once',
    '2018\n',
    2018,
  ])('%j is none', (code) => {
    expect(isPeriod(code)).toBe(false)
  })
})

describe('periodOf', () => {
  test.each([
    ['festival', '2018-02-16', '2018-spring'],
    ['festival', '2018-02-17', '2018-dragon_boat'],
    ['festival', '2018-09-24', '2018-mid_autumn'],
    // A visit in December is for the coming Spring Festival.
    ['festival', '2018-12-20', '2019-spring'],
    ['half_yearly', '2018-06-30', '2018-H1'],
    ['half_yearly', '2018-07-01', '2018-H2'],
    ['quarterly', '2018-03-31', '2018-Q1'],
    ['quarterly', '2018-04-01', '2018-Q2'],
    ['monthly', '2024-02-29', '2024-02'],
    ['yearly', '2018-12-31', '2018'],
    ['once', '2018-12-31', 'once'],
  ] as const)('%s of %s is %s', (cadence, date, code) => {
    expect(periodOf(cadence, day(date))).toBe(code)
  })

  test('holds its day, is a period of its cadence and has both labels', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cadences), days, (cadence, date) => {
        const code = periodOf(cadence, date)
        const { from, to_exclusive } = periodRange(code)
        expect(from <= date && date < to_exclusive).toBe(true)
        expect(isPeriod(code)).toBe(true)
        expect(cadenceOf(code)).toBe(cadence)
        expect(periodLabel(code, 'zh')).not.toMatch(/undefined|^$/)
        expect(periodLabel(code, 'en')).not.toMatch(/undefined|^$/)
      }),
    )
  })

  test('a festival lies in its own period, as the last day', () => {
    for (let year = 1950; year <= 2099; year += 1) {
      for (const festival of ['spring', 'dragon_boat', 'mid_autumn'] as const) {
        const date = festivalDate(year, festival)
        expect(periodOf('festival', date)).toBe(`${year}-${festival}`)
        expect(periodRange(period(`${year}-${festival}`)).to_exclusive).toBe(addDays(date, 1))
      }
    }
  })

  test('throws outside the years 1900 to 2199', () => {
    expect(() => periodOf('monthly', day('1899-12-31'))).toThrow(ImpossibleState)
    expect(() => periodOf('yearly', day('2200-01-01'))).toThrow(ImpossibleState)
  })
})

describe('periodsBetween', () => {
  test('gives every period that shares a day with the span', () => {
    expect(periodsBetween('monthly', day('2018-11-30'), day('2019-02-01'))).toEqual([
      '2018-11',
      '2018-12',
      '2019-01',
      '2019-02',
    ])
    expect(periodsBetween('quarterly', day('2018-03-31'), day('2018-04-01'))).toEqual(['2018-Q1', '2018-Q2'])
    expect(periodsBetween('yearly', day('2018-12-31'), day('2019-01-01'))).toEqual(['2018', '2019'])
    expect(periodsBetween('once', day('2018-01-01'), day('2030-01-01'))).toEqual(['once'])
  })

  test('four years of festival visits are twelve', () => {
    const visits = periodsBetween('festival', day('2016-01-01'), festivalDate(2019, 'mid_autumn'))
    expect(visits).toHaveLength(12)
    expect([visits[0], visits[11]]).toEqual(['2016-spring', '2019-mid_autumn'])
  })

  test('a family that joins the day after a festival is not owed that festival', () => {
    expect(periodsBetween('festival', day('2018-02-17'), day('2018-06-18'))).toEqual(['2018-dragon_boat'])
  })

  test('is empty when the span ends before it begins', () => {
    for (const cadence of cadences) expect(periodsBetween(cadence, day('2018-01-02'), day('2018-01-01'))).toEqual([])
  })

  test('covers the span without gap or overlap', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cadences), days, fc.integer({ min: 0, max: 1500 }), (cadence, from, length) => {
        const to: CivilDate = addDays(from, length)
        const codes = periodsBetween(cadence, from, to)
        const ranges = codes.map(periodRange)
        expect(codes[0]).toBe(periodOf(cadence, from))
        expect(codes.at(-1)).toBe(periodOf(cadence, to))
        expect(new Set(codes).size).toBe(codes.length)
        for (const [index, range] of ranges.slice(1).entries()) expect(range.from).toBe(ranges[index]?.to_exclusive)
      }),
    )
  })
})
