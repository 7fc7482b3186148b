import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { openRoundFor } from '../../../test/support/contacts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { isPeriod, type Period } from '../../kernel/period.ts'
import type { Actor } from '../../platform/call.ts'
import { runEligibility } from '../../promises/entitlements/index.ts'
import { tickLines, undoTick } from './commands/index.ts'

const HERE = 530_103_001_001
const NEXT_DOOR = 530_103_001_002
const FAR = 530_103_001_003
const LANE = 530_103_001_004
const STREET = 530_103_001_000
const DISTRICT = 530_103_000_000
const ROUNDS = '/api/visit-rounds'

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let officer: Actor
let auditor: Actor
let families: TestFamily[]

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  neighbour = await makeActor(db, 'community_worker', NEXT_DOOR)
  officer = await makeActor(db, 'district_officer', '530103')
  auditor = await makeActor(db, 'auditor', '530103')
  families = await makeFamilies(db, HERE, 6)
  await makeFamilies(db, NEXT_DOOR, 3)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const tickPath = (round_id: string, line_id: string) => `${ROUNDS}/${round_id}/lines/${line_id}/tick`

describe('a promise', () => {
  const policy_id = '00500000-0000-8000-8000-000000000031' as Uuid
  const entitled = async () =>
    (
      await db.admin.query<{ state: string; family_id: Uuid; period: string }>(
        `select state, family_id, period from entitlement where policy_id = $1 order by family_id`,
        [policy_id],
      )
    ).rows

  test('is reached by the visit that delivers it, once, and due again when the visit is taken back', async () => {
    const as_of = civilDate('2026-10-01')
    await runEligibility(db.db, callOf(db, officer), {
      division: DISTRICT,
      as_of,
      policy_codes: ['panlong_festival_condolence'],
      apply: true,
    })
    const due = await entitled()
    expect(new Set(due.map((row) => row.state))).toEqual(new Set(['due']))
    const period = due[0]?.period
    if (!isPeriod(period)) throw new Error('the run gives a period')
    const aim = { policy_id, period: period as Period, families: { choose: 'owed' as const } }
    const { round_id, lines } = await openRoundFor(db, officer, HERE, aim)
    expect(lines).toHaveLength(due.filter((row) => families.some((family) => family.id === row.family_id)).length)

    const call = callOf(db, officer)
    const ticks = lines.map((line) => ({
      line_id: line.line_id,
      outcome: 'reached' as const,
      channel: 'visit' as const,
      given: true,
    }))
    const ticked = await tickLines(db.db, call, { round_id, id: testId(), lines: ticks })
    expect(ticked).toMatchObject({ ticked: 6, settled: 6, amount_fen: 180_000 })
    expect((await entitled()).filter((row) => row.state === 'reached')).toHaveLength(6)

    const preview = await app.request(officer, 'POST', `${ROUNDS}/preview`, {
      body: { division: STREET, policy_id, period, families: { choose: 'all' } },
    })
    expect(preview.body).toMatchObject({ households: 3, elsewhere: 6 })

    const line_id = lines[0]?.line_id ?? testId()
    await undoTick(db.db, callOf(db, officer), { round_id, line_id, counter_id: testId(), reason: '没有送到' })
    expect((await entitled()).filter((row) => row.state === 'reached')).toHaveLength(5)
  })

  test('is not reached by a call without the money', async () => {
    const [first] = await entitled()
    const { round_id, lines } = await openRoundFor(db, officer, NEXT_DOOR, {
      policy_id,
      period: first?.period as Period,
    })
    const path = tickPath(round_id, lines[0]?.line_id ?? '')
    const answer = await app.request(neighbour, 'POST', path, {
      body: { id: testId(), channel: 'phone', given: false },
    })
    expect(answer.body).toMatchObject({ ticked: 1, settled: 0 })
  })
})

describe('a promise of the next festival', () => {
  const policy_id = '00500000-0000-8000-8000-000000000031' as Uuid
  test('is not reached by a visit before the former festival, and nothing is written', async () => {
    const opens_on = civilDate('2026-09-01')
    await makeFamilies(db, FAR, 1)
    await runFor(db, officer, civilDate('2026-10-01'), ['panlong_festival_condolence'])
    const aim = { policy_id, period: '2027-spring' as Period, opens_on, families: { choose: 'owed' as const } }
    const { round_id, lines } = await openRoundFor(db, officer, FAR, aim)
    const body = { id: testId(), happened_on: '2026-09-10', channel: 'visit', given: true }
    const path = tickPath(round_id, lines[0]?.line_id ?? '')
    expect(await app.request(officer, 'POST', path, { body })).toMatchObject({
      status: 422,
      body: { code: 'entitlements.before_due', place: 'happened_on' },
    })
    expect((await db.admin.query(`select 1 from care_record where happened_on = '2026-09-10'`)).rows).toEqual([])
    const after = await app.request(officer, 'POST', path, { body: { ...body, happened_on: '2026-09-26' } })
    expect(after.body).toMatchObject({ ticked: 1, settled: 1 })
  })
  test('is not handed over where a parent has been given it in another file; without it the visit is logged', async () => {
    const [family] = await makeFamilies(db, LANE, 1)
    await runFor(db, officer, civilDate('2026-10-01'), ['panlong_festival_condolence'])
    await db.admin.query(
      `insert into payment_claim (holder, root_id, period, district, person_id, entitlement_id, paid)
       select n.id_hmac, y.root_id, '2027-spring', 530102, gen_random_uuid(), gen_random_uuid(), true
       from person n join policy y on y.id = $2 where n.id = $1`,
      [family?.parents[1], policy_id],
    )
    const aim = { policy_id, period: '2027-spring' as Period, families: { choose: 'owed' as const } }
    const { round_id, lines } = await openRoundFor(db, officer, LANE, { ...aim, opens_on: civilDate('2026-10-01') })
    const body = { id: testId(), happened_on: '2026-10-02', channel: 'visit', given: true }
    const path = tickPath(round_id, lines[0]?.line_id ?? '')
    expect(await app.request(officer, 'POST', path, { body })).toMatchObject({
      status: 409,
      body: { code: 'entitlements.given_before', issues: [{ place: 'given', code: 'entitlements.is_given_before' }] },
    })
    const without = await app.request(officer, 'POST', path, { body: { ...body, id: testId(), given: false } })
    expect(without.body).toMatchObject({ ticked: 1, settled: 0 })
    await db.admin.query('delete from payment_claim where district = 530102')
  })
})

describe('ticking many lines at once', () => {
  test('refuses without permission', async () => {
    const { round_id, lines } = await openRoundFor(db, officer, HERE)
    const body = { id: testId(), lines: [{ line_id: lines[0]?.line_id }] }
    expect((await app.request(auditor, 'POST', `${ROUNDS}/${round_id}/tick`, { body })).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const { round_id, lines } = await openRoundFor(db, officer, STREET)
    const body = { id: testId(), lines: lines.map(({ line_id }) => ({ line_id })) }
    expect((await app.request(worker, 'POST', `${ROUNDS}/${round_id}/tick`, { body })).status).toBe(404)
  })
  test('rejects bad input', async () => {
    const { round_id, lines } = await openRoundFor(db, officer, HERE)
    const twice = [lines[0], lines[0]].map((line) => ({ line_id: line?.line_id }))
    expect(
      (await app.request(worker, 'POST', `${ROUNDS}/${round_id}/tick`, { body: { id: testId(), lines: [] } })).status,
    ).toBe(400)
    const answer = await app.request(worker, 'POST', `${ROUNDS}/${round_id}/tick`, {
      body: { id: testId(), lines: twice },
    })
    expect(answer).toMatchObject({ status: 422, body: { code: 'contacts.line_twice', place: 'lines.1.line_id' } })
  })
  test('does it, each line as it was', async () => {
    const { round_id, lines } = await openRoundFor(db, officer, HERE)
    const [a, b, ...rest] = lines.map(({ line_id }) => ({ line_id }))
    const body = {
      id: testId(),
      happened_on: '2026-11-20',
      lines: [{ ...a, outcome: 'refused' }, { ...b, channel: 'letter' }, ...rest],
    }
    const answer = await app.request(officer, 'POST', `${ROUNDS}/${round_id}/tick`, { body })
    expect(answer.body).toMatchObject({ ticked: 6, amount_fen: 150_000, persons: 10 })
    const { body: shown } = await app.request(officer, 'GET', `${ROUNDS}/${round_id}`)
    expect(shown).toMatchObject({ round: { progress: { reached: 5, reached_by_letter: 1, refused: 1, planned: 0 } } })
  })
  test('does it once when sent twice', async () => {
    const { round_id, lines } = await openRoundFor(db, officer, HERE)
    const body = { id: testId(), lines: lines.map(({ line_id }) => ({ line_id })) }
    await app.request(officer, 'POST', `${ROUNDS}/${round_id}/tick`, { body })
    expect((await app.request(officer, 'POST', `${ROUNDS}/${round_id}/tick`, { body })).body).toMatchObject({
      ticked: 0,
      already: 6,
    })
    const records = await db.admin.query('select 1 from care_record where source_id = any($1)', [
      lines.map((line) => line.line_id),
    ])
    expect(records.rows).toHaveLength(6)
  })
})
