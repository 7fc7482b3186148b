import { sql } from 'kysely'
import pg from 'pg'
import { addDays } from '../src/kernel/calendar.ts'
import type { Actor } from '../src/platform/call.ts'
import { systemClock } from '../src/platform/clock.ts'
import { asSystem } from '../src/platform/database/transact.ts'
import { newId } from '../src/platform/ids.ts'
import { eligibleQuery, policiesInForce } from '../src/promises/policies/index.ts'
import { districtsWithFamilies, planForMany } from '../src/promises/standing/queries/index.ts'
import { findEverywhere, foreseeEverywhere } from '../src/promises/standing/jobs.ts'
import { median, timed } from './load.ts'
import { callOf, type Rig } from './rig.ts'
import type { Line } from './table.ts'

const ROUNDS = 4

const EVERYTHING = { lo: 0, hi: 1_000_000_000_000 }

/** A table with the unique index and nothing else. */
const BARE = 'create table bench_standing (like standing, primary key (district, family_id, beneficiary_id, policy_id))'

/**
 * How everybody of the country stands with every policy in force, found for the first time, against what finds the same with one statement a
 * policy and inserts it into a table with the unique index and nothing else. Then, told apart since nothing bare finds it, who will stand
 * within a year; and both once more, for the same day and for a day a month later.
 */
export async function standing(rig: Rig, nation: Actor): Promise<Line[]> {
  const call = callOf(rig, nation)
  const admin = new pg.Client({ connectionString: rig.superuser_url })
  await admin.connect()
  await admin.query('set statement_timeout = 0')
  const count = async (table: string) =>
    Number((await admin.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n)
  const askedOn = async (days: number) => ({
    districts: await asSystem(rig.house.db, EVERYTHING, districtsWithFamilies),
    as_of: addDays(call.today, days),
  })
  const whole = ({ left_out }: Awaited<ReturnType<typeof findEverywhere>>) => {
    if (left_out.length > 0) throw new Error(`${left_out.length} districts could not be brought to the day.`)
  }
  const find = async (days: number) =>
    whole(await findEverywhere(rig.house.db, { clock: systemClock, newId }, await askedOn(days)))
  const foresee = async (days: number) => whole(await foreseeEverywhere(rig.house.db, await askedOn(days)))
  const both = async (days: number) => {
    await find(days)
    await foresee(days)
  }
  const bare = () =>
    asSystem(rig.house.db, EVERYTHING, async (tx) => {
      await planForMany(tx)
      for (const policy of await policiesInForce(tx, call.today)) {
        const found = eligibleQuery(policy, rangeOf(policy.division), call.today)
        await sql`insert into bench_standing (district, family_id, beneficiary_id, policy_id, person_id, answer, since, refresh_id)
          select q.district, q.family_id, coalesce(q.person_id, q.family_id), ${policy.id}::uuid, q.person_id, q.answer,
            ${call.today}::date, ${policy.id}::uuid
          from (${found} offset 0) q where q.answer <> 'no'`.execute(tx)
      }
    })
  try {
    await admin.query(`drop table if exists bench_standing; ${BARE}; grant insert on bench_standing to nuanxin_app`)
    const [first, limit, soon]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < ROUNDS; round++) {
      await admin.query('truncate standing, standing_change, standing_soon, standing_refresh, bench_standing')
      const sides = [async () => limit.push(await timed(bare)), async () => first.push(await timed(() => find(0)))]
      // Whoever comes second finds the register warm.
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        await admin.query('checkpoint')
        await side()
      }
      await admin.query('checkpoint')
      soon.push(await timed(() => foresee(0)))
    }
    const [rows, bareRows] = [await count('standing'), await count('bench_standing')]
    if (rows !== bareRows) throw new Error(`${rows} stand, and the bare statements find ${bareRows}.`)
    const again = await timed(() => both(0))
    const later = await timed(() => both(31))
    const changes = await count('standing_change')
    return linesOf({
      rows,
      changes,
      first: median(first),
      bare: median(limit),
      soon: median(soon),
      foreseen: await count('standing_soon'),
      again,
      later,
    })
  } finally {
    await admin.query('drop table if exists bench_standing')
    await admin.end()
  }
}

/** Where a policy is in force, as the interval of its codes. */
function rangeOf(division: number): { lo: number; hi: number } {
  let width = 1
  while (division % (width * 10) === 0 && width < 1_000_000_000_000) width *= 10
  return division === 0 ? EVERYTHING : { lo: division, hi: division + width }
}

interface Told {
  rows: number
  changes: number
  foreseen: number
  first: number
  bare: number
  soon: number
  again: number
  later: number
}

function linesOf({ rows, changes, foreseen, first, bare, soon, again, later }: Told): Line[] {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
  return [
    {
      what: `how everybody stands, found first (${rows} rows)`,
      ours: seconds(first),
      limit: `found and inserted with the unique index ${seconds(bare)}`,
      figure: first / bare,
      unit: 'times the bare inserts',
      target: { at_most: 1.5 },
    },
    {
      what: `who will stand within a year, found first (${foreseen} rows)`,
      ours: seconds(soon),
      limit: '',
      figure: soon / first,
      unit: 'of finding how everybody stands',
    },
    {
      what: `both brought to a day a month later (${changes} changes written)`,
      ours: seconds(later),
      limit: `both found first ${seconds(first + soon)}; the same day again ${seconds(again)}`,
      figure: later / (first + soon),
      unit: 'of the first',
      target: { at_most: 1 },
    },
  ]
}
