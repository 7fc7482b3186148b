import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import { makePayRoom, type PayRoom } from '../../../test/support/rounds.ts'
import { withOwnAssistance } from '../../../test/support/template.ts'
import { type CivilDate, civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { readIn } from '../../platform/database/transact.ts'
import { cancelRound, showChanges } from './commands/index.ts'

// How a round is told against the one before, month by month of Panlong's own assistance.

let db: TestDatabase
let pay: PayRoom
let policies: Uuid[]
const JANUARY = civilDate('2026-01-31')
const FEBRUARY = civilDate('2026-02-28')
const MARCH = civilDate('2026-03-31')
const APRIL = civilDate('2026-04-30')
const MAY = civilDate('2026-05-31')

beforeAll(async () => {
  db = await createTestDatabase()
  await withOwnAssistance(db)
  pay = await makePayRoom(db)
  const { rows } = await db.admin.query<{ id: Uuid }>(
    "select id from policy where code like 'panlong_special_assistance_%'",
  )
  policies = rows.map((row) => row.id)
})
afterAll(() => db.drop({ broken: [SAID_FACTS] }))

async function compose(on: CivilDate, more: { same_account?: boolean } = {}): Promise<Uuid> {
  await runFor(db, pay.officer, on)
  return (await pay.compose(`${on} 发放`, { as_of: on, policies, ...more })).id
}
/** Given to the bank and answered; the lines of these people failed. */
async function pays(round: Uuid, failed: readonly Uuid[] = []): Promise<void> {
  await pay.send(round)
  const numbers = (await pay.lines(round)).filter((line) => failed.includes(line.person_id)).map((line) => line.line_no)
  await pay.answer(round, await pay.answerTo(round, numbers))
}
async function toldOf(round: Uuid, persons: Readonly<Record<string, Uuid>>) {
  const call = pay.call(pay.officer)
  const told = await readIn(db.db, call, (tx) => showChanges(tx, call, round))
  const by = Object.entries(persons).map(([name, id]) => {
    const item = told.items.find((one) => one.person_id === id)
    return [name, item && `${item.change} ${item.cause} ${item.before_fen / 100} → ${item.after_fen / 100}`]
  })
  return { ...told, by: Object.fromEntries(by) as Record<string, string | undefined> }
}

test('who could not be paid last time is no newcomer, whether she is paid again or only what is due since', async () => {
  const [failing, again, cancelled] = [await insertPerson(db), await insertPerson(db), await insertPerson(db)]
  const people = { failing: failing.person_id, again: again.person_id, cancelled: cancelled.person_id }
  await pay.giveAccounts([people.failing, people.again])
  await pays(await compose(JANUARY), [people.failing, people.again])

  await pay.giveAccounts([people.cancelled])
  const gone = await compose(FEBRUARY)
  await cancelRound(db.db, pay.call(pay.officer), { ...(await pay.seen(gone)), reason: '重新编制' })
  // One account is changed, the other is not: of it only the new month is paid, which the account has not failed at.
  await pay.giveAccounts([people.again], { from: 700, now: '2026-10-10T02:00:00.000Z' as Instant })
  const february = await compose(FEBRUARY)
  const told = await toldOf(february, people)
  expect(told.by).toEqual({
    failing: 'unpaid failed_before 0 → 780',
    again: 'unpaid again 0 → 1560',
    // An attempt that a cancelled round left behind never failed.
    cancelled: 'new first 0 → 1560',
  })
  expect(told.sums).toEqual(
    expect.arrayContaining([{ change: 'unpaid', cause: 'failed_before', persons: 1, fen: 78_000 }]),
  )
  expect(told.not_listed).toBe(0)
})

test('who was paid before and was missing last time is paid again, and a group that is higher is a cause', async () => {
  const [person, other] = [(await insertPerson(db)).person_id, (await insertPerson(db)).person_id]
  await pay.giveAccounts([person, other])
  await pays(await compose(MARCH))
  await runFor(db, pay.officer, APRIL)
  const voided = (of: Uuid, period: string, by: string, why: string) =>
    db.admin.query(
      'update entitlement set state = $3, void_by = $4, void_reason = $5 where person_id = $1 and period = $2',
      [of, period, 'void', by, why],
    )
  await voided(person, '2026-04', 'hand', '暂不发放')
  const april = (await pay.compose('四月发放', { as_of: APRIL, policies })).id
  expect((await toldOf(april, { person })).by).toEqual({ person: 'gone set_aside 780 → 0' })
  await pays(april)
  await runFor(db, pay.officer, MAY)
  await voided(other, '2026-05', 'run', 'exclusion')
  const may = (await pay.compose('五月发放', { as_of: MAY, policies })).id
  expect((await toldOf(may, { person, other })).by).toEqual({
    person: 'new resumed 0 → 780',
    other: 'gone exclusion 780 → 0',
  })
})
