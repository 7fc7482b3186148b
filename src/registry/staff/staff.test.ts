import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, testId, type TestApp } from '../../../test/support/app.ts'
import { makeAssociation } from '../../../test/support/associations.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { padCode } from '../../kernel/division-code.ts'
import type { Actor } from '../../platform/call.ts'

let db: TestDatabase
let app: TestApp
let chief: Actor
let neighbour: Actor
let officer: Actor
let auditor: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  chief = await makeActor(db, 'administrator', '530103')
  neighbour = await makeActor(db, 'administrator', '530102')
  officer = await makeActor(db, 'district_officer', '530103')
  auditor = await makeActor(db, 'auditor', '530103')
  await makeAssociation(db, '530103', '盘龙区计划生育协会')
  await makeAssociation(db, '530103001001', '尚义社区计划生育协会')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Body = Record<string, unknown> & { issues?: { place: string; code: string }[] }
const send = async (actor: Actor, method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown, key?: string) => {
  const answer = await app.request(actor, method, url, { ...(body ? { body } : {}), ...(key ? { key } : {}) })
  return { status: answer.status, body: answer.body as Body }
}
const count = async (table: string, where = 'true') =>
  (await db.admin.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`)).rows[0]?.n

let number = 0
const member = (change: Record<string, unknown> = {}, post: Record<string, unknown> = {}) => ({
  username: `person-${++number}`,
  display_name: '某人',
  post: { role: 'community_worker', division: padCode('530103001001'), ...post },
  ...change,
})
/** A new account of Panlong with its first post. */
const someone = async (post: Record<string, unknown> = {}) => {
  const { body } = await send(chief, 'POST', '/api/staff', member({}, post))
  const account_id = String(body['account_id'])
  const seen = await send(chief, 'GET', `/api/staff/${account_id}`)
  const [first] = seen.body['posts'] as { post_id: string }[]
  return { account_id, post_id: first?.post_id ?? '' }
}

describe('create an account', () => {
  test('refuses without permission', async () => {
    for (const actor of [officer, auditor]) expect((await send(actor, 'POST', '/api/staff', member())).status).toBe(403)
    const late = await app.request(chief, 'POST', '/api/staff', { body: member(), confirmed: false })
    expect(late.body).toMatchObject({ code: 'platform.confirm_first' })
  })

  test('refuses outside the jurisdiction', async () => {
    const faults = []
    for (const input of [
      member({}, { division: padCode('530102001'), role: 'street_officer' }),
      member({ division: padCode('530102') }),
      member({ division: padCode('5301') }, { division: padCode('5301'), role: 'city_leader' }),
      member({ division: padCode('530103001001') }, { division: padCode('530103001002') }),
    ]) {
      const { status, body } = await send(chief, 'POST', '/api/staff', input)
      faults.push([status, body.issues?.[0]?.place, body.issues?.[0]?.code])
    }
    expect(faults).toEqual([
      [400, 'post.division', 'staff.division_out_of_reach'],
      [400, 'division', 'staff.division_out_of_reach'],
      [400, 'division', 'staff.division_out_of_reach'],
      [400, 'post.division', 'staff.division_not_of_account'],
    ])
  })

  test('rejects bad input', async () => {
    const taken = member()
    await send(chief, 'POST', '/api/staff', taken)
    const codes = []
    for (const input of [
      member({ username: 'No Spaces' }),
      member({ display_name: '' }),
      member({}, { role: 'emperor' }),
      member({}, { role: 'street_officer' }),
      member({}, { valid_from: '2026-12-01', valid_to: '2026-12-01' }),
      member({ state: 'active' }),
      taken,
    ]) {
      const { status, body } = await send(chief, 'POST', '/api/staff', input)
      codes.push(`${status} ${body.issues?.[0]?.place} ${body.issues?.[0]?.code}`)
    }
    expect(codes).toEqual([
      '400 username staff.username_form',
      '400 display_name platform.input_required',
      '400 post.role platform.input_invalid_value',
      '400 post.role staff.role_not_at_tier',
      '400 valid_to staff.term_backwards',
      '400 body platform.input_unrecognized_keys',
      '400 username staff.username_taken',
    ])
  })

  test('does it', async () => {
    const { status, body } = await send(chief, 'POST', '/api/staff', member({ display_name: '白杨' }))
    expect(status).toBe(200)
    expect(body['invitation_code']).toMatch(/^530103(-[0-9A-Z]{4}){3}$/)
    expect(body['expires_at']).toBe('2026-11-24T02:00:00.000Z')
    expect((await send(chief, 'GET', `/api/staff/${String(body['account_id'])}`)).body).toMatchObject({
      display_name: '白杨',
      state: 'invited',
      division_name: '盘龙区',
      posts: [
        { role: 'community_worker', title: '社区工作者', division_name: '尚义社区居委会', valid_from: '2026-11-21' },
      ],
      invitation_expires_at: '2026-11-24T02:00:00.000Z',
      sessions_alive: 0,
    })
    const audited = `action = 'staff.create_account' and subject_id = '${String(body['account_id'])}'`
    expect(await count('audit_entry', audited)).toBe(1)
  })

  test('does it once when sent twice', async () => {
    const input = member()
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => send(chief, 'POST', '/api/staff', input, key)))
    expect(new Set(answers.map((a) => JSON.stringify(a.body))).size).toBe(1)
    expect(await count('account', `username = '${input.username}'`)).toBe(1)
    const code = String(answers[0]?.body['invitation_code'])
    expect(await count('idempotency', `response::text like '%${code.slice(7)}%'`)).toBe(0)
  })
})

describe('grant a post', () => {
  const grant = (actor: Actor, account_id: string, body: unknown, key?: string) =>
    send(actor, 'POST', `/api/staff/${account_id}/posts`, body, key)
  const finance = { role: 'finance', division: padCode('530103') }

  test('refuses without permission', async () => {
    expect((await grant(officer, (await someone()).account_id, finance)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const { account_id } = await someone()
    const [foreign, missing] = [await grant(neighbour, account_id, finance), await grant(neighbour, testId(), finance)]
    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
    const wider = await grant(chief, account_id, { role: 'city_leader', division: padCode('5301') })
    expect(wider.body.issues).toMatchObject([{ place: 'division', code: 'staff.division_out_of_reach' }])
  })

  test('rejects bad input', async () => {
    const { account_id } = await someone()
    expect((await grant(chief, account_id, { ...finance, role: 'x' })).status).toBe(400)
    expect((await grant(chief, account_id, { ...finance, lo: 0 })).status).toBe(400)
    expect((await grant(chief, 'x', finance)).status).toBe(400)
    expect((await grant(chief, chief.account_id, finance)).body.issues).toMatchObject([{ code: 'staff.not_oneself' }])
  })

  test('does it', async () => {
    const { account_id } = await someone()
    const { status, body } = await grant(chief, account_id, { ...finance, title: '出纳' })
    expect(status).toBe(200)
    const posts = (await send(chief, 'GET', `/api/staff/${account_id}`)).body['posts'] as Record<string, unknown>[]
    expect(posts.find((post) => post['post_id'] === body['post_id'])).toMatchObject({ role: 'finance', title: '出纳' })
  })

  test('does it once when sent twice', async () => {
    const { account_id } = await someone()
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => grant(chief, account_id, finance, key)))
    expect(new Set(answers.map((a) => a.body['post_id'])).size).toBe(1)
    expect(await count('post', `account_id = '${account_id}' and role = 'finance'`)).toBe(1)
    expect((await grant(chief, account_id, finance)).body['code']).toBe('staff.post_already')
  })

  test('keeps the three duties apart, now, later, and for two who grant at the same moment', async () => {
    const { account_id, post_id } = await someone()
    const audit = { role: 'auditor', division: padCode('530103') }
    expect((await grant(chief, account_id, audit)).body.issues).toMatchObject([
      { place: 'role', code: 'staff.duties_apart' },
    ])
    const later = { ...audit, valid_from: '2030-01-01' }
    expect((await grant(chief, account_id, later)).body.issues).toMatchObject([{ code: 'staff.duties_apart' }])
    await send(chief, 'POST', `/api/staff/${account_id}/posts/${post_id}/end`)
    const both = await Promise.all([grant(chief, account_id, audit), grant(chief, account_id, finance)])
    expect(both.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([200, 400])
  })

  test('of two duties at once is refused by the database itself', async () => {
    const { account_id } = await someone()
    const insert = (role: string) =>
      db.admin.query(
        `insert into post (id, account_id, role, division, lo, hi, title, valid_from, granted_by, created_at)
         values (gen_random_uuid(), $1, $2, 530103000000, 530103000000, 530104000000, 'x', '2026-11-21', $1, now())`,
        [account_id, role],
      )
    await expect(insert('administrator')).rejects.toThrow('post_duties_apart')
    await expect(insert('auditor')).rejects.toThrow('post_duties_apart')
    await insert('finance')
  })
})

describe('end a post', () => {
  const end = (actor: Actor, of: { account_id: string; post_id: string }, key?: string) =>
    send(actor, 'POST', `/api/staff/${of.account_id}/posts/${of.post_id}/end`, undefined, key)

  test('refuses without permission', async () => {
    expect((await end(officer, await someone())).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const post = await someone()
    const [foreign, missing] = [await end(neighbour, post), await end(chief, { ...post, post_id: testId() })]
    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
  })

  test('rejects bad input', async () => {
    const post = await someone()
    expect((await end(chief, { ...post, post_id: 'x' })).status).toBe(400)
    expect((await end(chief, { account_id: chief.account_id, post_id: chief.post_id })).body['code']).toBe(
      'staff.not_oneself',
    )
  })

  test('does it', async () => {
    const post = await someone()
    expect((await end(chief, post)).status).toBe(200)
    expect(await count('post', `id = '${post.post_id}' and valid_to = '2026-11-21'`)).toBe(1)
    expect((await end(chief, post)).body['code']).toBe('staff.post_ended')
    const future = await someone({ valid_from: '2027-03-01' })
    expect((await end(chief, future)).status).toBe(200)
    expect(await count('post', `id = '${future.post_id}' and valid_to = '2027-03-01'`)).toBe(1)
  })

  test('does it once when sent twice', async () => {
    const post = await someone()
    const key = `twice-${testId()}`
    expect((await Promise.all([1, 2, 3].map(() => end(chief, post, key)))).map((a) => a.status)).toEqual([
      200, 200, 200,
    ])
    expect(await count('audit_entry', `action = 'staff.end_post' and subject_id = '${post.account_id}'`)).toBe(1)
  })
})
