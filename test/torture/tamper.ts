import { Refusal } from '../../src/kernel/refusal.ts'
import pg from 'pg'
import { findChecks, runChecks } from '../../src/platform/database/checks.ts'
import { types } from '../../src/platform/database/connect.ts'
import { handleOn } from '../../src/platform/database/driver.ts'
import { verifyChains } from '../../src/platform/database/verify.ts'
import { reperformRound } from '../../src/provision/payments/commands/reperform.ts'
import { findRound } from '../../src/provision/payments/queries/index.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { callOf } from '../support/app.ts'
import { type Chance, pick } from '../support/nasty.ts'
import { makePaymentsOffice, type PaymentsOffice, roundIn } from '../support/payments.ts'
import type { TestDatabase } from '../support/database.ts'
import { allTamperings, type Tampering } from './evidence.ts'

export interface TamperReport {
  seed: number
  tampered: number
  found: number
  /** Found, and the row, its line, file or round said by its id. */
  named: number
  /** What nobody found, or nobody named. */
  missed: string[]
  /** Changes the database itself refused though its keys were switched off. */
  refused: number
  /** How often each of them found something. */
  by: Record<string, number>
}

/**
 * Rows that are frozen are changed one at a time by a superuser with keys and triggers switched off, each in some column, and
 * everything that looks after them is asked: the checks, the chains, and working every round out again.
 */
export async function tamper(
  db: TestDatabase,
  options: { times: number; chance: Chance; seed: number },
): Promise<TamperReport> {
  const { times, chance, seed } = options
  const office = await makePaymentsOffice(db)
  const rounds = [
    await roundIn(office, 'closed', { couples: 6, failed: [2, 5] }),
    await roundIn(office, 'exported', { couples: 6 }),
    await roundIn(office, 'funded', { couples: 6 }),
  ]
  const superuser = await asSuperuser(db)
  const bench = { ...office, superuser }
  const clean = await findings(bench, rounds)
  if (clean.length > 0) throw new Error(`Before anything was changed: ${clean.join('; ')}`)
  const report: TamperReport = { seed, tampered: 0, found: 0, named: 0, missed: [], refused: 0, by: {} }
  let queue: Tampering[] = []
  for (let tries = 0; report.tampered < times && tries < times * 5; tries++) {
    if (queue.length === 0) queue = shuffled(allTamperings(), chance)
    const tampering = queue.shift()
    if (tampering) await tamperOnce(bench, rounds, tampering, chance, report)
  }
  await superuser.end()
  return report
}

/** Past row security and able to switch keys and triggers off; reads numbers and moments as the product does. */
async function asSuperuser(db: TestDatabase): Promise<pg.Client> {
  const url = new URL(db.url('backup'))
  url.username = 'postgres'
  url.password = db.secrets.database_passwords.superuser
  const superuser = new pg.Client({ connectionString: url.href, types, options: '-c timezone=UTC' })
  await superuser.connect()
  return superuser
}

interface Bench extends PaymentsOffice {
  superuser: pg.Client
}

function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  return items
    .map((item) => ({ item, at: chance() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

async function tamperOnce(
  bench: Bench,
  rounds: readonly Uuid[],
  tampering: Tampering,
  chance: Chance,
  report: TamperReport,
): Promise<void> {
  const { superuser } = bench
  await superuser.query('begin')
  try {
    await superuser.query('set local session_replication_role = replica')
    const ids = await change(superuser, tampering, chance).catch((error: Error & { code?: string }) => {
      // A value the type or a check does not take. Anything else is a fault of this test.
      if (error.code?.startsWith('23') || error.code?.startsWith('22')) return 'refused' as const
      throw error
    })
    if (ids === 'refused') {
      report.refused += 1
      return
    }
    if (ids === undefined) return
    report.tampered += 1
    const found = await findings(bench, rounds)
    if (found.length > 0) report.found += 1
    const named = found.some((finding) => ids.some((id) => finding.includes(id)))
    if (named) report.named += 1
    else report.missed.push(`${tampering.name}: ${found.length === 0 ? 'not found' : found.join('; ').slice(0, 300)}`)
    for (const by of new Set(found.map((finding) => finding.split(' ')[0] ?? '')))
      report.by[by] = (report.by[by] ?? 0) + 1
  } finally {
    await superuser.query('rollback')
  }
}

/** Changes one row of what the rounds left. The ids it goes by, before and after; undefined where there was nothing to change. */
async function change(
  superuser: pg.Client,
  { table, column, statements, remove }: Tampering,
  chance: Chance,
): Promise<string[] | undefined> {
  const filled = column === undefined ? '' : `and x.${column} is not null`
  const evidence =
    table === 'audit_entry'
      ? `and x.subject_kind = 'payment_round'`
      : table === 'fund_transfer'
        ? `and x.ref_kind = 'payment_round'`
        : ''
  const { rows: all } = await superuser.query<{ at: string; row: Record<string, unknown> }>(
    `select x.ctid::text as at, to_jsonb(x) as row from ${table} x where true ${filled} ${evidence} order by x.ctid`,
  )
  if (all.length === 0) return undefined
  const { at, row } = pick(chance, all)
  const ids = await namesOf(superuser, table, row)
  if (remove) await superuser.query(`delete from ${table} where ctid = $1::tid`, [at])
  for (const statement of statements ?? []) await superuser.query(statement, [row['id']])
  if (column === undefined) return ids
  const { rows: types } = await superuser.query<{ type: string }>(
    `select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attname = $2`,
    [table, column],
  )
  const value = await otherValue(superuser, { table, column, type: types[0]?.type ?? '', row }, chance)
  const { rows } = await superuser.query<{ row: Record<string, unknown> }>(
    `update ${table} x set ${column} = ${value} where ctid = $1::tid and ${column} is distinct from ${value} returning to_jsonb(x) as row`,
    [at],
  )
  return rows[0] ? [...ids, ...(await namesOf(superuser, table, rows[0].row))] : undefined
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/

/** Everything a finding may call a row by: its own ids, and those of the payment, file or round it belongs to. */
async function namesOf(superuser: pg.Client, table: string, row: Record<string, unknown>): Promise<string[]> {
  const of = table === 'payment_slot' || table === 'payment_claim' ? /^person_id$/ : OWN
  const own = Object.entries(row).filter(([name, value]) => of.test(name) && UUID.test(String(value)))
  if ('prev_hash' in row) return [`${String(row['district'])} #`]
  const { rows } = await superuser.query<{ payment: string; line: string }>(
    `select p.id::text as payment, p.round_id || ' line ' || p.line_no as line from payment p
       left join bank_file f on f.round_id = p.round_id
     where p.id in ($1::uuid, $2::uuid) or p.person_id = $3::uuid and p.policy_id = $4::uuid and p.period = $5
       or f.id = $6::uuid and p.line_no = $7::int`,
    ['id', 'payment_id', 'person_id', 'policy_id', 'period', 'bank_file_id', 'line_no'].map(
      (name) => row[name] ?? null,
    ),
  )
  // What was spent for a line is called by the line, too.
  const line = /line:(\S+)/.exec(String(row['operation']))?.slice(1) ?? []
  return [...own.map(([, value]) => String(value)), ...line, ...rows.flatMap(({ payment, line }) => [payment, line])]
}

/** Whose row it is; a line of a file is not named by its file, nor a payment by its person. */
const OWN = /^(id|payment_id|round_id|ref_id|account_id|transfer_id|bank_return_id)$/

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'payment.state': ['paid', 'failed', 'exported', 'composed', 'void'],
  'payment.kind': ['arrears'],
  'payment_round.state': ['draft', 'submitted', 'approved', 'funded', 'exported', 'reconciled', 'closed', 'cancelled'],
  'bank_return_line.outcome': ['paid', 'failed'],
  'fund_transfer.kind': ['reserve', 'release', 'spend', 'unspend'],
  'fund_entry.direction': ['in', 'out'],
  'fund_entry.account_kind': ['available', 'reserved', 'spent'],
  'audit_entry.outcome': ['refused'],
}

async function otherValue(
  superuser: pg.Client,
  { table, column, type, row }: { table: string; column: string; type: string; row: Record<string, unknown> },
  chance: Chance,
): Promise<string> {
  const others = OTHERS[`${table}.${column}`]?.filter((one) => one !== row[column])
  if (others) return `'${pick(chance, others)}'`
  switch (type) {
    case 'uuid': {
      // Another that is there, where there is one: the finest lie.
      const { rows } = await superuser.query<{ id: string }>(
        `select distinct ${column}::text as id from ${table} where ${column} is distinct from $1::uuid order by 1 limit 20`,
        [row[column]],
      )
      return rows.length > 0 && chance() < 0.7 ? `'${pick(chance, rows).id}'` : 'gen_random_uuid()'
    }
    case 'uuid[]':
      return `${column} || gen_random_uuid()`
    case 'jsonb':
      return column === 'parts' ? `jsonb_set(parts, '{0,from}', '"2020-01-01"')` : `${column} || '{"hand": 1}'`
    case 'bytea':
      return `set_byte(${column}, 7, (get_byte(${column}, 7) + 1) % 256)`
    case 'date':
      return `${column} + 1`
    case 'timestamp with time zone':
      return `${column} + interval '1 millisecond'`
    case 'boolean':
      return `not ${column}`
    case 'text':
      return `${column} || 'x'`
    default:
      return `${column} + 1`
  }
}

const CHECKS = findChecks('src')

/** What is found of it, each beginning with who found it. Within the transaction that changed it. */
async function findings({ db, superuser, supervisor }: Bench, rounds: readonly Uuid[]): Promise<string[]> {
  const found: string[] = []
  const { tx } = handleOn(superuser)
  for (const fault of await verifyChains(superuser)) found.push(`chain ${fault.district} #${fault.seq} ${fault.fault}`)
  for (const fault of await runChecks(superuser, CHECKS))
    found.push(`check ${fault.check} ${JSON.stringify(fault.first)}`)
  for (const id of rounds) {
    const call = callOf(db, supervisor)
    const round = await findRound(tx, call, id)
    if (!round) {
      found.push(`reperform ${id} is gone`)
      continue
    }
    try {
      const { differences, sealed } = await reperformRound(tx, call, round)
      if (!sealed && !['draft', 'cancelled'].includes(round.state)) found.push(`reperform ${id} is not sealed`)
      for (const { line_no, what } of differences) found.push(`reperform ${id} line ${line_no} ${what}`)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      found.push(`reperform ${id} ${error.code}`)
    }
  }
  return found
}
