import { addDays, civilDateOf, type CivilDate, type Instant } from '../../kernel/calendar.ts'
import { codeOfDistrict, interval } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database/connect.ts'
import { asSystem } from '../../platform/database/transact.ts'
import type { Reaction } from '../../platform/jobs/outbox.ts'
import { beginStanding, writeStanding } from './commands/index.ts'
import { districtsWithFamilies, findLatest, inhabitedOf, spanOf } from './queries/index.ts'

interface Night {
  now: Instant
  newId: () => Uuid
}

/** So many districts that begin are found in one transaction; when it fails, no more are done again one by one. */
const BEGUN_AT_ONCE = 50

/**
 * Every district with families, brought to today, each in a transaction of its own (those that begin, fifty in one): birthdays come,
 * certificates run out and versions take effect by themselves. What one district cannot do keeps no other waiting.
 *
 * @returns how many districts came to the day, and how many failed.
 */
export async function refreshEverywhere(
  db: Database,
  { now, newId }: Night,
): Promise<{ done: number; failed: number }> {
  const found = await asSystem(db, interval(0), districtsWithFamilies)
  const night = { as_of: civilDateOf(now), now, cause: 'night' as const, by: null }
  const new_ones = found.filter((one) => !one.begun).map((one) => one.district)
  const begun = new Set<number>()
  for (let at = 0; at < new_ones.length; at += BEGUN_AT_ONCE) {
    const some = new_ones.slice(at, at + BEGUN_AT_ONCE).map((district) => ({ district, refresh_id: newId() }))
    try {
      const span = spanOf(some.map((one) => one.district))
      const results = await asSystem(db, span, (tx) => beginStanding(tx, night, some))
      for (const { district } of results) begun.add(district)
    } catch {
      // Whichever of them it was: each is taken by itself below.
    }
  }
  const outcome = { done: begun.size, failed: 0 }
  for (const { district } of found.filter((one) => !begun.has(one.district))) {
    try {
      await asSystem(db, interval(codeOfDistrict(district)), (tx) =>
        writeStanding(tx, { ...night, district, refresh_id: newId() }),
      )
      outcome.done += 1
    } catch {
      outcome.failed += 1
    }
  }
  return outcome
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
    if (cause === 'policy' && !(await findLatest(tx, district))) return
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
