import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImpossibleState } from './assert.ts'
import {
  ancestorAt,
  codeOfDistrict,
  contains,
  districtOf,
  interval,
  isCode,
  padCode,
  parentOf,
  shortCode,
  TIERS,
  tierOf,
} from './division-code.ts'
import { Refusal } from './refusal.ts'

const communities = fc
  .integer({ min: 11, max: 82 })
  .chain((province) =>
    fc
      .tuple(
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 99 }),
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 999 }),
      )
      .map(
        ([city, district, street, community]) =>
          province * 1e10 + city * 1e8 + district * 1e6 + street * 1e3 + community,
      ),
  )
/** A place of any tier, made by cutting a community's code. */
const codes = fc.tuple(communities, fc.constantFrom(...TIERS)).map(([community, tier]) => ancestorAt(community, tier))

describe('padCode and shortCode', () => {
  test.each([
    ['0', 0, 'nation'],
    ['53', 530000000000, 'province'],
    ['5301', 530100000000, 'city'],
    ['530103', 530103000000, 'district'],
    ['530103006', 530103006000, 'street'],
    ['530103006001', 530103006001, 'community'],
  ])('%s', (short, code, tier) => {
    expect(padCode(short)).toBe(code)
    expect(padCode(Number(short))).toBe(code)
    expect(tierOf(code)).toBe(tier)
    expect(shortCode(code)).toBe(short)
  })

  test.each([
    '',
    '5',
    '530',
    '53010',
    '5301030',
    '53010300600',
    '5301030060011',
    '030103',
    '53 01',
    '53x1',
    '-1',
    '5.3',
    '５３',
  ])('refuses %j', (text) => {
    expect(() => padCode(text)).toThrow(Refusal)
  })

  test('read each other back', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(padCode(shortCode(code))).toBe(code)
      }),
    )
  })
})

describe('isCode', () => {
  test.each([-1, 1, 53, 530103, 99_999_999_999, 1e12, 530103000000.5, '530103000000', null])(
    'is false for %j',
    (value) => {
      expect(isCode(value)).toBe(false)
    },
  )
})

describe('interval', () => {
  test('of the nation spans everything, of a community itself', () => {
    expect(interval(0)).toEqual({ lo: 0, hi: 1e12 })
    expect(interval(530103000000)).toEqual({ lo: 530103000000, hi: 530104000000 })
    expect(interval(530103006001)).toEqual({ lo: 530103006001, hi: 530103006002 })
  })

  test('of two places nest or lie apart, never overlap', () => {
    fc.assert(
      fc.property(codes, codes, (a, b) => {
        const [x, y] = [interval(a), interval(b)]
        const apart = x.hi <= y.lo || y.hi <= x.lo
        const nested = (x.lo <= y.lo && y.hi <= x.hi) || (y.lo <= x.lo && x.hi <= y.hi)
        expect(apart !== nested).toBe(true)
        expect(contains(a, b) || contains(b, a)).toBe(nested)
      }),
    )
  })

  test('holds a community exactly when its code begins with the short code of the place', () => {
    fc.assert(
      fc.property(codes, communities, (place, community) => {
        const byDigits = place === 0 || String(community).startsWith(shortCode(place))
        const { lo, hi } = interval(place)
        expect(community >= lo && community < hi).toBe(byDigits)
        expect(contains(place, community)).toBe(byDigits)
      }),
    )
  })
})

describe('parentOf', () => {
  test('climbs from a community to the nation', () => {
    const chain = [530103006001, 530103006000, 530103000000, 530100000000, 530000000000, 0]
    for (const [index, code] of chain.entries()) expect(parentOf(code)).toBe(chain[index + 1])
  })

  test('is the city for a street of a city without districts', () => {
    expect(tierOf(441900003000)).toBe('street')
    expect(parentOf(441900003000)).toBe(441900000000)
    expect(tierOf(441900000000)).toBe('city')
    expect(districtOf(441900003001)).toBe(441900)
    expect(contains(441900000000, 441900003001)).toBe(true)
  })

  test('is always wider and holds its child', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const parent = parentOf(code)
        expect(parent === undefined).toBe(code === 0)
        if (parent === undefined) return
        expect(contains(parent, code)).toBe(true)
        expect(contains(code, parent)).toBe(false)
        expect(TIERS.indexOf(tierOf(parent))).toBeLessThan(TIERS.indexOf(tierOf(code)))
      }),
    )
  })
})

describe('districtOf', () => {
  test('gives six digits, as community / 1000000 does in SQL', () => {
    expect(districtOf(530103006001)).toBe(530103)
    expect(codeOfDistrict(530103)).toBe(530103000000)
    fc.assert(
      fc.property(communities, (community) => {
        expect(codeOfDistrict(districtOf(community))).toBe(ancestorAt(community, 'district'))
      }),
    )
  })

  test('throws for the nation, a province and what is no code', () => {
    for (const code of [0, 530000000000, 530103, Number.NaN]) expect(() => districtOf(code)).toThrow(ImpossibleState)
    for (const district of [5301, 5301030, 0.5]) expect(() => codeOfDistrict(district)).toThrow(ImpossibleState)
  })
})
