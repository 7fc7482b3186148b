import { describe, expect, test } from 'vitest'
import { formatCount, formatQuantity, UNITS, unitWord } from './units.ts'

describe('units', () => {
  test('have their Chinese words, all different', () => {
    expect(UNITS.map((unit) => unitWord(unit, 'zh')).join(' ')).toBe('户 户次 人 人次 场 分钟 元 件 份 次 小时')
    expect(new Set(UNITS.map((unit) => unitWord(unit, 'en'))).size).toBe(UNITS.length)
  })

  test('English takes the singular for one only', () => {
    expect([0, 1, 2].map((count) => unitWord('household', 'en', count))).toEqual([
      'households',
      'household',
      'households',
    ])
    expect(unitWord('copy', 'en')).toBe('copies')
  })

  test.each([
    [1741, 'household', '1,741 户', '1,741 households'],
    [1, 'person_time', '1 人次', '1 person-time'],
    [52_230_000, 'fen', '522,300.00 元', '522,300.00 yuan'],
    [1.5, 'hour', '1.5 小时', '1.5 hours'],
    [0, 'session', '0 场', '0 sessions'],
  ] as const)('%d %s', (count, unit, zh, en) => {
    expect(formatQuantity(count, unit, 'zh')).toBe(zh)
    expect(formatQuantity(count, unit, 'en')).toBe(en)
  })

  test('formatCount groups thousands in both languages and rounds nothing', () => {
    for (const locale of ['zh', 'en'] as const) {
      expect([0, 999, 1000, -12_345, 1_234_567, 0.125].map((count) => formatCount(count, locale))).toEqual([
        '0',
        '999',
        '1,000',
        '-12,345',
        '1,234,567',
        '0.125',
      ])
    }
  })
})
