import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { linesOf, openRoundFor } from '../../../test/support/contacts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import { type CareAct, counterRecord, recordCare } from '../../ledgers/care-records/index.ts'
import type { Actor } from '../../platform/call.ts'
import { command } from '../../platform/database/transact.ts'
import { assignLines } from './commands/index.ts'

const HERE = 530_103_001_001
const NEXT_DOOR = 530_103_001_002
const ASSIGN = '/api/contacts/assign'
const END = '/api/contacts/end'
const HAND_OVER = '/api/contacts/hand-over'

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let street: Actor
let families: TestFamily[]
let next: TestFamily[]

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  neighbour = await makeActor(db, 'community_worker', NEXT_DOOR)
  street = await makeActor(db, 'street_officer', '530103001')
  families = await makeFamilies(db, HERE, 3, civilDate('2026-10-01'))
  next = await makeFamilies(db, NEXT_DOOR, 2, civilDate('2026-10-20'))
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const idsOf = (list: readonly TestFamily[]) => list.map((family) => family.id)
const contactsIn = async () =>
  (
    await db.admin.query(
      'select family_id, post, account_id, valid_from::text, valid_to::text from family_contact order by valid_from, family_id',
    )
  ).rows

describe('naming a contact', () => {
  const body = () => ({
    family_ids: idsOf(families),
    post: 'community',
    account_id: worker.account_id,
    from: '2026-11-01',
  })

  test('refuses without permission', async () => {
    expect((await app.request(worker, 'POST', ASSIGN, { body: body() })).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const elsewhere = await makeActor(db, 'street_officer', '530103002')
    expect((await app.request(elsewhere, 'POST', ASSIGN, { body: body() })).status).toBe(404)
  })
  test('rejects bad input and an account whose post does not reach', async () => {
    expect((await app.request(street, 'POST', ASSIGN, { body: { ...body(), division: HERE } })).status).toBe(400)
    for (const account_id of [neighbour.account_id, street.account_id, testId()]) {
      const answer = await app.request(street, 'POST', ASSIGN, { body: { ...body(), account_id } })
      expect(answer).toMatchObject({ status: 422, body: { code: 'contacts.account_out_of_reach' } })
    }
  })
  test('does it', async () => {
    const answer = await app.request(street, 'POST', ASSIGN, { body: body() })
    expect(answer).toMatchObject({ status: 200, body: { assigned: 3, already: 0 } })
    const coverage = await app.request(street, 'GET', '/api/contacts/coverage')
    expect(coverage.body).toMatchObject({ total: { households: 5, with_community: 3, with_street: 0, with_both: 0 } })
    const lacking = await app.request(street, 'GET', '/api/contacts/families?lacking=community')
    expect((lacking.body as { items: unknown[] }).items).toHaveLength(2)
  })
  test('does it once when sent twice', async () => {
    const again = await app.request(street, 'POST', ASSIGN, { body: body(), key: 'assign-once-1' })
    expect(again.body).toMatchObject({ assigned: 0, already: 3 })
    expect((await app.request(street, 'POST', ASSIGN, { body: body(), key: 'assign-once-1' })).body).toEqual(again.body)
    expect(await contactsIn()).toHaveLength(3)
  })
  test('counts a contact only while her post lasts', async () => {
    await db.admin.query("update post set valid_to = '2026-11-20' where account_id = $1", [worker.account_id])
    const coverage = await app.request(street, 'GET', '/api/contacts/coverage')
    expect(coverage.body).toMatchObject({ total: { with_community: 0 } })
    await db.admin.query('update post set valid_to = null where account_id = $1', [worker.account_id])
  })
})

describe('handing over', () => {
  const body = (to: Actor) => ({
    from_account_id: worker.account_id,
    to_account_id: to.account_id,
    on: '2026-11-21',
    expected_families: 3,
  })
  const newcomer = async (): Promise<Actor> => {
    const actor = { ...worker, account_id: testId(), post_id: testId() }
    await db.admin.query(
      `insert into account (id, username, display_name, division, district, state, created_at) values ($1, 'newcomer', '新同事', $2, 530103, 'active', now())`,
      [actor.account_id, HERE],
    )
    await db.admin.query(
      `insert into post (id, account_id, role, division, lo, hi, title, valid_from, granted_by, created_at)
       values ($1, $2, 'community_worker', $3::bigint, $3::bigint, $3::bigint + 1, '社区工作者', '2026-11-01', $2, now())`,
      [actor.post_id, actor.account_id, HERE],
    )
    return actor
  }

  test('refuses without permission', async () => {
    expect((await app.request(worker, 'POST', HAND_OVER, { body: body(neighbour) })).status).toBe(403)
  })
  test('refuses outside the jurisdiction: finds nothing to hand over there', async () => {
    const elsewhere = await makeActor(db, 'street_officer', '530103002')
    const answer = await app.request(elsewhere, 'POST', HAND_OVER, { body: body(neighbour) })
    expect(answer).toMatchObject({ status: 409, body: { code: 'contacts.families_changed', params: { count: 0 } } })
  })
  test('rejects bad input and an heir whose post does not reach', async () => {
    expect((await app.request(street, 'POST', HAND_OVER, { body: body(worker) })).status).toBe(400)
    const answer = await app.request(street, 'POST', HAND_OVER, { body: body(neighbour) })
    expect(answer).toMatchObject({ status: 422, body: { code: 'contacts.account_out_of_reach', params: { count: 3 } } })
    expect((await contactsIn()).every((row) => row.valid_to === null)).toBe(true)
  })
  test('does it once, with the open visits', async () => {
    const heir = await newcomer()
    const { round_id } = await openRoundFor(db, street, HERE)
    await assignLines(db.db, callOf(db, street), round_id, { by: 'contact', post: 'community', again: false })
    const answer = await app.request(street, 'POST', HAND_OVER, { body: body(heir), key: 'hand-over-1' })
    expect(answer).toMatchObject({ status: 200, body: { families: 3, lines: 3 } })
    expect((await app.request(street, 'POST', HAND_OVER, { body: body(heir), key: 'hand-over-1' })).body).toEqual(
      answer.body,
    )
    expect((await linesOf(db, street, round_id)).every((line) => line.worker_id === heir.account_id)).toBe(true)
    const rows = await contactsIn()
    expect(rows.filter((row) => row.account_id === worker.account_id && row.valid_to === '2026-11-21')).toHaveLength(3)
    expect(rows.filter((row) => row.account_id === heir.account_id && row.valid_from === '2026-11-21')).toHaveLength(3)
  })
})

describe('ending a contact', () => {
  const body = () => ({ family_ids: idsOf(families).slice(0, 1), post: 'community', on: '2026-11-21' })
  test('refuses without permission', async () => {
    expect((await app.request(worker, 'POST', END, { body: body() })).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const elsewhere = await makeActor(db, 'street_officer', '530103002')
    expect((await app.request(elsewhere, 'POST', END, { body: body() })).status).toBe(404)
  })
  test('rejects bad input', async () => {
    expect((await app.request(street, 'POST', END, { body: { ...body(), post: 'district' } })).status).toBe(400)
  })
  test('does it, and does it once when sent twice', async () => {
    expect((await app.request(street, 'POST', END, { body: body() })).body).toEqual({ ended: 1 })
    expect((await app.request(street, 'POST', END, { body: body() })).body).toEqual({ ended: 0 })
  })
})

describe('a contact is due', () => {
  const due = async (
    actor: Actor = worker,
  ): Promise<{ family_id: string; days: number; mode: string; due_on: string }[]> =>
    ((await app.request(actor, 'GET', '/api/contacts/due')).body as { items: never[] }).items
  const record = (act: Partial<CareAct> & { happened_on: CivilDate }) =>
    command(db.db, callOf(db, worker), { name: 'test.record', input: null }, async (tx) => ({
      result: await recordCare(tx, callOf(db, worker), [
        { family_id: families[0]?.id ?? testId(), kind: 'phone', ...act },
      ]),
    }))

  test('31 days after registration where there was none, for one’s own community only', async () => {
    expect((await due()).map(({ family_id, days }) => ({ family_id, days }))).toEqual(
      idsOf(families)
        .toSorted()
        .map((family_id) => ({ family_id, days: 51 })),
    )
    expect(await due(neighbour)).toHaveLength(next.length)
  })

  test('not while a call, a refusal or a quiet day answers the duty; again when the act is taken back', async () => {
    const mine = async () => (await due()).some((family) => family.family_id === families[0]?.id)
    for (const outcome of ['done', 'refused', 'quiet'] as const) {
      const [written] = await record({ happened_on: civilDate('2026-10-30'), outcome })
      expect(await mine()).toBe(false)
      await command(db.db, callOf(db, worker), { name: 'test.counter', input: null }, async (tx) => ({
        result: await counterRecord(tx, callOf(db, worker), written?.id ?? testId(), '登记错了'),
      }))
      expect(await mine()).toBe(true)
    }
    await record({ happened_on: civilDate('2026-11-20'), outcome: 'not_reached' })
    expect(await mine()).toBe(true)
    await record({ happened_on: civilDate('2026-10-21') })
    expect((await due()).find((family) => family.family_id === families[0]?.id)).toMatchObject({
      days: 31,
      due_on: '2026-11-21',
    })
  })

  test('never for a family who wishes no contact; no visit for one who wishes none at home', async () => {
    const [, second, third] = families
    const wish = (column: string, family: TestFamily | undefined) =>
      db.admin.query(
        `insert into contact_preference (district, id, community, family_id, ${column}, valid_from) values (530103, $1, $2, $3, true, '2020-01-01')`,
        [testId(), HERE, family?.id],
      )
    await wish('no_contact', second)
    expect((await due()).map((family) => family.family_id)).not.toContain(second?.id)
    await db.admin.query(
      `insert into contact_rule (id, division, mode, times, per, valid_from, source, confidence)
       values ($1, $2, 'any', 1, 'week', '2020-01-01', '本社区约定', 'to_confirm'), ($3, $2, 'visit', 12, 'year', '2020-01-01', '本社区约定', 'to_confirm')`,
      [testId(), HERE, testId()],
    )
    await record({ family_id: third?.id ?? testId(), happened_on: civilDate('2026-11-20') })
    const before = (await due()).find((family) => family.family_id === third?.id)
    expect(before).toMatchObject({ mode: 'visit' })
    await wish('no_home_visit', third)
    expect((await due()).map((family) => family.family_id)).not.toContain(third?.id)
  })

  test('the same number everywhere: list, coverage and Today', async () => {
    const today = (await app.request(worker, 'GET', '/api/today')).body
    const coverage = (await app.request(worker, 'GET', '/api/contacts/coverage')).body
    const households = (await due()).length
    expect(today).toMatchObject({ due: { households }, coverage: { total: { due: households } } })
    expect(coverage).toMatchObject({ total: { due: households } })
  })
})
