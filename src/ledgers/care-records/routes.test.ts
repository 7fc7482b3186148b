import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestAnswer, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import type { Actor } from '../../platform/call.ts'

const HERE = 530_103_001_001
const NEXT_DOOR = 530_103_001_002

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let street: Actor
let auditor: Actor
let finance: Actor
let family: TestFamily
let others: TestFamily[]

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  neighbour = await makeActor(db, 'community_worker', NEXT_DOOR)
  street = await makeActor(db, 'street_officer', '530103001')
  auditor = await makeActor(db, 'auditor', '530103')
  finance = await makeActor(db, 'finance', '530103')
  ;[family] = (await makeFamilies(db, HERE, 1)) as [TestFamily]
  others = await makeFamilies(db, HERE, 3)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const post = (actor: Actor | undefined, path: string, body: unknown, key?: string): Promise<TestAnswer> =>
  app.request(actor, 'POST', `/api/care-records${path}`, { body, ...(key ? { key } : {}) })

const call = (more: Record<string, unknown> = {}) => ({
  id: testId(),
  family_id: family.id,
  kind: 'phone',
  channel: 'phone',
  mood: 'steady',
  minutes: 12,
  note: '膝盖还疼，说女婿周末来。',
  next_on: '2026-11-26',
  person_ids: family.parents,
  ...more,
})

const count = async (where: string, values: unknown[] = []): Promise<number> =>
  (await db.admin.query<{ n: number }>(`select count(*)::int as n from ${where}`, values)).rows[0]?.n ?? -1
const recordsOf = (id: string) => count('care_record where id = $1', [id])
const trailOf = (action: string, id: string) => count('audit_entry where action = $1 and subject_id = $2', [action, id])

describe('POST /api/care-records', () => {
  test('refuses without permission', async () => {
    expect((await post(undefined, '', call())).status).toBe(401)
    expect((await post(auditor, '', call())).status).toBe(403)
    expect((await post(finance, '', call())).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await post(neighbour, '', call({ person_ids: [] }))
    const missing = await post(neighbour, '', call({ person_ids: [], family_id: testId() }))
    expect(foreign.status).toBe(404)
    const bare = (answer: TestAnswer) => ({ ...(answer.body as object), request_id: '' })
    expect(bare(foreign)).toEqual(bare(missing))
  })

  test('refuses a field it does not know: a figure under another name would be dropped without a word', async () => {
    const misspelt = await post(worker, '', { ...call(), amount: 30_000 })
    expect(misspelt).toMatchObject({ status: 400, body: { issues: [{ code: 'platform.input_unrecognized_keys' }] } })
  })

  test('rejects bad input', async () => {
    const shapeless = await post(worker, '', {
      ...call(),
      id: 'x',
      kind: 'Phone!',
      minutes: -1,
      happened_on: '2026-02-30',
    })
    expect(shapeless).toMatchObject({ status: 400, body: { code: 'platform.bad_input' } })
    expect((shapeless.body as { issues: { place: string }[] }).issues.map((issue) => issue.place).toSorted()).toEqual([
      'happened_on',
      'id',
      'kind',
      'minutes',
    ])
    const [stranger] = others
    const wrong = await post(
      worker,
      '',
      call({ kind: 'meal', minutes: 3, person_ids: stranger?.parents, title: undefined }),
    )
    expect(wrong).toMatchObject({
      status: 422,
      body: {
        code: 'care_records.acts_invalid',
        issues: [
          { place: 'minutes', detail: '这种事项不统计这一项，请改选事项或不填。' },
          { place: 'person_ids.0' },
          { place: 'person_ids.1' },
        ],
      },
    })
  })

  test('does it', async () => {
    const act = call()
    expect(await post(worker, '', act)).toMatchObject({
      status: 200,
      body: { id: act.id, district: 530103, already: false },
    })
    expect(await recordsOf(act.id)).toBe(1)
    expect(await count('care_record_person where record_id = $1', [act.id])).toBe(2)
    expect(await trailOf('care_records.log', act.id)).toBe(1)
    const trail = await db.admin.query('select detail, reason from audit_entry where subject_id = $1', [act.id])
    expect(trail.rows).toEqual([{ detail: { kind: 'phone', already: false }, reason: null }])
  })

  test('does it once when sent twice', async () => {
    const act = call()
    const key = `key-${act.id}`
    const answers = await Promise.all([post(worker, '', act, key), post(worker, '', act, key)])
    expect(answers[0].body).toEqual(answers[1].body)
    expect((await post(worker, '', act, `another-${act.id}`)).body).toMatchObject({ already: true })
    expect((await post(worker, '', { ...act, minutes: 13 }, `third-${act.id}`)).status).toBe(409)
    expect(await recordsOf(act.id)).toBe(1)
    expect(await count('care_record_person where record_id = $1', [act.id])).toBe(2)
  })

  test('takes what the family wished as an answer: declined, not reached, left in quiet', async () => {
    for (const outcome of ['refused', 'not_reached', 'quiet']) {
      expect((await post(worker, '', call({ outcome, minutes: 0, person_ids: [] }))).status).toBe(200)
    }
  })
})

describe('POST /api/care-records/bulk', () => {
  const batch = (more: Record<string, unknown> = {}) => ({
    batch_id: testId(),
    kind: 'accident_insurance',
    happened_on: '2026-05-04',
    families: others.map(({ id }) => ({ family_id: id })),
    reached: 'members',
    per: 'person',
    amount_fen: 8_170,
    ...more,
  })

  test('refuses without permission', async () => {
    expect((await post(undefined, '/bulk', batch())).status).toBe(401)
    expect((await post(auditor, '/bulk', batch())).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await post(neighbour, '/bulk', batch())).status).toBe(404)
  })

  test('rejects bad input', async () => {
    expect((await post(worker, '/bulk', batch({ families: [] }))).status).toBe(400)
    const answer = await post(worker, '/bulk', batch({ amount_fen: 0 }))
    expect(answer).toMatchObject({ status: 422, body: { issues: [{ place: 'families.0.amount_fen' }, {}, {}] } })
    expect(await count(`care_record where kind = 'accident_insurance'`)).toBe(0)
  })

  test('does it', async () => {
    expect(await post(worker, '/bulk', batch())).toMatchObject({
      status: 200,
      body: { records: 3, already: 0, persons: 6, amount_fen: 49_020 },
    })
    expect(await count(`care_record where kind = 'accident_insurance' and amount_fen = 16340 and persons = 2`)).toBe(3)
  })

  test('does it once when sent twice', async () => {
    const once = batch({ kind: 'hospital_care_insurance' })
    const key = `bulk-${once.batch_id}`
    const [first, again] = [await post(worker, '/bulk', once, key), await post(worker, '/bulk', once, key)]
    expect(again.body).toEqual(first.body)
    expect((await post(worker, '/bulk', once)).body).toMatchObject({ records: 3, already: 3 })
    expect(await count(`care_record where kind = 'hospital_care_insurance'`)).toBe(3)
  })
})

describe('POST /api/care-records/:record_id/correct', () => {
  const logged = async (actor = worker): Promise<string> => {
    const act = call({ kind: 'visit_daily', channel: 'visit' })
    expect((await post(actor, '', act)).status).toBe(200)
    return act.id
  }
  const correction = (more: Record<string, unknown> = {}) => ({ counter_id: testId(), reason: '人数记错', ...more })

  test('refuses without permission', async () => {
    const id = await logged(street)
    expect((await post(auditor, `/${id}/correct`, correction())).status).toBe(403)
    const notMine = await post(worker, `/${id}/correct`, correction())
    expect(notMine).toMatchObject({ status: 403, body: { code: 'care_records.not_yours' } })
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await post(neighbour, `/${await logged()}/correct`, correction())).status).toBe(404)
  })

  test('rejects bad input', async () => {
    const id = await logged()
    expect((await post(worker, `/${id}/correct`, correction({ reason: '' }))).status).toBe(400)
    const replacement = call({ kind: 'letter', minutes: 5 })
    const answer = await post(worker, `/${id}/correct`, correction({ replacement }))
    expect(answer).toMatchObject({ status: 422, body: { issues: [{ place: 'replacement.minutes' }] } })
    expect(await count('care_record where corrects_id = $1', [id])).toBe(0)
  })

  test('does it', async () => {
    const id = await logged()
    const replacement = call({ kind: 'visit_daily', channel: 'visit', minutes: 45, person_ids: [family.parents[0]] })
    const body = correction({ replacement })
    expect(await post(worker, `/${id}/correct`, body)).toMatchObject({
      status: 200,
      body: { counter_id: body.counter_id, replacement_id: replacement.id },
    })
    expect(await count('care_record where corrects_id = $1 and sign = -1', [id])).toBe(1)
    expect(await count('care_record where id = $1 and source_id = $2', [replacement.id, id])).toBe(1)
    expect((await post(street, `/${await logged()}/correct`, correction())).status).toBe(200)
  })

  test('does it once when sent twice', async () => {
    const id = await logged()
    const body = correction()
    const [first, again] = [
      await post(worker, `/${id}/correct`, body, `fix-${id}`),
      await post(worker, `/${id}/correct`, body, `fix-${id}`),
    ]
    expect(again.body).toEqual(first.body)
    expect((await post(worker, `/${id}/correct`, body)).status).toBe(200)
    expect((await post(worker, `/${id}/correct`, correction())).status).toBe(409)
    expect(await count('care_record where corrects_id = $1', [id])).toBe(1)
  })
})
