import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf } from '../../../test/support/drafts.ts'
import { foreseeing, makeForeseeingOffice, RULE } from '../../../test/support/foreseeing.ts'
import { makeAppropriation } from '../../../test/support/funds.ts'
import { type PaymentsOffice, seenOf, walk } from '../../../test/support/payments.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fundRound } from '../../provision/payments/index.ts'

// What is owed from before, held against what is left: a sum for which money has been set aside is in neither, every other one stays.

let db: TestDatabase
let office: PaymentsOffice
let appropriation_id: Uuid
let [other, id]: Uuid[] = []

const { promised, run, round, simulated, raise } = foreseeing(() => office)

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeForeseeingOffice(db)
  // 1,000 yuan for both promises, which are paid from the same purpose.
  appropriation_id = await makeAppropriation(db, office.funds, 1000_00)
  other = await promised('甲项补贴', cashOf(100, { rule: RULE, cadence: 'monthly' }))
  id = await promised('乙项补贴', cashOf(100, { rule: RULE, cadence: 'monthly' }))
  await run([other, id], civilDate('2026-10-31'))
})
afterAll(() => db.drop())

/** A round of one promise, with the money set aside for it. */
async function funded(policy_id: Uuid): Promise<Uuid> {
  const made = await round([policy_id], '十月批次')
  await walk(office, made, 'approved')
  await fundRound(db.db, office.call(office.finance), { ...(await seenOf(office, made)), appropriation_id })
  return made
}

/** What is left, what is owed from before, and what there is too little of, of the year: of a rise of the second promise from December on. */
async function told(): Promise<(number | null | undefined)[]> {
  const { result } = await simulated(raise(id as Uuid, 130, '2026-12-01', { cadence: 'monthly' }), 2, '2026-11')
  const [year] = result.money
  return [year?.left_fen, year?.open_fen, year?.draft_short_fen]
}

test('what is owed from before stays while another promise’s round is funded, and goes once its own is', async () => {
  // October of both is due, 400 yuan each; the draft is about the second. November and December cost 400 and 520.
  expect(await told()).toEqual([1000_00, 400_00, 320_00])
  await funded(other as Uuid)
  // The money left is less by the first promise’s round, and nothing of the second has been paid by that.
  expect(await told()).toEqual([600_00, 400_00, 720_00])
  const made = await funded(id as Uuid)
  // The money left is less by this one as well, and what it pays is no longer to come out of it: as short as before.
  expect(await told()).toEqual([200_00, 0, 720_00])
  await walk(office, made, 'exported')
  expect(await told()).toEqual([200_00, 0, 720_00])
  await walk(office, made, 'reconciled', { failed: [2] })
  // Whom the bank could not pay is owed again, from the money that has come back.
  expect(await told()).toEqual([300_00, 100_00, 720_00])
})
