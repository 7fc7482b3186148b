import { afterEach, beforeEach, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from '../../../test/support/funds.ts'
import { readIn } from '../../platform/database/transact.ts'
import { askToClose, closeYear, keepOpen } from './commands/index.ts'
import { balancesOf } from './queries/index.ts'

// In which order the years of the books are closed, and where what is left of them goes.

let db: TestDatabase
let office: FundsOffice
beforeEach(async () => {
  db = await createTestDatabase()
  office = await makeFundsOffice(db)
})
afterEach(() => db.drop())

const ask = (year: number) => askToClose(db.db, callOf(db, office.finance), year)
const close = (year: number) => closeYear(db.db, callOf(db, office.approver), year)
/** What is left in a year, the smallest first, and how it came there. */
const left = async (year: number) => {
  const call = callOf(db, office.finance)
  const rows = await readIn(db.db, call, (tx) => balancesOf(tx, call, { district: office.district, year }))
  return rows.toSorted((a, b) => a.available_fen - b.available_fen).map((row) => [row.origin, row.available_fen])
}

test('a year is not closed before an earlier one: the earlier is named, and what to do', async () => {
  await makeAppropriation(db, office, 500, { year: 2024 })
  await makeAppropriation(db, office, 700, { year: 2025 })
  const refusal = { code: 'funds.earlier_year_open', params: { year: '2025', earlier: '2024' } }
  await expect(ask(2025)).rejects.toMatchObject({ ...refusal, place: 'year', next: 'funds.earlier_year_open_next' })
  await ask(2024)
  await expect(ask(2025)).rejects.toMatchObject(refusal)
  await close(2024)
  await ask(2025)
  expect(await close(2025)).toMatchObject({ state: 'closed', carried: 2 })
  expect(await left(2026)).toEqual([
    ['carry_over', 500],
    ['carry_over', 700],
  ])
})

test('an earlier year whose books begin late is closed all the same: what is left goes behind the last closed year', async () => {
  await makeAppropriation(db, office, 700, { year: 2025 })
  await ask(2025)
  await close(2025)
  await makeAppropriation(db, office, 500, { year: 2023 })
  await ask(2023)
  expect(await close(2023)).toMatchObject({ state: 'closed', carried: 1 })
  expect((await left(2026)).map(([, fen]) => fen)).toEqual([500, 700])
  // The closed year is as it was, and none before it has been opened for the rest.
  expect(await left(2025)).toEqual([['budget', 0]])
  expect(await left(2024)).toEqual([])
})

test('the books of an earlier year that begin while a later one is being closed keep neither from its end', async () => {
  await makeAppropriation(db, office, 700, { year: 2025 })
  await ask(2025)
  await makeAppropriation(db, office, 500, { year: 2024 })
  await ask(2024)
  await expect(close(2024)).rejects.toMatchObject({ code: 'funds.year_not_open', params: { year: '2025' } })
  await keepOpen(db.db, callOf(db, office.approver), 2025)
  await close(2024)
  await ask(2025)
  expect(await close(2025)).toMatchObject({ carried: 2 })
})

test('years are closed one after another as far as they are over', async () => {
  for (const year of [2023, 2024, 2025]) await makeAppropriation(db, office, 100, { year })
  for (const year of [2023, 2024, 2025]) {
    await ask(year)
    await close(year)
  }
  expect(await left(2026)).toHaveLength(3)
  await makeAppropriation(db, office, 100, { year: 2026 })
  await expect(ask(2026)).rejects.toMatchObject({ code: 'funds.year_not_over' })
})
