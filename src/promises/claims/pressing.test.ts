import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { type ClaimWorld, makeClaimWorld } from '../../../test/support/claim-routes.ts'
import { declarationOf, draftClaim, type Hands, type Until, walkClaim } from '../../../test/support/claims.ts'
import { addDays, civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { openReview, postNotices, submitClaim } from './commands/index.ts'
import { presses } from './queries/pieces.ts'
import { objectionDueOn, PRESSING, pressing, STEP_DAYS } from './rules/index.ts'

// Of the short chain a village review is due fifteen days after the claim was submitted; today is 21 November 2026.
const SUBMITTED = { late: '2026-11-05', today: '2026-11-06', week: '2026-11-13', far: '2026-11-14' }

let world: ClaimWorld
let auditor: Actor
const claims: Record<string, Uuid> = {}
const walk = async (until: Until, begins: string, hands: Hands = world.hands) =>
  (await walkClaim(world.db, hands, world.fresh(), until, { begins: civilDate(begins) })).claim_id

beforeAll(async () => {
  world = await makeClaimWorld()
  auditor = await makeActor(world.db, 'auditor', '530103')
  for (const [name, begins] of Object.entries(SUBMITTED)) claims[name] = await walk('submitted', begins)
})
afterAll(() => world.close())

const ids = async (actor: Actor, url: string, key = 'claim_id') => {
  const answer = await world.app.request(actor, 'GET', url)
  expect([url, answer.status]).toEqual([url, 200])
  return (answer.body as { items: Record<string, string>[] }).items.map((row) => row[key])
}
const some = (...names: string[]) => names.map((name) => claims[name]).toSorted()

describe('GET claims by deadline', () => {
  test('refuses without permission', async () => {
    expect((await world.app.request(world.stranger, 'GET', '/api/claims?due=soon')).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect(await ids(world.neighbour.worker, '/api/claims?due=overdue')).toEqual([])
    expect(await ids(world.neighbour.worker, '/api/claims?due=soon&division=530103001001')).toEqual([])
  })

  test('rejects bad input', async () => {
    for (const bad of ['due=late', 'due=', 'mine=no'])
      expect([bad, (await world.app.request(world.hands.worker, 'GET', `/api/claims?${bad}`)).status]).toEqual([
        bad,
        400,
      ])
  })

  test('does it: near from a week before through the day itself, overdue from the next', async () => {
    expect(await ids(world.hands.worker, '/api/claims?due=overdue')).toEqual(some('late'))
    expect((await ids(world.hands.worker, '/api/claims?due=soon')).toSorted()).toEqual(some('today', 'week'))
    const { body } = await world.app.request(world.hands.worker, 'GET', '/api/claims')
    const rows = (body as { items: { claim_id: Uuid; step_due_on: string; pressing: string | null }[] }).items
    expect(rows.find((row) => row.claim_id === claims['far'])).toMatchObject({
      step_due_on: '2026-11-29',
      pressing: null,
    })
    expect(rows.find((row) => row.claim_id === claims['week'])).toMatchObject({ pressing: 'soon' })
    expect(rows.find((row) => row.claim_id === claims['late'])).toMatchObject({ pressing: 'overdue' })
  })

  test('does it once when sent twice: a read changes nothing', async () => {
    const once = await ids(world.hands.worker, '/api/claims?due=soon')
    expect(await ids(world.hands.worker, '/api/claims?due=soon')).toEqual(once)
  })

  test('counts the days from the Shanghai day on which the step began', async () => {
    const person_id = world.fresh()
    const now = '2026-11-06T16:30:00.000Z' as Instant
    const { claim_id, version } = await draftClaim(world.db, world.hands.worker, person_id, { now })
    const content = await declarationOf(world.db, world.hands.worker, person_id)
    const call = callOf(world.db, world.hands.worker, { now })
    await submitClaim(world.db.db, call, { claim_id, version, content, pledged: true })
    const { rows } = await world.db.admin.query('select step_due_on::text from claim where id = $1', [claim_id])
    expect(rows).toEqual([{ step_due_on: '2026-11-22' }])
    await world.db.admin.query("update claim set step_due_on = '2026-12-31' where id = $1", [claim_id])
  })
})

describe('what waits for the reader', () => {
  test('is of her step alone, and what she may only read does not press her', async () => {
    expect(await ids(world.hands.street, '/api/claims?due=overdue')).toEqual(some('late'))
    for (const reader of [world.hands.street, world.hands.officer, world.hands.approver, auditor])
      expect(await ids(reader, '/api/claims?mine=yes&due=overdue')).toEqual([])
    expect(await ids(world.hands.worker, '/api/claims?mine=yes&due=overdue')).toEqual(some('late'))
  })

  test('is not what a colleague is to do because she had a hand in it', async () => {
    const both = { ...world.hands.worker, account_id: world.hands.street.account_id }
    // Due on 15 and on 16 November.
    const township = await walk('township_review', '2026-10-22', { ...world.hands, worker: both })
    const free = await walk('township_review', '2026-10-23')
    expect(await ids(world.hands.street, '/api/claims?mine=yes&due=overdue')).toEqual([free])
    const poster = { ...world.hands.street, account_id: world.hands.approver.account_id }
    const county = await walk('county', '2026-10-18', { ...world.hands, street: poster })
    const other = await walk('county', '2026-10-18')
    expect(await ids(world.hands.approver, '/api/claims?mine=yes&due=overdue')).toEqual([other])
    const everything = await ids(world.hands.officer, '/api/claims?due=overdue')
    expect(everything).toEqual(expect.arrayContaining([township, free, county, other]))
  })
})

describe('GET waiting', () => {
  const get = (actor: Actor | undefined, more = '') => world.app.request(actor, 'GET', `/api/claims/waiting${more}`)
  type Waiting = { steps: { state: string; total: number; overdue: number; items: { claim_id: Uuid }[] }[] }

  test('refuses without permission', async () => {
    expect((await get(world.stranger)).status).toBe(403)
    expect((await get(undefined)).status).toBe(401)
  })

  test('refuses outside the jurisdiction', async () => {
    for (const foreign of Object.values(world.neighbour))
      expect((await get(foreign)).body).toMatchObject({ steps: [], objections: 0, changes: 0 })
  })

  test('rejects bad input: there is none to take, and what is sent widens nothing', async () => {
    expect((await get(world.neighbour.worker, '?division=530103001001&mine=no')).body).toMatchObject({ steps: [] })
  })

  test('does it: by step, how many, how many are overdue, the most pressing first', async () => {
    const { steps } = (await get(world.hands.worker)).body as Waiting
    expect(steps.map(({ state, total, overdue }) => ({ state, total, overdue }))).toEqual([
      { state: 'village_review', total: 5, overdue: 1 },
    ])
    expect(steps[0]?.items.slice(0, 3).map((row) => row.claim_id)).toEqual([
      claims['late'],
      claims['today'],
      claims['week'],
    ])
    const street = (await get(world.hands.street)).body as Waiting
    expect(street.steps).toMatchObject([{ state: 'township_review', total: 1, overdue: 1 }])
  })

  test('does it once when sent twice: a read changes nothing and leaves no trace', async () => {
    const trail = async () =>
      (await world.db.admin.query('select count(*)::int as n from audit_entry')).rows[0] as unknown
    const before = await trail()
    expect((await get(world.hands.worker)).body).toEqual((await get(world.hands.worker)).body)
    expect(await trail()).toEqual(before)
  })
})

test('a deadline presses in SQL as it does in the rule', async () => {
  const call = world.on('2026-11-21', world.hands.worker)
  const days = [...Array.from({ length: 12 }, (_, i) => addDays(call.today, i - 2)), null]
  for (const due_on of days) {
    const [overdue, soon] = PRESSING.map((one) => presses(sql`${due_on}::date`, one, call.today, STEP_DAYS))
    const { rows } = await readIn(world.db.db, call, (tx) =>
      sql`select ${overdue} as overdue, ${soon} as soon`.execute(tx),
    )
    const which = pressing(due_on, call.today, STEP_DAYS)
    expect([due_on, rows[0]]).toEqual([due_on, { overdue: which === 'overdue', soon: which === 'soon' }])
  }
})

describe('notices, objections and reviews by deadline', () => {
  test('a notice is near three days before its end, and over until it is concluded', async () => {
    const posted: Record<string, Uuid> = {}
    // A notice of the short chain hangs seven days after the day it was posted.
    for (const day of ['2026-11-13', '2026-11-14', '2026-11-17', '2026-11-18']) {
      const claim_id = await walk('village_notice', '2026-11-12')
      const { notices } = await postNotices(world.db.db, world.on(day, world.hands.worker), [claim_id])
      posted[day] = notices[0]?.notice_id as Uuid
    }
    const list = (actor: Actor, due: string) => ids(actor, `/api/claim-notices?mine=yes&due=${due}`, 'notice_id')
    expect(await list(world.hands.worker, 'overdue')).toEqual([posted['2026-11-13']])
    expect(await list(world.hands.worker, 'soon')).toEqual([posted['2026-11-17'], posted['2026-11-14']])
    for (const reader of [world.hands.street, world.hands.officer, auditor])
      expect(await list(reader, 'soon')).toEqual([])
    expect(await ids(auditor, '/api/claim-notices?due=overdue', 'notice_id')).toEqual([posted['2026-11-13']])
    const taken = { body: { version: 1, reason: '名单有误' } }
    const down = `/api/claim-notices/${posted['2026-11-17']}/taking-down`
    expect((await world.app.request(world.hands.worker, 'POST', down, taken)).status).toBe(200)
    await world.app.request(world.hands.worker, 'POST', `/api/claim-notices/${posted['2026-11-13']}/conclusion`)
    expect(await list(world.hands.worker, 'overdue')).toEqual([])
    expect(await list(world.hands.worker, 'soon')).toEqual([posted['2026-11-14']])
  })

  test('an objection presses who may find on it, by the day of the rule', async () => {
    // The county’s step began on 18 November: it is due on 3 December, the objection of 15 November fifteen days after.
    const claim_id = await walk('county', '2026-11-01')
    const near = await world.objected(claim_id)
    const list = (actor: Actor, more: string) => ids(actor, `/api/claim-objections?${more}`, 'objection_id')
    const get = async () => (await world.app.request(auditor, 'GET', '/api/claim-objections')).body
    expect(await get()).toMatchObject({ items: [{ objection_id: near, pressing: null }] })
    for (const [moved, which] of [
      ['2026-11-13', 'soon'],
      ['2026-11-05', 'overdue'],
    ] as const) {
      await world.db.admin.query('update claim_objection set received_on = $1 where id = $2', [moved, near])
      const due_on = objectionDueOn(civilDate(moved), civilDate('2026-12-03'))
      expect(await get()).toMatchObject({ items: [{ objection_id: near, due_on, pressing: which }] })
      expect(await list(world.hands.officer, `mine=yes&due=${which}`)).toEqual([near])
      expect(await list(world.hands.approver, `mine=yes&due=${which}`)).toEqual([near])
      // The street reviewed the claim, the community finds on none, the auditor reads.
      for (const reader of [world.hands.street, world.hands.worker, auditor]) {
        expect(await list(reader, `mine=yes&due=${which}`)).toEqual([])
        expect(await list(reader, `due=${which}`)).toEqual([near])
      }
    }
    await world.db.admin.query("update claim set step_due_on = '2026-11-19' where id = $1", [claim_id])
    expect(await get()).toMatchObject({ items: [{ due_on: '2026-11-19' }] })
  })

  test('a yearly review presses while somebody of the place is not checked', async () => {
    const claim_id = await walk('filed', '2026-10-01')
    const open = async (year: number, due_on: string) => {
      const input = { id: testId(), division: 530_103_001_001, year, due_on: civilDate(due_on) }
      await openReview(world.db.db, world.on('2026-11-20', world.hands.officer), input)
      return input.id
    }
    const late = await open(2024, '2026-11-20')
    const near = await open(2025, '2026-12-21')
    const far = await open(2026, '2026-12-22')
    const list = (actor: Actor, due: string) => ids(actor, `/api/annual-reviews${due}`, 'review_id')
    expect(await list(world.hands.worker, '?due=overdue')).toEqual([late])
    expect(await list(world.hands.worker, '?due=soon')).toEqual([near])
    expect(await list(world.hands.worker, '')).toEqual([far, near, late])
    expect((await world.app.request(world.hands.worker, 'GET', '/api/annual-reviews?due=x')).status).toBe(400)
    const body = { result: 'continues', claim_ids: [claim_id] }
    await world.app.request(world.hands.worker, 'POST', `/api/annual-reviews/${late}/checks`, { body })
    expect(await list(world.hands.worker, '?due=overdue')).toEqual([])
  })
})
