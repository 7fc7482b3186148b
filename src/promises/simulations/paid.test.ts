import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { PANLONG } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { giveAccounts, linesOf, makePaymentsOffice, type PaymentsOffice, walk } from '../../../test/support/payments.ts'
import { type CivilDate, civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import { readIn } from '../../platform/database/transact.ts'
import { composeRound } from '../../provision/payments/index.ts'
import type { RoundState } from '../../provision/payments/rules/index.ts'
import { markReached, runEligibility } from '../entitlements/index.ts'
import { approveDraft, type DraftInput, submitDraft, writeDraft } from '../policies/index.ts'
import { peopleOf, resultOf, workOut } from './commands/index.ts'

// Beside what has been paid, and what the bank is paying: simulated, approved, and then held to the fen against what the run writes
// and what the next round is composed of.

const RULE = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 60 }] }
const STREET = 530_103_006_000
const LATER = '2026-12-20T02:00:00.000Z' as Instant
let db: TestDatabase
let office: PaymentsOffice

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makePaymentsOffice(db)
  const drafts = [bereavedCouple(0), bereavedCouple(1, { community: STREET + 1 })]
  const families = await registerForTest(db, office.officer, drafts)
  office.persons.push(...families.flatMap((family) => family.person_ids.slice(0, 2)))
  await giveAccounts(office, office.persons)
})
afterAll(() => db.drop())

const by = () => ({ officer: office.officer, approver: office.approver })
const call = (now?: Instant) => callOf(db, office.officer, now ? { now } : {})

async function promised(name_zh: string, version: Parameters<typeof createOf>[0]): Promise<Uuid> {
  const { policy_id } = await enactFor(db, by(), createOf(version, { name_zh }))
  if (policy_id === null) throw new Error('A policy is made.')
  return policy_id
}

async function run(ids: readonly Uuid[], as_of: CivilDate, now?: Instant): Promise<void> {
  const { rows } = await db.admin.query<{ code: string }>('select code from policy where id = any($1)', [ids])
  const policy_codes = rows.map((row) => row.code)
  await runEligibility(db.db, call(now), { division: PANLONG, as_of, policy_codes, apply: true })
}

async function round(ids: Uuid[], title: string, now?: Instant): Promise<Uuid> {
  const as_of = civilDate((now ?? call().now).slice(0, 10))
  const input = { id: testId(), division: PANLONG, title, policy_ids: ids, as_of }
  return (await composeRound(db.db, call(now), input)).id
}

async function paid(ids: Uuid[], to: RoundState): Promise<Uuid> {
  const id = await round(ids, '已发批次')
  if (to !== 'draft') await walk(office, id, to)
  return id
}

/** What is simulated of a draft from December on, and the draft, to approve it. */
async function simulated(input: DraftInput, months = 2, month = '2026-12', more: { purpose?: string } = {}) {
  const { draft_id, version } = await writeDraft(db.db, call(), input)
  const asked = { draft_id, months, month, division: PANLONG, ...more }
  const result = await readIn(db.db, call(), async (tx) =>
    resultOf(tx, call(), asked, await workOut(tx, call(), asked)),
  )
  const { items } = await readIn(db.db, call(), (tx) =>
    peopleOf(tx, call(), { ...asked, change: 'more' }, { size: 200 }),
  )
  expect(items.length).toBe(result.totals.more)
  const approve = async () => {
    const { version: submitted } = await submitDraft(db.db, call(), { draft_id, version })
    await approveDraft(db.db, callOf(db, office.approver), { draft_id, version: submitted })
  }
  return { result, approve }
}

const months = (result: { by_month: { today_fen: number; draft_fen: number }[] }) =>
  result.by_month.map((line) => [line.today_fen, line.draft_fen])

const raise = (policy_id: Uuid, yuan: number, from = '2026-12-01', more: Parameters<typeof cashOf>[1] = {}) => ({
  kind: 'version' as const,
  policy_id,
  version: cashOf(yuan, { rule: RULE, valid_from: civilDate(from), ...more }),
})

const grouped = (policy_ids: Uuid[]): DraftInput => ({
  kind: 'group',
  division: PANLONG,
  group: {
    name_zh: '取其高',
    name_en: 'The highest',
    valid_from: civilDate('2026-12-01'),
    valid_to: null,
    policy_ids,
    ends_group_id: null,
    document_number: null,
    document_title: '试验办法',
    source: '试验',
  },
})

/** The arrears of a round composed in December. */
async function arrearsOf(id: Uuid): Promise<number> {
  const { rows } = await db.admin.query<{ fen: number }>(
    "select coalesce(sum(amount_fen), 0)::int as fen from payment where round_id = $1 and kind = 'arrears'",
    [id],
  )
  return rows[0]?.fen ?? Number.NaN
}

async function owed(ids: readonly Uuid[]): Promise<number> {
  const { rows } = await db.admin.query<{ fen: number }>(
    "select coalesce(sum(amount_fen), 0)::int as fen from entitlement where policy_id = any($1) and state <> 'void'",
    [ids],
  )
  return rows[0]?.fen ?? Number.NaN
}

describe('a rise within a period that has been paid', () => {
  test('costs the months it raises, as the next round composes them as arrears', async () => {
    const id = await promised('半年补贴', cashOf(100, { rule: RULE }))
    await run([id], civilDate('2026-11-01'))
    await paid([id], 'closed')
    const { result, approve } = await simulated(raise(id, 200))
    expect(months(result)).toEqual([
      [0, 4 * 100_00],
      [4 * 600_00, 4 * 1200_00],
    ])
    // Nobody gains: she has the half year already, and more of it.
    expect(result.totals).toMatchObject({ gained: 0, more: 4, lost: 0, less: 0 })
    await approve()
    await run([id], civilDate('2026-12-20'), LATER)
    const next = await round([id], '补发批次', LATER)
    expect(await arrearsOf(next)).toBe(result.by_month[0]?.draft_fen)
    expect((await linesOf(office, next)).map((line) => line.amount_fen)).toEqual([100_00, 100_00, 100_00, 100_00])
  })

  test('raised again: what was paid as arrears is not owed once more', async () => {
    const id = await promised('两次提标补贴', cashOf(100, { rule: RULE }))
    await run([id], civilDate('2026-11-01'))
    await paid([id], 'closed')
    await enactFor(db, by(), raise(id, 150, '2026-10-01'))
    await paid([id], 'closed')
    const { result, approve } = await simulated(raise(id, 180), 1)
    expect(months(result)).toEqual([[0, 4 * 30_00]])
    await approve()
    expect(await arrearsOf(await round([id], '再补发批次', LATER))).toBe(4 * 30_00)
  })

  test('lowered in the same period takes nothing back, and what is higher is still owed', async () => {
    const id = await promised('先升后降补贴', cashOf(100, { rule: RULE }))
    await run([id], civilDate('2026-11-01'))
    await paid([id], 'closed')
    const [rate] = cashOf(150, { rule: RULE }).rates ?? []
    if (!rate) throw new Error('There is a rate.')
    const turn = civilDate('2026-12-01')
    const rates = [
      { ...rate, valid_from: civilDate('2026-11-01'), valid_to: turn },
      { ...rate, valid_from: turn, amount_fen: fen(90_00) },
    ]
    const { result, approve } = await simulated(raise(id, 150, '2026-11-01', { rates }), 1)
    expect(months(result)).toEqual([[0, 4 * 50_00]])
    await approve()
    expect(await arrearsOf(await round([id], '升降补发批次', LATER))).toBe(4 * 50_00)
  })

  test('stated by the year where it was paid by the month: no month is held against a year, here or in the next round', async () => {
    const id = await promised(
      '年发补贴',
      cashOf(100, { rule: RULE, cadence: 'yearly', valid_from: civilDate('2025-01-01') }),
    )
    await run([id], civilDate('2026-11-01'))
    await paid([id], 'closed')
    const by_year = raise(id, 1500, '2026-01-01', { cadence: 'yearly', per: 'year' })
    const { result, approve } = await simulated(by_year, 2)
    // The year paid costs nothing more; the next one is by the year.
    expect(months(result)).toEqual([
      [0, 0],
      [4 * 1200_00, 4 * 1500_00],
    ])
    await approve()
    await expect(round([id], '改按年补发批次', LATER)).rejects.toMatchObject({ code: 'payments.nothing_due' })
  })

  test('costs nothing for who was given it by hand: no round composes arrears of that', async () => {
    const id = await promised('手工登记补贴', cashOf(100, { rule: RULE }))
    await run([id], civilDate('2026-11-01'))
    const { rows } = await db.admin.query<{ id: Uuid }>('select id from entitlement where policy_id = $1', [id])
    const entitlement_ids = rows.map((row) => row.id)
    await markReached(db.db, call(), { entitlement_ids, happened_on: civilDate('2026-11-20') })
    const { result } = await simulated(raise(id, 200), 1)
    expect(months(result)).toEqual([[0, 0]])
  })
})

describe('beside a round at the bank', () => {
  test('an exclusion group takes the other away, as the run does: being paid is as good as paid', async () => {
    const one = await promised('高者补贴', cashOf(100, { rule: RULE, cadence: 'yearly' }))
    const two = await promised('低者补贴', cashOf(80, { rule: RULE, cadence: 'yearly' }))
    await run([one, two], civilDate('2026-11-01'))
    await paid([two], 'exported')
    const { result, approve } = await simulated(grouped([one, two]), 1)
    expect(months(result)).toEqual([[0, -4 * 1200_00]])
    await approve()
    const before = await owed([one, two])
    await run([one, two], civilDate('2026-12-01'), '2026-12-01T02:00:00.000Z' as Instant)
    expect((await owed([one, two])) - before).toBe(result.by_month[0]?.draft_fen)
  })

  test('a rise costs the difference once the bank has answered, and what is being paid comes out of the money left', async () => {
    const id = await promised('在途补贴', cashOf(100, { rule: RULE, cadence: 'monthly' }))
    await run([id], civilDate('2026-11-01'))
    const at_bank = await paid([id], 'exported')
    const draft = raise(id, 130, '2026-11-01', { cadence: 'monthly' })
    const { result, approve } = await simulated(draft, 1, '2026-11', { purpose: 'service' })
    expect(months(result)).toEqual([[0, 4 * 30_00]])
    // Of this purpose nothing has been set aside: what the round pays is still to come out of what is left.
    expect(result.money[0]?.open_fen).toBe(4 * 100_00)
    await walk(office, at_bank, 'closed')
    await approve()
    expect(await arrearsOf(await round([id], '在途补发批次', LATER))).toBe(4 * 30_00)
  })
})
