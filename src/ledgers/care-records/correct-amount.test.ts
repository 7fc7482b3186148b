import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import type { Actor } from '../../platform/call.ts'
import { command } from '../../platform/database/transact.ts'
import { correctAmount, recordCare } from './index.ts'

const HERE = 530_103_001_001

let db: TestDatabase
let worker: Actor
let family: TestFamily

beforeAll(async () => {
  db = await createTestDatabase()
  worker = await makeActor(db, 'community_worker', HERE)
  ;[family] = (await makeFamilies(db, HERE, 1)) as [TestFamily]
})
afterAll(() => db.drop())

const within = <T>(work: (tx: Parameters<typeof correctAmount>[0]) => Promise<T>) =>
  command(db.db, callOf(db, worker), { name: 'test.correct', input: null }, async (tx) => ({ result: await work(tx) }))

async function paid(amount: number): Promise<Uuid> {
  const id = testId()
  const act = { id, family_id: family.id, kind: 'hardship_aid', happened_on: civilDate('2026-11-20') }
  await within((tx) =>
    recordCare(tx, callOf(db, worker), [{ ...act, person_ids: family.parents.slice(0, 1), amount_fen: amount }]),
  )
  return id
}
const correct = (id: Uuid, amount: number, own = testId()) =>
  within((tx) =>
    correctAmount(tx, callOf(db, worker), id, {
      id: own,
      counter_id: testId(),
      amount_fen: fen(amount),
      reason: '多发的已退回',
    }),
  )
const rollup = async () => {
  const { rows } = await db.admin.query(
    `select records::int as records, person_times::int as person_times, amount_fen::int as amount_fen from care_rollup where kind = 'hardship_aid'`,
  )
  return rows[0]
}

describe('correctAmount', () => {
  test('leaves one act with the sum that is left, of the same day and person, and the first as it was', async () => {
    const id = await paid(60_000)
    const own = testId()
    await correct(id, 20_000, own)
    const { rows } = await db.admin.query(
      `select id, sign, amount_fen::int as amount_fen, happened_on::text as happened_on, persons
       from care_record order by recorded_at, sign desc, amount_fen desc`,
    )
    expect(rows).toEqual([
      { id, sign: 1, amount_fen: 60_000, happened_on: '2026-11-20', persons: 1 },
      { id: own, sign: 1, amount_fen: 20_000, happened_on: '2026-11-20', persons: 1 },
      expect.objectContaining({ sign: -1, amount_fen: 60_000 }),
    ])
    expect(await rollup()).toEqual({ records: 1, person_times: 1, amount_fen: 20_000 })
    // What stands may be corrected again; what was taken back may not.
    await correct(own, 5_000)
    await expect(correct(id, 1_000)).rejects.toMatchObject({ code: 'care_records.already_corrected' })
    expect(await rollup()).toEqual({ records: 1, person_times: 1, amount_fen: 5_000 })
  })

  test('refuses a sum that is not less, and then takes nothing back', async () => {
    const before = await rollup()
    const id = await paid(1_000)
    for (const amount of [1_000, 1_001]) {
      await expect(correct(id, amount)).rejects.toMatchObject({ code: 'care_records.amount_not_less' })
    }
    expect(await rollup()).toMatchObject({ amount_fen: (before?.amount_fen ?? 0) + 1_000 })
  })
})
