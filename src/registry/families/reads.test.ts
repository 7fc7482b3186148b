import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  bereavedCouple,
  COMMUNITY,
  idOf,
  motherOfDisabledChild,
  NEIGHBOUR_COMMUNITY,
  registerForTest,
} from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Role } from '../../kernel/role.ts'
import type { Actor } from '../../platform/call.ts'
import type { FamilyFile, FamilyLine, Found } from './contract/index.ts'
import type { RegisteredFamily } from './index.ts'

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let officer: Actor
let couple: RegisteredFamily
let widow: RegisteredFamily
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
  widow = two
  next = three
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const find = async (actor: Actor, q: string) => {
  const answer = await app.request(actor, 'GET', `/api/families/find?q=${encodeURIComponent(q)}`)
  return answer.body as { rows: Found[]; more: boolean; hint: string | null }
}
const names = async (actor: Actor, q: string) => (await find(actor, q)).rows.map((row) => row.name)
const trailOf = async (id: string) =>
  (
    await db.admin.query<{ action: string; reason: string | null; detail: unknown }>(
      'select action, reason, detail from audit_entry where subject_id = $1 order by seq',
      [id],
    )
  ).rows

describe('find', () => {
  test.each([
    ['two characters anywhere in the name', '建国'],
    ['the whole name', '欧阳建国'],
    ['pinyin', 'ouyangjian'],
    ['initials', 'oyjg'],
    ['the last four of the phone', '5678'],
    ['the whole phone', '138-0000-5678'],
    ['the whole ID number', idOf(3, civilDate('1948-03-06'), 'male')],
    ['traditional script', '歐陽建國'],
  ])('by %s', async (_how, q) => {
    expect(await names(worker, q)).toEqual(['欧阳建国'])
  })
  test('by file number: everybody living in it, parents first', async () => {
    expect(await names(worker, couple.file)).toEqual(['欧阳建国', '林秀英'])
  })
  test('by the last four of an ID number', async () => {
    const id = idOf(3, civilDate('1948-03-06'), 'male')
    expect(await names(worker, id.slice(-4))).toContain('欧阳建国')
  })
  test('the exact name comes before names that hold it', async () => {
    const draft = bereavedCouple(40)
    await registerForTest(db, officer, [
      {
        ...draft,
        members: draft.members.map((member, i) => ({ ...member, name: ['建国军', '梅建国', '某某'][i] ?? '某' })),
      },
      {
        ...bereavedCouple(41),
        members: bereavedCouple(41).members.map((m, i) => ({ ...m, name: i === 0 ? '建国' : '某某' })),
      },
    ])
    expect(await names(worker, '建国')).toEqual(['建国', '建国军', '梅建国', '欧阳建国'])
  })
  test('never the child who died, by no way', async () => {
    for (const q of ['晓光', '欧阳晓光', 'ouyangxiao', 'oyxg']) expect(await names(worker, q)).toEqual([])
  })
  test('refuses one character kindly', async () => {
    const answer = await app.request(worker, 'GET', `/api/families/find?q=${encodeURIComponent('林')}`)
    expect(answer).toMatchObject({ status: 400, body: { code: 'families.find_too_short', place: 'query.q' } })
    expect((answer.body as { detail: string }).detail).toContain('至少')
  })
  test('a neighbour community finds nothing', async () => {
    for (const q of ['林秀英', 'lxy', '5678', couple.file, idOf(3, civilDate('1948-03-06'), 'male')])
      expect((await find(neighbour, q)).rows).toEqual([])
  })
  test('a city leader reads masked names, and is told that numbers are found within one district', async () => {
    const leader = await makeActor(db, 'city_leader', '5301')
    expect(await names(leader, '林秀英')).toEqual(['林**'])
    expect(await find(leader, '5678')).toEqual({ rows: [], more: false, hint: 'families.find_digits_in_district' })
  })
  test('refuses without permission', async () => {
    const administrator = await makeActor(db, 'administrator', '530103')
    expect((await app.request(administrator, 'GET', '/api/families/find?q=ab')).status).toBe(403)
    expect((await app.request(undefined, 'GET', '/api/families/find?q=ab')).status).toBe(401)
  })
})

describe('list', () => {
  const list = async (actor: Actor, query = '') => {
    const answer = await app.request(actor, 'GET', `/api/families${query}`)
    expect(answer.status).toBe(200)
    return answer.body as { rows: FamilyLine[]; next: string | null; count: { households: number; over: boolean } }
  }
  test('holds the families of the jurisdiction and no others', async () => {
    expect((await list(neighbour)).rows.map((row) => row.family_id)).toEqual([next.id])
    expect((await list(officer)).rows.map((row) => row.family_id)).toEqual(
      expect.arrayContaining([couple.id, widow.id, next.id]),
    )
  })
  test('a count equals the length of the list, page by page', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list(officer, `?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...page.rows.map((row) => row.family_id))
      cursor = page.next
    }
    const { count } = await list(officer)
    expect(new Set(seen).size).toBe(seen.length)
    expect(count).toEqual({ households: seen.length, over: false })
  })
  test('narrows by tag, living arrangement, age band and place', async () => {
    expect((await list(officer, `?tag=${encodeURIComponent('高龄')}`)).rows.map((row) => row.family_id)).toEqual([
      couple.id,
    ])
    expect((await list(officer, '?living=with_relatives')).rows.map((row) => row.family_id)).toEqual([widow.id])
    expect((await list(officer, '?age=under_60')).rows).toEqual([])
    expect((await list(officer, '?age=70_79')).count.households).toBeGreaterThanOrEqual(3)
    expect((await list(officer, `?within=${NEIGHBOUR_COMMUNITY}`)).rows.map((row) => row.family_id)).toEqual([next.id])
    expect((await list(worker, `?within=${NEIGHBOUR_COMMUNITY}`)).rows).toEqual([])
  })
  test('says nothing of a child who died: not in the number of members, not by name', async () => {
    const { rows } = await list(worker)
    expect(rows.find((row) => row.family_id === couple.id)).toMatchObject({
      members: 2,
      heads: ['欧阳建国', '林秀英'],
      no_home_visit: true,
    })
    expect(JSON.stringify(rows)).not.toContain('晓光')
  })
  test('refuses a cursor that no page gave', async () => {
    const forged = Buffer.from('["x","y"]').toString('base64url')
    const notUuid = Buffer.from('[1,"y"]').toString('base64url')
    for (const cursor of [forged, notUuid])
      expect((await app.request(officer, 'GET', `/api/families?cursor=${cursor}`)).status).toBe(400)
  })
  test('names the tags in use', async () => {
    expect((await app.request(worker, 'GET', '/api/families/tags')).body).toEqual({ tags: ['高龄'] })
    expect((await app.request(neighbour, 'GET', '/api/families/tags')).body).toEqual({ tags: [] })
  })
})

describe('the file', () => {
  const open = (actor: Actor, id: string) => app.request(actor, 'GET', `/api/families/${id}`)

  test('shows the household, its living members, contacts, wishes and tags', async () => {
    const answer = await open(worker, couple.id)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      file: couple.file,
      heads: ['欧阳建国', '林秀英'],
      members: [{ name: '欧阳建国', has_phone: true }, { name: '林秀英' }],
      contacts: [{ relation: '侄女', has_phone: true }],
      preference: { no_home_visit: true, hours: 'afternoon' },
      tags: [{ tag: '高龄' }],
      has_address: true,
      acts: [],
    })
  })
  test('holds nothing of the child who died, nor of the branch', async () => {
    const text = JSON.stringify((await open(worker, couple.id)).body)
    for (const secret of ['晓光', '2009-08-30', '1975-05-12', 'branch', 'children_surviving', 'died'])
      expect(text).not.toContain(secret)
  })
  test('holds no number, phone or address in clear', async () => {
    const text = JSON.stringify((await open(worker, couple.id)).body)
    for (const secret of ['13800005678', idOf(3, civilDate('1948-03-06'), 'male'), '试验路'])
      expect(text).not.toContain(secret)
  })
  test('tells the days to be gentle on without the reason', async () => {
    const { gentle_days } = (await open(worker, couple.id)).body as FamilyFile
    expect(gentle_days).toEqual([{ date: '2026-11-23', shared: false, quiet: true }])
  })
  test.each<[Role, string, string]>([
    ['community_worker', String(COMMUNITY), '林秀英'],
    ['street_officer', '530103001', '林秀英'],
    ['home_worker', '530103001', '林秀英'],
    ['psychologist', '530103', '林秀英'],
    ['district_officer', '530103', '林秀英'],
    ['district_approver', '530103', '林秀英'],
    ['finance', '530103', '林秀英'],
    ['supervisor', '530103', '林**'],
    ['auditor', '530103', '林**'],
    ['city_leader', '5301', '林**'],
    ['province_leader', '53', '林**'],
  ])('%s of %s reads %s', async (role, division, name) => {
    const body = (await open(await makeActor(db, role, division), couple.id)).body as FamilyFile
    expect(body.members[1]?.name).toBe(name)
    expect(body.heads[1]).toBe(name)
    const masked = name.includes('*')
    expect(body.members[1]?.birth_date === null).toBe(masked)
    expect(body.certificates.length === 0).toBe(masked)
  })
  test('every look leaves a trace with who and what', async () => {
    const before = (await trailOf(widow.id)).length
    await open(worker, widow.id)
    expect((await trailOf(widow.id)).slice(before)).toMatchObject([{ action: 'families.show' }])
  })
  test('foreign and missing answer the same, byte for byte but the number of the request', async () => {
    const [foreign, missing] = [await open(neighbour, couple.id), await open(neighbour, testId())]
    expect(foreign.status).toBe(404)
    const plain = (raw: Buffer) => raw.toString('utf8').replaceAll(/[0-9a-f-]{36}/g, 'id')
    expect(plain(foreign.raw)).toBe(plain(missing.raw))
    expect(foreign.raw.length).toBe(missing.raw.length)
  })
  test('rejects what is no id', async () => {
    expect((await open(worker, 'abc')).status).toBe(400)
  })
})

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
