import pg from 'pg'
import type { Actor } from '../src/platform/call.ts'
import { processorOfDatabase } from './processor.ts'
import { callOf, type Rig, signIn } from './rig.ts'
import { newId } from '../src/platform/ids.ts'
import { runEligibility } from '../src/promises/entitlements/index.ts'
import { composeRound, refreshRound } from '../src/provision/payments/commands/index.ts'
import { buildCounty, type County } from './county.ts'
import { median } from './load.ts'
import type { Line } from './table.ts'

/** What a round writes a line of; and the few rows of the round itself, which those of its lines refer to. */
const HEADS = ['payment_round', 'payment_round_hand', 'payment_round_event', 'payment_law']
const LINES = ['payment_slot', 'payment_claim', 'payment', 'payment_event']

interface Took {
  wall_ms: number
  /** Of the processor: this process and the database. */
  processor_ms: number
}

/** What some work takes, by the clock and of the processor. */
async function tookOf(rig: Rig, work: () => Promise<unknown>): Promise<Took> {
  const spent = () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000 + processorOfDatabase(rig.house.database_pid() ?? 0)
  }
  const [wall, processor] = [performance.now(), spent()]
  await work()
  return { wall_ms: performance.now() - wall, processor_ms: spent() - processor }
}

/** Each is long enough that what the first of them warms does not count. */
const ROUNDS = 2

/**
 * A round over everybody of the county: composed by the product from what is due, then asked for once more, which adds nothing; against
 * the very rows it left, ready made, sent as `insert … on conflict do nothing` with an entry of the trail.
 */
export async function composing(rig: Rig, persons: number, say: (text: string) => void): Promise<Line[]> {
  const county = await buildCounty(rig.superuser_url, persons, say)
  const { actor } = await signIn(rig, 'district_officer', county.district * 1_000_000)
  const admin = new pg.Client({ connectionString: rig.superuser_url })
  await admin.connect()
  await admin.query('set statement_timeout = 0')
  const took = { ours: [] as Took[], again: [] as Took[], raw: [] as Took[] }
  try {
    await keepUnmeasured(admin)
    await owe(rig, admin, actor, county)
    for (let round = 0; round < ROUNDS; round++) {
      await anew(admin)
      const one = await composeOnce(rig, actor, county)
      await keepRows(admin)
      await anew(admin)
      const written = await writtenOf(admin)
      const raw = await tookOf(rig, () => insertRows(admin, county, written))
      took.ours.push(one.first)
      took.again.push(one.again)
      took.raw.push(raw)
    }
  } finally {
    await admin.end()
  }
  return linesOf(county, took)
}

async function composeOnce(rig: Rig, actor: Actor, { district, policy_id, persons }: County) {
  const call = () => callOf(rig, actor)
  const id = newId()
  const first = await tookOf(rig, async () => {
    const round = { id, division: district * 1_000_000, title: 'bench', policy_ids: [policy_id], as_of: call().today }
    const composed = await composeRound(rig.house.db, call(), round)
    if (composed.item_count !== persons) throw new Error(`${composed.item_count} lines instead of ${persons}.`)
  })
  const again = await tookOf(rig, async () => {
    const composed = await refreshRound(rig.house.db, call(), { round_id: id })
    if (composed.item_count !== persons) throw new Error(`${composed.item_count} lines instead of ${persons}.`)
  })
  return { first, again }
}

/** What is due, found by a run of the product itself and kept to begin each round from. */
async function owe(rig: Rig, admin: pg.Client, actor: Actor, { district, persons }: County): Promise<void> {
  const { rowCount } = await admin.query(`select from pg_class where relname = 'bench_entitlement'`)
  if (rowCount) return
  const call = callOf(rig, actor)
  const run = { division: district * 1_000_000, as_of: call.today, policy_codes: ['bench_allowance'], apply: true }
  const { policies } = await runEligibility(rig.house.db, call, run)
  if (policies[0]?.gained.rows !== persons) throw new Error(`Owed to ${policies[0]?.gained.rows}, not to ${persons}.`)
  await admin.query('create table bench_entitlement as table entitlement')
}

/**
 * Emptied tables stay as the planner takes them for that were never looked at. Where autovacuum came by between emptying and writing, it
 * wrote down that they are empty, and every check of a key walked the whole table on either side: a matter of seconds, not of code.
 */
async function keepUnmeasured(admin: pg.Client): Promise<void> {
  for (const table of [...HEADS, ...LINES]) await admin.query(`alter table ${table} set (autovacuum_enabled = false)`)
}

/** As before the first round. */
async function anew(admin: pg.Client): Promise<void> {
  await admin.query(`truncate entitlement, payment_round, payment_slot, payment_claim cascade;
    set session_replication_role = replica; insert into entitlement select * from bench_entitlement; reset session_replication_role`)
  await admin.query('vacuum (analyze) entitlement')
  await admin.query('checkpoint')
}

/** Takes the rows of the round aside, ready to be sent again. */
async function keepRows(admin: pg.Client): Promise<void> {
  for (const table of [...HEADS, ...LINES]) {
    await admin.query(
      `drop table if exists bench_${table}; create table bench_${table} as table ${table}; analyze bench_${table}`,
    )
  }
}

interface Written {
  table: string
  columns: string
}

/** The tables in the order of writing with the columns that are written: the others the database makes itself. */
async function writtenOf(admin: pg.Client): Promise<Written[]> {
  const { rows } = await admin.query<Written>(
    `select t.name as table, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
     from unnest($1::text[]) with ordinality t(name, place) join pg_attribute a on a.attrelid = t.name::regclass
     where a.attnum > 0 and not a.attisdropped and a.attgenerated = '' group by t.name, t.place order by t.place`,
    [[...HEADS, ...LINES]],
  )
  return rows
}

async function insertRows(admin: pg.Client, { district }: County, written: readonly Written[]): Promise<void> {
  await admin.query('begin')
  for (const { table, columns } of written) {
    await admin.query(`insert into ${table} (${columns}) select ${columns} from bench_${table} on conflict do nothing`)
  }
  await admin.query(
    `select audit_append($1, now(), bench_id(0, 1), bench_id(0, 1), 'bench', 'bench.round', 'done', null, null, null, '{}', bench_id(0, 1))`,
    [district],
  )
  await admin.query('commit')
}

function linesOf({ persons }: County, took: Record<'ours' | 'again' | 'raw', Took[]>): Line[] {
  const of = (side: keyof typeof took, what: keyof Took) => median(took[side].map((one) => one[what]))
  const show = (side: keyof typeof took) =>
    `${(of(side, 'processor_ms') / 1_000).toFixed(2)} s of the processor, ${(of(side, 'wall_ms') / 1_000).toFixed(1)} s`
  return [
    {
      what: `a round of ${persons} lines composed`,
      ours: show('ours'),
      limit: `the same rows, insert on conflict with trail ${show('raw')}`,
      figure: of('ours', 'processor_ms') / of('raw', 'processor_ms'),
      unit: 'times the inserts',
      target: { at_most: 2 },
    },
    {
      what: 'the same round asked for once more, which adds nothing',
      ours: show('again'),
      limit: `composed ${show('ours')}`,
      figure: of('again', 'processor_ms') / of('ours', 'processor_ms'),
      unit: 'of composing',
      target: { at_most: 0.3 },
    },
  ]
}
