import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, enactFor } from '../../../test/support/drafts.ts'
import { foreseeing, LATER, makeForeseeingOffice, RULE } from '../../../test/support/foreseeing.ts'
import { makeAppropriation } from '../../../test/support/funds.ts'
import { type PaymentsOffice, seenOf, walk } from '../../../test/support/payments.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { readIn } from '../../platform/database/transact.ts'
import { fundRound } from '../../provision/payments/index.ts'
import { saveSimulation, showSimulation } from './commands/index.ts'

// A rise set backwards over periods that have been paid and are over: simulated, approved, and held to the fen against the arrears of
// the next round.

let db: TestDatabase
let office: PaymentsOffice

const { call, by, promised, run, round, paid, simulated, months, raise, arrearsOf } = foreseeing(() => office)

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeForeseeingOffice(db)
})
afterAll(() => db.drop())

/** A promise of 100 a month, both half years of 2026 paid to four people. */
async function bothHalvesPaid(name: string): Promise<Uuid> {
  const id = await promised(name, cashOf(100, { rule: RULE, valid_from: civilDate('2025-01-01') }))
  await run([id], civilDate('2026-06-20'))
  await run([id], civilDate('2026-11-01'))
  await paid([id], 'closed')
  return id
}

test('costs the half year that is over as well, in the first month, as the next round composes it', async () => {
  const id = await bothHalvesPaid('全年补贴')
  const { result, approve, asked } = await simulated(raise(id, 200, '2026-01-01'))
  // Four people, six months of 100 each of the half year that is over, and of the one that is not.
  expect(result.totals.arrears_fen).toBe(4 * 600_00)
  expect(months(result)).toEqual([
    [0, 4 * 1200_00],
    [4 * 600_00, 4 * 1200_00],
  ])
  expect(result.by_place.map((line) => line.draft_fen)).toEqual([2 * 2400_00, 2 * 2400_00])
  expect(result.totals.draft_fen).toBe(2 * 4 * 1200_00)
  // It comes out of the year's money like the rest of the first month.
  expect(result.money[0]?.draft_fen).toBe(4 * 1200_00)
  // Kept as it was worked out.
  const { simulation_id } = await saveSimulation(db.db, call(), { ...asked, name: '年初调标' })
  const kept = await readIn(db.db, call(), (tx) => showSimulation(tx, call(), simulation_id))
  expect(kept).toMatchObject({ totals: result.totals, changed: { draft: false, law: false, register: false } })
  await approve()
  const next = await round([id], '补发批次', LATER)
  expect(await arrearsOf(next)).toBe(result.by_month[0]?.draft_fen)
})

test('who has died since is paid none, and who lives on is', async () => {
  const id = await bothHalvesPaid('三人补贴')
  const died = async (on: string | null) => {
    await db.admin.query('update person set died_on = $2 where id = $1', [office.persons[0], on])
    await db.admin.query('update person_fact set died_on = $2 where person_id = $1', [office.persons[0], on])
  }
  await died('2026-11-10')
  const { result, approve } = await simulated(raise(id, 130, '2026-01-01'))
  expect(result.totals.arrears_fen).toBe(3 * 180_00)
  await approve()
  expect(await arrearsOf(await round([id], '三人补发批次', LATER))).toBe(result.by_month[0]?.draft_fen)
  await died(null)
})

test('approved before and in no round yet is owed from before, until money is set aside for it', async () => {
  const id = await bothHalvesPaid('已批补贴')
  await enactFor(db, by(), raise(id, 150, '2026-01-01'))
  const told = async () => {
    const { result } = await simulated(raise(id, 180), 1)
    const [year] = result.money
    return [year?.left_fen, year?.open_fen, year?.draft_fen, year?.draft_short_fen]
  }
  const appropriation_id = await makeAppropriation(db, office.funds, 4 * 600_00)
  const [left = null] = await told()
  // Of both half years 50 a month for four people; December at 180 adds 30 for each.
  expect(await told()).toEqual([left, 4 * 600_00, 4 * 30_00, expect.anything()])
  const before = await told()
  const made = await round([id], '已批补发批次')
  expect(await told()).toEqual(before)
  await walk(office, made, 'approved')
  expect(await told()).toEqual(before)
  await fundRound(db.db, callOf(db, office.finance), { ...(await seenOf(office, made)), appropriation_id })
  expect(await told()).toEqual([Number(left) - 4 * 600_00, 0, 4 * 30_00, before[3]])
})
