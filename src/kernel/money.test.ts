import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImpossibleState } from './assert.ts'
import { addFen, exactYuan, fen, fenFromYuan, formatWan, formatYuan, timesFen } from './money.ts'
import { Refusal } from './refusal.ts'

const amounts = fc.maxSafeInteger().map(fen)
const MAX = fen(Number.MAX_SAFE_INTEGER)

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return 'no refusal'
}

describe('fen', () => {
  test('takes safe integers only', () => {
    expect(fen(-5)).toBe(-5)
    expect(Object.is(fen(-0), 0)).toBe(true)
    for (const bad of [0.5, Number.NaN, Infinity, 2 ** 53]) expect(() => fen(bad)).toThrow(ImpossibleState)
  })

  test('adds and multiplies exactly, and throws rather than lose a fen', () => {
    expect(addFen()).toBe(0)
    expect(addFen(fen(10), fen(20), fen(-5))).toBe(25)
    expect(timesFen(fen(30_000), 1741)).toBe(52_230_000)
    expect(() => addFen(MAX, fen(1))).toThrow(ImpossibleState)
    expect(() => timesFen(MAX, 2)).toThrow(ImpossibleState)
    expect(() => timesFen(fen(1), 0.5)).toThrow(ImpossibleState)
  })
})

describe('fenFromYuan', () => {
  test.each([
    ['12.30', 1230],
    ['12.3', 1230],
    ['12', 1200],
    ['0.07', 7],
    ['-0.05', -5],
    ['+8', 800],
    ['1,234,567.89', 123_456_789],
    [' 590 ', 59_000],
    ['0000.10', 10],
    ['-0', 0],
    // 1.15 * 100 is 114.99999999999999 in floating point.
    ['1.15', 115],
    ['4.35', 435],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('reads %s', (text, expected) => {
    expect(fenFromYuan(text)).toBe(expected)
  })

  test.each([
    ['', 'format'],
    ['-', 'format'],
    ['.5', 'format'],
    ['5.', 'format'],
    ['1e3', 'format'],
    ['12,34', 'format'],
    ['1,2345', 'format'],
    ['¥5', 'format'],
    ['5元', 'format'],
    ['0x10', 'format'],
    ['１２', 'format'],
    ['12 30', 'format'],
    ['NaN', 'format'],
    ['0.005', 'below_fen'],
    ['12.300', 'below_fen'],
    ['90071992547409.92', 'too_large'],
    ['-90071992547409.92', 'too_large'],
  ])('refuses %j', (text, reason) => {
    expect(codeOf(() => fenFromYuan(text))).toBe(`kernel.amount.${reason}`)
  })
})

describe('writing amounts', () => {
  test.each([
    [0, '0.00', '0.00', '0.00'],
    [1, '0.01', '0.01', '0.00'],
    [-1, '-0.01', '-0.01', '0.00'],
    [1_234_500, '12,345.00', '12345.00', '1.23'],
    [-123_456_789, '-1,234,567.89', '-1234567.89', '-123.46'],
    [1_592_970_000, '15,929,700.00', '15929700.00', '1,592.97'],
    [4999, '49.99', '49.99', '0.00'],
    [5000, '50.00', '50.00', '0.01'],
    [-5000, '-50.00', '-50.00', '-0.01'],
    [999_995_000, '9,999,950.00', '9999950.00', '1,000.00'],
    [Number.MAX_SAFE_INTEGER, '90,071,992,547,409.91', '90071992547409.91', '9,007,199,254.74'],
  ])('%d fen', (amount, read, exact, wan) => {
    expect([formatYuan(fen(amount)), exactYuan(fen(amount)), formatWan(fen(amount))]).toEqual([read, exact, wan])
  })

  test('what is written is read back unchanged', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(fenFromYuan(exactYuan(amount))).toBe(amount)
        expect(fenFromYuan(formatYuan(amount))).toBe(amount)
      }),
    )
  })

  test('万元 is never more than half of its last digit away from the amount', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const shown = BigInt(formatWan(amount).replaceAll(/[,.]/g, '')) * 10_000n
        const distance = shown - BigInt(amount)
        expect(distance <= 5000n && distance >= -5000n).toBe(true)
      }),
    )
  })
})
