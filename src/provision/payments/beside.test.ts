import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { changePerson, insertPerson, SAID_FACTS, type TestFacts } from '../../../test/support/facts.ts'
import { makePayRoom, type PayRoom } from '../../../test/support/rounds.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import type { RawGroup } from '../../promises/policies/rules/index.ts'
import { findRecoveries } from './commands/index.ts'

// What is paid beside what: two branches of the nation's assistance within one half-year, two of an exclusion group, a promise that
// pays both branches. Nobody is paid twice for a month, and nobody is left without one.

let db: TestDatabase
let pay: PayRoom
let nation: Uuid[]

const DISABLED = {
  branch: 'disability',
  children_surviving: 1,
  child_died_on: null,
  child_disabled_from: '2010-05-01',
  child_disability_grade: 3,
} satisfies TestFacts
const DIED = { child_died_on: '2026-03-10', children_surviving: 0 } satisfies TestFacts

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
  const { rows } = await db.admin.query<{ id: Uuid }>("select id from policy where code like 'special_assistance_%'")
  nation = rows.map((row) => row.id)
})
afterAll(() => db.drop({ broken: [SAID_FACTS] }))

async function newcomer(facts: TestFacts): Promise<Uuid> {
  const { person_id } = await insertPerson(db, facts)
  await pay.giveAccounts([person_id])
  return person_id
}

const run = (on: string) => runFor(db, pay.officer, civilDate(on))
const composed = (on: string, policies: readonly Uuid[] = nation) =>
  pay.compose(`${on} 发放`, { as_of: civilDate(on), policies })

async function paidOn(on: string, policies?: readonly Uuid[]): Promise<Uuid> {
  const { id } = await composed(on, policies)
  await pay.send(id)
  await pay.answer(id, await pay.answerTo(id))
  return id
}

/** Yuan by month as they stand in her lines, less what is asked back. */
async function byMonth(person: Uuid): Promise<Record<string, number>> {
  const { rows } = await db.admin.query<{ month: string; yuan: number }>(
    `with paid as (
      select to_char((part ->> 'from')::date + (n || ' months')::interval, 'YYYY-MM') as month, (part ->> 'rate_fen')::bigint as fen
      from payment p, jsonb_array_elements(p.parts) part, generate_series(0, (part ->> 'months')::int - 1) n
      where p.person_id = $1 and p.state in ('composed', 'exported', 'paid')
      union all
      select left(m ->> 'from', 7), -(m ->> 'back_fen')::bigint
      from payment_recovery r join payment p on p.id = r.payment_id, jsonb_array_elements(r.explanation) m where p.person_id = $1)
    select month, (sum(fen) / 100)::int as yuan from paid group by month order by month`,
    [person],
  )
  return Object.fromEntries(rows.map(({ month, yuan }) => [month, yuan]))
}

async function leftOut(round: Uuid, person: Uuid): Promise<string[]> {
  const { rows } = await db.admin.query<{ reason: string }>(
    `select l.reason from payment_left_out l join entitlement e on e.id = l.entitlement_id where l.round_id = $1 and e.person_id = $2`,
    [round, person],
  )
  return rows.map((row) => row.reason)
}

const halfYear = (yuan: number) =>
  Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`2026-0${i + 1}`, yuan] as const))

describe('the branch changes within a half-year that was', () => {
  test('paid: every month is paid once, and the other branch waits for a person to decide', async () => {
    const person = await newcomer(DISABLED)
    await run('2026-01-31')
    await paidOn('2026-02-01')
    await changePerson(db, person, DIED)
    await run('2026-06-20')
    const { id } = await composed('2026-06-20')
    expect(await leftOut(id, person)).toEqual(['other_branch'])
    await findRecoveries(db.db, pay.call(pay.officer), { division: PANLONG })
    expect(await byMonth(person)).toEqual(halfYear(460))
    // From the next half-year on it is the other branch.
    await run('2026-07-10')
    await paidOn('2026-07-10')
    expect(await byMonth(person)).toMatchObject({ '2026-06': 460, '2026-07': 590, '2026-12': 590 })
  })

  test('composed and is at the bank: the same', async () => {
    const person = await newcomer(DISABLED)
    await run('2026-01-31')
    const first = await composed('2026-02-01')
    await changePerson(db, person, DIED)
    await run('2026-06-20')
    await pay.send(first.id)
    const second = await composed('2026-06-20')
    expect(await leftOut(second.id, person)).toEqual(['other_branch'])
    expect(await byMonth(person)).toEqual(halfYear(460))
  })

  test('not paid yet: the half-year is paid under the branch that stands', async () => {
    const person = await newcomer(DISABLED)
    await run('2026-01-31')
    await changePerson(db, person, DIED)
    await run('2026-06-20')
    await paidOn('2026-06-20')
    expect(await byMonth(person)).toEqual(halfYear(590))
  })

  test('paid under the new branch, and a run asks the first day again: the old one is not paid beside it', async () => {
    const person = await newcomer({ ...DISABLED, ...DIED })
    await run('2026-06-20')
    await paidOn('2026-06-20')
    await run('2026-01-31')
    const { id } = await composed('2026-06-21')
    expect(await leftOut(id, person)).toEqual(['other_branch'])
    expect(await byMonth(person)).toEqual(halfYear(590))
  })

  test('paid though the child had died before it began: the one comes back, the other is paid', async () => {
    const person = await newcomer(DISABLED)
    await run('2026-01-31')
    await paidOn('2026-02-01')
    await changePerson(db, person, { ...DIED, child_died_on: '2025-12-10' })
    await run('2026-06-20')
    await paidOn('2026-06-20')
    await findRecoveries(db.db, pay.call(pay.officer), { division: PANLONG })
    expect(await byMonth(person)).toEqual(halfYear(590))
  })
})

test('a promise that asks the branch in another shape is the other branch all the same', async () => {
  const made: Uuid[] = []
  for (const [branch, yuan] of [
    ['disability', 100],
    ['death', 150],
  ] as const) {
    const asked: RawGroup = { combinator: 'and', rules: [{ field: 'branch', operator: 'in', value: [branch] }] }
    const rule: RawGroup = { combinator: 'and', rules: [{ field: 'age', operator: '>=', value: 49 }, asked] }
    const { policy_id } = await enactFor(db, pay, createOf(cashOf(yuan, { rule }), { name_zh: `${branch}补贴` }))
    if (policy_id !== null) made.push(policy_id)
  }
  const person = await newcomer({ ...DISABLED, hukou_division: null })
  await run('2026-01-31')
  await paidOn('2026-02-01', made)
  await changePerson(db, person, DIED)
  await run('2026-06-20')
  const { id } = await composed('2026-06-20', made)
  expect(await leftOut(id, person)).toEqual(['other_branch'])
  expect(await byMonth(person)).toEqual(halfYear(100))
})

test('a promise with rates for both branches pays the half-year by the branch of the day it was asked', async () => {
  const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 49 }] }
  const version = cashOf(100, { rule })
  const rates = (['death', 'disability'] as const).flatMap((branch) =>
    (version.rates ?? []).map((rate) => ({ ...rate, branch, amount_fen: fen(branch === 'death' ? 9_000 : 7_000) })),
  )
  const { policy_id } = await enactFor(db, pay, createOf({ ...version, rates }, { name_zh: '两类同办' }))
  const policies = policy_id === null ? [] : [policy_id]
  const person = await newcomer({ ...DISABLED, hukou_division: null })
  await run('2026-01-31')
  await changePerson(db, person, DIED)
  await run('2026-06-20')
  const round = await paidOn('2026-06-20', policies)
  expect(await leftOut(round, person)).toEqual([])
  expect(await byMonth(person)).toEqual(halfYear(90))
})

test('of an exclusion group nothing becomes due beside what the bank is just paying', async () => {
  const made: Uuid[] = []
  for (const [yuan, age, name_zh] of [
    [50, 25, '取其高之一'],
    [80, 26, '取其高之二'],
  ] as const) {
    const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: 'between', value: [age, 30] }] }
    const { policy_id } = await enactFor(db, pay, createOf(cashOf(yuan, { rule }), { name_zh }))
    if (policy_id !== null) made.push(policy_id)
  }
  await enactFor(db, pay, {
    kind: 'group',
    division: PANLONG,
    group: {
      name_zh: '取其高',
      name_en: 'The highest',
      valid_from: civilDate('2026-01-02'),
      valid_to: null,
      policy_ids: made,
      ends_group_id: null,
      document_number: null,
      document_title: '试验办法',
      source: '试验',
    },
  })
  const person = await newcomer({ birth_date: '2000-05-01', hukou_division: null })
  await run('2026-02-10')
  await composed('2026-02-10', made)
  await run('2026-06-20')
  await expect(composed('2026-06-20', made)).rejects.toMatchObject({ code: 'payments.nothing_due' })
  expect(await byMonth(person)).toEqual(halfYear(50))
})
