import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImpossibleState } from './assert.ts'
import { isUuid, nameUuid, uuid, uuidv7 } from './ids.ts'

const sha256 = (input: Uint8Array) => createHash('sha256').update(input).digest()
const tenBytes = fc.uint8Array({ minLength: 10, maxLength: 10 })
const times = fc.integer({ min: 0, max: 2 ** 48 - 1 })

describe('uuidv7', () => {
  test('writes the example of RFC 9562, appendix A.6', () => {
    // 2022-02-22T19:22:22Z, rand_a CC3, rand_b 18C4DC0C0C07398F.
    const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f])
    expect(uuidv7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
  })

  test('is a UUID of version 7 that holds its time, and sorts by it', () => {
    fc.assert(
      fc.property(times, times, tenBytes, tenBytes, (t1, t2, r1, r2) => {
        const [a, b] = [uuidv7(t1, r1), uuidv7(t2, r2)]
        expect(isUuid(a)).toBe(true)
        expect(a.charAt(14)).toBe('7')
        expect(Number.parseInt(a.replaceAll('-', '').slice(0, 12), 16)).toBe(t1)
        if (t1 !== t2) expect(a < b).toBe(t1 < t2)
      }),
    )
  })

  test('uses every random bit that has a place', () => {
    const base = new Uint8Array(10)
    const seen = new Set([uuidv7(1, base)])
    for (let bit = 0; bit < 80; bit += 1) {
      seen.add(
        uuidv7(
          1,
          Uint8Array.from(base, (_, index) => (index === bit >> 3 ? 0x80 >> (bit & 7) : 0)),
        ),
      )
    }
    // 80 bits go in; the 4 of the version and the 2 of the variant are not random.
    expect(seen.size).toBe(1 + 74)
  })

  test('refuses a time or a number of bytes that does not fit', () => {
    const ten = new Uint8Array(10)
    for (const time of [-1, 0.5, Number.NaN, 2 ** 48]) expect(() => uuidv7(time, ten)).toThrow(ImpossibleState)
    for (const length of [9, 11, 16]) expect(() => uuidv7(0, new Uint8Array(length))).toThrow(ImpossibleState)
  })
})

describe('isUuid', () => {
  test.each([
    'x',
    '017F22E2-79B0-7CC3-98C4-DC0C0C07398F',
    '00000000-0000-0000-0000-000000000000',
    '017f22e279b07cc398c4dc0c0c07398f',
    '017f22e2-79b0-7cc3-78c4-dc0c0c07398f',
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n',
    7,
    null,
  ])('is false for %j', (value) => {
    expect(isUuid(value)).toBe(false)
  })

  test('uuid takes the right form and throws for others', () => {
    expect(uuid('f81d4fae-7dec-11d0-a765-00a0c91e6bf6')).toBe('f81d4fae-7dec-11d0-a765-00a0c91e6bf6')
    expect(() => uuid('')).toThrow(ImpossibleState)
  })
})

describe('nameUuid', () => {
  test('is the same for the same names and a UUID of version 8', () => {
    const made = nameUuid('division', '530103', sha256)
    expect(made).toBe(nameUuid('division', '530103', sha256))
    expect(isUuid(made)).toBe(true)
    expect(made.charAt(14)).toBe('8')
  })

  test('differs when the namespace or the text differs, and when a letter moves between them', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (n1, t1, n2, t2) => {
        expect(nameUuid(n1, t1, sha256) === nameUuid(n2, t2, sha256)).toBe(n1 === n2 && t1 === t2)
      }),
    )
    expect(nameUuid('a', 'bc', sha256)).not.toBe(nameUuid('ab', 'c', sha256))
    expect(nameUuid('1', ':a', sha256)).not.toBe(nameUuid('1:', 'a', sha256))
  })

  test('needs a hash of 16 bytes', () => {
    expect(() => nameUuid('a', 'b', () => new Uint8Array(15))).toThrow(ImpossibleState)
  })
})
