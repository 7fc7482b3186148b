import { expect, test } from 'vitest'
import { leftOf } from './index.ts'

test('not yet reached are those not visited and those tried in vain; at the end the missed', () => {
  const ended = { reached: 5, refused: 1, quiet: 1 }
  expect(leftOf({ ...ended, planned: 3, away: 2, missed: 0 })).toBe(5)
  expect(leftOf({ ...ended, planned: 0, away: 2, missed: 3 })).toBe(5)
  expect(leftOf({ ...ended, planned: 0, away: 0, missed: 0 })).toBe(0)
})
