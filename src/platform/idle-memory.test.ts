import Fastify from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { giveBackWhenIdle } from './idle-memory.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

test('memory is given back once after a start and once after each busy time, never while somebody asks', async () => {
  const app = Fastify()
  const given = vi.fn()
  const { stir, stop } = giveBackWhenIdle(app, given)
  app.get('/', () => 'here')
  vi.advanceTimersByTime(5_000)
  expect(given).toHaveBeenCalledTimes(0)
  vi.advanceTimersByTime(60_000)
  expect(given).toHaveBeenCalledTimes(1)
  for (let second = 0; second < 60; second += 4) {
    await app.inject('/')
    vi.advanceTimersByTime(4_000)
  }
  expect(given).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(60_000)
  expect(given).toHaveBeenCalledTimes(2)
  // A job of the night leaves as much as a request.
  stir()
  vi.advanceTimersByTime(60_000)
  expect(given).toHaveBeenCalledTimes(3)
  stop()
  await app.inject('/')
  vi.advanceTimersByTime(60_000)
  expect(given).toHaveBeenCalledTimes(3)
  await app.close()
})
