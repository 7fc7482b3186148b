import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, enactFor, groupOf } from '../../../test/support/drafts.ts'
import { foreseeing, LATER, makeForeseeingOffice, RULE } from '../../../test/support/foreseeing.ts'
import { linesOf, type PaymentsOffice, walk } from '../../../test/support/payments.ts'
import { civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import { markPaidBefore } from '../entitlements/index.ts'

// Beside what has been paid, and what the bank is paying: simulated, approved, and then held to the fen against what the run writes
// and what the next round is composed of.

let db: TestDatabase
let office: PaymentsOffice

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeForeseeingOffice(db)
})
afterAll(() => db.drop())

const { call, by, promised, run, round, paid, simulated, months, raise, arrearsOf, owed } = foreseeing(() => office)

const grouped = (policy_ids: Uuid[]) => groupOf('取其高', policy_ids, { valid_from: civilDate('2026-12-01') })

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

  test('costs nothing for who was paid it before the first round: no round composes arrears of that', async () => {
    const id = await promised('旧册子发放的补助', cashOf(100, { rule: RULE }))
    await run([id], civilDate('2026-11-01'))
    const { rows } = await db.admin.query<{ id: Uuid }>('select id from entitlement where policy_id = $1', [id])
    const entitlement_ids = rows.map((row) => row.id)
    await markPaidBefore(db.db, call(), {
      entitlement_ids,
      happened_on: civilDate('2026-11-02'),
      paper: '2026 年发放册',
    })
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

  test('a rise costs the difference once the bank has answered; what is being paid has its money already', async () => {
    const id = await promised('在途补贴', cashOf(100, { rule: RULE, cadence: 'monthly' }))
    await run([id], civilDate('2026-11-01'))
    const at_bank = await paid([id], 'exported')
    const draft = raise(id, 130, '2026-11-01', { cadence: 'monthly' })
    const { result, approve } = await simulated(draft, 1, '2026-11', { purpose: 'service' })
    expect(months(result)).toEqual([[0, 4 * 30_00]])
    // Money has been set aside for the round, from whatever purpose: it is not to come out of what is left of any.
    expect(result.money[0]?.open_fen).toBe(0)
    await walk(office, at_bank, 'closed')
    await approve()
    expect(await arrearsOf(await round([id], '在途补发批次', LATER))).toBe(4 * 30_00)
  })
})
