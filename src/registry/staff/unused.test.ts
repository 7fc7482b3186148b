import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
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
import { closeUnusedAccounts, setPasswordProfile } from './index.ts'

const DAY = 24 * 60 * 60

let db: TestDatabase
let staff: StaffApp
let chief: Browser
let guan: Person
beforeAll(async () => {
  db = await createTestDatabase()
  staff = await createStaffApp(db)
  // The months go by here, and passwords are not what it is about.
  setPasswordProfile(db.db, 'asvs')
  chief = staff.browser('10.0.0.1')
  guan = await setUpPanlong(staff, chief)
})
afterAll(async () => {
  await staff.close()
  await db.drop()
})

const night = () =>
  closeUnusedAccounts(db.db, { now: staff.clock.now(), request_id: testId(), crypto: db.crypto, newId: testId })

const stateOf = async (person: Person) =>
  (await db.admin.query<{ state: string }>('select state from account where id = $1', [person.account_id])).rows[0]
    ?.state

async function worker(username: string, role = 'finance'): Promise<Person> {
  await signInAs(staff, chief, guan)
  staff.clock.move(31)
  await chief.send('POST', '/api/session/step-up', { code: codeFor(guan.secret, staff.clock) })
  return hire(staff, chief, staff.browser('10.0.0.2'), { username, role, division: '530103' })
}

test('an account nobody has used for 90 days is closed once, with a link in the trail; one in use is not', async () => {
  const [idle, busy] = [await worker('idle'), await worker('busy')]
  staff.clock.move(60 * DAY)
  await signInAs(staff, staff.browser('10.0.0.3'), busy)
  expect(await night()).toEqual([])
  staff.clock.move(31 * DAY)
  await signInAs(staff, chief, guan)
  expect(await night()).toEqual([idle.account_id])
  expect([await stateOf(idle), await stateOf(busy)]).toEqual(['disabled', 'active'])
  expect((await signInAs(staff, staff.browser('10.0.0.4'), idle)).status).toBe(401)
  expect(await night()).toEqual([])
  const { rows } = await db.admin.query(
    `select district, detail from audit_entry where action = 'staff.close_unused' and subject_id = $1`,
    [idle.account_id],
  )
  expect(rows).toEqual([{ district: 530_103, detail: { days: 90 } }])
})

test('an act in the trail without a session is use, a stranger’s wrong password is none', async () => {
  const [terminal, tried] = [await worker('terminal'), await worker('tried')]
  staff.clock.move(80 * DAY)
  await db.admin.query(
    `select audit_append(530103, $1, $2, null, 'finance', 'care_records.bulk', 'done', null, null, null, '{}', $3)`,
    [staff.clock.now(), terminal.account_id, testId()],
  )
  await staff.browser('10.0.0.5').send('POST', '/api/session', {
    username: 'tried',
    password: 'not the password at all',
    code: '000000',
  })
  staff.clock.move(20 * DAY)
  await signInAs(staff, chief, guan)
  const closed = await night()
  expect(closed).toContain(tried.account_id)
  expect(closed).not.toContain(terminal.account_id)
})

test('of two administrators the one in use stays, and the last one always', async () => {
  const other = await worker('second-admin', 'administrator')
  staff.clock.move(91 * DAY)
  expect(await night()).not.toContain(other.account_id)
  expect(await stateOf(guan)).toBe('active')
  await signInAs(staff, chief, guan)
  expect(await night()).toEqual([other.account_id])
  expect([await stateOf(guan), await stateOf(other)]).toEqual(['active', 'disabled'])
})
