import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  type Browser,
  codeFor,
  createStaffApp,
  hire,
  PASSWORD,
  type Person,
  setUpPanlong,
  signInAs,
  type StaffApp,
} from '../../../test/support/staff.ts'
import { padCode } from '../../kernel/division-code.ts'
import { createListening, setPasswordProfile } from './index.ts'

let test_: TestDatabase
let staff: StaffApp
let chief: Browser
let guan: Person
let worker: Person
let desk: Browser

beforeAll(async () => {
  test_ = await createTestDatabase()
  staff = await createStaffApp(test_)
  chief = staff.browser('10.0.0.1')
  guan = await setUpPanlong(staff, chief)
  worker = await hire(staff, chief, staff.browser('10.0.0.2'), { username: 'bai', role: 'finance', division: '530103' })
})
beforeEach(async () => {
  desk = staff.browser('10.0.0.2')
  await signInAs(staff, desk, worker)
  if ((await chief.send('GET', '/api/sessions')).status === 401) await signInAs(staff, chief, guan)
  staff.clock.move(31)
  await chief.send('POST', '/api/session/confirm', { code: codeFor(guan.secret, staff.clock) })
})
afterAll(async () => {
  await staff.close()
  await test_.drop()
})

const here = async (browser: Browser) => (await browser.send('GET', '/api/sessions')).status
const ask = (token: string) =>
  staff.authenticate({ token, request_id: testId(), locale: 'zh', idempotency_key: null, reason: null })

describe('a session', () => {
  test('ends after fifteen idle minutes, lives while it is used, and ends after twelve hours all the same', async () => {
    for (let i = 0; i < 51; i++) {
      staff.clock.move(14 * 60)
      expect(await here(desk)).toBe(200)
    }
    staff.clock.move(6 * 60 + 1)
    expect(await here(desk)).toBe(401)
    await signInAs(staff, desk, worker)
    staff.clock.move(15 * 60)
    expect(await here(desk)).toBe(401)
  })

  test('that is busy is read once a second and written once a minute', async () => {
    const token = desk.cookie ?? ''
    await ask(token)
    staff.clock.move(1)
    let statements = 0
    const { pool } = test_.db
    const connect = pool.connect.bind(pool)
    Object.assign(pool, {
      connect: async () => {
        statements += 1
        return connect()
      },
    })
    for (let i = 0; i < 100; i++) expect(await ask(token)).toBeDefined()
    expect(statements).toBe(1)
    staff.clock.move(61)
    for (let i = 0; i < 100; i++) await ask(token)
    expect(statements).toBe(3)
    Object.assign(pool, { connect })
  })

  test('is kept open by requests, not by a listening stream', async () => {
    const listening = createListening({ db: test_.db, clock: staff.clock })
    const token = desk.cookie ?? ''
    staff.clock.move(14 * 60)
    expect(await listening({ token })).toEqual({ scope: { lo: 530103000000, hi: 530104000000 } })
    staff.clock.move(60)
    expect(await listening({ token })).toBeUndefined()
  })

  test('is not kept open by what a page left alone asks by itself, and is by any write and by the next touch', async () => {
    const poll = () => desk.send('GET', '/api/sessions', undefined, { 'x-background': '1' })
    for (let minute = 0; minute < 14; minute++) {
      expect((await poll()).status).toBe(200)
      staff.clock.move(60)
    }
    staff.clock.move(60)
    expect((await poll()).status).toBe(401)

    await signInAs(staff, desk, worker)
    const act = () => desk.send('DELETE', '/api/sessions', undefined, { 'x-background': '1' })
    for (let i = 0; i < 3; i++) {
      staff.clock.move(14 * 60)
      expect((await act()).status).toBe(200)
    }
    staff.clock.move(14 * 60)
    expect((await poll()).status).toBe(200)
    expect(await here(desk)).toBe(200)
    staff.clock.move(14 * 60)
    expect((await poll()).status).toBe(200)
  })

  test('is none for a token that is made up, cut, or of another district', async () => {
    const token = desk.cookie ?? ''
    const [, secret] = token.split('.')
    for (const other of ['', 'x', `530102.${secret}`, token.slice(0, -1), `${token}A`, `999999999.${secret}`]) {
      expect(await ask(other)).toBeUndefined()
    }
    expect(await ask(token)).toBeDefined()
  })

  test('ended by another process is over within a second', async () => {
    expect(await here(desk)).toBe(200)
    await test_.admin.query(`update session set ended_at = now() where account_id = $1`, [worker.account_id])
    staff.clock.move(1)
    expect(await here(desk)).toBe(401)
  })

  test.each(['disabled', 'post ended'])('is over at once when its account or post is: %s', async (how) => {
    const name = how === 'disabled' ? 'brief-a' : 'brief-b'
    const browser = staff.browser('10.0.0.3')
    const person = await hire(staff, chief, browser, { username: name, role: 'finance', division: '530103' })
    expect(await here(browser)).toBe(200)
    const { body } = await chief.send('GET', `/api/staff/${person.account_id}`)
    const [post] = body['posts'] as unknown as { post_id: string }[]
    const path = how === 'disabled' ? 'disable' : `posts/${post?.post_id}/end`
    expect((await chief.send('POST', `/api/staff/${person.account_id}/${path}`)).status).toBe(200)
    expect(await here(browser)).toBe(401)
    const { rows } = await test_.admin.query('select 1 from session where account_id = $1 and ended_at is null', [
      person.account_id,
    ])
    expect(rows).toEqual([])
  })

  test('is over with sign-out, and the old cookie with it', async () => {
    const token = desk.cookie ?? ''
    expect((await desk.send('DELETE', '/api/session')).status).toBe(200)
    expect(desk.cookie).toBeUndefined()
    expect(await ask(token)).toBeUndefined()
    expect((await desk.send('DELETE', '/api/session')).status).toBe(200)
  })
})

describe('showing the second factor again', () => {
  test('lasts five minutes, changes the token and leaves the end where it was', async () => {
    staff.clock.move(300)
    expect((await ask(desk.cookie ?? ''))?.confirmed).toBe(false)
    const before = desk.cookie ?? ''
    const ends = async () =>
      (await test_.admin.query(`select max(expires_at) as at from session where account_id = $1`, [worker.account_id]))
        .rows
    const was = await ends()
    const code = codeFor(worker.secret, staff.clock)
    expect((await desk.send('POST', '/api/session/confirm', { code })).status).toBe(200)
    expect(desk.cookie).not.toBe(before)
    expect(await ask(before)).toBeUndefined()
    expect((await ask(desk.cookie ?? ''))?.confirmed).toBe(true)
    expect(await ends()).toEqual(was)
  })

  test('refuses a code used before, and slows guessing down', async () => {
    const statuses = []
    for (let i = 0; i < 7; i++) {
      statuses.push((await desk.send('POST', '/api/session/confirm', { code: '000000' })).status)
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429])
    staff.clock.move(60)
    const code = codeFor(worker.secret, staff.clock)
    expect((await desk.send('POST', '/api/session/confirm', { code })).status).toBe(200)
  })

  test('with the code of the demonstration confirms nobody who has an authenticator', async () => {
    staff.clock.move(300)
    expect((await desk.send('POST', '/api/session/confirm', { code: '246810' })).status).toBe(400)
    expect((await ask(desk.cookie ?? ''))?.confirmed).toBe(false)
  })

  test('is asked for by acts that need it', async () => {
    staff.clock.move(300)
    const { status, body } = await chief.send('POST', `/api/staff/${worker.account_id}/disable`)
    expect([status, body['code']]).toEqual([403, 'platform.confirm_first'])
  })
})

describe('changing post', () => {
  test('does it for a post of one’s own, with another token, and refuses any other', async () => {
    const granted = await chief.send('POST', `/api/staff/${worker.account_id}/posts`, {
      role: 'district_officer',
      division: padCode('530103'),
    })
    const before = desk.cookie ?? ''
    expect((await desk.send('POST', '/api/session/post', { post_id: granted.body['post_id'] })).status).toBe(200)
    expect(await ask(before)).toBeUndefined()
    expect((await desk.send('GET', '/api/session')).body).toMatchObject({ active_post: { role: 'district_officer' } })
    const { body } = await chief.send('GET', '/api/session')
    const { post_id } = body['active_post'] as unknown as { post_id: string }
    expect((await desk.send('POST', '/api/session/post', { post_id })).status).toBe(404)
  })
})

describe('one’s own sessions', () => {
  test('are listed, and the others can be ended, one or all', async () => {
    await desk.send('DELETE', '/api/sessions')
    const [second, third] = [staff.browser('10.0.0.4'), staff.browser('10.0.0.5')]
    await signInAs(staff, second, worker)
    await signInAs(staff, third, worker)
    const { body } = await desk.send('GET', '/api/sessions')
    const rows = body['items'] as unknown as { session_id: string; current: boolean; begun_at: string }[]
    expect([rows.length, rows.filter((row) => row.current).length]).toEqual([3, 1])
    expect(body['recovery_codes_left']).toBe(10)
    const newest = rows.filter((row) => !row.current).toSorted((a, b) => (a.begun_at < b.begun_at ? 1 : -1))[0]
    expect((await desk.send('DELETE', `/api/sessions/${newest?.session_id}`)).body).toEqual({ ended: 1 })
    expect([await here(second), await here(third)]).toEqual([200, 401])
    expect((await desk.send('DELETE', '/api/sessions')).body).toEqual({ ended: 1 })
    expect([await here(desk), await here(second)]).toEqual([200, 401])
  })

  test('are not those of others', async () => {
    const { body } = await chief.send('GET', '/api/sessions')
    const [row] = body['items'] as unknown as { session_id: string }[]
    expect((await desk.send('DELETE', `/api/sessions/${row?.session_id}`)).status).toBe(404)
    expect(await here(chief)).toBe(200)
  })
})

describe('one’s own password', () => {
  const next = 'Copper bridge in the rain'

  test('changes with the present one, ends the other sessions, and only the new one works', async () => {
    const other = staff.browser('10.0.0.6')
    await signInAs(staff, other, worker)
    const change = (current: string, password: string) =>
      desk.send('POST', '/api/session/password', { current, password })
    expect((await change('not the present one', next)).body).toMatchObject({ issues: [{ place: 'current' }] })
    expect((await change(PASSWORD, 'bai-bai-bai-bai')).body).toMatchObject({
      issues: [{ code: 'staff.password_has_name' }],
    })
    expect((await change(PASSWORD, PASSWORD)).body).toMatchObject({ issues: [{ code: 'staff.password_same' }] })
    expect((await change(PASSWORD, next)).status).toBe(200)
    expect([await here(desk), await here(other)]).toEqual([200, 401])
    expect((await signInAs(staff, other, worker)).status).toBe(401)
    expect((await change(next, PASSWORD)).body).toMatchObject({ issues: [{ code: 'staff.password_used' }] })
    setPasswordProfile(test_.db, 'asvs')
    expect((await change(next, PASSWORD)).status).toBe(200)
    setPasswordProfile(test_.db, 'mlps')
  })

  test('has ten recovery codes that can be renewed; the old ones stop working', async () => {
    const [old = ''] = worker.recovery_codes
    const { body } = await desk.send('POST', '/api/session/recovery-codes')
    const codes = body['recovery_codes'] as unknown as string[]
    expect(new Set(codes).size).toBe(10)
    const enter = (code: string) =>
      staff.browser('10.0.0.2').send('POST', '/api/session', { username: 'bai', password: PASSWORD, code })
    expect((await enter(old)).status).toBe(401)
    expect((await enter(codes[9] ?? '')).status).toBe(200)
  })
})
