import { describe, expect, test } from 'vitest'
import { civilDate } from '../../kernel/calendar.ts'
import {
  addsUp,
  exactCount,
  listKindOf,
  monthsBetween,
  monthSpan,
  quickSpan,
  readable,
  spanParts,
  wholeMonths,
} from './rules.ts'

const day = civilDate

describe('a value as it is read', () => {
  test.each([
    [1_592_970_000_00, 'fen', 'zh', '159,297.00', 'unit_fen'],
    [1_592_970_000, 'fen', 'zh', '1,592.97', 'unit_fen'],
    [1_000_000, 'fen', 'zh', '1.00', 'unit_fen'],
    [999_999, 'fen', 'zh', '9,999.99', 'unit_yuan'],
    [0, 'fen', 'zh', '0.00', 'unit_yuan'],
    [1_592_970_000, 'fen', 'en', '15,929,700.00', 'unit_yuan'],
    [1_741, 'household_time', 'zh', '1,741', 'unit_household_time'],
    [184 * 180, 'hour', 'zh', '552', 'unit_hour'],
    [100, 'hour', 'en', '100', 'unit_minute'],
    [873, 'person', 'en', '873', 'unit_person'],
  ] as const)('%i %s in %s reads %s', (value, unit, locale, text, said) => {
    expect(readable(value, unit, locale)).toEqual({ text, unit: said })
  })

  test('hours that do not come out whole are said in minutes, exactly', () => {
    expect(exactCount(120, 'hour')).toEqual({ value: 2, unit: 'hour' })
    expect(exactCount(121, 'hour')).toEqual({ value: 121, unit: 'minute' })
    expect(exactCount(121, 'copy')).toEqual({ value: 121, unit: 'copy' })
  })
})

describe('the list behind a figure', () => {
  test.each([
    ['household', null, 'households'],
    ['household_time', null, 'households'],
    ['person', null, 'persons'],
    ['person_time', null, 'persons'],
    ['session', null, 'records'],
    ['fen', null, 'records'],
    ['hour', null, 'records'],
    ['place', 'streets', 'places'],
    ['place', 'communities', 'places'],
    ['person', 'members', 'persons'],
  ] as const)('%s of %s opens to %s', (unit, register_key, list) => {
    expect(listKindOf({ unit, register_key, source: register_key === null ? 'care' : 'register' })).toBe(list)
  })

  test('figures that count each family or person once do not add up over places', () => {
    expect(addsUp({ unit: 'household', section: 'life' })).toBe(false)
    expect(addsUp({ unit: 'person', section: 'elder' })).toBe(false)
    expect(addsUp({ unit: 'household_time', section: 'life' })).toBe(true)
    expect(addsUp({ unit: 'household', section: 'base' })).toBe(true)
  })
})

describe('spans of days', () => {
  test('whole months are found, also over a leap year, and nothing else is', () => {
    expect(wholeMonths(day('2016-02-01'), day('2016-02-29'))).toEqual({ from_month: '2016-02', to_month: '2016-02' })
    expect(wholeMonths(day('2015-01-01'), day('2018-12-31'))).toEqual({ from_month: '2015-01', to_month: '2018-12' })
    expect(wholeMonths(day('2016-02-01'), day('2016-02-28'))).toBeUndefined()
    expect(wholeMonths(day('2016-02-02'), day('2016-02-29'))).toBeUndefined()
  })

  test('the months between two days, both inside', () => {
    expect(monthsBetween(day('2017-11-30'), day('2018-02-01'))).toEqual(['2017-11', '2017-12', '2018-01', '2018-02'])
    expect(monthsBetween(day('2018-02-01'), day('2018-02-01'))).toEqual(['2018-02'])
  })

  test('a month is cut to the span it is asked in', () => {
    const within = { from: day('2018-01-15'), to: day('2018-02-10') }
    expect(monthSpan('2018-01', within)).toEqual({ from: '2018-01-15', to: '2018-01-31' })
    expect(monthSpan('2018-02', within)).toEqual({ from: '2018-02-01', to: '2018-02-10' })
  })

  test.each([
    ['this_year', '2026-01-01', '2026-12-31'],
    ['last_year', '2025-01-01', '2025-12-31'],
    ['four_years', '2023-01-01', '2026-12-31'],
    ['this_month', '2026-03-01', '2026-03-31'],
    ['last_month', '2026-02-01', '2026-02-28'],
  ] as const)('%s as of 31 March 2026', (name, from, to) => {
    expect(quickSpan(name, day('2026-03-31'))).toEqual({ from, to })
  })

  test.each([
    ['2018-01-01', '2018-12-31', 'year', '2018', '2018'],
    ['2015-01-01', '2018-12-31', 'years', '2015', '2018'],
    ['2018-06-01', '2018-06-30', 'month', '2018-06', '2018-06'],
    ['2018-06-01', '2018-07-31', 'days', '2018-06-01', '2018-07-31'],
    ['2018-06-02', '2018-06-30', 'days', '2018-06-02', '2018-06-30'],
  ] as const)('%s to %s is named as %s', (from, to, kind, first, last) => {
    expect(spanParts({ from: day(from), to: day(to) })).toEqual({ kind, from: first, to: last })
  })
})
