import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, TEST_NOW, type TestApp } from '../../../test/support/app.ts'
import { accountRequest } from '../../../test/support/bank-accounts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { addMinutes, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

const HERE = 530_103_001_001
let db: TestDatabase
let app: TestApp
let worker: Actor
let colleague: Actor
let officer: Actor
let approver: Actor
const families: TestFamily[] = []
let numbers = 9_000

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  colleague = await makeActor(db, 'street_officer', '530103001')
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  families.push(...(await makeFamilies(db, HERE, 12)))
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const days = (n: number): Instant => addMinutes(TEST_NOW, n * 1_440)
const fresh = () => families.pop() as TestFamily
async function send(actor: Actor, path: string, body: unknown, now = TEST_NOW) {
  const answer = await app.request(actor, 'POST', `/api/bank-accounts${path}`, { body, now, reason: '告知家人' })
  return { status: answer.status, body: answer.body as Record<string, unknown> }
}
async function asks(person: Uuid, now = TEST_NOW): Promise<Uuid> {
  const request = accountRequest(person, (numbers += 1))
  const answer = await send(worker, '/requests', request, now)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return request.id
}
const approves = (id: Uuid, now = TEST_NOW) => send(approver, '/approvals', { version_ids: [id] }, now)
/** The family as the register shows it today, with another phone of its first parent. */
async function changesPhone(family: TestFamily, phone: string | null, now = TEST_NOW): Promise<void> {
  const { rows } = await db.admin.query<{ version: number }>('select version from family where id = $1', [family.id])
  const change = { members: [{ person_id: family.parents[0], set: { phone } }] }
  const body = { version: rows[0]?.version, change }
  const answer = await app.request(worker, 'POST', `/api/families/${family.id}/change`, { body, now })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
}
const phoneOf = async (family: TestFamily) => {
  const { rows } = await db.admin.query<{ phone_cipher: Buffer }>('select phone_cipher from person where id = $1', [
    family.parents[0],
  ])
  return db.crypto.open(rows[0]?.phone_cipher as Buffer, `person.phone_cipher:${family.parents[0]}`)
}
const phone = async (id: Uuid, field = 'notice_phone') =>
  (await send(approver, `/requests/${id}/reveal`, { field })).body['value'] ?? null
const formerPhone = (id: Uuid) => phone(id, 'notice_former_phone')

describe('the message goes to the contact of before the change', () => {
  test('the phone is kept with the request: changed between request and approval, the family is told at the old one', async () => {
    const family = fresh()
    const old = await phoneOf(family)
    const id = await asks(family.parents[0])
    await changesPhone(family, '13800009999')
    await approves(id)
    expect(await phone(id)).toBe(old)
  })

  test('a phone changed within thirty days before the request: the number of before is told too', async () => {
    const family = fresh()
    const old = await phoneOf(family)
    await changesPhone(family, '13800008888', days(1))
    const id = await asks(family.parents[0], days(30))
    await approves(id, days(30))
    expect([await phone(id), await formerPhone(id)]).toEqual(['13800008888', old])
    const list = await app.request(officer, 'GET', '/api/bank-accounts/requests?state=to_tell&limit=100', {
      now: days(30),
    })
    const { items } = list.body as { items: Record<string, unknown>[] }
    expect(items.find((one) => one['version_id'] === id)).toMatchObject({
      notice_phone: true,
      notice_former_phone: true,
    })
  })

  test('changed twice, or taken out and put in again, it is still the number of before them all', async () => {
    const [twice, out] = [fresh(), fresh()]
    const old = [await phoneOf(twice), await phoneOf(out)]
    await changesPhone(twice, '13800007777', days(1))
    await changesPhone(twice, '13800006666', days(2))
    await changesPhone(out, null, days(1))
    await changesPhone(out, '13800005555', days(60))
    const ids = [await asks(twice.parents[0], days(3)), await asks(out.parents[0], days(61))]
    expect([await formerPhone(ids[0] as Uuid), await formerPhone(ids[1] as Uuid)]).toEqual(old)
  })

  test('a phone that has stood for longer is the contact, alone', async () => {
    const family = fresh()
    await changesPhone(family, '13800004444', days(1))
    const id = await asks(family.parents[0], days(32))
    expect([await phone(id), await formerPhone(id)]).toEqual(['13800004444', null])
  })

  test('of what was not approved nothing is to be told', async () => {
    const id = await asks(fresh().parents[0])
    const told = await send(colleague, `/requests/${id}/told`, { channel: 'phone' })
    expect([told.status, told.body['code']]).toEqual([409, 'bank_accounts.not_approved'])
    const person = (await db.admin.query('select person_id from bank_account_version where id = $1', [id])).rows[0]
    const { body } = await app.request(worker, 'GET', `/api/bank-accounts/persons/${person.person_id}`)
    expect((body as { versions: unknown[] }).versions).toMatchObject([{ standing: 'requested', notice: null }])
  })
})

describe('who asked for the change does not write down that the family was told', () => {
  test('neither one nor among many; a colleague does', async () => {
    const id = await asks(fresh().parents[0])
    await approves(id)
    const one = await send(worker, `/requests/${id}/told`, { channel: 'phone' })
    const many = await send(worker, '/tellings', { version_ids: [id], channel: 'letter' })
    for (const answer of [one, many])
      expect(answer).toMatchObject({
        status: 403,
        body: { code: 'bank_accounts.own_telling', next: expect.any(String) },
      })
    expect((await send(colleague, `/requests/${id}/told`, { channel: 'phone' })).status).toBe(200)
  })

  test('whoever approved may', async () => {
    const id = await asks(fresh().parents[0])
    await approves(id)
    expect((await send(approver, '/tellings', { version_ids: [id], channel: 'letter' })).status).toBe(200)
  })
})
