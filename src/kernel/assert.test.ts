import { describe, expect, test } from 'vitest'
import { assert, ImpossibleState, unreachable } from './assert.ts'

describe('assert', () => {
  test('lets a true condition pass and narrows the type', () => {
    const value: string | undefined = ['a'].at(0)
    assert(value !== undefined, 'there is one')
    expect(value.length).toBe(1)
  })

  test('throws ImpossibleState with its message, for every falsy condition', () => {
    for (const condition of [false, 0, '', null, undefined, Number.NaN]) {
      expect(() => assert(condition, 'must hold')).toThrow(new ImpossibleState('must hold'))
    }
  })

  test('unreachable throws when a value slipped past the compiler, without showing the value', () => {
    const slipped: unknown = 'secret'
    expect(() => unreachable(slipped as never)).toThrow(new ImpossibleState('unexpected value of type string'))
  })
})
