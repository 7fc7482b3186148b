import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, TEST_NOW, type TestApp, testId } from '../../../test/support/app.ts'
import { accountRequest } from '../../../test/support/bank-accounts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import { addMinutes, type Instant } from '../../kernel/calendar.ts'
import type { ResponseOf } from '../../kernel/endpoint.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { command } from '../../platform/database/transact.ts'
import type { accountsOfPerson } from './contract.ts'
import { openAccounts } from './index.ts'

const HERE = 530_103_001_001
const DISTRICT = 530_103
let db: TestDatabase
let app: TestApp
let worker: Actor
let officer: Actor
let approver: Actor
let foreign: Actor
let finance: Actor
const persons: Uuid[] = []
let numbers = 5_000

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  finance = await makeActor(db, 'finance', '530103')
  foreign = await makeActor(db, 'district_officer', '530102')
  for (const family of await makeFamilies(db, HERE, 36)) persons.push(...family.parents)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

interface Sent {
  key?: string
  now?: Instant
  reason?: string
}
async function send(actor: Actor, path: string, body: unknown, options: Sent = {}) {
  const answer = await app.request(actor, 'POST', `/api/bank-accounts${path}`, { body, ...options })
  return { status: answer.status, body: answer.body as Record<string, unknown> }
}
const codeOf = async (answer: ReturnType<typeof send>) => {
  const { status, body } = await answer
  return status === 200 ? 200 : body['code']
}
const days = (n: number) => addMinutes(TEST_NOW, n * 1_440)
const asked = async (person = persons.pop() as Uuid, now = TEST_NOW) => {
  const body = accountRequest(person, (numbers += 1))
  const answer = await send(worker, '/requests', body, { now })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return body
}
const approved = async (person?: Uuid, now = TEST_NOW) => {
  const body = await asked(person, now)
  await send(approver, '/approvals', { version_ids: [body.id] }, { now })
  return body
}
/** The version in effect at a moment. */
const active = async (person: Uuid, now: Instant) => {
  const { body } = await app.request(officer, 'GET', `/api/bank-accounts/persons/${person}`, { now })
  const { versions } = body as ResponseOf<typeof accountsOfPerson>
  return versions.find((version) => version.standing === 'active')?.version_id
}

const ACTS = {
  refuse: { who: () => approver, not: () => worker, body: { reason: '与身份证不符' }, ready: asked },
  cancel: { who: () => worker, not: () => approver, body: { by: 'requester', reason: '填错了人' }, ready: asked },
  told: { who: () => officer, not: () => finance, body: { channel: 'phone' }, ready: approved },
  reveal: { who: () => officer, not: () => worker, body: { field: 'number' }, ready: approved },
} as const

describe.each(Object.keys(ACTS) as (keyof typeof ACTS)[])('POST /api/bank-accounts/requests/:id/%s', (name) => {
  const { who, not, body, ready } = ACTS[name]
  const act = (actor: Actor, id: string, sent: unknown = body, options: Sent = {}) =>
    send(actor, `/requests/${id}/${name}`, sent, { reason: '核对信息', ...options })

  test('refuses without permission', async () => {
    expect((await act(not(), (await ready()).id)).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const { id } = await ready()
    const strangers =
      name === 'refuse' || name === 'reveal' ? foreign : await makeActor(db, 'community_worker', HERE + 1)
    const [strange, missing] = [await act(strangers, id), await act(strangers, testId())]
    expect([strange.status, missing.status]).toEqual([404, 404])
    expect({ ...strange.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
  })
  test('rejects bad input', async () => {
    const { id } = await ready()
    expect((await act(who(), id, { nothing: true })).status).toBe(400)
    if (name === 'reveal') {
      expect((await send(officer, `/requests/${id}/reveal`, body)).status).toBe(400)
    } else {
      await act(who(), id)
      expect((await act(who(), id)).status).toBe(409)
    }
  })
  test('does it', async () => {
    const request = await ready()
    const answer = await act(who(), request.id)
    expect(answer.status).toBe(200)
    if (name === 'reveal') {
      expect(answer.body).toEqual({ value: request.number })
      const trail = await db.admin.query(
        `select reason from audit_entry where action = 'bank_accounts.reveal' and subject_id = $1`,
        [request.person_id],
      )
      expect(trail.rows).toEqual([{ reason: '核对信息' }])
    }
  })
  test('does it once when sent twice', async () => {
    const { id } = await ready()
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => act(who(), id, body, { key })))
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200])
  })
})

describe('a change taken back', () => {
  test('on the family’s objection during the cooling-off leaves the former account as if nothing had been', async () => {
    const first = await approved()
    const second = await approved(first.person_id, days(5))
    expect(await active(first.person_id, days(9))).toBe(second.id)
    const object = { by: 'family', reason: '家属说没有换过卡' }
    expect(await codeOf(send(worker, `/requests/${second.id}/cancel`, object, { now: days(6) }))).toBe(200)
    expect(await active(first.person_id, days(9))).toBe(first.id)
    expect(
      await codeOf(send(worker, '/requests', accountRequest(first.person_id, (numbers += 1)), { now: days(6) })),
    ).toBe(200)
  })
  test('is refused once it is in effect, and to whoever did not ask', async () => {
    const first = await approved()
    const object = { by: 'family', reason: '家属异议' }
    expect(await codeOf(send(worker, `/requests/${first.id}/cancel`, object, { now: days(3) }))).toBe(
      'bank_accounts.in_effect',
    )
    const { id } = await asked()
    const mine = { by: 'requester', reason: '填错了' }
    expect(await codeOf(send(officer, `/requests/${id}/cancel`, mine))).toBe('bank_accounts.not_your_request')
  })
})

describe('POST /api/bank-accounts/cooling', () => {
  const set = (actor: Actor, body: unknown, key?: string) => send(actor, '/cooling', body, key ? { key } : {})
  const from = (n: number) => days(n).slice(0, 10)
  test('refuses without permission', async () => {
    expect((await set(officer, { cooling_days: 5, valid_from: from(60) })).status).toBe(403)
  })
  test('refuses outside the jurisdiction: each sets her own association’s days', async () => {
    const next_door = await makeActor(db, 'district_approver', '530102')
    await set(next_door, { cooling_days: 30, valid_from: from(0) })
    const { id } = await asked()
    const answer = await send(approver, '/approvals', { version_ids: [id] })
    expect(answer.body['effective_at']).toBe(days(3))
  })
  test('rejects bad input', async () => {
    for (const cooling_days of [0, 31, 1.5])
      expect((await set(approver, { cooling_days, valid_from: from(90) })).status).toBe(400)
    expect(await codeOf(set(approver, { cooling_days: 5, valid_from: from(-1) }))).toBe('bank_accounts.set_backwards')
  })
  test('does it, from its day on', async () => {
    expect((await set(approver, { cooling_days: 7, valid_from: from(200) })).status).toBe(200)
    expect(await codeOf(set(approver, { cooling_days: 8, valid_from: from(200) }))).toBe('bank_accounts.set_already')
    const { id } = await asked(undefined, days(201))
    const answer = await send(approver, '/approvals', { version_ids: [id] }, { now: days(201) })
    expect(answer.body['effective_at']).toBe(days(208))
  })
  test('does it once when sent twice', async () => {
    const key = `twice-${testId()}`
    const body = { cooling_days: 4, valid_from: from(400) }
    expect((await Promise.all([1, 2, 3].map(() => set(approver, body, key)))).map((one) => one.status)).toEqual([
      200, 200, 200,
    ])
  })
})

test('a bank’s file opens the numbers it needs, leaves one trace, and opens none that was not approved', async () => {
  const [first, second, waiting] = [await approved(), await approved(), await asked()]
  const call = callOf(db, officer)
  const purpose = { kind: 'payment_round', id: testId() }
  const open = (version_ids: Uuid[]) =>
    command(db.db, call, { name: 'test.open', input: version_ids }, async (tx) => ({
      result: [...(await openAccounts(tx, call, { district: DISTRICT, version_ids, purpose })).values()].map(
        (one) => one.number,
      ),
    }))
  await expect(open([first.id, waiting.id])).rejects.toMatchObject({ code: 'bank_accounts.version_not_found' })
  call.idempotency_key = `test-${testId()}`
  expect((await open([first.id, second.id])).toSorted()).toEqual([first.number, second.number].toSorted())
  const { rows } = await db.admin.query(`select detail from audit_entry where subject_id = $1`, [purpose.id])
  expect(rows).toEqual([{ detail: { accounts: 2 } }])
})

describe('POST /api/bank-accounts/tellings', () => {
  const tell = (actor: Actor, version_ids: string[], options: Sent = {}) =>
    send(actor, '/tellings', { version_ids, channel: 'letter' }, options)
  const told = async (ids: string[]) =>
    (await db.admin.query("select 1 from bank_account_notice where version_id = any($1) and state = 'told'", [ids]))
      .rowCount
  test('refuses without permission', async () => {
    const { id } = await approved()
    expect((await tell(finance, [id])).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const { id } = await approved()
    expect((await tell(foreign, [id])).status).toBe(404)
    expect(await told([id])).toBe(0)
  })
  test('rejects bad input: all or none', async () => {
    const [one, two] = [await approved(), await approved()]
    expect((await tell(worker, [])).status).toBe(400)
    await tell(approver, [one.id])
    expect(await codeOf(tell(officer, [one.id, two.id]))).toBe('bank_accounts.already_told')
    expect(await codeOf(tell(officer, [two.id, testId()]))).toBe('bank_accounts.request_not_found')
    expect(await told([two.id])).toBe(0)
  })
  test('does it', async () => {
    const ids = [(await approved()).id, (await approved()).id]
    expect(await tell(officer, ids)).toMatchObject({ status: 200, body: { told: 2 } })
    expect(await told(ids)).toBe(2)
  })
  test('does it once when sent twice', async () => {
    const { id } = await approved()
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => tell(officer, [id], { key })))
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200])
    expect(await told([id])).toBe(1)
  })
})
