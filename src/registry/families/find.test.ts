import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
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
import type { Actor } from '../../platform/call.ts'
import type { FamilyLine, Found } from './contract/index.ts'
import type { FamilyDraft, RegisteredFamily } from './index.ts'

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
  test('a foreign parent by the number of her passport, also one of digits alone', async () => {
    const draft = bereavedCouple(42)
    const passports = ['E12345678', '512345678']
    await registerForTest(db, officer, [
      {
        ...draft,
        members: draft.members.map((member, i) => {
          const number = passports[i]
          if (number === undefined) return member
          const birth_date = civilDate(`1950-05-0${i + 1}`)
          return {
            ...member,
            name: ['Tom Quinn', 'May Quinn'][i] ?? '',
            identity: { kind: 'foreign', number },
            sex: i === 0 ? 'male' : 'female',
            birth_date,
          }
        }),
      },
    ])
    expect(await names(worker, 'e123 45678')).toEqual(['Tom Quinn'])
    expect(await names(worker, '512345678')).toEqual(['May Quinn'])
    for (const q of passports) expect((await find(neighbour, q)).rows).toEqual([])
  })
  test('a number that is nobody’s in full is told what is looked for, and a wrong one that it is wrong', async () => {
    expect(await find(worker, '560811')).toEqual({ rows: [], more: false, hint: 'families.find_digits' })
    const id = idOf(3, civilDate('1948-03-06'), 'male')
    const wrong = id.slice(0, 17) + (id.endsWith('0') ? '1' : '0')
    expect(await find(worker, wrong)).toEqual({ rows: [], more: false, hint: 'families.find_id_wrong' })
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
  test.each([
    ['community_worker', COMMUNITY, '林秀英'],
    ['street_officer', '530103001', '林秀英'],
    ['district_officer', '530103', '林秀英'],
    ['district_approver', '530103', '林秀英'],
    ['finance', '530103', '林秀英'],
    ['home_worker', '530103001', '林秀英'],
    ['psychologist', '530103', '林秀英'],
    ['city_leader', '5301', '林**'],
    ['auditor', '530103', '林**'],
  ] as const)('the %s of %s finds, and reads the name as %s', async (role, place, shown) => {
    const actor = await makeActor(db, role, place)
    expect(await names(actor, '林秀英')).toEqual([shown])
    expect(await names(actor, '晓光')).toEqual([])
  })
  test('a city leader is told that numbers are found within one district', async () => {
    const leader = await makeActor(db, 'city_leader', '5301')
    expect(await find(leader, '5678')).toEqual({ rows: [], more: false, hint: 'families.find_digits_in_district' })
  })
  test('refuses without permission', async () => {
    const administrator = await makeActor(db, 'administrator', '530103')
    expect((await app.request(administrator, 'GET', '/api/families/find?q=ab')).status).toBe(403)
    expect((await app.request(undefined, 'GET', '/api/families/find?q=ab')).status).toBe(401)
  })
})

describe('a name in Latin letters', () => {
  beforeAll(async () => {
    const named = (draft: FamilyDraft, ...list: string[]): FamilyDraft => ({
      ...draft,
      members: draft.members.map((member, i) => ({ ...member, name: list[i] ?? member.name })),
    })
    const [left] = await registerForTest(db, officer, [
      named(bereavedCouple(60), 'Lee Major', 'Leeds Mary', '某某'),
      named(bereavedCouple(61), 'John Smith', 'Anna Lee', 'Goldsmith Junior'),
      named(bereavedCouple(62), '李恩娥', '欧阳Lee', '某某'),
    ])
    const change = { end_members: [{ person_id: left?.person_ids[1], member_to: '2026-11-20' }] }
    await app.request(worker, 'POST', `/api/families/${left?.id}/change`, { body: { version: 1, change } })
  })
  test.each([
    ['the second word of it', 'Smith', ['John Smith']],
    ['the first word, which its pinyin begins with as well: once', 'john', ['John Smith']],
    ['the whole of it', 'John  Smith', ['John Smith']],
    ['two letters anywhere', 'ee', ['Lee Major', '欧阳Lee', 'Anna Lee']],
    [
      'letters whose reading begins so, before those who hold them further on',
      'lee',
      ['李恩娥', 'Lee Major', '欧阳Lee', 'Anna Lee'],
    ],
    ['letters in which no name has them together', 'smithee', []],
  ])('is found by %s', async (_how, q, expected) => {
    expect(await names(worker, q)).toEqual(expected)
  })
  test('not of the child who died, nor of who left, nor from a neighbour community', async () => {
    for (const q of ['gold', 'junior', 'leeds']) expect(await names(worker, q)).toEqual([])
    for (const q of ['Smith', 'ee']) expect(await names(neighbour, q)).toEqual([])
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
    const first = await list(officer, '?limit=2')
    expect(new Set(seen).size).toBe(seen.length)
    expect(first.count).toEqual({ households: seen.length, over: false })
    expect((await list(officer, `?limit=2&cursor=${first.next}`)).count).toBeNull()
  })
  test('narrows by tag, living arrangement, age band and place', async () => {
    expect((await list(officer, `?tag=${encodeURIComponent('高龄')}`)).rows.map((row) => row.family_id)).toEqual([
      couple.id,
    ])
    expect((await list(officer, '?living=with_relatives')).rows.map((row) => row.family_id)).toEqual([widow.id])
    expect((await list(officer, '?age=under_60')).rows).toEqual([])
    expect((await list(officer, '?age=70_79')).count?.households).toBeGreaterThanOrEqual(3)
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
