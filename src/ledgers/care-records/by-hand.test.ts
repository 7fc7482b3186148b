import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import type { Actor } from '../../platform/call.ts'

// That the bank has paid is said by the bank: no worker's word makes a sum of assistance in the statement.

const HERE = 530_103_001_001

let db: TestDatabase
let app: TestApp
let worker: Actor
let family: TestFamily

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  ;[family] = (await makeFamilies(db, HERE, 1)) as [TestFamily]
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const post = (path: string, body: unknown) => app.request(worker, 'POST', `/api/care-records${path}`, { body })
const payment = (more: object = {}) => ({
  id: testId(),
  family_id: family.id,
  kind: 'assistance_payment',
  person_ids: family.parents,
  amount_fen: 100_000_000,
  ...more,
})
const paidByRounds = (place: string) => ({
  status: 422,
  body: {
    code: 'care_records.acts_invalid',
    issues: [{ place, code: 'care_records.kind_paid_by_rounds', detail: expect.stringContaining('“发放”') }],
  },
})
const recorded = async () => (await db.admin.query(`select kind from care_record order by recorded_at, sign desc`)).rows

describe('assistance money is not recorded by hand', () => {
  test('not as one act', async () => {
    expect(await post('', payment())).toMatchObject(paidByRounds('kind'))
  })

  test('not for many families at once', async () => {
    const batch = {
      batch_id: testId(),
      kind: 'assistance_payment',
      happened_on: '2026-11-20',
      families: [{ family_id: family.id }],
      reached: 'parents',
      per: 'person',
      amount_fen: 60_000,
    }
    expect(await post('/bulk', batch)).toMatchObject(paidByRounds('families.0.kind'))
  })

  test('not in the place of an act that is taken back', async () => {
    const call = { id: testId(), family_id: family.id, kind: 'phone', person_ids: family.parents }
    expect((await post('', call)).status).toBe(200)
    const correction = { counter_id: testId(), reason: '其实是发钱', replacement: payment() }
    expect(await post(`/${call.id}/correct`, correction)).toMatchObject(paidByRounds('replacement.kind'))
    expect(await recorded()).toEqual([{ kind: 'phone' }])
  })

  test('nor is it offered: the kinds say who writes it', async () => {
    const { body } = await app.request(worker, 'GET', '/api/care-records/kinds')
    const { kinds } = body as { kinds: { code: string; written_by: string | null }[] }
    expect(kinds.filter((kind) => kind.written_by !== null)).toMatchObject([
      { code: 'assistance_payment', written_by: 'payments' },
    ])
  })

  test('condolence money handed over at a visit stays hers to record', async () => {
    const handed = payment({ kind: 'condolence_cash', amount_fen: 30_000 })
    expect((await post('', handed)).status).toBe(200)
  })
})
