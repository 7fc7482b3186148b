import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4_096)
let taken = pool.length

/**
 * Random bytes of the system's generator, of each at most once: drawn four kilobytes at a time, because a roster of ten thousand persons asks
 * forty thousand times and each draw by itself costs five times as much. What was handed out is wiped from the stock.
 *
 * @param count 1 to 64
 */
export function randomPart(count: number): Buffer {
  if (taken + count > pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  const part = Buffer.from(pool.subarray(taken, taken + count))
  pool.fill(0, taken, taken + count)
  taken += count
  return part
}
