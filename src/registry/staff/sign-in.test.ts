import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { testId } from '../../../test/support/app.ts'
import { asSystem } from '../../platform/database/transact.ts'
import { useFactor } from './commands/factors.ts'
import { findCredential } from './queries/sessions.ts'
import type { Uuid } from '../../kernel/ids.ts'

let test_: TestDatabase
let staff: StaffApp
let chief: Browser
let guan: Person

beforeAll(async () => {
  test_ = await createTestDatabase()
  staff = await createStaffApp(test_)
  chief = staff.browser()
  guan = await setUpPanlong(staff, chief)
})
afterAll(async () => {
  await staff.close()
  await test_.drop()
})

const attemptOf = (browser: Browser, username: string, password: string, code: string) =>
  browser.send('POST', '/api/session', { username, password, code })
const without = (body: Record<string, unknown>) => ({ ...body, request_id: null })
let street = 0
const fresh = () => staff.browser(`10.1.${Math.floor(street / 200)}.${(street++ % 200) + 1}`)

describe('signing in', () => {
  test('opens a session for name, password and code, and says who is there', async () => {
    const browser = fresh()
    expect((await signInAs(staff, browser, guan)).status).toBe(200)
    expect(browser.cookie).toMatch(/^530103\.[A-Za-z0-9_-]{43}$/)
    const { body } = await browser.send('GET', '/api/session')
    expect(body).toMatchObject({
      signed_in: true,
      first_run: false,
      demo: false,
      installation: 'set_up',
      today: '2026-11-21',
      account: { username: 'guan', persona: false },
      active_post: {
        role: 'administrator',
        role_name: '系统管理员',
        division_name: '盘龙区',
        scope: { lo: 530103000000, hi: 530104000000 },
      },
      permissions: expect.arrayContaining(['staff.list', 'staff.manage']) as string[],
    })
    expect(body['personas']).toBeUndefined()
  })

  test('answers the same to a wrong password, a wrong code, an unknown name and a closed account', async () => {
    const gone = await hire(staff, chief, fresh(), { username: 'gone', role: 'finance', division: '530103' })
    await chief.send('POST', `/api/staff/${gone.account_id}/disable`)
    staff.clock.move(31)
    const right = codeFor(guan.secret, staff.clock)
    const answers = [
      await attemptOf(fresh(), 'guan', 'not the password at all', right),
      await attemptOf(fresh(), 'guan', PASSWORD, '000000'),
      await attemptOf(fresh(), 'nobody', PASSWORD, right),
      await attemptOf(fresh(), 'gone', PASSWORD, codeFor(gone.secret, staff.clock)),
    ]
    expect(answers.map((a) => a.status)).toEqual([401, 401, 401, 401])
    expect(new Set(answers.map((a) => JSON.stringify(without(a.body)))).size).toBe(1)
    expect(answers.map((a) => a.cookie)).toEqual([undefined, undefined, undefined, undefined])
    await signInAs(staff, fresh(), guan)
  })

  test('rejects bad input', async () => {
    const { status, body } = await fresh().send('POST', '/api/session', { username: 'guan', password: PASSWORD })
    expect(status).toBe(400)
    expect(body).toMatchObject({ issues: [{ place: 'code' }] })
  })

  test('leaves a trace of what succeeded and of what failed, and the chain holds', async () => {
    const { rows } = await test_.admin.query<{ outcome: string; known: boolean }>(
      `select distinct outcome, account_id is not null as known from audit_entry where action = 'staff.sign_in' order by 1, 2`,
    )
    expect(rows).toEqual([
      { outcome: 'done', known: true },
      { outcome: 'refused', known: false },
      { outcome: 'refused', known: true },
    ])
  })

  test('keeps no token, password, secret or code readable in the database', async () => {
    const browser = fresh()
    await signInAs(staff, browser, guan)
    const { rows } = await test_.admin.query<{ text: string }>(
      `select coalesce(string_agg(t::text, ''), '') as text from (select session::text as t from session
        union all select credential::text from credential
        union all select audit_entry::text from audit_entry union all select idempotency::text from idempotency) x`,
    )
    const text = rows[0]?.text ?? ''
    const token = browser.cookie?.split('.')[1] ?? 'none'
    for (const secret of [token, PASSWORD, guan.secret, ...guan.recovery_codes]) {
      expect(text.includes(secret)).toBe(false)
      expect(text.includes(Buffer.from(secret).toString('hex'))).toBe(false)
    }
  })
})

describe('the second factor', () => {
  test('lets one code in once, of fifty that come at the same moment', async () => {
    staff.clock.move(31)
    const code = codeFor(guan.secret, staff.clock)
    const moment = { now: staff.clock.now(), request_id: testId(), crypto: test_.crypto, newId: testId }
    const who = { district: 530103, account_id: guan.account_id as Uuid }
    const scope = { lo: 530103000000, hi: 530104000000 }
    const used = await Promise.all(
      Array.from({ length: 50 }, () =>
        asSystem(test_.db, scope, async (tx) => {
          const credential = await findCredential(tx, who.district, who.account_id)
          return credential ? useFactor(tx, moment, who, credential, code) : false
        }),
      ),
    )
    expect(used.filter(Boolean)).toHaveLength(1)
    expect((await attemptOf(fresh(), 'guan', PASSWORD, code)).status).toBe(401)
  })

  test('begins one session of fifty sign-ins with one code', async () => {
    staff.clock.move(31)
    const code = codeFor(guan.secret, staff.clock)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => attemptOf(staff.browser('10.9.9.9'), 'guan', PASSWORD, code)),
    )
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1)
    expect(answers.every((a) => [200, 401, 429].includes(a.status))).toBe(true)
    staff.clock.move(86_400)
  })

  test('may be a recovery code, each once', async () => {
    const [first = '', second = ''] = guan.recovery_codes
    expect((await attemptOf(fresh(), 'guan', PASSWORD, first.toLowerCase())).status).toBe(200)
    expect((await attemptOf(fresh(), 'guan', PASSWORD, first)).status).toBe(401)
    expect((await attemptOf(fresh(), 'guan', PASSWORD, second)).status).toBe(200)
  })
})

describe('guessing', () => {
  test('is slowed down after five tries at a name, whether anybody has it or not', async () => {
    const tries = async (name: string) => {
      const statuses = []
      for (let i = 0; i < 7; i++) statuses.push((await attemptOf(fresh(), name, 'wrong wrong wrong', '111111')).status)
      return statuses
    }
    const of = [await tries('guan'), await tries('no-such-name')]
    expect(of).toEqual([
      [401, 401, 401, 401, 401, 429, 429],
      [401, 401, 401, 401, 401, 429, 429],
    ])
    const [known, unknown] = [
      await attemptOf(fresh(), 'guan', 'wrong wrong wrong', '111111'),
      await attemptOf(fresh(), 'no-such-name', 'wrong wrong wrong', '111111'),
    ]
    expect(without(known.body)).toEqual(without(unknown.body))
    expect(known.body).toMatchObject({ code: 'staff.too_many_attempts', params: { seconds: 30 } })
  })

  test('does not keep the owner out: at her own address she signs in at once, elsewhere after the wait', async () => {
    const wrong = () => attemptOf(fresh(), 'guan', 'wrong wrong wrong', '111111')
    staff.clock.move(60)
    while ((await wrong()).status !== 429);
    expect((await signInAs(staff, staff.browser('10.0.0.1'), guan)).status).toBe(200)
    while ((await wrong()).status !== 429);
    const stranger = fresh()
    expect((await attemptOf(stranger, 'guan', PASSWORD, '123456')).status).toBe(429)
    staff.clock.move(900)
    expect((await signInAs(staff, stranger, guan)).status).toBe(200)
  })

  test('from one address is slowed down over all names, and five hundred guesses let nobody in', async () => {
    const browser = staff.browser('10.7.7.7')
    const statuses = []
    for (let i = 0; i < 500; i++) {
      statuses.push((await attemptOf(browser, `name-${i % 100}`, 'wrong wrong wrong', '222222')).status)
    }
    expect(statuses.filter((s) => s === 401)).toHaveLength(20)
    expect(statuses.filter((s) => s === 429)).toHaveLength(480)
    expect((await signInAs(staff, fresh(), guan)).status).toBe(200)
  })
})

describe('where many are behind one address', () => {
  test('a proxy: its word is taken where it is named, and nobody else’s', async () => {
    const proxy = '10.5.5.5'
    const behind = await createStaffApp(test_, [proxy])
    const from = async (address: string, forwarded: string) => {
      const wrong = { username: `name-${testId()}`, password: 'wrong wrong wrong', code: '222222' }
      const headers = { 'x-forwarded-for': forwarded, 'idempotency-key': testId() }
      return (await behind.browser(address).send('POST', '/api/session', wrong, headers)).status
    }
    const tries = async (address: string, forwarded: (n: number) => string) => {
      const statuses = []
      for (let n = 1; n <= 22; n++) statuses.push(await from(address, forwarded(n)))
      return statuses.filter((status) => status === 429).length
    }
    // Twenty-two people behind the proxy, each from an address of her own: nobody waits.
    expect(await tries(proxy, (n) => `203.0.113.${n}`)).toBe(0)
    // One of them who writes other addresses before her own: the proxy adds hers, which alone counts.
    expect(await tries(proxy, (n) => `198.51.100.${n}, 203.0.113.99`)).toBe(2)
    // And whoever is no proxy is herself, whatever she says.
    expect(await tries('10.6.6.6', (n) => `203.0.113.${100 + n}`)).toBe(2)
    await behind.app.close()
  })
})

describe('a persona', () => {
  test('is refused outside the demonstration', async () => {
    const { status, body } = await fresh().send('POST', `/api/personas/${guan.account_id}`)
    expect([status, body['code']]).toEqual([403, 'staff.demonstration_only'])
  })

  test('that no longer belongs to a demonstration has no session, not even an old one', async () => {
    const persona = fresh()
    await test_.admin.query(`update installation set state = 'demonstration'`)
    const { rows } = await test_.admin.query<{ id: string }>(
      `insert into account (id, username, display_name, division, district, state, persona, created_at)
       values (gen_random_uuid(), 'invented', '虚构', 530103000000, 530103, 'active', true, now()) returning id`,
    )
    await test_.admin.query(
      `insert into post (id, account_id, role, division, lo, hi, title, valid_from, granted_by, created_at)
       values (gen_random_uuid(), $1, 'finance', 530103000000, 530103000000, 530104000000, '财务', '2018-01-01', $1, now())`,
      [rows[0]?.id],
    )
    expect((await persona.send('POST', `/api/personas/${guan.account_id}`)).status).toBe(404)
    expect((await persona.send('POST', `/api/personas/${rows[0]?.id}`)).status).toBe(200)
    const { body } = await persona.send('GET', '/api/session')
    expect(body).toMatchObject({
      demo: true,
      account: { username: 'invented', persona: true },
      personas: [{ active: true }],
    })
    const confirmed = async () => {
      const request = { request_id: testId(), locale: 'zh', idempotency_key: null, reason: null } as const
      return (await staff.authenticate({ ...request, token: persona.cookie ?? '' }))?.confirmed
    }
    expect(await confirmed()).toBe(false)
    expect((await persona.send('POST', '/api/session/confirm', { code: '111111' })).status).toBe(400)
    expect((await persona.send('POST', '/api/session/confirm', { code: '246810' })).status).toBe(200)
    expect(await confirmed()).toBe(true)
    await test_.admin.query(`update installation set state = 'set_up'`)
    staff.clock.move(1)
    expect((await persona.send('GET', '/api/session')).body).toMatchObject({ signed_in: false, demo: false })
    await test_.admin.query('delete from session where account_id = $1', [rows[0]?.id])
    await test_.admin.query('delete from post where account_id = $1', [rows[0]?.id])
    await test_.admin.query('delete from account where id = $1', [rows[0]?.id])
  })
})
