import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImpossibleState } from './assert.ts'
import { canonicalJson } from './canonical.ts'

/** The same value with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  )
}

describe('canonicalJson', () => {
  test('sorts keys at every depth and leaves lists in order', () => {
    expect(canonicalJson({ b: [{ y: 1, x: 2 }, 3], a: '张' })).toBe('{"a":"张","b":[{"x":2,"y":1},3]}')
  })

  test('sorts by UTF-16 code unit: digits, upper case, lower case, Chinese', () => {
    expect(canonicalJson({ 王: 1, a: 2, B: 3, '10': 4, '9': 5, '': 6 })).toBe('{"":6,"10":4,"9":5,"B":3,"a":2,"王":1}')
  })

  test('leaves out undefined members, keeps null', () => {
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}')
  })

  test('writes minus zero as zero', () => {
    expect(canonicalJson([-0])).toBe('[0]')
  })

  test('the same object twice is no cycle', () => {
    const shared = { a: 1 }
    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]')
  })

  test('throws on what JSON cannot carry exactly', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const bad = [
      undefined,
      Number.NaN,
      Infinity,
      1n,
      () => 1,
      Symbol('s'),
      new Map(),
      /x/,
      [undefined],
      { a: 1n },
      cycle,
    ]
    for (const value of bad) expect(() => canonicalJson(value)).toThrow(ImpossibleState)
  })

  test('does not depend on the order of keys, and JSON.parse reads it back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
