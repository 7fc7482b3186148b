import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows, PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, NEIGHBOUR_COMMUNITY, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import type { Entitlement, Preview } from './contract/index.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let worker: Actor
let neighbour: Actor
let family: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', '530103001001')
  neighbour = await makeActor(db, 'street_officer', '530103002')
  const [here] = await registerForTest(db, officer, [
    bereavedCouple(0, { hardship: true }),
    bereavedCouple(1, { community: NEIGHBOUR_COMMUNITY, hardship: true }),
  ])
  if (!here) throw new Error('A family is registered.')
  family = here.id
  await runFor(db, officer, civilDate('2026-11-20'))
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const post = (actor: Actor, url: string, body: object, key?: string) =>
  app.request(actor, 'POST', url, { body, ...(key === undefined ? {} : { key }) })

describe('POST eligibility-runs', () => {
  const url = '/api/eligibility-runs'
  const preview = async (query = '') =>
    (
      await app.request(
        officer,
        'GET',
        `${url}/preview?division=${NEIGHBOUR_COMMUNITY}&as_of=2024-05-01&policy=panlong_doctor_signing${query}`,
      )
    ).body as Preview
  const asked = { as_of: '2024-05-01', division: NEIGHBOUR_COMMUNITY, policy_codes: ['panlong_doctor_signing'] }

  test('refuses without permission', async () => {
    expect((await post(worker, url, { ...asked, fingerprint: '0'.repeat(64) })).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const answer = await post(officer, url, { ...asked, division: 530_102_001_001, fingerprint: '0'.repeat(64) })
    expect(answer.status).toBe(404)
  })

  test('rejects bad input', async () => {
    expect((await post(officer, url, { as_of: '2024-13-01', fingerprint: 'x' })).status).toBe(400)
  })

  test('refuses another fingerprint with the figures as they are', async () => {
    const answer = await post(officer, url, { ...asked, fingerprint: '0'.repeat(64) })
    expect(answer.status).toBe(409)
    expect(answer.body).toMatchObject({
      code: 'entitlements.differs_now',
      issues: [{ place: 'panlong_doctor_signing', detail: expect.stringContaining('新增 2') as string }],
    })
  })

  test('does it, and does it once when sent twice', async () => {
    const { fingerprint, policies } = await preview()
    expect(policies[0]?.gained).toMatchObject({ rows: 2, households: 1, persons: 2 })
    const names = await app.request(
      officer,
      'GET',
      `${url}/preview/names?division=530103001002&as_of=2024-05-01&policy=panlong_doctor_signing&difference=gained&limit=1`,
    )
    expect(names.body).toMatchObject({
      items: [{ file: '530103-000002' }],
      next_cursor: expect.any(String) as string,
    })
    const body = { ...asked, fingerprint }
    const [first, again] = [
      await post(officer, url, body, 'run-2024-once'),
      await post(officer, url, body, 'run-2024-once'),
    ]
    expect(first.status).toBe(200)
    expect(again.body).toEqual(first.body)
    const { run_id } = first.body as { run_id: Uuid }
    const told = await app.request(
      officer,
      'GET',
      `${url}/${run_id}/names?policy=panlong_doctor_signing&difference=gained`,
    )
    expect((told.body as { items: unknown[] }).items).toHaveLength(2)
    expect((await app.request(officer, 'GET', `${url}/${run_id}`)).body).toMatchObject({
      id: run_id,
      as_of: '2024-05-01',
    })
    expect((await app.request(officer, 'GET', `${url}?limit=1`)).body).toMatchObject({ items: [{ id: run_id }] })
  })
})

describe('GET entitlements', () => {
  const list = async (actor: Actor, query: string) =>
    (await app.request(actor, 'GET', `/api/entitlements?${query}`)).body as {
      items: Entitlement[]
      next_cursor: string | null
      total: number | null
    }

  test('gives every row once, page by page, as many as its sums say', async () => {
    const seen: Uuid[] = []
    let cursor = ''
    for (;;) {
      const page = await list(officer, `state=due&state=held&state=reached&state=void&limit=7${cursor}`)
      seen.push(...page.items.map((row) => row.id))
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }
    const all = await entitlementRows(db)
    expect(new Set(seen)).toEqual(new Set(all.map((row) => row.id)))
    expect(seen).toHaveLength(all.length)
    const sums = await app.request(
      officer,
      'GET',
      '/api/entitlements/sums?state=due&state=held&state=reached&state=void',
    )
    expect(sums.body).toMatchObject({
      total: { rows: all.length, households: new Set(all.map((row) => row.family_id)).size },
    })
  })

  test('shows a worker her own community, with full names, and a leader masked ones', async () => {
    const own = await list(worker, 'policy=panlong_festival_condolence')
    expect(own.items.map((row) => row.community)).toEqual([530_103_001_001])
    expect(own.items[0]?.names).toHaveLength(2)
    expect(own.items[0]?.names.join('')).not.toContain('*')
    const city = await list(await makeActor(db, 'city_leader', '5301'), 'policy=panlong_festival_condolence')
    expect(city.total).toBe(2)
    expect(city.items.every((row) => row.names.every((name) => name.endsWith('**')))).toBe(true)
  })

  test('finds what is overdue', async () => {
    const late = await list(officer, 'overdue=yes&policy=panlong_doctor_signing')
    expect(late.items.length).toBeGreaterThan(0)
    expect(late.items.every((row) => row.overdue && (row.due_by ?? '') < '2026-11-21')).toBe(true)
  })

  test('tells a family’s own, and nothing of a family elsewhere', async () => {
    const own = await app.request(worker, 'GET', `/api/entitlements/families/${family}`)
    expect((own.body as { items: Entitlement[] }).items.every((row) => row.family_id === family)).toBe(true)
    const foreign = await app.request(neighbour, 'GET', `/api/entitlements/families/${family}`)
    expect(foreign.body).toEqual({ items: [] })
  })

  test('exports with a purpose that stays in the trail', async () => {
    const answer = await post(officer, '/api/entitlements/export', {
      filter: { policy: ['panlong_heat_goods'] },
      purpose: '发放前核对',
    })
    expect(answer.status).toBe(200)
    expect(answer.raw.subarray(0, 2).toString()).toBe('PK')
    const { rows } = await db.admin.query(`select reason from audit_entry where action = 'entitlements.export'`)
    expect(rows).toEqual([{ reason: '发放前核对' }])
    expect((await post(worker, '/api/entitlements/export', { purpose: '发放前核对' })).status).toBe(403)
    expect((await post(officer, '/api/entitlements/export', {})).status).toBe(400)
  })

  test.for([
    [{ state: ['due'] }, '应享未落实名单'],
    [{ state: ['reached'] }, '已落实名单'],
    [{ state: ['held'] }, '暂缓名单'],
    [{ state: ['void'] }, '不再应享名单'],
    [{ state: ['due', 'held'] }, '应享名单'],
    [{}, '应享名单'],
  ] as const)('an export is called by what was asked for: %j', async ([filter, name]) => {
    const answer = await post(officer, '/api/entitlements/export', { filter, purpose: '发放前核对' })
    expect(answer.status).toBe(200)
    expect(decodeURIComponent(String(answer.headers['content-disposition']))).toContain(`${name}-2026-11-`)
  })

  test('does not let a worker preview a run', async () => {
    expect((await app.request(worker, 'GET', `/api/eligibility-runs/preview?division=${PANLONG}`)).status).toBe(403)
  })
})
