import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Answer,
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
import { setPasswordProfile } from './index.ts'

// A password that has served its ninety days, through the whole server.

const DAY = 86_400
const NEXT = 'Copper bridge in the rain'
let test_: TestDatabase
let staff: StaffApp
let guan: Person
let person: Person
let number = 0

const fresh = () => staff.browser(`10.4.0.${(number += 1)}`)
const here = async (browser: Browser) => (await browser.send('GET', '/api/session')).body['signed_in']
const faultOf = ({ body }: Answer) => (body['issues'] as unknown as { place: string; code: string }[])[0]

beforeAll(async () => {
  test_ = await createTestDatabase()
  staff = await createStaffApp(test_)
  guan = await setUpPanlong(staff, staff.browser())
})
beforeEach(async () => {
  const chief = fresh()
  await test_.admin.query('update credential set password_set_at = $1', [staff.clock.now()])
  await signInAs(staff, chief, guan)
  person = await hire(staff, chief, fresh(), { username: `worker${number}`, role: 'finance', division: '530103' })
})
afterEach(() => setPasswordProfile(test_.db, 'mlps'))
afterAll(async () => {
  await staff.close()
  await test_.drop()
})

function signIn(browser: Browser, password = PASSWORD): Promise<Answer> {
  staff.clock.move(31)
  const code = codeFor(person.secret, staff.clock)
  return browser.send('POST', '/api/session', { username: person.username, password, code })
}

/** Ninety days later: what she is given instead of a session. */
async function renewalOf(browser: Browser, password = PASSWORD): Promise<string> {
  staff.clock.move(90 * DAY)
  const { status, body, cookie } = await signIn(browser, password)
  expect({ status, done: body['done'], cookie }).toEqual({ status: 200, done: false, cookie: undefined })
  return body['renewal'] as unknown as string
}
const renew = (browser: Browser, renewal: string, password = NEXT) =>
  browser.send('POST', '/api/session/renewal', { renewal, password })

describe('a sign-in', () => {
  test('says when the password ends in its last seven days, and the account page says until when', async () => {
    staff.clock.move(82 * DAY)
    const browser = fresh()
    expect((await signIn(browser)).body).toEqual({ done: true })
    expect((await browser.send('GET', '/api/sessions')).body).toMatchObject({ password_ends_soon: false })
    staff.clock.move(DAY)
    const { body } = await signIn(browser)
    const ends = body['password_ends']
    expect(Date.parse(String(ends)) - Date.parse(staff.clock.now())).toBeLessThan(7 * DAY * 1000)
    expect((await browser.send('GET', '/api/sessions')).body).toMatchObject({
      password_ends: ends,
      password_ends_soon: true,
    })
  })

  test('with a password of ninety days signs nobody in, with the right password and code alone it tells why', async () => {
    staff.clock.move(90 * DAY)
    const browser = fresh()
    expect((await signIn(browser, 'not the password at all')).status).toBe(401)
    const { body } = await signIn(browser)
    expect(Object.keys(body).toSorted()).toEqual(['done', 'renewal'])
    expect(await here(browser)).toBe(false)
    expect((await browser.send('GET', '/api/sessions')).status).toBe(401)
  })

  test('ten times with it keeps nobody out of choosing a new one', async () => {
    const browser = fresh()
    let renewal = await renewalOf(browser)
    for (let n = 0; n < 9; n++) renewal = (await signIn(browser)).body['renewal'] as unknown as string
    expect((await renew(browser, renewal)).status).toBe(200)
  })

  test('in asvs asks for no change, however old the password', async () => {
    setPasswordProfile(test_.db, 'asvs')
    staff.clock.move(4_000 * DAY)
    const browser = fresh()
    expect((await signIn(browser)).body).toEqual({ done: true })
    expect((await browser.send('GET', '/api/sessions')).body).toMatchObject({ password_ends: null })
    expect((await browser.send('GET', '/api/session')).body).toMatchObject({ passwords: 'asvs' })
    staff.clock.move(-4_000 * DAY)
  })

  test('that was begun before goes on as usual when its password runs out', async () => {
    staff.clock.move(90 * DAY - 600)
    const browser = fresh()
    await signIn(browser)
    staff.clock.move(700)
    expect(await here(browser)).toBe(true)
  })
})

describe('staff.renew_password', () => {
  test('refuses without permission: what is not sealed here, was changed, or is too old', async () => {
    const browser = fresh()
    const renewal = await renewalOf(browser)
    for (const forged of ['anything', renewal.slice(0, -4), `${renewal.slice(0, -8)}AAAAAAAA`])
      expect((await renew(browser, forged)).body['code']).toBe('staff.renewal_over')
    staff.clock.move(900)
    expect((await renew(fresh(), renewal)).body['code']).toBe('staff.renewal_over')
  })

  test('refuses outside the jurisdiction: nobody whose account was closed meanwhile', async () => {
    const renewal = await renewalOf(fresh())
    await test_.admin.query(`update account set state = 'disabled' where id = $1`, [person.account_id])
    await test_.admin.query('update session set ended_at = $2 where account_id = $1', [
      person.account_id,
      staff.clock.now(),
    ])
    const stranger = fresh()
    expect((await renew(stranger, renewal)).status).toBe(422)
    expect(await here(stranger)).toBe(false)
  })

  test('rejects bad input at its field: the rules in force, the present password and the last five', async () => {
    let renewal = await renewalOf(fresh())
    const refused = async (password: string) => faultOf(await renew(fresh(), renewal, password))
    expect(await refused('short')).toMatchObject({ place: 'password', code: 'staff.password_short' })
    expect(await refused('copper bridge in the rain')).toMatchObject({ code: 'staff.password_kinds' })
    expect(await refused(PASSWORD)).toMatchObject({ code: 'staff.password_same' })
    const others = [1, 2, 3, 4].map((n) => `${NEXT} ${n}`)
    let present = PASSWORD
    for (const password of others) {
      expect((await renew(fresh(), renewal, password)).status).toBe(200)
      present = password
      renewal = await renewalOf(fresh(), present)
      expect(await refused(PASSWORD)).toMatchObject({ code: 'staff.password_used' })
    }
    // A fifth one, and the first is no longer among the last five.
    expect((await renew(fresh(), renewal, NEXT)).status).toBe(200)
    renewal = await renewalOf(fresh(), NEXT)
    expect((await renew(fresh(), renewal, PASSWORD)).status).toBe(200)
  })

  test('does it: signs in with the new password, ends her other sessions, and leaves its trace', async () => {
    staff.clock.move(90 * DAY - 600)
    const [other, browser] = [fresh(), fresh()]
    await signIn(other)
    staff.clock.move(-90 * DAY + 700)
    const renewal = await renewalOf(browser)
    expect(await here(other)).toBe(true)
    expect((await renew(browser, renewal)).body).toEqual({ done: true })
    expect([await here(browser), await here(other)]).toEqual([true, false])
    expect((await signIn(fresh())).status).toBe(401)
    expect((await signIn(fresh(), NEXT)).body).toEqual({ done: true })
    const { rows } = await test_.admin.query(
      `select outcome, detail from audit_entry where account_id = $1 and (action = 'staff.renew_password' or detail ? 'password_over')
       order by seq`,
      [person.account_id],
    )
    expect(rows).toEqual([
      { outcome: 'refused', detail: { password_over: true } },
      { outcome: 'done', detail: {} },
    ])
  })

  test('does it once when sent twice, at once or after the other', async () => {
    const renewal = await renewalOf(fresh())
    const both = await Promise.all([renew(fresh(), renewal), renew(fresh(), renewal, `${NEXT} again`)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422])
    expect((await renew(fresh(), renewal)).status).toBe(422)
    const { rows } = await test_.admin.query(
      'select 1 from session where account_id = $1 and ended_at is null and created_at = $2',
      [person.account_id, staff.clock.now()],
    )
    expect(rows).toHaveLength(1)
  })
})

test('who is invited anew does not go back to one of her last five either', async () => {
  const chief = fresh()
  await signInAs(staff, chief, guan)
  const invited = await chief.send('POST', `/api/staff/${person.account_id}/invitation`)
  const code = invited.body['invitation_code']
  const accept = (password: string) => fresh().send('POST', '/api/invitations/accept', { code, password })
  expect(faultOf(await accept(PASSWORD))).toMatchObject({ code: 'staff.password_same' })
  const begun = await accept(NEXT)
  expect(begun.status).toBe(200)
  const { enrolment, totp_secret } = begun.body as unknown as { enrolment: string; totp_secret: string }
  const first = codeFor(totp_secret, staff.clock)
  expect((await fresh().send('POST', '/api/enrolments/confirm', { enrolment, code: first })).status).toBe(200)
  person = { ...person, secret: totp_secret }
  expect(faultOf(await renew(fresh(), await renewalOf(fresh(), NEXT), PASSWORD))).toMatchObject({
    code: 'staff.password_used',
  })
})
