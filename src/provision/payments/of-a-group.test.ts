import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor, groupOf } from '../../../test/support/drafts.ts'
import { entitlementRows, PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import { makePayRoom, type PayRoom } from '../../../test/support/rounds.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { explain } from '../../promises/policies/index.ts'
import { markPaidBefore, runEligibility } from '../../promises/entitlements/commands/index.ts'
import { readIn } from '../../platform/database/transact.ts'
import { cancelRound, submitRound } from './commands/index.ts'

// 取其高: of two policies of a group, 50 yuan from 25 (or 35 …) years on and 80 from one year later, only the highest is paid for a half-year,
// in whatever order the days are asked and whichever of the two is run for alone.

let db: TestDatabase
let pay: PayRoom
const names = { low: '五十元补贴', high: '八十元补贴' }

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
})
afterAll(() => db.drop({ broken: [SAID_FACTS] }))

interface Pair {
  person: Uuid
  low: Uuid
  high: Uuid
  both: Uuid[]
  codes: { low: string; high: string }
}

/** A woman who turns `age + 1` on the first of May 2026, is owed 50 a month before and 80 from then on; and the group, if any. */
async function makePair(age: number, { from, to = null }: { from?: string; to?: string | null } = {}): Promise<Pair> {
  const made: Uuid[] = []
  for (const [yuan, least, name_zh] of [
    [50, age, names.low],
    [80, age + 1, names.high],
  ] as const) {
    const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: 'between', value: [least, age + 1] }] }
    const input = createOf(cashOf(yuan, { rule }), { name_zh: `${name_zh}${age}` })
    const { policy_id } = await enactFor(db, pay, input)
    if (policy_id !== null) made.push(policy_id)
  }
  const [low, high] = made as [Uuid, Uuid]
  const pair = { low, high, both: made }
  if (from !== undefined) await group(pair, from, to)
  const born = { birth_date: `${2025 - age}-05-01`, hukou_division: null }
  const { person_id: person } = await insertPerson(db, born)
  await pay.giveAccounts([person])
  const { rows } = await db.admin.query<{ code: string }>(
    'select p.code from unnest($1::uuid[]) with ordinality x(id, n) join policy p on p.id = x.id order by n',
    [made],
  )
  const [a, b] = rows.map(({ code }) => code) as [string, string]
  return { ...pair, person, codes: { low: a, high: b } }
}

const group = ({ both }: Pick<Pair, 'both'>, from: string, to: string | null = null) =>
  enactFor(
    db,
    pay,
    groupOf('取其高', both, { valid_from: civilDate(from), valid_to: to === null ? null : civilDate(to) }),
  )

const run = (on: string, codes?: string[]) => runFor(db, pay.officer, civilDate(on), codes)
const compose = (on: string, policies: readonly Uuid[]) => pay.compose(`${on} 发放`, { as_of: civilDate(on), policies })

async function settle(round: Uuid, failed: readonly number[] = []): Promise<void> {
  await pay.send(round)
  await pay.answer(round, await pay.answerTo(round, failed))
}

/** Yuan of a month by policy, of everything that is paid, at the bank or composed. */
async function standing({ person, low, high }: Pair): Promise<{ low?: number; high?: number }> {
  const { rows } = await db.admin.query<{ policy_id: Uuid; yuan: number }>(
    `select policy_id, sum(amount_fen / 600)::int as yuan from payment where person_id = $1 and state in ('composed', 'exported', 'paid') group by policy_id`,
    [person],
  )
  const of = (id: Uuid) => rows.find((row) => row.policy_id === id)?.yuan
  return Object.fromEntries(Object.entries({ low: of(low), high: of(high) }).filter(([, yuan]) => yuan !== undefined))
}

async function leftOut(round: Uuid, { low }: Pair): Promise<string[]> {
  const { rows } = await db.admin.query<{ policy_id: Uuid; reason: string }>(
    'select e.policy_id, l.reason from payment_left_out l join entitlement e on e.id = l.entitlement_id where l.round_id = $1',
    [round],
  )
  return rows.map((row) => `${row.policy_id === low ? 'low' : 'high'} ${row.reason}`)
}

const owed = async ({ person, codes }: Pair) =>
  Object.fromEntries(
    (await entitlementRows(db))
      .filter((row) => row.person_id === person)
      .map((row) => [row.code === codes.low ? 'low' : 'high', `${row.state} ${row.void_reason ?? ''}`.trim()]),
  )

const checks = findChecks('src/provision').filter((check) => check.name === 'payments/group')
const faults = async () => (await runChecks(db.admin, checks)).map((fault) => fault.first['fault'])

describe('a run', () => {
  test('of an earlier day owes nothing beside what one of a later day found to be more', async () => {
    const pair = await makePair(35, { from: '2026-01-02' })
    await run('2026-06-20')
    expect(await owed(pair)).toEqual({ high: 'due' })
    await run('2026-02-10')
    expect(await owed(pair)).toEqual({ high: 'due' })
    const { id } = await compose('2026-06-20', pair.both)
    await settle(id)
    expect(await standing(pair)).toEqual({ high: 80 })
  })

  test('of an earlier day takes away what is owed beside more found on a later one, as its preview says and as is explained', async () => {
    const pair = await makePair(37, { from: '2026-01-02' })
    await run('2026-02-10')
    await run('2026-06-20', [pair.codes.high])
    expect(await owed(pair)).toEqual({ low: 'due', high: 'due' })
    const preview = await runEligibility(db.db, callOf(db, pay.officer), {
      division: PANLONG,
      as_of: civilDate('2026-02-10'),
      apply: false,
    })
    const again = await run('2026-02-10')
    expect(again.fingerprint).toBe(preview.fingerprint)
    expect(again.policies.find((one) => one.code === pair.codes.low)).toMatchObject({ lost: { rows: 1 } })
    expect(await owed(pair)).toEqual({ low: 'void exclusion', high: 'due' })
    expect((await run('2026-02-10')).run_id).toBeNull()
    const call = callOf(db, pay.officer)
    const asked = { policy_id: pair.low, person_id: pair.person, as_of: civilDate('2026-02-10') }
    const told = await readIn(db.db, call, (tx) => explain(tx, call, asked))
    expect(told.higher).toMatchObject({ policy_id: pair.high, amount_fen: 48_000, paid: false })
  })
})

describe('a round', () => {
  test('pays the higher where one policy was run for alone, and says why the other is left out', async () => {
    const pair = await makePair(25, { from: '2026-01-02' })
    await run('2026-02-10')
    await run('2026-06-20', [pair.codes.high])
    const { id } = await compose('2026-06-20', pair.both)
    expect(await leftOut(id, pair)).toEqual(['low exclusion'])
    await settle(id)
    expect(await standing(pair)).toEqual({ high: 80 })
  })

  test('of the lower alone leaves out who is due more of the other', async () => {
    const pair = await makePair(27, { from: '2026-01-02' })
    await run('2026-02-10')
    await run('2026-06-20', [pair.codes.high])
    const { id } = await compose('2026-06-20', [pair.low])
    expect(await leftOut(id, pair)).toEqual(['low exclusion'])
    expect(await standing(pair)).toEqual({})
  })

  test('pays nothing beside what the papers say was paid before the first round', async () => {
    const pair = await makePair(29, { from: '2026-01-02' })
    await run('2026-02-10')
    await run('2026-06-20', [pair.codes.high])
    const [row] = (await entitlementRows(db, pair.codes.low)).filter((one) => one.person_id === pair.person)
    const paid = { entitlement_ids: [row?.id as Uuid], happened_on: civilDate('2026-02-12'), paper: '2026 年发放册' }
    await markPaidBefore(db.db, callOf(db, pay.officer), paid)
    const { id } = await compose('2026-06-20', pair.both)
    expect(await leftOut(id, pair)).toEqual(['high exclusion'])
    expect(await standing(pair)).toEqual({})
  })

  test('pays again what failed, while nothing else of the group is given', async () => {
    const pair = await makePair(31, { from: '2026-01-02' })
    await run('2026-02-10')
    const first = await compose('2026-02-10', pair.both)
    await settle(first.id, [1])
    const again = await pay.compose('再发', { as_of: civilDate('2026-02-10'), policies: pair.both, same_account: true })
    expect((await pay.lines(again.id)).map((line) => line.attempt)).toEqual([2])
    await settle(again.id)
    expect(await standing(pair)).toEqual({ low: 50 })
  })

  test('pays both where the group had ended before either was found', async () => {
    const pair = await makePair(33, { from: '2026-01-02', to: '2026-02-01' })
    await run('2026-02-10')
    await run('2026-06-20', [pair.codes.high])
    const { id } = await compose('2026-06-20', pair.both)
    expect(await leftOut(id, pair)).toEqual([])
    await settle(id)
    expect(await standing(pair)).toEqual({ low: 50, high: 80 })
    expect(await faults()).toEqual([])
  })

  test('composed before the group was approved is not handed in with both; composed anew, it pays the higher', async () => {
    const pair = await makePair(39)
    await run('2026-02-10')
    await run('2026-06-20', [pair.codes.high])
    const { id } = await compose('2026-06-20', pair.both)
    expect(await standing(pair)).toEqual({ low: 50, high: 80 })
    await group(pair, '2026-01-02')
    const line = (await pay.lines(id)).find((one) => one.policy_id === pair.low)?.line_no
    await expect(submitRound(db.db, pay.call(pay.officer), await pay.seen(id))).rejects.toMatchObject({
      code: 'payments.lines_stale',
      issues: [{ place: `lines.${line}`, code: 'payments.line_exclusion' }],
    })
    await cancelRound(db.db, pay.call(pay.officer), { ...(await pay.seen(id)), reason: '取其高' })
    const anew = await compose('2026-06-20', pair.both)
    expect(await leftOut(anew.id, pair)).toEqual(['low exclusion'])
    await settle(anew.id)
    expect(await standing(pair)).toEqual({ high: 80 })
  })
})

test('the always-true query finds who was paid both after the group was approved, and leaves what was handed in before', async () => {
  const pair = await makePair(41)
  await run('2026-02-10')
  await run('2026-06-20', [pair.codes.high])
  const { id } = await compose('2026-06-20', pair.both)
  await settle(id)
  await group(pair, '2026-01-02')
  expect(await faults()).toEqual([])
  await db.admin.query('begin')
  await db.admin.query('alter table exclusion_group disable trigger all')
  await db.admin.query(`update exclusion_group set approved_at = approved_at - interval '1 day'`)
  expect(await faults()).toEqual(['a month paid under two policies of which only the highest is given'])
  await db.admin.query('rollback')
})
