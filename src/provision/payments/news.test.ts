import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { changePerson, insertPerson, SAID_FACTS, type TestFacts } from '../../../test/support/facts.ts'
import { makePayRoom, type PayRoom } from '../../../test/support/rounds.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { cancelRound, submitRound } from './commands/index.ts'

// What becomes known between composing and submission.

let db: TestDatabase
let pay: PayRoom
const DAY = civilDate('2026-07-10')

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
})
afterAll(() => db.drop({ broken: [SAID_FACTS] }))

async function composedFor(facts: TestFacts = {}): Promise<{ person: Uuid; round: Uuid }> {
  const { person_id } = await insertPerson(db, facts)
  await pay.giveAccounts([person_id])
  await runFor(db, pay.officer, DAY)
  return { person: person_id, round: (await pay.compose('七月发放', { as_of: DAY })).id }
}
const submit = async (round: Uuid) => submitRound(db.db, pay.call(pay.officer), await pay.seen(round))

test.each([
  ['she had died before she was asked of', { died_on: '2026-05-01' }],
  ['she had left the family by then', { member_to: '2026-07-01' }],
  ['she is younger than was written down', { birth_date: '1980-01-01' }],
  ['the child lives', { branch: 'disability', child_died_on: null, children_surviving: 1 }],
  ['she died within the period, of which the months after are not hers', { died_on: '2026-07-20' }],
] satisfies [string, TestFacts][])('a draft is not submitted when it has become known that %s', async (_, learned) => {
  const { person, round } = await composedFor()
  await changePerson(db, person, learned)
  await expect(submit(round)).rejects.toMatchObject({
    code: 'payments.lines_stale',
    issues: [expect.objectContaining({ place: 'lines.1' })],
  })
  await cancelRound(db.db, pay.call(pay.officer), { ...(await pay.seen(round)), reason: '重新编制' })
  await db.admin.query(
    "update entitlement set state = 'void', void_by = 'run', void_reason = 'conditions' where person_id = $1",
    [person],
  )
})

test('news that changes nothing for the day does not stand in the way', async () => {
  const { person, round } = await composedFor()
  await changePerson(db, person, { died_on: '2026-12-20', hardship: true })
  await expect(submit(round)).resolves.toMatchObject({ state: 'submitted' })
})
