import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { changePerson, insertPerson, SAID_FACTS, type TestFacts } from '../../../test/support/facts.ts'
import { makePayRoom, type PayRoom } from '../../../test/support/rounds.ts'
import { withOwnAssistance } from '../../../test/support/template.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { command } from '../../platform/database/transact.ts'

/**
 * What rounds pay, by named cases. Panlong pays monthly: 780 yuan in the first branch, 620 in the second (its shipped figures). Every month
 * from January to July 2026 is asked on its last day, composed, given to the bank and answered. Unless a case says otherwise the person is
 * a mother of Panlong, born 1965-03-05, whose only child (born 1990) died on 2012-06-01.
 */
interface Case {
  title: string
  person: TestFacts
  /**
   * What the register learns: before the month's question, `*` after the round was composed and before it was submitted, or `**` while it
   * is at the bank.
   */
  learns?: Readonly<Record<string, TestFacts>>
  /** Without an account until the day. */
  account?: 'none' | '2026-05-31'
  /** Yuan by month, as the rounds paid them. */
  paid: Readonly<Record<string, number>>
  /** What the last round wrote down instead. */
  left_out?: string
}

const ASKED = ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30', '2026-07-31'].map(
  civilDate,
)
const months = (from: number, to: number, yuan: number) =>
  Object.fromEntries(Array.from({ length: to - from + 1 }, (_, i) => [`2026-0${from + i}`, yuan]))

const DISABLED = {
  branch: 'disability',
  children_surviving: 1,
  child_died_on: null,
  child_disabled_from: '2010-05-01',
  child_disability_grade: 3,
} satisfies TestFacts
const WIDOWER = {
  sex: 'male',
  marital: '30',
  spouse_sex: 'female',
  spouse_birth_date: '1965-03-05',
  spouse_died_on: '2020-01-01',
} satisfies TestFacts

const CASES: Case[] = [
  { title: 'first branch, nothing happens', person: {}, paid: months(1, 7, 780) },
  { title: 'second branch, grade 3', person: DISABLED, paid: months(1, 7, 620) },
  { title: 'second branch, grade 1', person: { ...DISABLED, child_disability_grade: 1 }, paid: months(1, 7, 620) },
  { title: 'grade 4 is paid nothing', person: { ...DISABLED, child_disability_grade: 4 }, paid: {} },
  {
    title: 'the branch changes within the year: the disabled child dies on 10 March',
    person: DISABLED,
    learns: { '2026-03-31': { child_died_on: '2026-03-10', children_surviving: 0 } },
    paid: { ...months(1, 2, 620), ...months(3, 7, 780) },
  },
  {
    title: 'the disabled child died on 10 March, told in May: what was paid stays, from May the other branch',
    person: DISABLED,
    learns: { '2026-05-31': { child_died_on: '2026-03-10', children_surviving: 0 } },
    paid: { ...months(1, 4, 620), ...months(5, 7, 780) },
  },
  {
    title: 'graded 4 from May on',
    person: DISABLED,
    learns: { '2026-05-31': { child_disability_grade: 4 } },
    paid: months(1, 4, 620),
  },
  {
    title: 'another child is born on 5 April',
    person: {},
    learns: { '2026-04-30': { children_born: 2, children_surviving: 1 } },
    paid: months(1, 3, 780),
  },
  {
    title: 'two children born, one living: nothing in Panlong, whoever is disabled',
    person: { ...DISABLED, children_born: 2 },
    paid: {},
  },
  { title: 'wife who turns 49 on 20 March', person: { birth_date: '1977-03-20' }, paid: months(3, 7, 780) },
  {
    title: 'wife who turns 49 on the day that is asked',
    person: { birth_date: '1977-05-31' },
    paid: months(5, 7, 780),
  },
  { title: 'wife who turns 49 the day after', person: { birth_date: '1977-06-01' }, paid: months(6, 7, 780) },
  {
    title: 'born on 29 February 1976: 49 since March of last year',
    person: { birth_date: '1976-02-29' },
    paid: months(1, 7, 780),
  },
  {
    title: 'widowed man of 48, 49 on 10 May',
    person: { ...WIDOWER, birth_date: '1977-05-10' },
    paid: months(5, 7, 780),
  },
  { title: 'widowed man of 49', person: { ...WIDOWER, birth_date: '1976-05-10' }, paid: months(1, 7, 780) },
  {
    title: 'dies on 15 March, known by its end: paid to February',
    person: {},
    learns: { '2026-03-31': { died_on: '2026-03-15' } },
    paid: months(1, 2, 780),
  },
  {
    title: 'dies on 15 March, known in May: March and April were paid, May is not',
    person: {},
    learns: { '2026-05-31': { died_on: '2026-03-15' } },
    paid: months(1, 4, 780),
  },
  {
    title: 'dies in the month of payment, between composing and the bank: the bank has paid, and it is written down',
    person: {},
    learns: { '2026-04-30*': { died_on: '2026-05-02' } },
    paid: months(1, 4, 780),
  },
  {
    title: 'dies while the round is at the bank, on a day before it was asked',
    person: {},
    learns: { '2026-04-30**': { died_on: '2026-04-29' } },
    paid: months(1, 4, 780),
  },
  {
    title: 'leaves the family while the round is at the bank',
    person: {},
    learns: { '2026-06-30**': { member_to: '2026-06-30' } },
    paid: months(1, 6, 780),
  },
  {
    title: 'her hukou moves to Beijing on 1 May: that is Beijing’s to pay, and no loss of her standing',
    person: {},
    learns: { '2026-05-31': { hukou_division: 110_101_000_000 } },
    paid: months(1, 4, 780),
  },
  {
    title: 'her hukou comes to Panlong on 1 May',
    person: { hukou_division: 110_101_000_000 },
    learns: { '2026-05-31': { hukou_division: 530_103_000_000 } },
    paid: months(5, 7, 780),
  },
  { title: 'no account: nobody is forgotten', person: {}, account: 'none', paid: {}, left_out: 'no_account' },
  {
    title: 'an account since May: the months before are paid with it',
    person: {},
    account: '2026-05-31',
    paid: months(1, 7, 780),
  },
  {
    title: 'no account, and her death on 20 January is known in February: January is not paid out of the file',
    person: {},
    account: 'none',
    learns: { '2026-02-28': { died_on: '2026-01-20' } },
    paid: {},
    left_out: 'conditions',
  },
]

let db: TestDatabase
let pay: PayRoom
const persons = new Map<Case, Uuid>()
let last: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  await withOwnAssistance(db)
  pay = await makePayRoom(db)
  for (const one of CASES) persons.set(one, (await insertPerson(db, one.person)).person_id)
  await pay.giveAccounts(withAccount((one) => one.account === undefined))
  const { rows } = await db.admin.query<{ id: Uuid }>(
    "select id from policy where code like 'panlong_special_assistance_%'",
  )
  for (const on of ASKED) {
    await learn(on)
    await pay.giveAccounts(withAccount((one) => one.account === on))
    await runFor(db, pay.officer, on)
    last = (await pay.compose(`${on.slice(0, 7)} 发放`, { as_of: on, policies: rows.map((row) => row.id) })).id
    await learn(`${on}*`)
    await pay.send(last)
    await learn(`${on}**`)
    await pay.answer(last, await pay.answerTo(last))
  }
})
afterAll(() => db.drop({ broken: [SAID_FACTS] }))

const withAccount = (which: (one: Case) => boolean) =>
  CASES.filter(which).flatMap((one): Uuid[] => (persons.get(one) === undefined ? [] : [persons.get(one) as Uuid]))

/** What the register learns on a day, with its trace. */
async function learn(when: CivilDate | `${CivilDate}*` | `${CivilDate}**`): Promise<void> {
  for (const [one, person] of persons) {
    const facts = one.learns?.[when]
    if (!facts) continue
    await changePerson(db, person, facts)
    const subject = { kind: 'person', id: person }
    await command(db.db, pay.call(pay.officer), { name: 'families.update', input: {}, subject }, () =>
      Promise.resolve({ result: null }),
    )
  }
}

test.each(CASES)('$title', async (one) => {
  const { rows } = await db.admin.query<{ period: string; yuan: number; state: string }>(
    `select period, (amount_fen / 100)::int as yuan, state from payment where person_id = $1 order by period`,
    [persons.get(one)],
  )
  expect(Object.fromEntries(rows.map(({ period, yuan }) => [period, yuan]))).toEqual(one.paid)
  expect(rows.every(({ state }) => state === 'paid')).toBe(true)
  expect(rows).toHaveLength(Object.keys(one.paid).length)
  const left = await db.admin.query<{ reason: string }>(
    `select distinct l.reason from payment_left_out l join entitlement e on e.id = l.entitlement_id where l.round_id = $1 and e.person_id = $2`,
    [last, persons.get(one)],
  )
  expect(left.rows.map(({ reason }) => reason)).toEqual(one.left_out === undefined ? [] : [one.left_out])
})

test('and of money, acts of care and what is owed every invariant holds', async () => {
  await db.admin.query('analyze')
  const faults = await runChecks(db.admin, findChecks('src'))
  expect(faults.filter(({ check }) => !check.startsWith('families/'))).toEqual([])
})
