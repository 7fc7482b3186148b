import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { makePayRoom, type PayRoom, ROUND_DAY } from '../../../test/support/rounds.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { approveRound, composeRound, importReturn, submitRound } from './commands/index.ts'

// The same thing asked for by many at once, under one key and under many (T6, T7): it happens once.

let db: TestDatabase
let pay: PayRoom
let couples = 0

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
})
afterAll(() => db.drop())

/** Two more people to whom a half year is due. */
async function newcomers(): Promise<void> {
  const [family] = await registerForTest(db, pay.officer, [bereavedCouple(couples++)])
  await pay.giveAccounts(family?.person_ids.slice(0, 2) ?? [])
  await runFor(db, pay.officer, ROUND_DAY)
}
const asked = (id: Uuid) => ({ id, division: PANLONG, title: '同时', policy_ids: pay.policies, as_of: ROUND_DAY })
const many = <T>(count: number, ask: () => Promise<T>) => Promise.allSettled(Array.from({ length: count }, ask))
const codesOf = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code?: string }).code] : []))

test('a round composed fifty times under one key is composed once, and everybody hears the same', async () => {
  await newcomers()
  const [key, id] = [`test-${testId()}`, testId()]
  const results = await many(50, () =>
    composeRound(db.db, callOf(db, pay.officer, { idempotency_key: key }), asked(id)),
  )
  // Under way with another connection, or already done: the one answer, or an invitation to ask again; never a second effect.
  const answers = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(answers.length).toBeGreaterThan(0)
  for (const one of answers) expect(one).toEqual(answers[0])
  expect(await pay.lines(id)).toHaveLength(2)
  const same = await composeRound(db.db, callOf(db, pay.officer, { idempotency_key: key }), asked(id))
  expect(same).toEqual(answers[0])
  await expect(
    composeRound(db.db, callOf(db, pay.officer, { idempotency_key: key }), { ...asked(id), title: '别的内容' }),
  ).rejects.toMatchObject({ code: 'platform.key_reused' })
})

test('of twenty who compose what is due at once each under a key of her own, one has the lines', async () => {
  await newcomers()
  const ids = Array.from({ length: 20 }, testId)
  const left = [...ids]
  const results = await many(20, () => composeRound(db.db, pay.call(pay.officer), asked(left.pop() ?? testId())))
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  expect(new Set(codesOf(results))).toEqual(new Set(['payments.nothing_due']))
  const lines = (await Promise.all(ids.map((id) => pay.lines(id)))).flat()
  expect(lines).toHaveLength(2)
})

test('of twenty approvers at once, the maker among them, one approves and it is not the maker', async () => {
  await newcomers()
  const { id } = await pay.compose('抢批')
  await submitRound(db.db, pay.call(pay.officer), await pay.seen(id))
  const seen = await pay.seen(id)
  let n = 0
  const results = await many(20, () => approveRound(db.db, pay.call(n++ % 4 === 0 ? pay.officer : pay.approver), seen))
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  expect((await pay.round(id)).approved_by).toBe(pay.approver.account_id)
})

test('the bank’s answer sent by twenty at once is taken once', async () => {
  await newcomers()
  const { id } = await pay.compose('抢回盘')
  await pay.send(id)
  const bytes = await pay.answerTo(id, [2])
  const results = await many(20, () =>
    importReturn(db.db, pay.call(pay.officer), { round_id: id, return_id: testId(), file_name: 'answer.csv', bytes }),
  )
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  expect(new Set(codesOf(results))).toEqual(new Set(['payments.return_known']))
  const { rows } = await db.admin.query<{ n: number; fen: number }>(
    `select count(*)::int as n, sum(amount_fen)::int as fen from fund_transfer where ref_id = $1 and kind = 'spend'`,
    [id],
  )
  const [first] = await pay.lines(id)
  expect(rows).toEqual([{ n: 1, fen: first?.amount_fen }])
})
