import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import { makePayRoom, type PayRoom } from '../../../test/support/rounds.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import { closeRound, reperform } from './commands/index.ts'

// A policy whose cadence is the year, by named cases: what a year comes to is paid whole and once.

/** 1000.01 yuan a year, which twelve months do not divide. */
const BY_YEAR = 100_001
/** 100 yuan a month, paid once a year as Beijing does. */
const BY_MONTH = 120_000
const OVER_SEVENTY = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 70 } as const] }

let db: TestDatabase
let pay: PayRoom
let by_year: Uuid
let by_month: Uuid
/** Over seventy in both years. */
let old: Uuid
/** Seventy on 1 September 2025. */
let newly: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
  const since = { rule: OVER_SEVENTY, cadence: 'yearly', valid_from: civilDate('2025-01-01') } as const
  const yearly = cashOf(1000, { ...since, per: 'year' })
  const rates = yearly.rates?.map((rate) => ({ ...rate, amount_fen: fen(BY_YEAR) })) ?? null
  by_year = await enacted({ ...yearly, rates }, '年度慰问金')
  by_month = await enacted(cashOf(100, since), '年发补贴')
  old = (await insertPerson(db, { birth_date: '1950-05-05' })).person_id
  newly = (await insertPerson(db, { birth_date: '1955-09-01' })).person_id
  await pay.giveAccounts([old, newly])
})
afterAll(() => db.drop({ broken: [SAID_FACTS] }))

async function enacted(version: Parameters<typeof createOf>[0], name_zh: string): Promise<Uuid> {
  const { policy_id } = await enactFor(
    db,
    { officer: pay.officer, approver: pay.approver },
    createOf(version, { name_zh }),
  )
  if (policy_id === null) throw new Error('The policy is in force.')
  return policy_id
}

/** What is due on a day, in a draft round. */
async function composed(on: string): Promise<Uuid> {
  await runFor(db, pay.officer, civilDate(on))
  return (await pay.compose(`${on} 年度发放`, { as_of: civilDate(on), policies: [by_year, by_month] })).id
}

/** Submitted, approved by another, funded, given to the bank, answered line by line, and closed by the supervisor. */
async function paid(round: Uuid): Promise<void> {
  await pay.send(round)
  await pay.answer(round, await pay.answerTo(round))
  await closeRound(db.db, pay.call(pay.supervisor), await pay.seen(round))
}

async function linesOf(round: Uuid) {
  const lines = await pay.lines(round)
  const name = (id: Uuid) => (id === old ? 'old' : 'newly')
  const policy = (id: Uuid) => (id === by_year ? 'by_year' : 'by_month')
  return lines
    .map((line) => [name(line.person_id), policy(line.policy_id), line.period, line.amount_fen, line.state])
    .toSorted((a, b) => a.join(' ').localeCompare(b.join(' ')))
}

describe('a yearly round', () => {
  let first: Uuid

  test('holds one line a person and policy, of the whole year', async () => {
    first = await composed('2025-11-20')
    expect(await linesOf(first)).toEqual([
      ['newly', 'by_month', '2025', BY_MONTH, 'composed'],
      ['newly', 'by_year', '2025', BY_YEAR, 'composed'],
      ['old', 'by_month', '2025', BY_MONTH, 'composed'],
      ['old', 'by_year', '2025', BY_YEAR, 'composed'],
    ])
    const { rows } = await db.admin.query<{ parts: { months: number; rate_fen: number }[] }>(
      'select parts from payment where round_id = $1 and person_id = $2 order by amount_fen',
      [first, old],
    )
    // A yearly rate counts once, a monthly one for each of twelve months.
    expect(rows.map(({ parts }) => parts)).toMatchObject([
      [{ months: 1, rate_fen: BY_YEAR }],
      [{ months: 12, rate_fen: BY_MONTH / 12 }],
    ])
  })

  test('is approved and paid, to the fen: in the lines, in what was owed, in the acts of care and in the funds', async () => {
    await paid(first)
    expect(await pay.round(first)).toMatchObject({ state: 'closed', total_fen: 2 * (BY_YEAR + BY_MONTH) })
    expect((await linesOf(first)).map((line) => line.at(-1))).toEqual(['paid', 'paid', 'paid', 'paid'])
    const owed = await db.admin.query<{ state: string; amount_fen: number; care_fen: number }>(
      `select e.state, e.amount_fen::int as amount_fen, c.amount_fen::int as care_fen from entitlement e
       join care_record c on c.id = e.record_id where e.person_id = $1 and e.policy_id = any($2) order by e.amount_fen`,
      [old, [by_year, by_month]],
    )
    expect(owed.rows).toEqual([
      { state: 'reached', amount_fen: BY_YEAR, care_fen: BY_YEAR },
      { state: 'reached', amount_fen: BY_MONTH, care_fen: BY_MONTH },
    ])
    const spent = await db.admin.query<{ spent: number }>(
      "select sum(amount_fen)::int as spent from fund_transfer where kind = 'spend'",
    )
    expect(spent.rows).toEqual([{ spent: 2 * (BY_YEAR + BY_MONTH) }])
    expect((await reperform(db.db, pay.call(pay.supervisor), first)).differences).toEqual([])
  })

  test('leaves nothing due for the rest of the year', async () => {
    await expect(composed('2025-12-31')).rejects.toMatchObject({ code: 'payments.nothing_due' })
  })

  test('comes again with the next year, each year once', async () => {
    const second = await composed('2026-02-01')
    await paid(second)
    expect((await linesOf(second)).map(([, , period, amount]) => [period, amount])).toEqual([
      ['2026', BY_MONTH],
      ['2026', BY_YEAR],
      ['2026', BY_MONTH],
      ['2026', BY_YEAR],
    ])
    const { rows } = await db.admin.query<{ period: string; lines: number }>(
      "select period, count(*)::int as lines from payment where person_id = $1 and policy_id = $2 and state = 'paid' group by period order by period",
      [old, by_year],
    )
    expect(rows).toEqual([
      { period: '2025', lines: 1 },
      { period: '2026', lines: 1 },
    ])
  })
})
