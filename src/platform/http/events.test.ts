import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  type Browser,
  codeFor,
  createStaffApp,
  hire,
  type Person,
  setUpPanlong,
  signInAs,
  type StaffApp,
} from '../../../test/support/staff.ts'
import type { Actor } from '../call.ts'
import { command } from '../database/transact.ts'
import { type Dispatcher, startDispatcher, tell } from '../jobs/outbox.ts'

const COMMUNITY = 530_103_001_001
const NEXT_COMMUNITY = 530_103_001_002
const NEXT_DISTRICT = 530_102_001_001

let test_: TestDatabase
let staff: StaffApp
let dispatcher: Dispatcher
let port: number
let chief: Browser
let guan: Person
let bai: Person
let desk: Browser

beforeAll(async () => {
  test_ = await createTestDatabase()
  staff = await createStaffApp(test_)
  await staff.app.listen({ host: '127.0.0.1', port: 0 })
  port = (staff.app.server.address() as AddressInfo).port
  dispatcher = startDispatcher({
    db: test_.db,
    clock: staff.clock,
    log: () => undefined,
    reactions: new Map(),
    onDelivered: ({ topic, payload }) => staff.hub.publish(topic, payload.community),
  })
  chief = staff.browser('10.0.0.1')
  guan = await setUpPanlong(staff, chief)
  desk = staff.browser('10.0.0.2')
  bai = await hire(staff, chief, desk, { username: 'bai', role: 'community_worker', division: String(COMMUNITY) })
})
afterAll(async () => {
  await dispatcher.stop()
  await staff.close()
  await test_.drop()
})

interface Stream {
  /** What was heard so far. */
  topics(): string[]
  /** Resolves when this topic is heard. */
  hears(topic: string): Promise<void>
  /** Resolves when the server ends the stream. */
  ended: Promise<unknown>
  leave(): void
}

const streams: Stream[] = []
afterEach(() => streams.splice(0).forEach((stream) => stream.leave()))

function ask(cookie: string | undefined): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const headers = cookie === undefined ? {} : { cookie: `nuanxin=${cookie}` }
    get({ host: '127.0.0.1', port, path: '/api/events', headers }, done).on('error', fail)
  })
}

async function listen(browser: Browser): Promise<Stream> {
  const answer = await ask(browser.cookie)
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/event-stream'])
  let said = ''
  answer.setEncoding('utf8').on('data', (text: string) => (said += text))
  // Whoever leaves first breaks the line.
  answer.on('error', () => undefined)
  const topics = () =>
    [...said.matchAll(/^event: changed\ndata: (.*)$/gm)].map(
      (found) => (JSON.parse(found[1] ?? '') as { topic: string }).topic,
    )
  const stream = {
    topics,
    async hears(topic: string) {
      while (!topics().includes(topic)) await once(answer, 'data')
    },
    ended: once(answer, 'end'),
    leave: () => void answer.destroy(),
  }
  stream.ended.catch(() => undefined)
  streams.push(stream)
  return stream
}

/** An act in a place that tells of itself, as every room does it. */
async function happens(actor: Actor, topic: string, community: number): Promise<void> {
  const call = callOf(test_, actor)
  await command(test_.db, call, { name: 'test.write', input: null }, async (tx) => {
    await tell(tx, call, actor.district, { topic, dedupe_key: `${topic} ${call.newId()}`, payload: { community } })
    return { result: null }
  })
  await dispatcher.drain()
}

describe('GET /api/events', () => {
  test('refuses without a session, and with a token that is none', async () => {
    for (const cookie of [undefined, 'nonsense', `${desk.cookie?.slice(0, -4)}AAAA`]) {
      const answer = await ask(cookie)
      answer.resume()
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([
        401,
        'application/problem+json; charset=utf-8',
      ])
    }
    expect(staff.hub.listeners()).toBe(0)
  })

  test('tells a listener what happens in her own place, and nothing of her neighbours', async () => {
    const [worker, officer] = [await listen(desk), await listen(chief)]
    const district = await makeActor(test_, 'district_officer', '530103')
    await happens(await makeActor(test_, 'district_officer', '530102'), 'next_district', NEXT_DISTRICT)
    await happens(district, 'next_community', NEXT_COMMUNITY)
    // What concerns the whole district is nothing of one community's alone.
    await happens(district, 'whole_district', 530_103_000_000)
    await happens(district, 'own', COMMUNITY)
    await Promise.all([worker.hears('own'), officer.hears('own')])
    expect(worker.topics()).toEqual(['own'])
    expect(officer.topics()).toEqual(['next_community', 'whole_district', 'own'])
  })

  test('a listener who left is forgotten', async () => {
    const nobodyListens = () => expect.poll(() => staff.hub.listeners(), { interval: 10, timeout: 10_000 }).toBe(0)
    await nobodyListens()
    const stream = await listen(desk)
    expect(staff.hub.listeners()).toBe(1)
    stream.leave()
    await nobodyListens()
  })
})

describe('an open stream is cut', () => {
  /** Cut while another listener goes on hearing, so that it is not the server that closed. */
  async function cutBy(stream: Stream, end: () => Promise<unknown>): Promise<void> {
    const other = await listen(chief)
    await end()
    await stream.ended
    await happens(await makeActor(test_, 'district_officer', '530103'), 'afterwards', COMMUNITY)
    await other.hears('afterwards')
    expect(stream.topics()).not.toContain('afterwards')
  }

  test('when she signs out', async () => {
    const stream = await listen(desk)
    await cutBy(stream, () => desk.send('DELETE', '/api/session'))
    expect((await ask(desk.cookie)).resume().statusCode).toBe(401)
  })

  test('when her post ends, and when she has been idle for too long', async () => {
    await signInAs(staff, desk, bai)
    await signInAs(staff, chief, guan)
    const idle = await listen(desk)
    staff.clock.move(15 * 60)
    await idle.ended
    await signInAs(staff, desk, bai)
    await signInAs(staff, chief, guan)
    staff.clock.move(31)
    await chief.send('POST', '/api/session/confirm', { code: codeFor(guan.secret, staff.clock) })
    const { rows } = await test_.admin.query<{ id: string }>('select id from post where account_id = $1', [
      bai.account_id,
    ])
    const stream = await listen(desk)
    await cutBy(stream, async () => {
      const answer = await chief.send('POST', `/api/staff/${bai.account_id}/posts/${rows[0]?.id}/end`)
      expect(answer.status).toBe(200)
    })
  })
})
