import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { compose, type HalfYearOffice, makeHalfYearOffice, raise } from '../../../test/support/paid.ts'
import { ROUND_DAY } from '../../../test/support/rounds.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'

// A version approved today that counts from April: both half-years had been found under the one before.

let db: TestDatabase
let app: TestApp
let office: HalfYearOffice

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makeHalfYearOffice(db)
  const [family] = await registerForTest(db, office.officer, [bereavedCouple(1)])
  await office.giveAccounts((family?.person_ids ?? []).slice(0, 2) as Uuid[])
  await runFor(db, office.officer, civilDate('2026-06-30'))
  await runFor(db, office.officer, civilDate('2026-07-10'))
  await raise(office, civilDate('2026-04-01'), 150)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const asked = async () => {
  const body = { id: testId(), division: PANLONG, title: '发放', policy_ids: [office.policy_id], as_of: ROUND_DAY }
  return app.request(office.officer, 'POST', '/api/payment-rounds', { body })
}

test('a round is not composed, and says as of which day to run; a run of today is about its own half-year alone', async () => {
  await runFor(db, office.officer, ROUND_DAY)
  expect(await asked()).toMatchObject({
    status: 409,
    body: {
      code: 'payments.run_first',
      detail: '政策已有新版本，2026年上半年 的待落实名单还是旧的。',
      next: '请在“核定应享”里把“按哪天的情况”依次选为 2026-06-30，对本辖区重新核定，再来编制；按今天核定只管今天所在的一期。',
      issues: [{ place: 'policy_ids.0', detail: '2026年上半年：按 2026-06-30 的情况重新核定。' }],
    },
  })
})

test('a run as of the day it names lets the round be composed', async () => {
  await runFor(db, office.officer, civilDate('2026-06-30'))
  const { id } = await compose(office, '全年')
  expect((await office.lines(id)).map(({ period, amount_fen }) => `${period} ${amount_fen}`).toSorted()).toEqual([
    '2026-H1 75000',
    '2026-H1 75000',
    '2026-H2 90000',
    '2026-H2 90000',
  ])
})
