import { sql } from 'kysely'
import pg from 'pg'
import { addDays, startOfDay } from '../src/kernel/calendar.ts'
import type { Actor } from '../src/platform/call.ts'
import { asSystem } from '../src/platform/database/transact.ts'
import { newId } from '../src/platform/ids.ts'
import { eligibleQuery, policiesInForce } from '../src/promises/policies/index.ts'
import { planForMany } from '../src/promises/standing/queries/index.ts'
import { refreshEverywhere } from '../src/promises/standing/jobs.ts'
import { timed } from './load.ts'
import { callOf, type Rig } from './rig.ts'
import type { Line } from './table.ts'

const EVERYTHING = { lo: 0, hi: 1_000_000_000_000 }

/** A table with the keys, checks and indexes of ours, and one with the unique index and nothing else. */
const BARE = {
  bench_standing: `create table bench_standing (like standing including all);
    alter table bench_standing add foreign key (district, family_id, community) references family (district, id, community) deferrable initially deferred`,
  bench_standing_unique:
    'create table bench_standing_unique (like standing, primary key (district, policy_id, beneficiary_id))',
} as const

/**
 * How everybody of the country stands with every policy in force: found for the first time, then again a month later; against what finds
 * the same with one statement a policy and inserts it into a table with the same keys and indexes and nothing else, which has the target,
 * and into one that has the unique index alone, which could neither be listed by place nor be held to the register.
 */
export async function standing(rig: Rig, nation: Actor): Promise<Line[]> {
  const call = callOf(rig, nation)
  const admin = new pg.Client({ connectionString: rig.superuser_url })
  await admin.connect()
  await admin.query('set statement_timeout = 0')
  const count = async (table: string) =>
    Number((await admin.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n)
  const refresh = (days: number) => async () => {
    const done = await refreshEverywhere(rig.house.db, { now: startOfDay(addDays(call.today, days)), newId })
    if (done.failed > 0) throw new Error(`${done.failed} districts could not be brought to the day.`)
  }
  const bare = (table: keyof typeof BARE) => async () => {
    await asSystem(rig.house.db, EVERYTHING, async (tx) => {
      await planForMany(tx)
      for (const policy of await policiesInForce(tx, call.today)) {
        const { lo, hi } = rangeOf(policy.division)
        const found = eligibleQuery(policy, { lo, hi }, call.today)
        await sql`insert into ${sql.table(table)} (district, policy_id, beneficiary_id, community, family_id, person_id, answer, since, refresh_id)
          select q.district, ${policy.id}::uuid, coalesce(q.person_id, q.family_id), q.community, q.family_id, q.person_id, q.answer,
            ${call.today}::date, ${policy.id}::uuid
          from (${found} offset 0) q where q.answer <> 'no'`.execute(tx)
      }
    })
  }
  try {
    for (const [table, ddl] of Object.entries(BARE))
      await admin.query(`drop table if exists ${table}; ${ddl}; grant insert on ${table} to nuanxin_app`)
    const [took, limit, unique]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < 2; round++) {
      await admin.query('truncate standing, standing_change, standing_soon, standing_refresh')
      await admin.query(`truncate ${Object.keys(BARE).join(', ')}`)
      await admin.query('checkpoint')
      limit.push(await timed(bare('bench_standing')))
      await admin.query('checkpoint')
      unique.push(await timed(bare('bench_standing_unique')))
      await admin.query('checkpoint')
      took.push(await timed(refresh(0)))
    }
    const rows = await count('standing')
    for (const table of Object.keys(BARE)) {
      const bareRows = await count(table)
      if (rows !== bareRows) throw new Error(`${rows} stand, and the bare statements find ${bareRows}.`)
    }
    const again = await timed(refresh(0))
    const later = await timed(refresh(31))
    const changes = await count('standing_change')
    const least = { first: Math.min(...took), bare: Math.min(...limit), unique: Math.min(...unique) }
    return linesOf({ rows, changes, ...least, again, later })
  } finally {
    await admin.query(`drop table if exists ${Object.keys(BARE).join(', ')}`)
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
  first: number
  bare: number
  unique: number
  again: number
  later: number
}

function linesOf({ rows, changes, first, bare, unique, again, later }: Told): Line[] {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
  return [
    {
      what: `how everybody stands, found first (${rows} rows)`,
      ours: seconds(first),
      limit: `found and inserted bare ${seconds(bare)}`,
      figure: first / bare,
      unit: 'times the bare inserts',
      target: { at_most: 1.5 },
    },
    {
      what: `how everybody stands, found first (${rows} rows)`,
      ours: seconds(first),
      limit: `found and inserted with the unique index alone ${seconds(unique)}`,
      figure: first / unique,
      unit: 'times the inserts without the other keys',
    },
    {
      what: `the same brought to a day a month later (${changes} changes written)`,
      ours: seconds(later),
      limit: `first ${seconds(first)}; the same day again ${seconds(again)}`,
      figure: later / first,
      unit: 'of the first',
      target: { at_most: 1 },
    },
  ]
}
