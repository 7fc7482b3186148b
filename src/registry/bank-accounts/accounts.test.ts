import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, TEST_NOW, type TestApp, testId } from '../../../test/support/app.ts'
import { accountRequest } from '../../../test/support/bank-accounts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import { addMinutes, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

const HERE = 530_103_001_001
let db: TestDatabase
let app: TestApp
let worker: Actor
let officer: Actor
let approver: Actor
let foreign: Actor
let stranger: Actor
let person: Uuid
let numbers: string[] = []
const days = (n: number): Instant => addMinutes(TEST_NOW, n * 1_440)
const LATER = days(20)

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  foreign = await makeActor(db, 'district_officer', '530102')
  stranger = await makeActor(db, 'home_worker', '530103')
  const [one, two, three] = await makeFamilies(db, HERE, 3)
  person = one?.parents[0] as Uuid
  const send = async (actor: Actor, path: string, body: unknown, now: Instant) => {
    const answer = await app.request(actor, 'POST', `/api/bank-accounts${path}`, { body, now })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  }
  const opened = async (of: Uuid, n: number, now: Instant) => {
    const request = accountRequest(of, n, n === 2 ? { reason: '原卡遗失，换了新卡' } : {})
    await send(worker, '/requests', request, now)
    await send(approver, '/approvals', { version_ids: [request.id] }, now)
    numbers.push(request.number)
  }
  // One who changed her account, one whose first is in use, one who only asked.
  await opened(person, 1, TEST_NOW)
  await opened(two?.parents[0] as Uuid, 3, TEST_NOW)
  await opened(person, 2, days(10))
  const asked = accountRequest(three?.parents[0] as Uuid, 4)
  await send(worker, '/requests', asked, days(19))
  numbers = [...numbers, asked.number]
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

interface Answer {
  items?: Record<string, unknown>[]
  versions?: Record<string, unknown>[]
  next_cursor?: string | null
  total?: number | null
  [more: string]: unknown
}
async function read(actor: Actor | undefined, path: string, now = LATER) {
  const answer = await app.request(actor, 'GET', `/api/bank-accounts${path}`, { now })
  return { status: answer.status, body: answer.body as Answer, text: answer.raw.toString('utf8') }
}

const READS = [
  { name: 'GET /api/bank-accounts', url: () => '?limit=50', bad: '?limit=0', elsewhere: 200 },
  { name: 'GET /api/bank-accounts/counts', url: () => '/counts', bad: '/persons/counts', elsewhere: 200 },
  {
    name: 'GET /api/bank-accounts/persons/:person_id',
    url: () => `/persons/${person}`,
    bad: '/persons/x',
    elsewhere: 404,
  },
]

describe.each(READS)('$name', ({ url, bad, elsewhere }) => {
  test('refuses without permission', async () => {
    expect((await read(stranger, url())).status).toBe(403)
    expect((await read(undefined, url())).status).toBe(401)
  })
  test('refuses outside the jurisdiction', async () => {
    const answer = await read(foreign, url())
    expect(answer.status).toBe(elsewhere)
    for (const part of [person, ...numbers.map((number) => number.slice(-4))]) expect(answer.text).not.toContain(part)
  })
  test('rejects bad input', async () => {
    expect((await read(officer, bad)).status).toBe(400)
  })
  test('does it, and no answer holds a number', async () => {
    for (const actor of [worker, officer, approver]) {
      const answer = await read(actor, url())
      expect(answer.status).toBe(200)
      for (const number of numbers) expect(answer.text).not.toContain(number)
    }
  })
  test('does it once when sent twice: it answers alike and writes nothing', async () => {
    const trail = async () => (await db.admin.query('select count(*) from audit_entry')).rows
    const before = await trail()
    const [one, two] = [await read(officer, url()), await read(officer, url())]
    expect(one.body).toEqual(two.body)
    expect(await trail()).toEqual(before)
  })
})

describe('the book of accounts', () => {
  const masked = (n: number) => `**** ${numbers[n]?.slice(-4) ?? ''}`

  test('has the version in use of each, page by page', async () => {
    const all = await read(officer, '?limit=50')
    expect(all.body.items?.map((one) => one['masked']).toSorted()).toEqual([masked(1), masked(2)].toSorted())
    expect(all.body.total).toBe(2)
    const first = await read(officer, '?limit=1')
    const second = await read(officer, `?limit=1&cursor=${first.body.next_cursor ?? ''}`)
    expect([...(first.body.items ?? []), ...(second.body.items ?? [])]).toEqual(all.body.items)
    expect(second.body).toMatchObject({ next_cursor: null, total: null })
  })

  test('is searched by name and by the last four digits, by bank', async () => {
    const found = async (query: string) => (await read(officer, `?${query}`)).body.items?.map((one) => one['masked'])
    const [one] = (await read(officer, '?limit=50')).body.items ?? []
    expect(await found(`q=${numbers[1]?.slice(-4) ?? ''}`)).toEqual([masked(1)])
    expect(await found(`q=${encodeURIComponent(String(one?.['person_name']))}`)).toContain(one?.['masked'])
    expect(await found('q=0000x')).toEqual([])
    expect(await found('bank=ICBC')).toEqual([])
  })

  test('tells the history of one person: the former ended as the new one began', async () => {
    const { versions = [] } = (await read(officer, `/persons/${person}`)).body
    expect(versions.map((one) => [one['standing'], one['masked']])).toEqual([
      ['active', masked(2)],
      ['ended', masked(0)],
    ])
    expect(versions[1]?.['ended_at']).toBe(versions[0]?.['effective_at'])
    expect((await read(officer, `/persons/${testId()}`)).status).toBe(404)
  })

  test('counts what waits, and for whom: nobody decides on her own request', async () => {
    expect((await read(approver, '/counts')).body).toEqual({
      requested: 1,
      cooling: 0,
      to_tell: 3,
      active: 2,
      to_decide: 1,
    })
    expect((await read(worker, '/counts')).body).toMatchObject({ requested: 1, to_decide: 0 })
    expect((await read(approver, '/counts', days(11))).body).toMatchObject({ cooling: 1, active: 2 })
  })
})
