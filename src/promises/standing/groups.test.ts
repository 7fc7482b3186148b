import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { entitlementRows, PANLONG } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { giveAccounts, makePaymentsOffice, type PaymentsOffice, walk } from '../../../test/support/payments.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { readIn } from '../../platform/database/transact.ts'
import { composeRound } from '../../provision/payments/index.ts'
import { runEligibility } from '../entitlements/index.ts'
import { explain } from '../policies/index.ts'
import { decisionSlip } from './commands/index.ts'

// Of the policies of a group the slip says what the run decides: what was paid for the period or is with the bank stands, else the
// highest is given. Whoever is given another is not told an amount of this one.

const RULE = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 60 }] }
const ON = civilDate('2026-11-20')
let db: TestDatabase
let office: PaymentsOffice
let mother: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makePaymentsOffice(db)
  const [family] = await registerForTest(db, office.officer, [bereavedCouple(0)])
  const persons = family?.person_ids.slice(0, 2) ?? []
  office.persons.push(...persons)
  mother = persons[1] ?? testId()
  await giveAccounts(office, office.persons)
})
afterAll(() => db.drop())

const call = (locale: 'zh' | 'en' = 'zh') => ({ ...callOf(db, office.officer), locale })
const by = () => ({ officer: office.officer, approver: office.approver })

async function promised(name_zh: string, yuan: number, more: Parameters<typeof cashOf>[1] = {}): Promise<Uuid> {
  const { policy_id } = await enactFor(db, by(), createOf(cashOf(yuan, { rule: RULE, ...more }), { name_zh }))
  if (policy_id === null) throw new Error('A policy is made.')
  return policy_id
}

const grouped = (policy_ids: Uuid[]) =>
  enactFor(db, by(), {
    kind: 'group',
    division: PANLONG,
    group: {
      name_zh: '取其高',
      name_en: 'The highest',
      valid_from: civilDate('2026-10-01'),
      valid_to: null,
      policy_ids,
      ends_group_id: null,
      document_number: null,
      document_title: '试验办法',
      source: '试验',
    },
  })

/** What a run owes her of each, in fen, by the order of the policies; null: nothing. */
async function run(ids: readonly Uuid[], as_of: CivilDate = ON): Promise<(number | null)[]> {
  const { rows } = await db.admin.query<{ id: Uuid; code: string }>('select id, code from policy where id = any($1)', [
    ids,
  ])
  const policy_codes = rows.map((row) => row.code)
  await runEligibility(db.db, call(), { division: PANLONG, as_of, policy_codes, apply: true })
  const owed = (await entitlementRows(db)).filter((row) => row.person_id === mother && row.state !== 'void')
  return ids.map((id) => {
    const code = rows.find((row) => row.id === id)?.code
    return owed.find((row) => row.code === code)?.amount_fen ?? null
  })
}

async function paid(policy_id: Uuid, to: 'exported' | 'closed'): Promise<void> {
  const input = { id: testId(), division: PANLONG, title: '已发批次', policy_ids: [policy_id], as_of: ON }
  const { id } = await composeRound(db.db, call(), input)
  await walk(office, id, to)
}

const slip = (policy_id: Uuid, locale: 'zh' | 'en' = 'zh') =>
  readIn(db.db, call(locale), (tx) => decisionSlip(tx, call(locale), { person_id: mother, policy_id, as_of: ON }))

describe.each([
  ['paid', 'closed' as const],
  ['with the bank', 'exported' as const],
])('the lower was %s for the period, then a higher and a group come', (title, to) => {
  let low: Uuid
  let high: Uuid
  beforeAll(async () => {
    low = await promised(`低者${title}`, 80)
    await run([low])
    await paid(low, to)
    high = await promised(`高者${title}`, 100)
    await grouped([low, high])
  })

  test('the run owes nothing of the higher, and its slip says so, without an amount', async () => {
    expect(await run([low, high])).toEqual([480_00, null])
    const told = await slip(high)
    expect(told).toMatchObject({
      answer: 'excluded',
      rate: null,
      paid_period: null,
      higher: { policy_id: low, period: '2026-H2', amount_fen: 480_00, paid: true },
    })
    expect(told.summary).toContain('2026年下半年已按')
    expect(told.summary).not.toContain('更高')
    // The conditions she meets still stand there one by one.
    expect(told.lines.length).toBeGreaterThan(0)
  })

  test('the slip of the paid one gives its rate, and says for which period it was paid', async () => {
    const told = await slip(low)
    expect(told).toMatchObject({ answer: 'yes', higher: null, paid_period: '2026-H2', rate: { amount_fen: 80_00 } })
    expect(told.summary).toContain('已按本政策发放')
  })

  test('in English as in Chinese, and the explanation beside it says the same', async () => {
    expect((await slip(high, 'en')).summary).toContain('is paid (480.00 yuan), and not both')
    expect((await slip(low, 'en')).summary).toContain('is paid for this period (second half of 2026)')
    const input = { person_id: mother, policy_id: high, as_of: ON }
    const told = await readIn(db.db, call(), (tx) => explain(tx, call(), input))
    expect(told).toMatchObject({ rate: null, higher: { policy_id: low, paid: true } })
  })
})

describe('nothing was paid yet', () => {
  test('the higher is given: its slip has the rate, the slip of the lower names it and has none', async () => {
    const [low, high] = [await promised('未发低者', 80), await promised('未发高者', 100)]
    await grouped([low, high])
    expect(await run([low, high])).toEqual([null, 600_00])
    expect(await slip(high)).toMatchObject({ answer: 'yes', higher: null, paid_period: null, rate: { per: 'month' } })
    expect(await slip(low)).toMatchObject({
      answer: 'excluded',
      rate: null,
      higher: { policy_id: high, amount_fen: 600_00, paid: false },
    })
  })

  test('a higher one that demands a claim she does not have takes nothing away', async () => {
    const [low, high] = [await promised('无须申报', 80), await promised('须先申报', 100, { claim_required: true })]
    await grouped([low, high])
    expect(await run([low, high])).toEqual([480_00, null])
    expect(await slip(low)).toMatchObject({ answer: 'yes', higher: null, rate: { amount_fen: 80_00 } })
  })
})

test('a policy of no group says nothing of what was paid', async () => {
  const alone = await promised('单独政策', 50)
  await run([alone])
  await paid(alone, 'closed')
  expect(await slip(alone)).toMatchObject({ answer: 'yes', higher: null, paid_period: null })
})
