import { describe, expect, test } from 'vitest'
import { toHalfWidth } from './half-width.ts'

describe('toHalfWidth', () => {
  test.each([
    ['１１０１０５ＸｘAZ', '110105XxAZ'],
    ['０－９／．＋＠＿＃＆＝％＊', '0-9/.+@_#&=%*'],
    ['甲　乙\u00a0丙', '甲 乙 丙'],
    ['\ufeff1\u200b2\u200e3\u00ad4', '1234'],
  ])('%j becomes %j', (text, expected) => {
    expect(toHalfWidth(text)).toBe(expected)
  })

  test('leaves the punctuation of prose as it is', () => {
    const prose = '您好，（测试）：“对吗？”——是！；、。《书》'
    expect(toHalfWidth(prose)).toBe(prose)
  })

  test('changes all full-width digits and letters', () => {
    const ascii = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    const wide = Array.from(ascii, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0)).join('')
    expect(toHalfWidth(wide)).toBe(ascii)
  })
})
