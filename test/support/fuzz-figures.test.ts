import { expect, test } from 'vitest'
import { addShots, figuresLine, type FuzzFigures } from './fuzz-figures.ts'

test('the figures of the routes add up to one line', () => {
  const figures: FuzzFigures = { seed: 7, routes: 0, requests: 0, answers: {}, faults: 0 }
  addShots(figures, { 400: 30, 200: 8, 404: 2 }, 0)
  addShots(figures, { 500: 1, 201: 39 }, 1)
  expect(figuresLine(figures)).toBe('seed 7, 80 requests at 2 routes, 47 2xx, 32 4xx, 1 5xx, 1 fault')
})
