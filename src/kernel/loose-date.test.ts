import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type CivilDate, civilDate, partsOf } from './calendar.ts'
import { type LooseDate, parseLooseDate } from './loose-date.ts'

const days = fc.integer({ min: 0, max: 127_000 }).map((offset) => addDays(civilDate('1850-01-01'), offset))

function read(raw: LooseDate): string {
  const parsed = parseLooseDate(raw)
  return parsed.ok ? parsed.value : parsed.reason
}

function chinese(date: CivilDate): string {
  const digits = '〇一二三四五六七八九'
  const number = (n: number) =>
    n < 10
      ? digits.charAt(n)
      : `${n < 20 ? '' : digits.charAt(Math.floor(n / 10))}十${n % 10 === 0 ? '' : digits.charAt(n % 10)}`
  const { year, month, day } = partsOf(date)
  const years = Array.from(String(year), (digit) => digits.charAt(Number(digit))).join('')
  return `${years}年${number(month)}月${number(day)}日`
}

describe('parseLooseDate', () => {
  test.each([
    '1962-03-05',
    '1962-3-5',
    '1962/3/5',
    '1962/03/05',
    '1962.3.5',
    '1962.03.05.',
    '1962. 3. 5',
    '1962 3 5',
    '1962年3月5日',
    '1962年03月05号',
    '1962年3月5',
    ' 1962 年 3 月 5 日 ',
    '一九六二年三月五日',
    '19620305',
    '１９６２年３月５日',
    '１９６２－０３－０５',
    '1962-03-05 00:00:00',
    '1962-03-05T00:00:00.000Z',
    '1962/3/5 0:00',
    19_620_305,
    22_710,
    22_710.75,
    new Date(Date.UTC(1962, 2, 5)),
  ])('reads %j', (raw) => {
    expect(read(raw)).toBe('1962-03-05')
  })

  test.each([
    ['', 'empty'],
    ['　', 'empty'],
    [null, 'empty'],
    [undefined, 'empty'],
    ['不详', 'format'],
    ['1962-03-05-', 'format'],
    ['约1962-03-05', 'format'],
    ['1962-003-05', 'format'],
    ['22710', 'format'],
    ['1962', 'incomplete'],
    ['1962年', 'incomplete'],
    ['1962年3月', 'incomplete'],
    ['1962-03', 'incomplete'],
    ['1962.3', 'incomplete'],
    ['196203', 'incomplete'],
    [1962, 'incomplete'],
    [196_203, 'incomplete'],
    ['62-3-5', 'two_digit_year'],
    ['620305', 'two_digit_year'],
    [620_305, 'two_digit_year'],
    [999_999, 'format'],
    ['62年3月5日', 'two_digit_year'],
    ['05/03/1962', 'order'],
    ['5-3-1962', 'order'],
    ['农历1962年正月初五', 'lunar'],
    ['1962年腊月初八', 'lunar'],
    ['阴历1962-03-05', 'lunar'],
    ['1963-02-29', 'no_such_day'],
    ['19630229', 'no_such_day'],
    ['1962-13-05', 'no_such_day'],
    ['1962-00-05', 'no_such_day'],
    ['1962年4月31日', 'no_such_day'],
    ['1849-12-31', 'range'],
    ['2200-01-01', 'range'],
    [60, 'no_such_day'],
    [0, 'format'],
    [-5, 'format'],
    [Number.NaN, 'format'],
    [Infinity, 'format'],
    [110_000, 'range'],
    [1e20, 'format'],
    [new Date(Number.NaN), 'no_such_day'],
  ])('refuses %j: %s', (raw, reason) => {
    expect(read(raw)).toBe(reason)
  })

  test('29 February is read in leap years', () => {
    for (const raw of ['1964-2-29', '19640229', '1964年2月29日', '一九六四年二月二十九日'])
      expect(read(raw)).toBe('1964-02-29')
  })

  test.each([
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [25_569, '1970-01-01'],
    [46_347, '2026-11-21'],
  ])('serial number %d is %s', (serial, date) => {
    expect(read(serial)).toBe(date)
  })

  test('reads every day in every spelling', () => {
    fc.assert(
      fc.property(days, (date) => {
        const { year, month, day } = partsOf(date)
        const spellings: LooseDate[] = [
          date,
          `${year}/${month}/${day}`,
          `${year}.${month}.${day}`,
          `${year}年${month}月${day}日`,
          date.replaceAll('-', ''),
          Number(date.replaceAll('-', '')),
          chinese(date),
          new Date(Date.UTC(year, month - 1, day)),
        ]
        expect(spellings.map(read)).toEqual(spellings.map(() => date))
      }),
    )
  })

  test('reads every serial number from 1910 on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3654, max: 109_000 }), (serial) => {
        expect(read(serial)).toBe(addDays(civilDate('1899-12-30'), serial))
      }),
    )
  })

  test('answers anything without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.date({ noInvalidDate: false })), (raw) => {
        expect(typeof parseLooseDate(raw).ok).toBe('boolean')
      }),
    )
  })
})
