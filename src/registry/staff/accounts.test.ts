import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, testId, type TestApp } from '../../../test/support/app.ts'
import { makeAssociation } from '../../../test/support/associations.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { padCode } from '../../kernel/division-code.ts'
import type { Actor } from '../../platform/call.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'

let db: TestDatabase
let app: TestApp
let chief: Actor
let neighbour: Actor
let auditor: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  chief = await makeActor(db, 'administrator', '530103')
  neighbour = await makeActor(db, 'administrator', '530102')
  auditor = await makeActor(db, 'auditor', '530103')
  await makeAssociation(db, '530103', '盘龙区计划生育协会')
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

describe.each(['disable', 'invitation', 'sessions'] as const)('%s of an account', (what) => {
  const act = (actor: Actor, account_id: string, key?: string) =>
    send(actor, what === 'sessions' ? 'DELETE' : 'POST', `/api/staff/${account_id}/${what}`, undefined, key)
  const action = { disable: 'staff.disable_account', invitation: 'staff.invite_again', sessions: 'staff.end_sessions' }[
    what
  ]

  test('refuses without permission', async () => {
    expect((await act(auditor, (await someone()).account_id)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const { account_id } = await someone()
    const [foreign, missing] = [await act(neighbour, account_id), await act(neighbour, testId())]
    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
  })

  test('rejects bad input', async () => {
    expect((await act(chief, 'x')).status).toBe(400)
    if (what !== 'sessions') expect((await act(chief, chief.account_id)).body['code']).toBe('staff.not_oneself')
  })

  test('does it', async () => {
    const { account_id } = await someone()
    const { status, body } = await act(chief, account_id)
    expect(status).toBe(200)
    const seen = (await send(chief, 'GET', `/api/staff/${account_id}`)).body
    if (what === 'disable') expect(seen).toMatchObject({ state: 'disabled', invitation_expires_at: null })
    else expect(seen['state']).toBe('invited')
    if (what === 'invitation') expect(body['invitation_code']).toMatch(/^530103-/)
  })

  test('does it once when sent twice', async () => {
    const { account_id } = await someone()
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => act(chief, account_id, key)))
    expect(new Set(answers.map((a) => JSON.stringify(a.body))).size).toBe(1)
    expect(await count('audit_entry', `action = '${action}' and subject_id = '${account_id}'`)).toBe(1)
  })
})

describe('list accounts', () => {
  beforeAll(async () => {
    for (let i = 0; i < 6; i++) await someone()
  })

  test('shows those of one’s own area only, and to nobody without permission', async () => {
    const rows = (await send(chief, 'GET', '/api/staff?limit=100')).body['items'] as {
      division: number
      account_id: string
    }[]
    expect(rows.length).toBeGreaterThan(5)
    expect(rows.every((row) => Math.floor(row.division / 1_000_000) === 530103)).toBe(true)
    const theirs = (await send(neighbour, 'GET', '/api/staff')).body['items'] as { account_id: string }[]
    expect(theirs.map((row) => row.account_id)).toEqual([neighbour.account_id])
    const worker = await makeActor(db, 'community_worker', '530103001001')
    expect((await send(worker, 'GET', '/api/staff')).status).toBe(403)
  })

  test('gives every row once, page by page', async () => {
    const seen: string[] = []
    let cursor: unknown = null
    do {
      const { body } = await send(
        chief,
        'GET',
        `/api/staff?limit=4${typeof cursor === 'string' ? `&cursor=${cursor}` : ''}`,
      )
      seen.push(...(body['items'] as { account_id: string }[]).map((row) => row.account_id))
      cursor = body['next_cursor']
    } while (cursor !== null)
    const all = (await send(chief, 'GET', '/api/staff?limit=100')).body['items'] as { account_id: string }[]
    expect(seen).toEqual(all.map((row) => row.account_id))
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('finds by name, by state and by role, and takes signs of patterns literally', async () => {
    await send(
      chief,
      'POST',
      '/api/staff',
      member({ username: 'lin-qiu', display_name: '林秋' }, { role: 'finance', division: padCode('530103') }),
    )
    const names = async (query: string) =>
      ((await send(chief, 'GET', `/api/staff?${query}`)).body['items'] as { username: string }[]).map(
        (row) => row.username,
      )
    expect(await names(`search=${encodeURIComponent('林')}`)).toEqual(['lin-qiu'])
    expect(await names('search=LIN-Q')).toEqual(['lin-qiu'])
    expect(await names('search=%25')).toEqual([])
    expect(await names('search=n_q')).toEqual([])
    expect(await names('role=finance&search=lin')).toEqual(['lin-qiu'])
    expect(await names('state=active&search=lin')).toEqual([])
    expect((await send(chief, 'GET', '/api/staff?cursor=bad')).status).toBe(400)
  })
})

describe('whose account it is', () => {
  const inviteTo = (actor: Actor, division: string | undefined, username: string) =>
    send(actor, 'POST', '/api/staff', {
      username,
      display_name: '某人',
      ...(division === undefined ? {} : { division: padCode(division) }),
      post: { role: 'community_worker', division: padCode('530103002001') },
    })

  test('is always an association: nobody is invited to a place that has none, said or not', async () => {
    const street = await makeActor(db, 'administrator', '530103002')
    for (const [actor, division] of [
      [chief, '530103002'],
      [street, undefined],
    ] as const) {
      const { status, body } = await inviteTo(actor, division, 'too-early')
      expect([status, body.issues]).toMatchObject([400, [{ place: 'division', code: 'staff.association_missing' }]])
    }
    expect(await count('account', "username = 'too-early'")).toBe(0)
    expect(await count('association', `division = ${padCode('530103002')}`)).toBe(0)
    const body = { division: padCode('530103002'), name: '鼓楼街道计划生育协会' }
    expect((await send(chief, 'POST', '/api/associations', body)).status).toBe(200)
    expect((await inviteTo(street, undefined, 'in-time')).status).toBe(200)
  })

  test('is asked of the database every hour: who is invited to a place without an association is told', async () => {
    await inviteTo(chief, undefined, 'without')
    const move = (to: string) =>
      db.admin.query("update account set division = $1 where username = 'without'", [padCode(to)])
    const checks = findChecks('src/registry')
    await move('530103003')
    const faults = await runChecks(db.admin, checks)
    expect(faults.map((fault) => fault.check)).toContain('staff/associations')
    await move('530103')
    expect(await runChecks(db.admin, checks)).toEqual([])
  })
})
