import { sql } from 'kysely'
import type { Tx } from './driver.ts'

/** Below this many things the ordinary settings serve better. */
const MANY = 20

/**
 * Runs the writing of `count` things under settings made for many rows, then checks the deferred keys at once. Tables that were
 * empty a moment ago have no statistics, and the planner, thinking them tiny, would walk a whole table for each row (1.1 s instead of
 * 30 ms for the facts of 357 families); and each deferred key would be planned anew (1.2 s instead of 0.1 s at the commit).
 */
export async function inBulk<T>(tx: Tx, count: number, work: () => Promise<T>): Promise<T> {
  if (count < MANY) return work()
  await sql`select set_config('enable_nestloop', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`.execute(
    tx,
  )
  const result = await work()
  await sql`set constraints all immediate`.execute(tx)
  await sql`set constraints all deferred`.execute(tx)
  await sql`select set_config('enable_nestloop', 'on', true), set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(
    tx,
  )
  return result
}
