import { sql } from 'kysely'
import type { Actor } from '../src/platform/call.ts'
import { readIn, readOnce } from '../src/platform/database/transact.ts'
import { rollupOnce } from '../src/ledgers/care-records/index.ts'
import { ROLLUP_SUMS } from '../src/ledgers/care-records/rules/index.ts'
import { eligibleQuery } from '../src/promises/policies/index.ts'
import { inTurn, timed } from './load.ts'
import { callOf, type Rig } from './rig.ts'
import { twentyRules } from './rules.ts'
import type { Line } from './table.ts'

/** Twenty rules over every person of the country, counted: the compiled predicates against hand-written statements. */
export async function eligibility(rig: Rig, nation: Actor): Promise<Line> {
  const call = callOf(rig, nation)
  const { policies, statements } = twentyRules(call.today)
  const ours = () =>
    readIn(rig.house.db, call, async (tx) => {
      const counts: number[] = []
      for (const policy of policies) {
        const query = eligibleQuery(policy, nation.scope, call.today, 'yes')
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from (${query}) e`.execute(tx)
        counts.push(rows[0]?.n ?? Number.NaN)
      }
      return counts
    })
  const written = () =>
    readIn(rig.house.db, call, async (tx) => {
      const counts: number[] = []
      for (const statement of statements)
        counts.push(((await sql`${statement}`.execute(tx)) as { rows: { n: number }[] }).rows[0]?.n ?? Number.NaN)
      return counts
    })
  const [mine, theirs] = [await ours(), await written()]
  if (mine.join() !== theirs.join())
    throw new Error(`The rules and the statements differ: ${mine.join()} / ${theirs.join()}`)
  const [a = Number.NaN, b = Number.NaN] = await inTurn(5, [() => timed(ours), () => timed(written)])
  return {
    what: `20 rules over all persons, counted (${mine.reduce((sum, n) => sum + n, 0)} hits)`,
    ours: `${a.toFixed(0)} ms`,
    limit: `hand-written ${b.toFixed(0)} ms`,
    figure: a / b,
    unit: 'times hand-written',
    target: { at_most: 1.5 },
  }
}

/** The same figures as the roll-up's, by kind and month, counted from the records themselves. */
const counted = (scope: Actor['scope'], year: number) => sql<
  Record<(typeof ROLLUP_SUMS)[number] | 'kind' | 'month', unknown>
>`
  select r.kind, to_char(r.happened_on, 'YYYY-MM') as month, sum(r.sign) as records,
    coalesce(sum(r.sign) filter (where r.outcome <> 'done'), 0) as not_done,
    sum(r.sign * r.households) filter (where r.outcome = 'done') as household_times,
    sum(r.sign * (r.persons + r.headcount)) filter (where r.outcome = 'done') as person_times,
    coalesce(sum(r.sign) filter (where r.outcome = 'done' and k.code is not null), 0) as sessions,
    sum(r.sign * r.minutes) filter (where r.outcome = 'done') as minutes,
    sum(r.sign * r.amount_fen) filter (where r.outcome = 'done')::bigint as amount_fen,
    sum(r.sign * r.quantity) filter (where r.outcome = 'done') as quantity,
    sum(r.sign * r.copies) filter (where r.outcome = 'done') as copies, sum(r.sign * r.views) filter (where r.outcome = 'done') as views
  from care_record r left join care_kind k on k.code = r.kind and 'session' = any(k.units)
  where r.community >= ${scope.lo}::bigint and r.community < ${scope.hi}::bigint
    and r.happened_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date group by 1, 2`

/** Figures of a year by kind and month: from the roll-up, and the same ones from the records; the bench stops where they differ. */
export async function report(rig: Rig, where: string, reader: Actor): Promise<Line> {
  const call = callOf(rig, reader)
  const year = Number(call.today.slice(0, 4)) - 1
  const asked = { division: reader.division, from_month: `${year}-01`, to_month: `${year}-12` }
  const rolled = () => readOnce(rig.house.db, call, rollupOnce(call, asked, ['kind', 'month']))
  const scan = { query: counted(reader.scope, year), read: (rows: readonly object[]) => rows }
  const scanned = () => readOnce(rig.house.db, call, scan)
  const text = (rows: readonly object[]) =>
    rows
      .map((row) => ['kind', 'month', ...ROLLUP_SUMS].map((name) => String(Reflect.get(row, name))).join())
      .toSorted()
      .join('\n')
  if (text(await rolled()) !== text(await scanned())) throw new Error('The roll-up and the records differ.')
  // Ten a turn: one of a few milliseconds, always behind a scan, measures what the scan has left of the caches.
  const ten = (work: () => Promise<unknown>) => async () => {
    const ms = await timed(async () => {
      for (let i = 0; i < 10; i++) await work()
    })
    return ms / 10
  }
  const [a = Number.NaN, b = Number.NaN] = await inTurn(5, [ten(rolled), ten(scanned)])
  return {
    what: `a year of care by kind and month, ${where}`,
    ours: `${a.toFixed(1)} ms`,
    limit: `scan of records ${b.toFixed(1)} ms`,
    figure: b / a,
    unit: 'times the scan',
    target: { at_least: 10 },
  }
}
