import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { linesOf, openRoundFor } from '../../../test/support/contacts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import type { Uuid } from '../../kernel/ids.ts'
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

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  neighbour = await makeActor(db, 'community_worker', NEXT_DOOR)
  street = await makeActor(db, 'street_officer', '530103001')
  officer = await makeActor(db, 'district_officer', '530103')
  auditor = await makeActor(db, 'auditor', '530103')
  await makeFamilies(db, HERE, 6)
  await makeFamilies(db, NEXT_DOOR, 3)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

async function recordsOf(
  line: string,
): Promise<{ id: Uuid; sign: number; outcome: string; amount_fen: number; persons: number }[]> {
  const { rows } = await db.admin.query(
    'select id, sign, outcome, amount_fen::int as amount_fen, persons from care_record where source_id = $1 order by recorded_at, id',
    [line],
  )
  return rows
}

const tickPath = (round_id: string, line_id: string) => `${ROUNDS}/${round_id}/lines/${line_id}/tick`

describe('ticking a line', () => {
  let round: { round_id: Uuid; lines: { line_id: Uuid; family_id: Uuid }[] }
  const lineAt = (n: number): Uuid => {
    const line = round.lines[n]
    if (!line) throw new Error('the round has six lines')
    return line.line_id
  }
  beforeAll(async () => {
    round = await openRoundFor(db, officer, HERE)
  })

  test('refuses without permission', async () => {
    expect(
      (await app.request(auditor, 'POST', tickPath(round.round_id, lineAt(0)), { body: { id: testId() } })).status,
    ).toBe(403)
  })

  test('refuses outside the jurisdiction, and a missing line alike', async () => {
    const wide = await openRoundFor(db, officer, STREET)
    const mine = wide.lines.find((line) => line.community === HERE)
    const answers = await Promise.all(
      [mine?.line_id ?? '', testId()].map((line) =>
        app.request(neighbour, 'POST', tickPath(wide.round_id, line), { body: { id: testId() } }),
      ),
    )
    expect(answers.map((answer) => answer.status)).toEqual([404, 404])
    const codes = answers.map((answer) => (answer.body as { code: string }).code)
    expect(new Set(codes).size).toBe(1)
    const foreign = await app.request(neighbour, 'GET', `${ROUNDS}/${round.round_id}`)
    const missing = await app.request(neighbour, 'GET', `${ROUNDS}/${testId()}`)
    expect([foreign.status, missing.status]).toEqual([404, 404])
  })

  test('rejects bad input', async () => {
    const path = tickPath(round.round_id, lineAt(0))
    expect((await app.request(worker, 'POST', path, { body: { id: 'x' } })).status).toBe(400)
    expect((await app.request(worker, 'POST', path, { body: { id: testId(), outcome: 'lost' } })).status).toBe(400)
    const early = await app.request(worker, 'POST', path, { body: { id: testId(), happened_on: '2026-10-31' } })
    expect(early).toMatchObject({ status: 422, body: { code: 'contacts.before_round' } })
    const late = await app.request(worker, 'POST', path, { body: { id: testId(), happened_on: '2026-11-22' } })
    expect(late.body).toMatchObject({ code: 'care_records.acts_invalid', issues: [{ place: 'happened_on' }] })
  })

  test('does it', async () => {
    const path = tickPath(round.round_id, lineAt(0))
    const answer = await app.request(worker, 'POST', path, { body: { id: testId(), note: '膝盖好些了' } })
    expect(answer).toMatchObject({ status: 200, body: { ticked: 1, persons: 2, amount_fen: 30_000, quantity: 1 } })
    expect(await recordsOf(lineAt(0))).toMatchObject([{ outcome: 'done', amount_fen: 30_000, persons: 2 }])
    const [line] = (await linesOf(db, worker, round.round_id)).filter((one) => one.line_id === lineAt(0))
    expect(line).toMatchObject({
      state: 'reached',
      channel: 'visit',
      amount_fen: 30_000,
      done_by_name: worker.display_name,
    })
  })

  test('does it once when sent twice', async () => {
    const path = tickPath(round.round_id, lineAt(1))
    const body = { id: testId(), channel: 'phone', given: false }
    const first = await app.request(worker, 'POST', path, { body, key: 'tick-once-1' })
    const again = await app.request(worker, 'POST', path, { body, key: 'tick-once-1' })
    expect(again.body).toEqual(first.body)
    const lost = await app.request(worker, 'POST', path, { body })
    expect(lost.body).toMatchObject({ ticked: 0, already: 1 })
    expect(await recordsOf(lineAt(1))).toMatchObject([{ outcome: 'done', amount_fen: 0 }])
  })

  test('does not take money said to be given for a visit that is noted without it', async () => {
    const path = tickPath(round.round_id, lineAt(1))
    const over = await app.request(street, 'POST', path, { body: { id: testId(), channel: 'visit', given: true } })
    expect(over).toMatchObject({
      status: 409,
      body: { code: 'contacts.lines_done', issues: [{ code: 'contacts.line_done', place: 'line_id' }] },
    })
    expect(await recordsOf(lineAt(1))).toMatchObject([{ outcome: 'done', amount_fen: 0 }])
  })

  test('two people ticking the same line at once make one act', async () => {
    const path = tickPath(round.round_id, lineAt(2))
    const answers = await Promise.all(
      [worker, street, officer, worker].map((actor) => app.request(actor, 'POST', path, { body: { id: testId() } })),
    )
    const sums = answers.map((answer) => (answer.body as { ticked: number }).ticked)
    expect(sums.filter((ticked) => ticked === 1)).toHaveLength(1)
    expect(sums.filter((ticked) => ticked === 0)).toHaveLength(3)
    expect(await recordsOf(lineAt(2))).toHaveLength(1)
  })

  test('honours a refusal: recorded, nothing given, nobody ticks over it', async () => {
    const path = tickPath(round.round_id, lineAt(3))
    const refused = await app.request(worker, 'POST', path, { body: { id: testId(), outcome: 'refused' } })
    expect(refused.body).toMatchObject({ ticked: 1, amount_fen: 0, persons: 0 })
    const over = await app.request(street, 'POST', path, { body: { id: testId() } })
    expect(over).toMatchObject({
      status: 409,
      body: { code: 'contacts.lines_done', issues: [{ code: 'contacts.line_done' }] },
    })
    expect(await recordsOf(lineAt(3))).toMatchObject([{ outcome: 'refused', amount_fen: 0 }])
  })

  test('tries again where nobody was in', async () => {
    const path = tickPath(round.round_id, lineAt(4))
    await app.request(worker, 'POST', path, { body: { id: testId(), outcome: 'away' } })
    const later = await app.request(worker, 'POST', path, { body: { id: testId() } })
    expect(later.body).toMatchObject({ ticked: 1, amount_fen: 30_000 })
    // Both were written at the same moment of the test's clock.
    expect((await recordsOf(lineAt(4))).map((row) => row.outcome).toSorted()).toEqual(['done', 'not_reached'])
  })

  test('counts 户, 人 and 元 from the records', async () => {
    const { body } = await app.request(officer, 'GET', `${ROUNDS}/${round.round_id}`)
    expect(body).toMatchObject({
      whole: true,
      round: {
        progress: {
          households: 6,
          reached: 4,
          reached_by_phone: 1,
          refused: 1,
          planned: 1,
          persons: 8,
          amount_fen: 90_000,
          quantity: 3,
        },
      },
      places: [{ community: HERE, households: 6, open: 1, reached: 4, ended: 1 }],
    })
  })

  describe('and undoing it', () => {
    const undoPath = (line: string) => `${ROUNDS}/${round.round_id}/lines/${line}/undo`
    const body = { counter_id: testId(), reason: '登记错了户' }

    test('refuses without permission', async () => {
      expect((await app.request(auditor, 'POST', undoPath(lineAt(0)), { body })).status).toBe(403)
    })
    test('refuses outside the jurisdiction', async () => {
      expect((await app.request(neighbour, 'POST', undoPath(lineAt(0)), { body })).status).toBe(404)
    })
    test('rejects bad input', async () => {
      expect((await app.request(worker, 'POST', undoPath(lineAt(0)), { body: { counter_id: testId() } })).status).toBe(
        400,
      )
      const nothing = await app.request(worker, 'POST', undoPath(lineAt(5)), {
        body: { ...body, counter_id: testId() },
      })
      expect(nothing).toMatchObject({ status: 409, body: { code: 'contacts.nothing_to_undo' } })
    })
    test('lets a worker undo only her own tick', async () => {
      const path = tickPath(round.round_id, lineAt(5))
      await app.request(street, 'POST', path, { body: { id: testId() } })
      const others = await app.request(worker, 'POST', undoPath(lineAt(5)), {
        body: { counter_id: testId(), reason: '不对' },
      })
      expect(others).toMatchObject({ status: 403, body: { code: 'contacts.not_your_tick' } })
      expect(
        (await app.request(street, 'POST', undoPath(lineAt(5)), { body: { counter_id: testId(), reason: '不对' } }))
          .status,
      ).toBe(200)
    })
    test('does it, and does it once when sent twice', async () => {
      const first = await app.request(worker, 'POST', undoPath(lineAt(0)), { body })
      expect(first).toMatchObject({ status: 200, body: { counter_id: body.counter_id } })
      expect((await app.request(worker, 'POST', undoPath(lineAt(0)), { body })).body).toEqual(first.body)
      expect((await recordsOf(lineAt(0))).map((row) => String(row.sign)).toSorted()).toEqual(['-1', '1'])
      const anew = await app.request(worker, 'POST', tickPath(round.round_id, lineAt(0)), {
        body: { id: testId(), outcome: 'quiet' },
      })
      expect(anew.body).toMatchObject({ ticked: 1, amount_fen: 0 })
    })
    test('does not let a late repeat bring a tick to life again', async () => {
      const id = testId()
      const path = tickPath(round.round_id, lineAt(5))
      await app.request(worker, 'POST', path, { body: { id } })
      await app.request(worker, 'POST', undoPath(lineAt(5)), { body: { counter_id: testId(), reason: '不对' } })
      const late = await app.request(worker, 'POST', path, { body: { id } })
      expect(late).toMatchObject({ status: 409, body: { code: 'contacts.taken_back' } })
    })
  })
})
