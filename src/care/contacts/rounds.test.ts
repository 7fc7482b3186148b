import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { linesOf, openRoundFor } from '../../../test/support/contacts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import type { Actor } from '../../platform/call.ts'

const HERE = 530_103_001_001
const NEXT_DOOR = 530_103_001_002
const STREET = 530_103_001_000
const ROUNDS = '/api/visit-rounds'

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let street: Actor
let officer: Actor
let auditor: Actor
let families: TestFamily[]

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  neighbour = await makeActor(db, 'community_worker', NEXT_DOOR)
  street = await makeActor(db, 'street_officer', '530103001')
  officer = await makeActor(db, 'district_officer', '530103')
  auditor = await makeActor(db, 'auditor', '530103')
  families = await makeFamilies(db, HERE, 6)
  await makeFamilies(db, NEXT_DOOR, 3)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const bodyOf = (more: object = {}) => ({
  id: testId(),
  division: HERE,
  title: '冬至走访',
  care_kind: 'visit_festival',
  opens_on: '2026-11-01',
  closes_on: '2026-12-21',
  gift: '米油一份',
  cash_fen: 30_000,
  ...more,
})

const tickPath = (round_id: string, line_id: string) => `${ROUNDS}/${round_id}/lines/${line_id}/tick`

describe('opening a round', () => {
  test('refuses without permission', async () => {
    expect((await app.request(auditor, 'POST', ROUNDS, { body: bodyOf() })).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const answers = await Promise.all(
      [NEXT_DOOR, 530_103_001_777].map((division) =>
        app.request(worker, 'POST', ROUNDS, { body: bodyOf({ division }) }),
      ),
    )
    expect(answers.map((answer) => answer.status)).toEqual([404, 404])
  })

  test('rejects bad input', async () => {
    for (const bad of [
      { closes_on: '2026-10-01' },
      { title: ' ' },
      { cash_fen: -1 },
      { period: '2026-mid_autumn' },
      { families: { choose: 'owed' } },
    ]) {
      expect((await app.request(worker, 'POST', ROUNDS, { body: bodyOf(bad) })).status).toBe(400)
    }
    const unfit = await app.request(worker, 'POST', ROUNDS, { body: bodyOf({ care_kind: 'phone' }) })
    expect(unfit).toMatchObject({ status: 422, body: { code: 'contacts.kind_without_money', place: 'care_kind' } })
  })

  test('refuses to hand over what the bank pays, as a kind of act or as a promise', async () => {
    const kind = await app.request(worker, 'POST', ROUNDS, {
      body: bodyOf({ care_kind: 'assistance_payment', gift: undefined }),
    })
    expect(kind).toMatchObject({ status: 422, body: { code: 'contacts.kind_not_for_families', place: 'care_kind' } })
    const { rows } = await db.admin.query(`select id from policy where code = 'panlong_special_assistance_death'`)
    const promise = await app.request(worker, 'POST', ROUNDS, {
      body: bodyOf({ policy_id: rows[0]?.id, period: '2026-11' }),
    })
    expect(promise).toMatchObject({
      status: 422,
      body: {
        code: 'contacts.policy_paid_by_bank',
        place: 'policy_id',
        next: expect.stringContaining('“发放”'),
      },
    })
  })

  test('previews by community what it then does', async () => {
    const preview = await app.request(street, 'POST', `${ROUNDS}/preview`, { body: { division: STREET } })
    expect(preview.body).toMatchObject({
      households: 9,
      persons: 18,
      elsewhere: 0,
      places: [
        { community: HERE, households: 6, persons: 12, community_name: '尚义社区居委会', street_name: '拓东街道' },
        { community: NEXT_DOOR, households: 3 },
      ],
    })
  })

  test('does it', async () => {
    const body = bodyOf({ division: STREET, expected_households: 9 })
    const answer = await app.request(street, 'POST', ROUNDS, { body })
    expect(answer).toMatchObject({ status: 200, body: { round_id: body.id, households: 9 } })
    expect(await linesOf(db, worker, body.id)).toHaveLength(6)
    expect(await linesOf(db, neighbour, body.id)).toHaveLength(3)
    const shown = await app.request(worker, 'GET', `${ROUNDS}/${body.id}`)
    expect(shown.body).toMatchObject({
      whole: false,
      round: { progress: { households: 6, planned: 6, unassigned: 6 } },
    })
    const stale = await app.request(street, 'POST', ROUNDS, {
      body: bodyOf({ division: STREET, expected_households: 8 }),
    })
    expect(stale).toMatchObject({ status: 409, body: { code: 'contacts.preview_changed' } })
  })

  test('does it once when sent twice', async () => {
    const body = bodyOf()
    const first = await app.request(worker, 'POST', ROUNDS, { body, key: 'round-once-1' })
    const again = await app.request(worker, 'POST', ROUNDS, { body, key: 'round-once-1' })
    const otherKey = await app.request(worker, 'POST', ROUNDS, { body })
    expect([again.body, otherKey.body]).toEqual([first.body, first.body])
    const other = await app.request(worker, 'POST', ROUNDS, { body: { ...body, title: '另一轮' } })
    expect(other).toMatchObject({ status: 409, body: { code: 'contacts.id_taken' } })
    const richer = await app.request(worker, 'POST', ROUNDS, { body: { ...body, cash_fen: 50_000 } })
    expect(richer).toMatchObject({ status: 409, body: { code: 'contacts.id_taken' } })
  })

  test('refuses a field it does not know: money under another name would be dropped without a word', async () => {
    const answer = await app.request(worker, 'POST', ROUNDS, { body: { ...bodyOf(), cash: 30_000 } })
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ code: 'platform.input_unrecognized_keys' }] } })
  })

  test('warns of families who are in another round of the same festival, whatever that one hands out', async () => {
    const place = 530_103_001_003
    await makeFamilies(db, place, 2)
    const asked = { division: place, festival: 'winter_solstice', opens_on: '2026-11-01' }
    const previewOf = async (more: object = {}) =>
      (await app.request(officer, 'POST', `${ROUNDS}/preview`, { body: { ...asked, ...more } })).body
    expect(await previewOf()).toMatchObject({ households: 2, same_festival: 0 })
    const seen = { ...asked, expected_households: 2, expected_same_festival: 0 }
    expect((await app.request(officer, 'POST', ROUNDS, { body: bodyOf(seen) })).status).toBe(200)

    expect(await previewOf()).toMatchObject({ households: 2, same_festival: 2 })
    // The solstice of another year, another feast, and a round for no feast are nothing of the kind.
    expect(await previewOf({ opens_on: '2025-11-25' })).toMatchObject({ same_festival: 0 })
    expect(await previewOf({ festival: 'new_year_eve' })).toMatchObject({ same_festival: 0 })
    expect(await previewOf({ festival: undefined })).toMatchObject({ same_festival: 0 })

    const unseen = await app.request(officer, 'POST', ROUNDS, { body: bodyOf(seen) })
    expect(unseen).toMatchObject({ status: 409, body: { code: 'contacts.preview_changed' } })
    const meant = await app.request(officer, 'POST', ROUNDS, { body: bodyOf({ ...seen, expected_same_festival: 2 }) })
    expect(meant.status).toBe(200)
  })

  test('refuses a period that is not of the policy’s cadence', async () => {
    const policy_id = '00500000-0000-8000-8000-000000000031'
    const of = (period: string) => ({ division: HERE, policy_id, period })
    for (const path of [ROUNDS, `${ROUNDS}/preview`]) {
      const body = path === ROUNDS ? bodyOf(of('2026')) : of('2026')
      expect(await app.request(worker, 'POST', path, { body })).toMatchObject({
        status: 422,
        body: { code: 'contacts.period_not_of_policy', place: 'period' },
      })
    }
    const fits = await app.request(worker, 'POST', `${ROUNDS}/preview`, { body: of('2027-spring') })
    expect(fits.status).toBe(200)
  })

  test('leaves out who wishes no contact', async () => {
    const family = families[5]
    await db.admin.query(
      `insert into contact_preference (district, id, community, family_id, no_contact, valid_from)
       values (530103, $1, $2, $3, true, '2020-01-01')`,
      [testId(), HERE, family?.id],
    )
    const preview = await app.request(worker, 'POST', `${ROUNDS}/preview`, { body: { division: HERE } })
    expect(preview.body).toMatchObject({ households: 5, no_contact: 1 })
    await db.admin.query('delete from contact_preference where family_id = $1', [family?.id])
  })
})

describe('closing a round', () => {
  test('refuses without permission, outside the jurisdiction and beyond it', async () => {
    const { round_id } = await openRoundFor(db, officer, STREET)
    const body = { expected_planned: 9 }
    expect((await app.request(auditor, 'POST', `${ROUNDS}/${round_id}/close`, { body })).status).toBe(403)
    expect((await app.request(worker, 'POST', `${ROUNDS}/${round_id}/close`, { body })).body).toMatchObject({
      code: 'contacts.round_reaches_beyond',
    })
    const narrow = await openRoundFor(db, officer, HERE)
    expect((await app.request(neighbour, 'POST', `${ROUNDS}/${narrow.round_id}/close`, { body })).status).toBe(404)
  })
  test('rejects bad input and a stale number', async () => {
    const { round_id } = await openRoundFor(db, officer, HERE)
    expect((await app.request(officer, 'POST', `${ROUNDS}/${round_id}/close`, { body: {} })).status).toBe(400)
    const stale = await app.request(officer, 'POST', `${ROUNDS}/${round_id}/close`, { body: { expected_planned: 5 } })
    expect(stale).toMatchObject({ status: 409, body: { code: 'contacts.planned_changed' } })
  })
  test('does it: what is left counts as missed, and no line can be ticked', async () => {
    const { round_id, lines } = await openRoundFor(db, officer, HERE)
    const path = tickPath(round_id, lines[0]?.line_id ?? '')
    await app.request(worker, 'POST', path, { body: { id: testId() } })
    const closing = await app.request(officer, 'POST', `${ROUNDS}/${round_id}/close`, {
      body: { expected_planned: 5 },
      key: 'close-once-1',
    })
    expect(closing).toMatchObject({ status: 200, body: { missed: 5 } })
    const again = await app.request(officer, 'POST', `${ROUNDS}/${round_id}/close`, {
      body: { expected_planned: 5 },
      key: 'close-once-1',
    })
    expect(again.body).toEqual(closing.body)
    const late = await app.request(worker, 'POST', tickPath(round_id, lines[1]?.line_id ?? ''), {
      body: { id: testId() },
    })
    expect(late.status).toBe(409)
    const undo = { counter_id: testId(), reason: '登记有误' }
    await app.request(officer, 'POST', `${ROUNDS}/${round_id}/lines/${lines[0]?.line_id}/undo`, { body: undo })
    const { body } = await app.request(officer, 'GET', `${ROUNDS}/${round_id}`)
    expect(body).toMatchObject({ round: { state: 'closed', progress: { missed: 6, reached: 0 } } })
  })
  test('ends the line of a family that has moved out of the closer’s area, too', async () => {
    const { round_id, lines } = await openRoundFor(db, officer, HERE)
    const [line] = lines
    const moved = await app.request(officer, 'POST', `/api/families/${line?.family_id}/move`, {
      body: { version: 1, community: 530_103_002_001 },
    })
    expect(moved.status).toBe(200)
    const path = `${ROUNDS}/${round_id}/close`
    const closing = await app.request(worker, 'POST', path, { body: { expected_planned: lines.length - 1 } })
    expect(closing).toMatchObject({ status: 200, body: { missed: lines.length - 1 } })
    const { rows } = await db.admin.query('select distinct state from visit_line where round_id = $1', [round_id])
    expect(rows).toEqual([{ state: 'missed' }])
  })
})
