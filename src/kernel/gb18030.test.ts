import { expect, test } from 'vitest'
import { encodeGb18030, lengthInGb18030 } from './gb18030.ts'

const back = (text: string) => {
  const bytes = encodeGb18030(text)
  return bytes instanceof Uint8Array
    ? new TextDecoder('gb18030', { fatal: true, ignoreBOM: true }).decode(bytes)
    : bytes
}

test('every character of the basic plane, and of the others at their edges, is read back as it was', () => {
  const basic = Array.from({ length: 0x1_0000 }, (_, point) => point).filter((at) => at < 0xd800 || at > 0xdfff)
  const points = [...basic, 0x1_0000, 0x2_0000, 0x2_00_0b, 0x2_a6_d6, 0x10_ff_ff]
  const lost = points.filter((point) => back(String.fromCodePoint(point)) !== String.fromCodePoint(point))
  // Only private characters have no place, and they are said, not written as another.
  expect(lost.length).toBeLessThan(30)
  for (const point of lost) {
    expect(point >= 0xe000 && point <= 0xf8ff, point.toString(16)).toBe(true)
    expect(back(`甲${String.fromCodePoint(point)}`)).toEqual({ unwritable: String.fromCodePoint(point) })
  }
})

test('a letter is one byte, a common character two, a rare one four', () => {
  expect(encodeGb18030('a中')).toEqual(Uint8Array.from([0x61, 0xd6, 0xd0]))
  expect(encodeGb18030('𠀀')).toEqual(Uint8Array.from([0x95, 0x32, 0x82, 0x36]))
  expect(['a', '中', '㐀', '𠀀'].map(lengthInGb18030)).toEqual([1, 2, 4, 4])
})
