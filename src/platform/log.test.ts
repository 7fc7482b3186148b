import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { bereavedCouple } from '../../test/support/families.ts'
import { type Browser, createStaffApp, hire, PASSWORD, setUpPanlong, type StaffApp } from '../../test/support/staff.ts'
import { createLog, type LogFields } from './log.ts'

// Made up, and found nowhere else: where one of these appears, something of a person got into the log.
const CANARY = {
  name: '欧阳雀跃',
  id_number: '530103194803058510',
  other_number: '530103194803058537',
  phone: '13987654321',
  address: '金丝雀路七号',
  reason: '她的亲戚来问过',
} as const

let test_: TestDatabase
let staff: StaffApp
let worker: Browser

beforeAll(async () => {
  test_ = await createTestDatabase()
  staff = await createStaffApp(test_)
  const chief = staff.browser('10.0.0.1')
  await setUpPanlong(staff, chief)
  worker = staff.browser('10.0.0.2')
  await hire(staff, chief, worker, { username: 'bai', role: 'district_officer', division: '530103' })
})
afterAll(async () => {
  await staff.close()
  await test_.drop()
})

/** As it stands, as a URL writes it, as JSON may escape it. */
function spellings(text: string): string[] {
  const escaped = text.replaceAll(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
  return [text, encodeURIComponent(text), escaped, Buffer.from(text).toString('base64').replace(/=+$/, '')]
}

function expectClean(lines: readonly string[]): void {
  const text = lines.join('')
  for (const value of [...Object.values(CANARY), PASSWORD]) {
    for (const spelling of spellings(value)) expect(text).not.toContain(spelling)
  }
}

/** A family whose father is the person looked for; sent twice the second is refused, since he is registered. */
const draft = (n: number, number: string = CANARY.id_number) => {
  const { members, ...family } = bereavedCouple(n, { address: CANARY.address })
  const [father, ...others] = members
  const named = {
    ...father,
    name: CANARY.name,
    phone: CANARY.phone,
    identity: { kind: 'resident', number },
  }
  return { ...family, members: [named, ...others] }
}

/** Requests as people send them and as nobody should, each with something of a person in it. */
async function requests(): Promise<number[]> {
  const { name, id_number, phone, reason } = CANARY
  const more = {
    'x-reason': encodeURIComponent(reason),
    'user-agent': name.codePointAt(0) ? phone : '',
    'x-forwarded-for': phone,
  }
  const q = encodeURIComponent
  const sent = [
    await worker.send('GET', `/api/families/find?q=${q(name)}`, undefined, more),
    await worker.send('GET', `/api/families/find?q=${id_number}`, undefined, more),
    await worker.send('GET', `/api/families?within=${q(name)}`, undefined, more),
    await worker.send('GET', `/api/families/${q(name)}`, undefined, more),
    await worker.send('GET', `/api/nowhere/${q(name)}?phone=${phone}`, undefined, more),
    await worker.send('POST', '/api/families', draft(900)),
    await worker.send('POST', '/api/families', draft(900)),
    await worker.send('POST', '/api/families', { ...draft(900), [name]: phone, community: id_number }),
    await staff.browser().send('POST', '/api/session', { username: name, password: id_number, code: phone }),
    await staff.browser().send('POST', '/api/session', { username: 'bai', password: PASSWORD, code: '000000' }),
  ]
  const raw = await staff.app.inject({
    method: 'POST',
    url: `/api/families?${q(name)}`,
    headers: { cookie: `nuanxin=${worker.cookie}`, 'content-type': 'application/json', 'idempotency-key': phone },
    payload: `{"name":"${name}","phone":${phone},`,
  })
  return [...sent.map(({ status }) => status), raw.statusCode]
}

describe('the log of the server', () => {
  test('says nothing of a person: not from an address, a body, a header, a refusal', async () => {
    staff.log.length = 0
    const statuses = await requests()
    expect(statuses).toEqual(expect.arrayContaining([200, 400, 401, 404, 409]))
    expect(statuses.filter((status) => status >= 500)).toEqual([])
    expectClean(staff.log)
  })

  test('nor when something fails that carries it: the database quotes the row it refuses, and the log does not', async () => {
    staff.log.length = 0
    // What nobody expected: an error of the database that quotes the whole row, and a table that is gone.
    await test_.admin
      .query(`create function quote_it() returns trigger language plpgsql as 'begin raise ''no: %'', new; end';
      create trigger quote_it before insert on person for each row execute function quote_it()`)
    const refused = await worker.send('POST', '/api/families', draft(901, CANARY.other_number))
    expect(refused.status).toBe(500)
    await test_.admin.query('drop trigger quote_it on person; alter table person rename to person_gone')
    const failed = await worker.send('GET', `/api/families/find?q=${encodeURIComponent(CANARY.name)}`)
    expect(failed.status).toBe(500)
    await test_.admin.query('alter table person_gone rename to person')
    const told = staff.log.map((line) => JSON.parse(line) as LogFields & { event: string })
    expect(told.map(({ event, route, sqlstate }) => [event, route, sqlstate])).toEqual([
      ['request_failed', '/api/families', 'P0001'],
      ['request_failed', '/api/families/find', '42P01'],
    ])
    expectClean(staff.log)
    expectClean([JSON.stringify(refused.body), JSON.stringify(failed.body)])
  })

  test('is a line of JSON for each event, with the moment, the level and what was given', () => {
    const lines: string[] = []
    const log = createLog(
      (line) => lines.push(line),
      () => '2026-11-21T02:00:00.000Z',
    )
    log('warn', 'outbox_failed', { district: 530_103 })
    log('info', 'migrated')
    expect(lines).toEqual([
      '{"at":"2026-11-21T02:00:00.000Z","level":"warn","event":"outbox_failed","district":530103}\n',
      '{"at":"2026-11-21T02:00:00.000Z","level":"info","event":"migrated"}\n',
    ])
  })
})
