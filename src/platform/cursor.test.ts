import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

const ID = '01900000-0000-7000-8000-000000000001'

test('gives back the values a page gave', () => {
  const cursor = encodeCursor([530_103_001_001, ID])
  expect(decodeCursor(cursor, ['number', 'uuid'])).toEqual([530_103_001_001, ID])
  expect(decodeCursor(encodeCursor(['2026-02-28', '2026-11-22T02:28:27.155Z']), ['date', 'instant'])).toEqual([
    '2026-02-28',
    '2026-11-22T02:28:27.155Z',
  ])
  expect(decodeCursor(undefined, ['number'])).toBeUndefined()
})

test.each([
  ['no base64 of anything', '%%%', ['number']],
  ['too few values', encodeCursor([1]), ['number', 'uuid']],
  ['a number that is not whole', encodeCursor([1.5, ID]), ['number', 'uuid']],
  ['a number that is not exact', encodeCursor([2 ** 53, ID]), ['number', 'uuid']],
  ['text for an id', encodeCursor([1, 'x']), ['number', 'uuid']],
  ['a day that never was', encodeCursor(['2026-02-29', ID]), ['date', 'uuid']],
  ['text for a moment', encodeCursor(['x', ID]), ['instant', 'uuid']],
] as const)('refuses %s', (_, cursor, kinds) => {
  expect(() => decodeCursor(cursor, kinds)).toThrow(expect.objectContaining({ code: 'platform.input_cursor' }))
})
