import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { at, claimHands, type Hands, type Until, walkClaim } from '../../../test/support/claims.ts'
import { openRoundFor } from '../../../test/support/contacts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { COMMUNITY, NEIGHBOUR_COMMUNITY, registerForTest } from '../../../test/support/families.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { makePayRoom, type PayRoom } from '../../../test/support/rounds.ts'
import { refreshOn, widowBorn } from '../../../test/support/standing.ts'
import { civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Role } from '../../kernel/role.ts'
import type { Actor } from '../../platform/call.ts'
import { openReview, postNotices, recordObjection } from '../../promises/claims/index.ts'
import { submitRound } from '../../provision/payments/commands/index.ts'
import type { Today } from './queries/index.ts'

const STREET = 530_103_001_000
const OTHER_STREET = 530_103_002_001

let db: TestDatabase
let app: TestApp
let hands: Hands
let room: PayRoom
let families: TestFamily[]
let round_id: string
let paying: string
const personas = {} as Record<keyof typeof ROLES, Actor>
const ROLES = {
  worker: ['community_worker', '530103001001'],
  street: ['street_officer', '530103001'],
  officer: ['district_officer', '530103'],
  approver: ['district_approver', '530103'],
  finance: ['finance', '530103'],
  leader: ['city_leader', '5301'],
  home: ['home_worker', '530103001'],
  psychologist: ['psychologist', '530103'],
  auditor: ['auditor', '530103'],
  elsewhere: ['community_worker', '530103002001'],
} as const satisfies Record<string, [Role, string]>
const NAMES = Object.keys(ROLES) as (keyof typeof ROLES)[]

/** Of the short chain: the village’s review and the street’s are due in 15 days, the county’s in 15, the notice of decision in 10. */
async function claimsUnderWay(): Promise<void> {
  const people = families.map((family) => family.parents[1])
  const walk = async (until: Until, begins: string) =>
    (await walkClaim(db, hands, people.pop() as never, until, { begins: civilDate(begins) })).claim_id
  await walk('submitted', '2026-11-05') // due 20 November
  await walk('submitted', '2026-11-13') // 28 November
  await walk('submitted', '2026-11-14') // 29 November
  await walk('township_review', '2026-10-23') // 16 November
  await walk('county', '2026-10-18') // 19 November
  await walk('confirmed', '2026-10-25') // 21 November; on the roll, as is
  await walk('filed', '2026-10-01') // who is past all steps
  const on = (day: string, actor: Actor) => callOf(db, actor, { now: at(day) })
  const hanging = await walk('village_notice', '2026-11-12')
  await postNotices(db.db, on('2026-11-14', hands.worker), [hanging]) // ends on 21 November
  const disputed = await walk('county', '2026-10-27') // 28 November
  await recordObjection(db.db, on('2026-11-19', hands.worker), {
    claim_id: disputed,
    id: testId(),
    received_on: civilDate('2026-11-10'), // to be found on by 25 November
    text: '另有情况反映',
    name: '',
    contact: '',
  })
  const review = { id: testId(), division: COMMUNITY, year: 2026, due_on: civilDate('2026-12-20') }
  await openReview(db.db, on('2026-11-20', hands.officer), review)
}

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  hands = await claimHands(db)
  for (const name of NAMES) {
    const [role, place] = ROLES[name]
    personas[name] = await makeActor(db, role, place)
  }
  families = await makeFamilies(db, COMMUNITY, 12)
  await makeFamilies(db, NEIGHBOUR_COMMUNITY, 2)
  await makeFamilies(db, OTHER_STREET, 1)
  await registerForTest(db, hands.officer, [widowBorn(90, civilDate('1956-12-05'))])
  room = await makePayRoom(db)
  await runFor(db, hands.officer, civilDate('2026-11-20'), ['special_assistance_death', 'panlong_doctor_signing'])
  await refreshOn(db, hands.officer, civilDate('2026-11-21'))
  await room.giveAccounts(families[0]?.parents ?? [])
  paying = (await room.compose('十一月扶助金')).id
  await claimsUnderWay()
  round_id = (await openRoundFor(db, hands.street, STREET)).round_id
  const [family] = families
  const note = { id: testId(), family_id: family?.id, kind: 'phone', channel: 'phone', person_ids: family?.parents }
  const agreed = { ...note, mood: 'steady', minutes: 5, note: '约好周末再打电话', next_on: '2026-11-22' }
  expect((await app.request(hands.worker, 'POST', '/api/care-records', { body: agreed })).status).toBe(200)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const today = async (actor: Actor, now?: Instant): Promise<Today> => {
  const answer = await app.request(actor, 'GET', '/api/today', now === undefined ? {} : { now })
  expect([actor.role, answer.status]).toEqual([actor.role, 200])
  return answer.body as Today
}

/** How many rows a list has, read page by page as its page reads it. */
async function rowsOf(actor: Actor, url: string): Promise<number> {
  let rows = 0
  let cursor = ''
  do {
    const answer = await app.request(actor, 'GET', `${url}${url.includes('?') ? '&' : '?'}limit=20${cursor}`)
    expect([url, answer.status]).toEqual([url, 200])
    const page = answer.body as { items: unknown[]; next_cursor: string | null }
    rows += page.items.length
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
  } while (cursor !== '')
  return rows
}

describe('GET today', () => {
  test('refuses without permission', async () => {
    const administrator = await makeActor(db, 'administrator', '530103')
    expect((await app.request(administrator, 'GET', '/api/today')).status).toBe(403)
    expect((await app.request(undefined, 'GET', '/api/today')).status).toBe(401)
  })

  test('refuses outside the jurisdiction: of the district’s work the worker of another street sees none', async () => {
    const shown = await today(personas.elsewhere)
    expect(shown).toMatchObject({ claims: { total: 0 }, deadlines: [], next_steps: [], rounds: [], money: [] })
    expect(shown.due?.households).toBe(1)
    expect(JSON.stringify(shown)).not.toContain(families[0]?.id)
  })

  test('rejects bad input: it takes none, and what is sent widens nothing', async () => {
    const plain = await app.request(personas.elsewhere, 'GET', '/api/today')
    const asked = await app.request(personas.elsewhere, 'GET', '/api/today?division=530103000000&role=district_officer')
    expect(asked.body).toEqual(plain.body)
  })

  test('does it once when sent twice: a read changes nothing and leaves no trace', async () => {
    const trail = async () => (await db.admin.query('select count(*)::int as n from audit_entry')).rows[0] as unknown
    const before = await trail()
    expect(await today(personas.worker)).toEqual(await today(personas.worker))
    expect(await trail()).toEqual(before)
  })

  test('does it: the day by both calendars, and the place of the post', async () => {
    const shown = await today(personas.worker)
    expect(shown.day).toEqual({ date: '2026-11-21', lunar: '十月十三' })
    expect(shown.division).toBe(personas.worker.division)
  })
})

describe('deadlines', () => {
  type Line = [what: string, pressing: string, count: number]
  test.each<[keyof typeof ROLES, Line[]]>([
    [
      'worker',
      [
        ['claims', 'overdue', 1],
        ['claims', 'soon', 1],
        ['notices', 'soon', 1],
        ['review', 'soon', 2],
      ],
    ],
    // She reviewed the disputed claim: its objection is for another.
    [
      'street',
      [
        ['claims', 'overdue', 1],
        ['review', 'soon', 2],
      ],
    ],
    [
      'officer',
      [
        ['claims', 'soon', 1],
        ['objections', 'soon', 1],
        ['review', 'soon', 2],
      ],
    ],
    [
      'approver',
      [
        ['claims', 'overdue', 1],
        ['claims', 'soon', 1],
        ['objections', 'soon', 1],
      ],
    ],
    ['finance', []],
    ['leader', []],
    ['home', []],
    ['psychologist', []],
    ['auditor', []],
    ['elsewhere', []],
  ])('the %s sees her own, what is overdue first', async (name, lines) => {
    const { deadlines } = await today(personas[name])
    expect(deadlines.map(({ what, pressing, count }) => [what, pressing, count])).toEqual(lines)
  })

  test('the day after, what was near is overdue and a notice is over; a claim that went on presses no more', async () => {
    const { deadlines } = await today(personas.officer, '2026-11-22T02:00:00.000Z' as Instant)
    expect(deadlines.filter((line) => line.what === 'claims')).toMatchObject([{ pressing: 'overdue', count: 1 }])
    const worker = await today(personas.worker, '2026-11-22T02:00:00.000Z' as Instant)
    expect(worker.deadlines.filter((line) => line.what === 'notices')).toMatchObject([{ pressing: 'overdue' }])
  })
})

describe('a figure equals the list it opens', () => {
  const LISTS = { claims: '/api/claims', notices: '/api/claim-notices', objections: '/api/claim-objections' } as const
  test.each(NAMES)('for the %s', async (name) => {
    const actor = personas[name]
    const shown = await today(actor)
    for (const { what, pressing, count, review } of shown.deadlines) {
      const list =
        what === 'review'
          ? `/api/annual-reviews/${review?.review_id}/lines?show=open`
          : `${LISTS[what]}?mine=yes&due=${pressing}`
      expect([list, await rowsOf(actor, list)]).toEqual([list, count])
    }
    if (shown.claims) {
      const { body } = await app.request(actor, 'GET', '/api/claims/waiting')
      const steps = (body as { steps: { total: number }[] }).steps
      expect(steps.reduce((sum, step) => sum + step.total, 0)).toBe(shown.claims.total)
      expect(await rowsOf(actor, '/api/claims?mine=yes')).toBe(shown.claims.total)
    }
    if (shown.due) expect(await rowsOf(actor, '/api/contacts/due')).toBe(shown.due.households)
    if (shown.owed) {
      expect(await rowsOf(actor, '/api/entitlements?state=due')).toBe(shown.owed.due)
      expect(await rowsOf(actor, '/api/entitlements?review=yes')).toBe(shown.owed.held)
    }
    if (shown.standing) {
      const { until, ...counts } = shown.standing
      for (const [list, count] of Object.entries(counts)) {
        const more = list === 'soon' ? `&until=${until}` : ''
        expect([list, await rowsOf(actor, `/api/standing?list=${list}${more}`)]).toEqual([list, count])
      }
    }
    if (shown.coverage) {
      const { households, with_both, due } = shown.coverage.total
      expect(await rowsOf(actor, '/api/contacts/families?lacking=one')).toBe(households - with_both)
      expect(await rowsOf(actor, '/api/contacts/due')).toBe(due)
    }
  })

  test('and there is something to count', async () => {
    const { claims, due, owed, standing, coverage } = await today(personas.street)
    expect(claims?.total).toBe(1)
    expect(due?.households).toBeGreaterThan(12)
    expect(owed?.due).toBeGreaterThan(20)
    expect(standing?.soon).toBeGreaterThan(0)
    expect(coverage?.total).toMatchObject({ households: 15, with_both: 0 })
  })
})

describe('what waits besides', () => {
  test('a round of money waits for whose turn it is, with its lines and sum, and for nobody else', async () => {
    const waits = async () => {
      const shown = await Promise.all(NAMES.map(async (name) => [name, (await today(personas[name])).money] as const))
      return shown.flatMap(([name, money]) => money.map((one) => [name, one.round_id, one.step]))
    }
    expect(await waits()).toEqual([['officer', paying, 'submit']])
    await submitRound(db.db, room.call(room.officer), await room.seen(paying as never))
    expect(await waits()).toEqual([['approver', paying, 'approve']])
    const [one] = (await today(personas.approver)).money
    expect(one).toMatchObject({ title: '十一月扶助金', lines: (await room.lines(paying as never)).length })
  })

  test('a round of visits is shown to those of its place, and how many of its lines are hers', async () => {
    expect((await today(personas.worker)).rounds).toMatchObject([{ round_id, mine: 0 }])
    expect((await today(personas.auditor)).rounds).toMatchObject([{ round_id }])
    expect((await today(personas.elsewhere)).rounds).toEqual([])
  })

  test('a step she promised is hers alone', async () => {
    expect((await today(personas.worker)).next_steps).toMatchObject([
      { family_id: families[0]?.id, next_on: '2026-11-22', kind_zh: expect.any(String), late: false },
    ])
    expect((await today(personas.street)).next_steps).toEqual([])
    expect((await today(personas.worker, '2026-11-23T02:00:00.000Z' as Instant)).next_steps).toMatchObject([
      { late: true },
    ])
  })

  test('gentle days: the number for the place, names only of those she cares for, and never why', async () => {
    const eve = '2027-08-29T02:00:00.000Z' as Instant
    const worker = (await today(personas.worker, eve)).gentle
    expect(worker).toMatchObject({ households: 13 })
    expect(worker?.families).toHaveLength(13)
    const street = (await today(personas.street, eve)).gentle
    expect(street).toMatchObject({ households: 15, families: [] })
    expect(Object.keys(worker?.families[0]?.days[0] ?? {}).toSorted()).toEqual(['date', 'lunar', 'quiet'])
  })
})
