import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, TEST_NOW, type TestApp, testId } from '../../../test/support/app.ts'
import { accountRequest, cardOf } from '../../../test/support/bank-accounts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import { addMinutes, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

const HERE = 530_103_001_001
let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let officer: Actor
let approver: Actor
let foreign: Actor
let finance: Actor
const persons: Uuid[] = []
let numbers = 0

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  neighbour = await makeActor(db, 'community_worker', HERE + 1)
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  foreign = await makeActor(db, 'district_officer', '530102')
  finance = await makeActor(db, 'finance', '530103')
  for (const family of await makeFamilies(db, HERE, 60)) persons.push(...family.parents)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Row = Record<string, unknown>
type Body = Row & { items?: Row[]; issues?: { place: string; code: string }[]; versions?: Row[] }
interface Sent {
  key?: string
  now?: Instant
  reason?: string
  confirmed?: boolean
}
async function send(actor: Actor, path: string, body: unknown, options: Sent = {}) {
  const answer = await app.request(actor, 'POST', `/api/bank-accounts${path}`, { body, ...options })
  return { status: answer.status, body: answer.body as Body }
}
async function read(actor: Actor, path: string, now?: Instant) {
  const answer = await app.request(actor, 'GET', `/api/bank-accounts${path}`, now ? { now } : {})
  return { status: answer.status, body: answer.body as Body }
}
const codeOf = async (answer: ReturnType<typeof send>) => {
  const { status, body } = await answer
  return status === 200 ? 200 : (body.issues?.[0]?.code ?? body['code'])
}
const twice = async (act: (key: string) => ReturnType<typeof send>) => {
  const key = `twice-${testId()}`
  return (await Promise.all([act(key), act(key), act(key)])).map((one) => one.status)
}
const next = (): Uuid => {
  const person = persons.pop()
  if (!person) throw new Error('There are no more parents in this test.')
  return person
}
const fresh = (more = {}, person = next()) => accountRequest(person, (numbers += 1), more)
const asked = async (more = {}, person = next()) => {
  const body = fresh(more, person)
  const answer = await send(worker, '/requests', body)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return body
}
const approve = (actor: Actor, ids: string[], options: Sent = {}) =>
  send(actor, '/approvals', { version_ids: ids }, options)
const count = async (where: string) =>
  (await db.admin.query<{ n: number }>(`select count(*)::int as n from ${where}`)).rows[0]?.n
const days = (n: number) => addMinutes(TEST_NOW, n * 1_440)

describe('POST /api/bank-accounts/requests', () => {
  test('refuses without permission', async () => {
    for (const actor of [approver, finance])
      expect((await send(actor, '/requests', fresh({}, persons[0]))).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const body = fresh({}, persons[0])
    for (const actor of [neighbour, foreign]) {
      const [strange, missing] = [
        await send(actor, '/requests', body),
        await send(actor, '/requests', { ...body, person_id: testId() }),
      ]
      expect([strange.status, missing.status]).toEqual([404, 404])
      expect({ ...strange.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
    }
  })
  test('rejects bad input', async () => {
    const person = next()
    const codes = []
    for (const more of [
      { number: '6217 0000' },
      { number: '62170000000000000000000' },
      { number: `${cardOf(77).slice(0, -1)}${(Number(cardOf(77).at(-1)) + 1) % 10}` },
      { bank_code: 'NOBANK' },
      { kind: 'passbook', number: '1234567890' },
      { holder_name: '另有其人' },
      { reason: ' ' },
    ])
      codes.push(await codeOf(send(worker, '/requests', fresh(more, person))))
    expect(codes).toEqual([
      'bank_accounts.card_length',
      'bank_accounts.card_length',
      'bank_accounts.card_check_digit',
      'bank_accounts.bank_unknown',
      'bank_accounts.warning_passbook_length',
      'bank_accounts.warning_holder_differs',
      'platform.input_required',
    ])
    const odd = { kind: 'passbook', number: '1234567890', warning_reason: '老式存折，已看原件' }
    expect(await codeOf(send(worker, '/requests', fresh(odd, person)))).toBe(200)
    expect(await codeOf(send(worker, '/requests', fresh({}, person)))).toBe('bank_accounts.change_pending')
  })
  test('does it, and no answer holds the number', async () => {
    const body = await asked()
    const { rows } = await db.admin.query<{ family_id: string }>('select family_id from person where id = $1', [
      body.person_id,
    ])
    const shown = await read(worker, `/families/${rows[0]?.family_id}`)
    const version = shown.body.versions?.find((one) => one['version_id'] === body.id)
    expect(version).toMatchObject({ standing: 'requested', masked: `**** ${body.number.slice(-4)}`, shared_with: 0 })
    expect(JSON.stringify(shown.body)).not.toContain(body.number)
    expect((await read(neighbour, `/families/${rows[0]?.family_id}`)).status).toBe(404)
    const stored = await db.admin.query(`select v::text as row from bank_account_version v where id = $1`, [body.id])
    expect(JSON.stringify(stored.rows)).not.toContain(body.number.slice(0, -4))
  })
  test('does it once when sent twice', async () => {
    const body = fresh()
    expect(await twice((key) => send(worker, '/requests', body, { key }))).toEqual([200, 200, 200])
    expect(await count(`bank_account_version where person_id = '${body.person_id}'`)).toBe(1)
  })
  test('of two who ask for one person at the same moment one is heard', async () => {
    const person = next()
    const said = await Promise.all([1, 2, 3].map(() => codeOf(send(worker, '/requests', fresh({}, person)))))
    expect(said.map(String).toSorted()).toEqual(['200', 'bank_accounts.change_pending', 'bank_accounts.change_pending'])
  })
})

describe('POST /api/bank-accounts/requests/import', () => {
  const load = (actor: Actor, accounts: unknown[], options: Sent = {}) =>
    send(actor, '/requests/import', { accounts }, options)
  test('refuses without permission', async () => {
    for (const actor of [worker, approver]) expect((await load(actor, [fresh({}, persons[0])])).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect((await load(foreign, [fresh({}, persons[0])])).status).toBe(404)
  })
  test('rejects bad input: the row is named and nothing is written', async () => {
    const [first, second] = [fresh(), fresh()]
    const answer = await load(officer, [first, { ...second, number: '6217000000000000000' }, first])
    expect(answer.body.issues).toMatchObject([
      { place: 'accounts.1.number', code: 'bank_accounts.card_check_digit' },
      { place: 'accounts.2.person_id', code: 'bank_accounts.person_twice' },
    ])
    const couple = [first, { ...second, number: first.number }]
    expect((await load(officer, couple)).body.issues).toMatchObject([
      { place: 'accounts.0.shared_reason' },
      { place: 'accounts.1.shared_reason' },
    ])
    expect(await count(`bank_account_version where id = '${first.id}'`)).toBe(0)
  })
  test('does it', async () => {
    const one = fresh({ shared_reason: '夫妻共用' })
    const many = [one, { ...fresh({ shared_reason: '夫妻共用' }), number: one.number }, fresh(), fresh()]
    expect((await load(officer, many)).status).toBe(200)
    expect(
      (
        await approve(
          approver,
          many.map((row) => row.id),
        )
      ).body,
    ).toMatchObject({ approved: 4 })
    expect(await count(`bank_account_notice where version_id = any('{${many.map((row) => row.id).join()}}')`)).toBe(4)
  })
  test('does it once when sent twice', async () => {
    const many = [fresh(), fresh()]
    expect(await twice((key) => load(officer, many, { key }))).toEqual([200, 200, 200])
  })
})

describe('POST /api/bank-accounts/approvals', () => {
  test('refuses without permission', async () => {
    const { id } = await asked()
    for (const actor of [worker, finance]) expect((await approve(actor, [id])).status).toBe(403)
    expect(await codeOf(approve(approver, [id], { confirmed: false }))).toBe('platform.confirm_first')
    const own = fresh()
    await send(officer, '/requests', own)
    expect(await codeOf(approve(officer, [own.id]))).toBe('bank_accounts.own_request')
  })
  test('refuses outside the jurisdiction', async () => {
    const { id } = await asked()
    expect(await codeOf(approve(foreign, [id]))).toBe('bank_accounts.request_not_found')
    expect(await codeOf(approve(approver, [id, testId()]))).toBe('bank_accounts.request_not_found')
  })
  test('rejects bad input', async () => {
    expect((await approve(approver, [])).status).toBe(400)
    const { id } = await asked()
    await approve(approver, [id])
    expect(await codeOf(approve(approver, [id]))).toBe('bank_accounts.already_decided')
  })
  test('does it: in effect after the cooling-off, the former one until then, the family to be told', async () => {
    const first = await asked()
    const answer = await approve(approver, [first.id])
    expect(answer.body).toEqual({ approved: 1, effective_at: days(3) })
    const second = fresh({}, first.person_id)
    expect(await codeOf(send(worker, '/requests', second))).toBe('bank_accounts.change_pending')
    const later = days(10)
    await send(worker, '/requests', second, { now: later })
    await approve(approver, [second.id], { now: later })
    const standings = async (now: Instant) => {
      const { rows } = await db.admin.query<{ family_id: string }>('select family_id from person where id = $1', [
        first.person_id,
      ])
      const shown = await read(officer, `/families/${rows[0]?.family_id}`, now)
      return (shown.body.versions ?? [])
        .filter((one) => one['person_id'] === first.person_id)
        .map((one) => one['standing'])
    }
    expect(await standings(addMinutes(days(13), -1))).toEqual(['cooling', 'active'])
    expect(await standings(days(13))).toEqual(['active', 'ended'])
    const waiting = await read(officer, '/requests?state=to_tell&limit=100', later)
    expect(waiting.body.items?.find((one) => one['version_id'] === second.id)).toMatchObject({
      notice: 'waiting',
      notice_phone: true,
      former_masked: `**** ${first.number.slice(-4)}`,
    })
    expect(await count(`outbox where topic = 'bank_account.changed' and dedupe_key = '${second.id}'`)).toBe(1)
  })
  test('does it once when sent twice, and of two approvers at once one is heard', async () => {
    const [{ id }, other] = [await asked(), await asked()]
    expect(await twice((key) => approve(approver, [id], { key }))).toEqual([200, 200, 200])
    const said = await Promise.all(
      [approver, officer, approver, officer].map((actor) => codeOf(approve(actor, [other.id]))),
    )
    expect(said.filter((code) => code === 200)).toHaveLength(1)
    expect(new Set(said)).toEqual(new Set([200, 'bank_accounts.already_decided']))
  })
  test('is refused for a number somebody elsewhere in the district has, when nobody said why', async () => {
    const [elsewhere] = await makeFamilies(db, HERE + 1, 1)
    const there = fresh({}, elsewhere?.parents[0])
    await send(neighbour, '/requests', there)
    const here = await asked({ number: there.number })
    expect(await codeOf(approve(approver, [here.id]))).toBe('bank_accounts.shared_unexplained')
  })
})
