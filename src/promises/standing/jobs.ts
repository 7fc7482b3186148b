import { addDays, civilDateOf, type CivilDate, type Instant } from '../../kernel/calendar.ts'
import { interval } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database/connect.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { asSystem } from '../../platform/database/transact.ts'
import type { Reaction } from '../../platform/jobs/outbox.ts'
import { findStanding, foresee, writeStanding } from './commands/index.ts'
import { districtsWithFamilies, inhabitedOf, latestOf, spanOf } from './queries/index.ts'

interface Night {
  now: Instant
  newId: () => Uuid
}

/** So many districts are taken in one transaction. */
const AT_ONCE = 100

/**
 * Every district with families, brought to today: birthdays come, certificates run out and versions take effect by themselves. First how
 * everybody stands, then who will within a year. What one district cannot do keeps no other waiting.
 *
 * @returns how many districts came to the day, and how many failed.
 */
export async function refreshEverywhere(db: Database, night: Night): Promise<{ done: number; failed: number }> {
  const districts = await asSystem(db, interval(0), districtsWithFamilies)
  const found = await findEverywhere(db, night, districts)
  const foreseen = await foreseeEverywhere(db, night, found)
  return { done: foreseen.length, failed: districts.length - foreseen.length }
}

/** How everybody stands. @returns the districts it was found for. */
export function findEverywhere(db: Database, { now, newId }: Night, districts: readonly number[]): Promise<number[]> {
  const night = { as_of: civilDateOf(now), now, cause: 'night' as const, by: null }
  return inBatches(db, districts, async (tx, some) => {
    const asked = some.map((district) => ({ district, refresh_id: newId() }))
    await findStanding(tx, night, asked)
  })
}

/** Who will come to stand within a year. @returns the districts it was found for. */
export function foreseeEverywhere(db: Database, { now }: Night, districts: readonly number[]): Promise<number[]> {
  const as_of = civilDateOf(now)
  return inBatches(db, districts, async (tx, some) => {
    await foresee(tx, { districts: some, as_of })
  })
}

/** Does the work for many districts in one transaction; where that fails, for each by itself. @returns those it was done for. */
async function inBatches(
  db: Database,
  districts: readonly number[],
  work: (tx: Tx, some: readonly number[]) => Promise<void>,
): Promise<number[]> {
  const attempt = (some: readonly number[]) =>
    asSystem(db, spanOf(some), (tx) => work(tx, some)).then(
      () => some,
      () => [],
    )
  const done: number[] = []
  for (let at = 0; at < districts.length; at += AT_ONCE) {
    const some = districts.slice(at, at + AT_ONCE)
    const together = await attempt(some)
    done.push(...together)
    if (together.length === 0) for (const district of some) done.push(...(await attempt([district])))
  }
  return done
}

/** How long ago the day of a run may lie for it to say anything about today: runs that catch up the past do not. */
const RECENT_DAYS = 62

function about(
  cause: 'run' | 'policy',
  concerns: (payload: Readonly<Record<string, unknown>>, today: CivilDate) => boolean,
): Reaction {
  return async (tx, { id, district, payload }, now) => {
    const today = civilDateOf(now)
    if (!concerns(payload, today) || (await inhabitedOf(tx, [district])).length === 0) return
    // Approved law changes what is written; where nothing is yet, a run, a night or a person begins.
    if (cause === 'policy' && !(await latestOf(tx, [district])).has(district)) return
    await writeStanding(tx, { district, as_of: today, now, refresh_id: id, cause, by: null })
  }
}

/** Standing goes with every run over recent days, and with law that was approved; wider law comes with the night. */
export const reactions = {
  eligibility_ran: about(
    'run',
    ({ as_of }, today) => typeof as_of === 'string' && as_of >= addDays(today, -RECENT_DAYS),
  ),
  policies: about('policy', () => true),
} as const satisfies Readonly<Record<string, Reaction>>
