import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { PANLONG } from '../../../test/support/entitlements.ts'
import {
  type HalfYearOffice,
  learnDeath,
  makeHalfYearOffice,
  paidCouple,
  recoveriesOfPerson,
} from '../../../test/support/paid.ts'
import { type CivilDate, civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import { askToClose, closeYear, reverseTransfer } from '../../ledgers/funds/commands/index.ts'
import { confirmAppropriation, enterAppropriation } from '../../ledgers/funds/index.ts'
import { readIn } from '../../platform/database/transact.ts'
import { findRecoveries, returnRecovery, showRecovery } from './commands/index.ts'

// A death of last year found when last year's books are closed: the money comes into the new year, and every book agrees.

let db: TestDatabase
let office: HalfYearOffice
let persons: Uuid[]
const DAY = civilDate('2027-02-10')

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeHalfYearOffice(db)
  persons = (await paidCouple(office)).persons
  office.clock.now = '2027-02-10T02:00:00.000Z' as Instant
  await askToClose(db.db, office.call(office.finance), 2026)
  await closeYear(db.db, office.call(office.approver), 2026)
  for (const person of persons) await learnDeath(office, person, '2026-09-10')
  await findRecoveries(db.db, office.call(office.officer), { division: PANLONG })
})
afterAll(() => db.drop())

async function takeBack(person: Uuid, into_id?: Uuid, returned_on: CivilDate = DAY) {
  const [recovery] = await recoveriesOfPerson(office, person)
  if (!recovery) throw new Error('Something is to come back of her.')
  const input = { recovery_id: recovery.id, version: recovery.version, returned_on, voucher: '回单 20270210-1' }
  return returnRecovery(db.db, office.call(office.finance), { ...input, into_id })
}

async function entered(yuan: number, more: { purpose?: string; origin?: 'budget' | 'recovered' } = {}): Promise<Uuid> {
  const id = testId()
  await enterAppropriation(db.db, office.call(office.finance), {
    id,
    year: 2027,
    source_id: office.source_id,
    purpose: 'special_assistance',
    stated_fen: fen(yuan * 100),
    origin: 'recovered',
    ...more,
  })
  return id
}
const confirmed = async (yuan: number, more: { purpose?: string; origin?: 'budget' | 'recovered' } = {}) => {
  const id = await entered(yuan, more)
  await confirmAppropriation(db.db, office.call(office.approver), id)
  return id
}
const shown = async (person: Uuid) => {
  const [recovery] = await recoveriesOfPerson(office, person)
  const call = office.call(office.finance)
  return readIn(db.db, call, (tx) => showRecovery(tx, call, recovery?.id as Uuid))
}

test('a return into a closed year says what to do, and takes nothing that does not fit', async () => {
  const [first] = persons as [Uuid, Uuid]
  await expect(takeBack(first)).rejects.toMatchObject({
    code: 'payments.returned_year_closed',
    next: 'payments.returned_year_closed_next',
  })
  expect((await shown(first)).closed).toEqual({ year: 2026, into: [] })
  for (const wrong of [
    await entered(300),
    await confirmed(300, { purpose: 'festival' }),
    await confirmed(300, { origin: 'budget' }),
    await confirmed(299),
    testId(),
  ])
    await expect(takeBack(first, wrong)).rejects.toMatchObject({ code: 'payments.returned_not_entered' })
})

test('it comes into what was entered as recovered and confirmed, and never more than that', async () => {
  const [first, second] = persons as [Uuid, Uuid]
  const into = await confirmed(500)
  expect((await shown(first)).closed?.into).toContainEqual({ id: into, year: 2027, document: null, left_fen: 50_000 })
  await expect(takeBack(first, into)).resolves.toMatchObject({ state: 'returned' })
  // 200 are left of it, and 300 come back of the other.
  await expect(takeBack(second, into)).rejects.toMatchObject({ code: 'payments.returned_not_entered' })
  const { rows } = await db.admin.query(
    `select year, origin, spent_fen::int as spent, (appropriated_fen - reserved_fen - spent_fen - carried_out_fen)::int as left
     from appropriation where id = $1 or year = 2026 order by year`,
    [into],
  )
  expect(rows).toEqual([
    { year: 2026, origin: 'budget', spent: 120_000, left: 0 },
    { year: 2027, origin: 'recovered', spent: 0, left: 50_000 },
  ])
  const { rows: care } = await db.admin.query<{ fen: number }>(
    `select sum(c.sign * c.amount_fen)::int as fen from care_record c join payment p on p.id = c.source_id where p.person_id = $1`,
    [first],
  )
  expect(care).toEqual([{ fen: 30_000 }])
})

test('what was entered and reversed takes nothing, and what money has come back into is not reversed', async () => {
  const [, second] = persons as [Uuid, Uuid]
  const reverse = async (appropriation_id: Uuid) => {
    const { rows } = await db.admin.query<{ id: Uuid }>(
      `select id from fund_transfer where kind = 'appropriate' and appropriation_id = $1`,
      [appropriation_id],
    )
    const input = { transfer_id: rows[0]?.id as Uuid, id: testId(), reason: '登记有误' }
    return reverseTransfer(db.db, office.call(office.finance), input)
  }
  const mistaken = await confirmed(300)
  await reverse(mistaken)
  expect((await shown(second)).closed?.into.map(({ id }) => id)).not.toContain(mistaken)
  await expect(takeBack(second, mistaken)).rejects.toMatchObject({ code: 'payments.returned_not_entered' })

  const right = await confirmed(300)
  await expect(takeBack(second, right)).resolves.toMatchObject({ state: 'returned' })
  await expect(reverse(right)).rejects.toMatchObject({ code: 'funds.came_back', next: 'funds.came_back_next' })
  await expect(
    db.admin.query('update appropriation set came_back_fen = came_back_fen + 1 where id = $1', [right]),
  ).rejects.toMatchObject({ constraint: 'appropriation_came_back' })
})
