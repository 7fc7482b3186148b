import { expect, test } from 'vitest'
import { atOnce, type Steps } from '../kernel/steps.ts'
import { gently } from './gently.ts'

/** A tenth of a second of work in a hundred pieces. */
function* counted(): Steps<number[]> {
  const done: number[] = []
  for (let piece = 0; piece < 100; piece++) {
    const until = performance.now() + 1
    while (performance.now() < until);
    done.push(piece)
    yield
  }
  return done
}

test('long work done gently ends as at a stretch, and others are answered in between', async () => {
  let turns = 0
  const count = () => {
    turns++
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  const result = await gently(counted())
  clearImmediate(next)
  expect(result).toEqual(atOnce(counted()))
  expect(turns).toBeGreaterThanOrEqual(3)
})
