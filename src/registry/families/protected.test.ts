import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  bereavedCouple,
  COMMUNITY,
  motherOfDisabledChild,
  NEIGHBOUR_COMMUNITY,
  registerForTest,
} from '../../../test/support/families.ts'
import type { Actor } from '../../platform/call.ts'
import type { FamilyFile } from './contract/index.ts'
import type { RegisteredFamily } from './index.ts'

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let officer: Actor
let couple: RegisteredFamily
let next: RegisteredFamily

const father = { name: '欧阳建国', phone: '13800005678' }
const mother = { name: '林秀英' }
const child = { name: '欧阳晓光' }

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', COMMUNITY)
  neighbour = await makeActor(db, 'community_worker', NEIGHBOUR_COMMUNITY)
  const draft = bereavedCouple(1, {
    members: bereavedCouple(1).members.map((member, i) => ({ ...member, ...[father, mother, child][i] })),
    preference: {
      no_home_visit: true,
      channels: ['phone'],
      hours: 'afternoon',
      quiet_days: ['11-23'],
      wish: '下午打电话',
    },
    tags: [{ tag: '高龄' }],
  })
  const registered = await registerForTest(db, officer, [
    draft,
    motherOfDisabledChild(2),
    bereavedCouple(3, { community: NEIGHBOUR_COMMUNITY }),
  ])
  const [one, two, three] = registered
  if (!one || !two || !three) throw new Error('Three families are registered.')
  couple = one
  next = three
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const trailOf = async (id: string) =>
  (
    await db.admin.query<{ action: string; reason: string | null; detail: unknown }>(
      'select action, reason, detail from audit_entry where subject_id = $1 order by seq',
      [id],
    )
  ).rows

describe('reveal', () => {
  const reveal = (actor: Actor, body: unknown, reason?: string, id = couple.id) =>
    app.request(actor, 'POST', `/api/families/${id}/reveal`, { body, ...(reason ? { reason } : {}) })
  const phoneOf = (index: number) => ({ of: 'person', id: couple.person_ids[index], field: 'phone' })

  test('opens one field and leaves who, what and why', async () => {
    expect(await reveal(worker, phoneOf(0), '电话回访')).toMatchObject({ status: 200, body: { value: '13800005678' } })
    expect(await reveal(worker, { of: 'family', field: 'address' }, '送慰问品')).toMatchObject({
      body: { value: expect.stringContaining('试验路') as unknown },
    })
    expect((await trailOf(couple.id)).slice(-2)).toMatchObject([
      { action: 'families.reveal', reason: '电话回访', detail: { of: 'person', field: 'phone' } },
      { action: 'families.reveal', reason: '送慰问品' },
    ])
  })
  test('opens contacts and certificates too', async () => {
    const { contacts, certificates } = (await app.request(worker, 'GET', `/api/families/${couple.id}`))
      .body as FamilyFile
    expect(
      await reveal(worker, { of: 'contact', id: contacts[0]?.contact_id, field: 'phone' }, '电话回访'),
    ).toMatchObject({
      body: { value: '13900000001' },
    })
    expect(
      await reveal(worker, { of: 'certificate', id: certificates[0]?.certificate_id, field: 'number' }, '核对证件'),
    ).toMatchObject({ body: { value: 'GR1' } })
  })
  test('keeps no copy of what was opened among the stored answers', async () => {
    await reveal(worker, phoneOf(0), '电话回访')
    const { rows } = await db.admin.query(`select 1 from idempotency where response::text like '%13800005678%'`)
    expect(rows).toEqual([])
  })
  test('rejects bad input: no reason, one character, an unknown field', async () => {
    expect(await reveal(worker, phoneOf(0))).toMatchObject({ status: 400, body: { code: 'families.reason_needed' } })
    expect((await reveal(worker, phoneOf(0), '查')).status).toBe(400)
    expect((await reveal(worker, { of: 'person', id: couple.person_ids[0], field: 'name' }, '电话回访')).status).toBe(
      400,
    )
  })
  test('refuses without permission', async () => {
    const leader = await makeActor(db, 'city_leader', '5301')
    expect((await reveal(leader, phoneOf(0), '电话回访')).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect((await reveal(neighbour, phoneOf(0), '电话回访')).status).toBe(404)
    expect((await reveal(worker, phoneOf(0), '电话回访', next.id)).status).toBe(404)
  })
  test('a value that is not there is not found', async () => {
    const home = await makeActor(db, 'home_worker', '530103001')
    expect(
      (await reveal(home, { of: 'person', id: couple.person_ids[2], field: 'id_number' }, '核对证件')).status,
    ).toBe(404)
  })
})

describe('those who died', () => {
  const see = (actor: Actor, reason?: string) =>
    app.request(actor, 'GET', `/api/families/${couple.id}/child`, reason ? { reason } : {})

  test('are shown for a reason, and the look stays', async () => {
    expect(await see(worker, '办理扶助')).toMatchObject({
      status: 200,
      body: { children_surviving: 0, departed: [{ name: '欧阳晓光', died_on: '2009-08-30' }] },
    })
    expect((await trailOf(couple.id)).at(-1)).toMatchObject({ action: 'families.see_child', reason: '办理扶助' })
  })
  test('are not shown without a reason', async () => {
    expect(await see(worker)).toMatchObject({ status: 400, body: { code: 'families.reason_needed' } })
  })
  test('refuses without permission', async () => {
    for (const role of ['home_worker', 'finance', 'district_approver'] as const)
      expect((await see(await makeActor(db, role, '530103'), '办理扶助')).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect((await see(neighbour, '办理扶助')).status).toBe(404)
  })
})

describe('the trail of a file', () => {
  const trail = (actor: Actor, query = '') => app.request(actor, 'GET', `/api/families/${couple.id}/trail${query}`)

  test('says who looked, newest first, page by page', async () => {
    await app.request(worker, 'GET', `/api/families/${couple.id}`)
    const first = (await trail(officer, '?limit=1')).body as {
      rows: { seq: number; action: string; who: string }[]
      next: string
    }
    expect(first.rows).toMatchObject([{ action: 'families.show', who: worker.display_name, role: 'community_worker' }])
    const second = (await trail(officer, `?limit=1&cursor=${first.next}`)).body as typeof first
    expect(second.rows[0]?.seq).toBeLessThan(first.rows[0]?.seq ?? 0)
  })
  test('refuses without permission', async () => {
    expect((await trail(await makeActor(db, 'finance', '530103'))).status).toBe(403)
  })
  test('refuses outside the jurisdiction, though the district is the same', async () => {
    expect((await trail(neighbour)).status).toBe(404)
  })
})
