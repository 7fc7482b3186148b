import { addDays, civilDateOf, type CivilDate } from '../../kernel/calendar.ts'
import { interval } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/connect.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { asSystem } from '../../platform/database/transact.ts'
import type { Reaction } from '../../platform/jobs/outbox.ts'
import { findStanding, foresee, writeStanding } from './commands/index.ts'
import { type Asked, districtsWithFamilies, inhabitedOf, latestOf, lockFree, spanOf } from './queries/index.ts'

interface Night {
  clock: Clock
  newId: () => Uuid
}

/** So many districts are taken in one transaction. */
const AT_ONCE = 100

/** A district the night could not bring to the day, and the code of the reason. */
export interface LeftOut {
  district: number
  code: string
}

/** What a pass over districts came to. */
interface Pass {
  done: number[]
  left_out: LeftOut[]
}

/**
 * Every district with families, brought to today: birthdays come, certificates run out and versions take effect by themselves. First how
 * everybody stands, then who will within a year. What one district cannot do keeps no other waiting; one whose standing speaks for a later
 * day keeps it.
 */
export async function refreshEverywhere(db: Database, night: Night): Promise<{ done: number; left_out: LeftOut[] }> {
  const as_of = civilDateOf(night.clock.now())
  const districts = await asSystem(db, interval(0), districtsWithFamilies)
  const found = await findEverywhere(db, night, { districts, as_of })
  const foreseen = await foreseeEverywhere(db, { districts: found.done, as_of })
  return { done: foreseen.done.length, left_out: [...found.left_out, ...foreseen.left_out] }
}

/** How everybody stands. */
export function findEverywhere(db: Database, { clock, newId }: Night, { districts, as_of }: Asked): Promise<Pass> {
  return inBatches(db, districts, async (tx, some) => {
    const occasion = { as_of, now: clock.now(), cause: 'night' as const, by: null }
    const asked = some.map((district) => ({ district, refresh_id: newId() }))
    await findStanding(tx, occasion, asked)
  })
}

/** Who will come to stand within a year. */
export function foreseeEverywhere(db: Database, { districts, as_of }: Asked): Promise<Pass> {
  return inBatches(db, districts, async (tx, some) => {
    await foresee(tx, { districts: some, as_of })
  })
}

/**
 * Does the work for many districts in one transaction. A district somebody refreshes at the time is waited for alone, holding no other; and where
 * many fail together, each is taken by itself.
 */
async function inBatches(
  db: Database,
  districts: readonly number[],
  work: (tx: Tx, some: readonly number[]) => Promise<void>,
): Promise<Pass> {
  const pass: Pass = { done: [], left_out: [] }
  for (let at = 0; at < districts.length; at += AT_ONCE) {
    const some = districts.slice(at, at + AT_ONCE)
    const together = await asSystem(db, spanOf(some), async (tx) => {
      const free = await lockFree(tx, some)
      if (free.length > 0) await work(tx, free)
      return new Set(free)
    }).catch(() => new Set<number>())
    pass.done.push(...together)
    for (const district of some.filter((one) => !together.has(one))) {
      await asSystem(db, spanOf([district]), (tx) => work(tx, [district])).then(
        () => pass.done.push(district),
        (error: unknown) => pass.left_out.push({ district, code: codeOf(error) }),
      )
    }
  }
  return pass
}

/** A refusal's code or the database's; never its words, which may name somebody. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
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
