import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, testId, type TestApp } from '../../../test/support/app.ts'
import { makeAssociation } from '../../../test/support/associations.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { padCode } from '../../kernel/division-code.ts'
import type { Actor } from '../../platform/call.ts'

let db: TestDatabase
let app: TestApp
let city: Actor
let district: Actor
let neighbour: Actor
let street: Actor
let officer: Actor
let worker: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  city = await makeActor(db, 'administrator', '5301')
  district = await makeActor(db, 'administrator', '530103')
  neighbour = await makeActor(db, 'administrator', '530102')
  street = await makeActor(db, 'administrator', '530103001')
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', '530103001001')
  await makeAssociation(db, '5301', '昆明市计划生育协会')
  await makeAssociation(db, '530103', '盘龙区计划生育协会')
  await makeAssociation(db, '530103002', '鼓楼街道计划生育协会')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Body = Record<string, unknown> & { issues?: { place: string; code: string }[] }
const send = async (actor: Actor, method: 'GET' | 'POST', url: string, body?: unknown, key?: string) => {
  const answer = await app.request(actor, method, url, { ...(body ? { body } : {}), ...(key ? { key } : {}) })
  return { status: answer.status, body: answer.body as Body }
}
const namesSeen = async (actor: Actor, query = '') => {
  const { body } = await send(actor, 'GET', `/api/associations${query}`)
  return (body['items'] as { name: string }[]).map((one) => one.name)
}
const nameAt = async (division: string) =>
  (await db.admin.query<{ name: string }>('select name from association where division = $1', [padCode(division)]))
    .rows[0]?.name
const traced = async (action: string, division: string) =>
  (
    await db.admin.query<{ district: number }>(
      `select district from audit_entry where action = $1 and detail ->> 'division' = $2`,
      [action, String(padCode(division))],
    )
  ).rows.map((row) => row.district)

describe('the list of associations', () => {
  const url = '/api/associations'

  test('refuses without permission', async () => {
    expect((await send(worker, 'GET', url)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect(await namesSeen(neighbour)).toEqual([])
    expect(await namesSeen(street)).toEqual([])
    expect(await namesSeen(neighbour, `?search=${encodeURIComponent('盘龙')}`)).toEqual([])
  })

  test('rejects bad input', async () => {
    expect((await send(city, 'GET', `${url}?limit=0`)).status).toBe(400)
    expect((await send(city, 'GET', `${url}?cursor=nonsense`)).status).toBe(400)
    expect((await send(city, 'GET', `${url}?search=${'长'.repeat(61)}`)).status).toBe(400)
  })

  test('does it: in reach, place by place, page by page, with the accounts that are not closed', async () => {
    const { body } = await send(officer, 'GET', url)
    expect(body).toEqual({
      items: [
        {
          division: padCode('530103'),
          division_name: '云南省昆明市盘龙区',
          tier: 'district',
          name: '盘龙区计划生育协会',
          // The administrator and the officer.
          accounts: 2,
          version: 1,
        },
        {
          division: padCode('530103002'),
          division_name: '云南省昆明市盘龙区鼓楼街道',
          tier: 'street',
          name: '鼓楼街道计划生育协会',
          accounts: 0,
          version: 1,
        },
      ],
      next_cursor: null,
    })
    const first = await send(city, 'GET', `${url}?limit=1`)
    expect(first.body['items']).toMatchObject([{ name: '昆明市计划生育协会' }])
    const next = String(first.body['next_cursor'])
    expect(await namesSeen(city, `?limit=2&cursor=${next}`)).toEqual(['盘龙区计划生育协会', '鼓楼街道计划生育协会'])
  })

  test('is searched by the name and by the place, and a percent sign is a percent sign', async () => {
    const found = (text: string) => namesSeen(city, `?search=${encodeURIComponent(text)}`)
    expect(await found('鼓楼')).toEqual(['鼓楼街道计划生育协会'])
    expect(await found('昆明市盘龙')).toEqual(['盘龙区计划生育协会', '鼓楼街道计划生育协会'])
    expect(await found('%')).toEqual([])
  })
})

describe('add an association', () => {
  const add = (actor: Actor, division: string | number, name = '试验计划生育协会', key?: string) =>
    send(actor, 'POST', '/api/associations', { division: padCode(division), name }, key)

  test('refuses without permission', async () => {
    for (const actor of [officer, worker]) expect((await add(actor, '530103003')).status).toBe(403)
    const body = { division: padCode('530103003'), name: '试验计划生育协会' }
    const late = await app.request(district, 'POST', '/api/associations', { body, confirmed: false })
    expect(late.body).toMatchObject({ code: 'platform.confirm_first' })
    expect(await nameAt('530103003')).toBeUndefined()
  })

  test('refuses outside the jurisdiction, and a place out of reach reads as one that is not', async () => {
    const answers = []
    for (const [actor, division] of [
      [neighbour, '530103003'],
      [neighbour, '530103'],
      [neighbour, '530103999'],
      [street, '530103003'],
      [street, '530103'],
      [district, '5301'],
      [district, '0'],
    ] as const) {
      const { status, body } = await add(actor, division)
      answers.push(JSON.stringify({ ...body, status, request_id: '' }))
    }
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('staff.division_out_of_reach')
    expect(answers[0]).toContain('"place":"division"')
    expect(await nameAt('530103003')).toBeUndefined()
  })

  test('rejects bad input', async () => {
    const said = async (division: string, name?: string) => {
      const { status, body } = await add(district, division, name)
      return `${status} ${body.issues?.[0]?.place} ${body.issues?.[0]?.code}`
    }
    expect(await said('530103999')).toBe('400 division staff.division_unknown')
    expect(await said('530103003', '协')).toBe('400 name staff.association_short')
    expect(await said('530103003', '一\n二')).toBe('400 name staff.association_short')
    expect(await said('530103003', '长'.repeat(101))).toBe('400 name platform.input_too_long')
    expect((await send(district, 'POST', '/api/associations', { name: '没有地方的协会' })).status).toBe(400)
    expect((await send(district, 'POST', '/api/associations', { division: 12, name: '没有地方的协会' })).status).toBe(
      400,
    )
    const taken = await add(district, '530103')
    expect([taken.status, taken.body['code'], taken.body['place']]).toEqual([
      409,
      'staff.association_already',
      'division',
    ])
    expect(await nameAt('530103')).toBe('盘龙区计划生育协会')
  })

  test('refuses a place that came to an end, with the day', async () => {
    await db.admin.query(`update division set valid_to = '2026-01-01' where code = $1`, [padCode('530103005')])
    const { status, body } = await add(district, '530103005')
    expect([status, body.issues]).toMatchObject([400, [{ place: 'division', code: 'staff.division_gone' }]])
    expect(JSON.stringify(body)).toContain('2026-01-01')
    await db.admin.query('update division set valid_to = null where code = $1', [padCode('530103005')])
  })

  test('does it, at every tier, with its place in the trail', async () => {
    const nation = await makeActor(db, 'administrator', '0')
    for (const [actor, division, tier, trail] of [
      [nation, '0', 'nation', 0],
      [nation, '53', 'province', 530_000],
      [city, '530102', 'district', 530_102],
      [district, '530103003', 'street', 530_103],
      [street, '530103001001', 'community', 530_103],
    ] as const) {
      const name = `试验${tier}计划生育协会`
      const { status, body } = await add(actor, division, name)
      expect([status, body]).toMatchObject([200, { division: padCode(division), tier, name, version: 1 }])
      expect(await traced('staff.add_association', division)).toEqual([trail])
    }
  })

  test('does it once when sent twice, and of two who add at the same moment one does', async () => {
    const key = `twice-${testId()}`
    const same = await Promise.all([1, 2, 3].map(() => add(district, '530103004', '一次计划生育协会', key)))
    expect(new Set(same.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(same[0]?.status).toBe(200)
    expect(await traced('staff.add_association', '530103004')).toHaveLength(1)
    const both = await Promise.all([add(city, '530103006', '市里加的协会'), add(district, '530103006', '区里加的协会')])
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })
})

describe('rename an association', () => {
  const rename = (actor: Actor, division: string, body: Record<string, unknown>, key?: string) =>
    send(actor, 'POST', `/api/associations/${padCode(division)}/rename`, body, key)
  const place = async (division: string) => {
    await makeAssociation(db, division, `原名${division}`)
    return division
  }

  test('refuses without permission', async () => {
    const at = await place('530103007')
    for (const actor of [officer, worker])
      expect((await rename(actor, at, { name: '改过的协会', version: 1 })).status).toBe(403)
    const late = await app.request(district, 'POST', `/api/associations/${padCode(at)}/rename`, {
      body: { name: '改过的协会', version: 1 },
      confirmed: false,
    })
    expect(late.body).toMatchObject({ code: 'platform.confirm_first' })
    expect(await nameAt(at)).toBe(`原名${at}`)
  })

  test('refuses outside the jurisdiction: foreign, wider, beside and missing read alike', async () => {
    const at = await place('530103008')
    const answers = []
    for (const [actor, division] of [
      [neighbour, at],
      [street, at],
      [street, '530103'],
      [district, '5301'],
      [neighbour, '530102999'],
      [district, '530103012'],
    ] as const) {
      const { status, body } = await rename(actor, division, { name: '改过的协会', version: 1 })
      answers.push(JSON.stringify({ ...body, status, request_id: '' }))
    }
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('404')
    expect([await nameAt(at), await nameAt('530103'), await nameAt('5301')]).toEqual([
      `原名${at}`,
      '盘龙区计划生育协会',
      '昆明市计划生育协会',
    ])
  })

  test('rejects bad input', async () => {
    const at = await place('530103009')
    expect((await rename(district, at, { name: '协', version: 1 })).body.issues).toMatchObject([
      { place: 'name', code: 'staff.association_short' },
    ])
    expect((await rename(district, at, { name: '改过的协会' })).status).toBe(400)
    for (const version of [0, 1.5, 2 ** 31])
      expect((await rename(district, at, { name: '改过的协会', version })).status).toBe(400)
    expect(
      (await send(district, 'POST', '/api/associations/x/rename', { name: '改过的协会', version: 1 })).status,
    ).toBe(400)
    expect(await nameAt(at)).toBe(`原名${at}`)
  })

  test('does it, and not over what somebody else has just written', async () => {
    const at = await place('530103010')
    const done = await rename(district, at, { name: '改过的协会', version: 1 })
    expect([done.status, done.body]).toMatchObject([200, { name: '改过的协会', version: 2 }])
    expect(await traced('staff.rename_association', at)).toEqual([530_103])
    const late = await rename(city, at, { name: '晚了的协会', version: 1 })
    expect([late.status, late.body['code']]).toEqual([409, 'staff.association_changed'])
    const both = await Promise.all(['甲协会', '乙协会'].map((name) => rename(district, at, { name, version: 2 })))
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(await nameAt(at)).toBe(both[0]?.status === 200 ? '甲协会' : '乙协会')
  })

  test('does it once when sent twice', async () => {
    const at = await place('530103011')
    const key = `twice-${testId()}`
    const answers = await Promise.all(
      [1, 2, 3].map(() => rename(district, at, { name: '改一次的协会', version: 1 }, key)),
    )
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(answers[0]?.body).toMatchObject({ version: 2 })
    expect(await traced('staff.rename_association', at)).toHaveLength(1)
  })
})
