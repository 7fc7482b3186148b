import { describe, expect, test } from 'vitest'
import { randomPart } from './random.ts'

describe('random bytes from the stock', () => {
  test('are as many as asked for, and never the same twice', () => {
    const parts = Array.from({ length: 5_000 }, (_, index) => randomPart(8 + (index % 5)))
    expect(parts.every((part, index) => part.length === 8 + (index % 5))).toBe(true)
    expect(new Set(parts.map((part) => part.toString('hex'))).size).toBe(5_000)
  })

  test('stay with whoever took them', () => {
    const part = randomPart(12)
    const before = part.toString('hex')
    for (let taken = 0; taken < 1_000; taken++) randomPart(12)
    expect(part.toString('hex')).toBe(before)
    expect(part.some((byte) => byte !== 0)).toBe(true)
  })
})
