import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  type Browser,
  codeFor,
  createStaffApp,
  hire,
  PASSWORD,
  setUpPanlong,
  type StaffApp,
} from '../../../test/support/staff.ts'
import { padCode } from '../../kernel/division-code.ts'
import { ensureInstallation } from './index.ts'

let test_: TestDatabase
let staff: StaffApp
let chief: Browser

beforeEach(async () => {
  test_ = await createTestDatabase()
  staff = await createStaffApp(test_)
  chief = staff.browser()
})
afterEach(async () => {
  await staff.close()
  await test_.drop()
})

const form = (change: Record<string, unknown> = {}) => ({
  code: staff.set_up_code,
  division: padCode('530103'),
  association: '盘龙区计划生育协会',
  username: 'guan',
  display_name: '管理员',
  password: PASSWORD,
  ...change,
})
const faultOf = (body: Record<string, unknown>) => (body['issues'] as { place: string; code: string }[])[0]

describe('set-up', () => {
  test('is offered while nobody has set the installation up', async () => {
    expect((await chief.send('GET', '/api/session')).body).toEqual({
      signed_in: false,
      first_run: true,
      demo: false,
      installation: 'empty',
      loaded_percent: 0,
      passwords: 'mlps',
      today: '2026-11-21',
      posts: [],
      permissions: [],
    })
  })

  test('rejects bad input at its field', async () => {
    const faults = []
    for (const change of [
      { code: 'AAAA-BBBB-CCCC' },
      { division: padCode('530199') },
      { division: padCode('530103001001') },
      { username: 'G' },
      { password: 'too short' },
      { password: 'my name is guan really' },
      { password: 'lantern river ninety' },
      { association: '' },
    ]) {
      faults.push(faultOf((await chief.send('POST', '/api/set-up', form(change))).body))
    }
    expect(faults.map((f) => `${f?.place} ${f?.code}`)).toEqual([
      'code staff.set_up_code_wrong',
      'division staff.division_unknown',
      'division staff.role_not_at_tier',
      'username staff.username_form',
      'password staff.password_short',
      'password staff.password_has_name',
      'password staff.password_kinds',
      'association staff.association_short',
    ])
    const { rows } = await test_.admin.query('select 1 from account union all select 1 from association')
    expect(rows).toEqual([])
  })

  test('stores nothing until the authenticator has shown its first code, then makes the association and signs in', async () => {
    const begun = await chief.send('POST', '/api/set-up', form())
    expect(begun.body['otpauth_url']).toContain('otpauth://totp/')
    expect(begun.body['qr_svg']).toContain('<svg')
    expect((await test_.admin.query('select 1 from account')).rowCount).toBe(0)
    const { enrolment } = begun.body
    const wrong = await chief.send('POST', '/api/enrolments/confirm', { enrolment, code: '000000' })
    expect(faultOf(wrong.body)).toMatchObject({ place: 'code', code: 'staff.code_wrong' })
    const code = codeFor(begun.body['totp_secret'] as unknown as string, staff.clock)
    expect((await chief.send('POST', '/api/enrolments/confirm', { enrolment, code })).status).toBe(200)
    expect((await chief.send('GET', '/api/session')).body).toMatchObject({
      signed_in: true,
      first_run: false,
      installation: 'set_up',
    })
    expect((await test_.admin.query('select division, name from association')).rows).toEqual([
      { division: '530103000000', name: '盘龙区计划生育协会' },
    ])
  })

  test('happens once, of fifty confirmations that come at the same moment and ever after', async () => {
    const begun = await chief.send('POST', '/api/set-up', form())
    const { enrolment } = begun.body
    const code = codeFor(begun.body['totp_secret'] as unknown as string, staff.clock)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        staff.browser(`10.2.0.${i}`).send('POST', '/api/enrolments/confirm', { enrolment, code }),
      ),
    )
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1)
    expect(answers.filter((a) => a.status === 409)).toHaveLength(49)
    expect((await chief.send('POST', '/api/set-up', form({ username: 'second' }))).body['code']).toBe(
      'staff.already_set_up',
    )
    expect((await test_.admin.query('select 1 from account')).rowCount).toBe(1)
  })

  test('does not take the code of an earlier start, nor a plan begun with it', async () => {
    const begun = await chief.send('POST', '/api/set-up', form())
    const parts = { clock: staff.clock, crypto: test_.crypto }
    const again = await ensureInstallation(test_.db, parts)
    expect(again.set_up_code).not.toBe(staff.set_up_code)
    expect(faultOf((await chief.send('POST', '/api/set-up', form())).body)?.code).toBe('staff.set_up_code_wrong')
    const code = codeFor(begun.body['totp_secret'] as unknown as string, staff.clock)
    const { enrolment } = begun.body
    expect((await chief.send('POST', '/api/enrolments/confirm', { enrolment, code })).status).toBe(409)
    expect((await chief.send('POST', '/api/set-up', form({ code: again.set_up_code?.toLowerCase() }))).status).toBe(200)
  })

  test('plans that are old or tampered with are refused', async () => {
    const begun = await chief.send('POST', '/api/set-up', form())
    const enrolment = String(begun.body['enrolment'])
    const code = () => codeFor(begun.body['totp_secret'] as unknown as string, staff.clock)
    const changed = `${enrolment.slice(0, 60)}${enrolment[60] === 'A' ? 'B' : 'A'}${enrolment.slice(61)}`
    expect((await chief.send('POST', '/api/enrolments/confirm', { enrolment: changed, code: code() })).status).toBe(422)
    staff.clock.move(30 * 60)
    expect((await chief.send('POST', '/api/enrolments/confirm', { enrolment, code: code() })).status).toBe(422)
  })

  test('codes cannot be guessed from one address', async () => {
    const statuses = []
    for (let i = 0; i < 25; i++) {
      statuses.push((await chief.send('POST', '/api/set-up', form({ code: `AAAA-BBBB-${1000 + i}` }))).status)
    }
    expect(statuses.filter((s) => s === 400)).toHaveLength(20)
    expect(statuses.filter((s) => s === 429)).toHaveLength(5)
  })
})

describe('an invitation', () => {
  const invite = async () => {
    await setUpPanlong(staff, chief)
    const { body } = await chief.send('POST', '/api/staff', {
      username: 'duan',
      display_name: '段工',
      post: { role: 'street_officer', division: padCode('530103001') },
    })
    return body as unknown as { account_id: string; invitation_code: string }
  }
  const accept = (browser: Browser, code: string, password = PASSWORD) =>
    browser.send('POST', '/api/invitations/accept', { code, password })

  test('says whom it is for, and opens the account once', async () => {
    const { invitation_code: code } = await invite()
    const guest = staff.browser('10.3.0.1')
    expect((await guest.send('POST', '/api/invitations/look', { code })).body).toMatchObject({
      username: 'duan',
      display_name: '段工',
      posts: ['拓东街道 街道计生协专干'],
    })
    const begun = await accept(guest, code)
    const { enrolment } = begun.body
    const totp = codeFor(begun.body['totp_secret'] as unknown as string, staff.clock)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        staff.browser(`10.3.1.${i}`).send('POST', '/api/enrolments/confirm', { enrolment, code: totp }),
      ),
    )
    expect(answers.map((a) => a.status).filter((s) => s === 200)).toHaveLength(1)
    expect(faultOf((await accept(guest, code)).body)?.code).toBe('staff.invitation_over')
  })

  test('runs out after three days, and reads the same as one that never was', async () => {
    const { invitation_code: code } = await invite()
    staff.clock.move(3 * 86_400)
    const guest = staff.browser('10.3.0.2')
    const [old, none, other] = [
      await accept(guest, code),
      await accept(guest, '530103-AAAA-BBBB-CCCC'),
      await accept(guest, code.replace('530103', '530102')),
    ]
    const same = [old, none, other].map((a) => JSON.stringify({ ...a.body, request_id: null }))
    expect(new Set(same).size).toBe(1)
  })

  test('rejects a weak password', async () => {
    const { invitation_code: code } = await invite()
    const { body } = await accept(staff.browser('10.3.0.3'), code, 'Password123456')
    expect(faultOf(body)).toMatchObject({ place: 'password', code: 'staff.password_common' })
  })

  test('given anew makes the old one, the old password and the old authenticator useless', async () => {
    const { invitation_code: first, account_id } = await invite()
    const { body } = await chief.send('POST', `/api/staff/${account_id}/invitation`)
    const guest = staff.browser('10.3.0.4')
    expect((await accept(guest, first)).status).toBe(400)
    expect((await accept(guest, String(body['invitation_code']))).status).toBe(200)
    const person = await hire(staff, chief, guest, { username: 'mu-min', role: 'finance', division: '530103' })
    await chief.send('POST', `/api/staff/${person.account_id}/invitation`)
    expect((await guest.send('GET', '/api/sessions')).status).toBe(401)
    staff.clock.move(31)
    const code = codeFor(person.secret, staff.clock)
    expect((await guest.send('POST', '/api/session', { username: 'mu-min', password: PASSWORD, code })).status).toBe(
      401,
    )
  })
})
