import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { changePerson, insertPerson, SAID_FACTS, type TestFacts } from '../../../test/support/facts.ts'
import { makePayRoom, type PayRoom } from '../../../test/support/rounds.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Code } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { readIn } from '../../platform/database/transact.ts'
import { moveFamilies } from '../../registry/families/index.ts'
import { findRecoveries, reperform } from './commands/index.ts'

// Of policies that stand in one another's place nobody is paid a month under two, and nobody is paid for months after her death.

const ONCE = readFileSync(new URL('checks/once.sql', import.meta.url), 'utf8')
const TUODONG = 530_103_001_000
const HERE = 530_103_001_001
const ELSEWHERE = 530_103_006_001
const OVER_SEVENTY = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 70 } as const] }
const OLD = { birth_date: '1950-05-05', community: HERE } satisfies TestFacts

let db: TestDatabase
let pay: PayRoom
/** The district's promise, 100 yuan a month by the half-year. */
let wide: Uuid
/** What a street gives in its place: 200 yuan a month by the half-year. */
let street: Uuid
/** What another street gives in its place, month by month: 300 yuan. */
let monthly: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
  const enact = async (input: Parameters<typeof createOf>[0], more: Parameters<typeof createOf>[1]) =>
    (await enactFor(db, { officer: pay.officer, approver: pay.approver }, createOf(input, more))).policy_id as Uuid
  wide = await enact(cashOf(100, { rule: OVER_SEVENTY }), { name_zh: '高龄补贴' })
  const instead = (division: number, name_zh: string) =>
    ({ division, name_zh, level: 'street', replaces_id: wide }) as const
  street = await enact(cashOf(200, { rule: OVER_SEVENTY, division: TUODONG }), instead(TUODONG, '街道高龄补贴'))
  const other = cashOf(300, { rule: OVER_SEVENTY, division: 530_103_002_000, cadence: 'monthly' })
  monthly = await enact(other, instead(530_103_002_000, '街道高龄月补贴'))
})
// Deaths are said past the register too: no run is expected after them.
afterAll(() => db.drop({ broken: [SAID_FACTS, 'entitlements/departed'] }))

async function newcomer(facts: TestFacts): Promise<Uuid> {
  const { person_id } = await insertPerson(db, { ...OLD, ...facts })
  await pay.giveAccounts([person_id])
  return person_id
}

async function moves(person: Uuid, community: number): Promise<void> {
  const { rows } = await db.admin.query<{ id: Uuid; version: number }>(
    'select f.id, f.version from family f join person p on p.family_id = f.id where p.id = $1',
    [person],
  )
  const move = rows.map(({ id, version }) => ({ family_id: id, version, community: community as Code }))
  const call = pay.call(pay.officer)
  await readIn(db.db, call, (tx) => moveFamilies(tx, call, move))
}

const run = (on: string) => runFor(db, pay.officer, civilDate(on))
const compose = (on: string) => pay.compose(`${on} 发放`, { as_of: civilDate(on), policies: [wide, street, monthly] })

async function pays(on: string): Promise<Uuid> {
  await run(on)
  const { id } = await compose(on)
  await pay.send(id)
  await pay.answer(id, await pay.answerTo(id))
  return id
}

/** Her lines in a round: yuan, and the months that are paid with nothing, with the reason. */
async function linesOf(round: Uuid, person: Uuid) {
  const { rows } = await db.admin.query<{ yuan: number; cut: string[] }>(
    `select (p.amount_fen / 100)::int as yuan, array(select part ->> 'from' || ' ' || (part ->> 'months') || ' ' || (part ->> 'cut')
        from jsonb_array_elements(p.parts) part where part ? 'cut' order by part ->> 'from') as cut
     from payment p where p.round_id = $1 and p.person_id = $2 and p.state <> 'void'`,
    [round, person],
  )
  return rows
}

const whole = async (round: Uuid) => (await reperform(db.db, pay.call(pay.supervisor), round)).differences

describe('whoever moves to where another policy stands in the place of hers', () => {
  test('and was paid for the half-year is not paid for it again, in either direction', async () => {
    const [out, into] = [await newcomer({}), await newcomer({ community: ELSEWHERE })]
    const first = await pays('2026-07-15')
    expect(await linesOf(first, out)).toEqual([{ yuan: 1200, cut: [] }])
    expect(await linesOf(first, into)).toEqual([{ yuan: 600, cut: [] }])
    await moves(out, ELSEWHERE)
    await moves(into, HERE)
    await run('2026-11-15')
    const { rows } = await db.admin.query<{ policy_id: Uuid; state: string }>(
      'select policy_id, state from entitlement where person_id = any($1) and policy_id = any($2)',
      [
        [out, into],
        [wide, street],
      ],
    )
    const found = rows.map(({ policy_id, state }) => `${policy_id === wide ? 'wide' : 'street'} ${state}`)
    expect(new Set(found)).toEqual(new Set(['street reached', 'wide reached']))
    expect(rows).toHaveLength(2)
  })

  test('and was paid by the month is paid the other months of the half-year', async () => {
    const person = await newcomer({ community: 530_103_002_001 })
    const first = await pays('2026-07-15')
    expect(await linesOf(first, person)).toEqual([{ yuan: 300, cut: [] }])
    await moves(person, ELSEWHERE)
    const second = await pays('2026-11-20')
    expect(await linesOf(second, person)).toEqual([{ yuan: 500, cut: ['2026-07-01 1 paid'] }])
    expect(await whole(second)).toEqual([])
    const { rows } = await db.admin.query<{ yuan: number; state: string }>(
      'select (amount_fen / 100)::int as yuan, state from entitlement where person_id = $1 and policy_id = any($2) order by period',
      [person, [wide, monthly]],
    )
    expect(rows).toEqual([
      { yuan: 300, state: 'reached' },
      { yuan: 500, state: 'reached' },
    ])
    // Nothing is made up for the month that was paid under the other, whatever is looked for later.
    const third = await compose('2026-11-20').catch((error: { code: string }) => error.code)
    expect(third).toBe('payments.nothing_due')
  })
})

describe('months after a death that is known', () => {
  test('are not paid, though a run asks a day on which she lived; those before it are', async () => {
    const person = await newcomer({ community: ELSEWHERE })
    await changePerson(db, person, { died_on: '2026-08-30' })
    const id = await pays('2026-07-01')
    expect(await linesOf(id, person)).toEqual([{ yuan: 200, cut: ['2026-09-01 4 died'] }])
    expect(await whole(id)).toEqual([])
    await findRecoveries(db.db, pay.call(pay.officer), { division: PANLONG })
    const { rows } = await db.admin.query(
      'select 1 from payment_recovery r join payment p on p.id = r.payment_id where p.person_id = $1',
      [person],
    )
    expect(rows).toEqual([])
  })

  test('learned while the round is a draft stop its submission, and composed anew they are cut', async () => {
    const person = await newcomer({ community: ELSEWHERE })
    await run('2026-07-02')
    const { id } = await compose('2026-07-02')
    expect(await linesOf(id, person)).toEqual([{ yuan: 600, cut: [] }])
    await changePerson(db, person, { died_on: '2026-07-20' })
    await expect(pay.send(id)).rejects.toMatchObject({ code: expect.stringMatching(/^payments\./) as string })
  })
})

test('the always-true query finds a month that was paid twice', async () => {
  const person = await newcomer({ community: 530_103_002_001 })
  await pays('2026-09-10')
  await pays('2026-10-10')
  const { admin } = db
  await admin.query('begin')
  const { rows: before } = await admin.query(ONCE)
  await admin.query(
    `update payment set parts = jsonb_set(parts, '{0,months}', '2'), amount_fen = 60000 where person_id = $1 and period = '2026-09'`,
    [person],
  )
  const { rows: after } = await admin.query(ONCE)
  await admin.query('rollback')
  expect([before.length, after.length]).toEqual([0, 1])
})
