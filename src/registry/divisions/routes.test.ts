import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import type { Actor } from '../../platform/call.ts'

let db: TestDatabase
let app: TestApp
let worker: Actor
let officer: Actor
let street: Actor
let foreigner: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', '530103007001')
  officer = await makeActor(db, 'district_officer', '530103')
  street = await makeActor(db, 'street_officer', '530103007')
  foreigner = await makeActor(db, 'district_officer', '350203')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Listed = { items: { code: number; name: string; alias: string }[]; next: string | null }
const get = (actor: Actor | undefined, url: string) => app.request(actor, 'GET', url)
const listed = async (actor: Actor, url: string) => (await get(actor, url)).body as Listed

const PANLONG = '/api/divisions/530103000000'
const BAOYUN = '/api/divisions/530103007001'

const READS: [string, string, string][] = [
  ['GET /api/divisions', '/api/divisions?q=plq', '/api/divisions?q='],
  ['GET /api/divisions/:code', PANLONG, '/api/divisions/530103'],
  ['GET /api/divisions/:code/children', `${PANLONG}/children`, `${PANLONG}/children?limit=0`],
  ['GET /api/divisions/:code/current', `${PANLONG}/current`, `${PANLONG}/current?on=2023-02-30`],
]

describe.each(READS)('%s', (_, good, bad) => {
  test('refuses without permission', async () => {
    expect((await get(undefined, good)).status).toBe(401)
  })

  test('answers outside the jurisdiction too, because the table is published', async () => {
    const [inside, outside] = [await get(worker, good), await get(foreigner, good)]
    expect(inside.status).toBe(200)
    expect(outside.raw).toEqual(inside.raw)
  })

  test('rejects bad input', async () => {
    expect((await get(worker, bad)).status).toBe(400)
  })
})

describe('GET /api/divisions', () => {
  test('does it', async () => {
    const { items } = await listed(worker, `/api/divisions?q=${encodeURIComponent('盘龙')}&within=530000000000&limit=1`)
    expect(items).toEqual([
      {
        code: 530103000000,
        tier: 'district',
        base_tier: 'district',
        name: '盘龙区',
        short_name: '盘龙',
        path_name: '云南省昆明市盘龙区',
        parent: 530100000000,
        valid_to: null,
      },
    ])
  })

  test.each(['q=x&within=5301', 'q=x&tier=galaxy', 'q=x&limit=1000', `q=${'x'.repeat(61)}`, 'q=%00', ''])(
    'rejects bad input: %s',
    async (query) => {
      expect((await get(worker, `/api/divisions?${query}`)).status).toBe(400)
    },
  )
})

describe('GET /api/divisions/:code', () => {
  test('does it', async () => {
    const { body } = await get(worker, BAOYUN)
    expect(body).toMatchObject({
      division: { code: 530103007001, path_name: '云南省昆明市盘龙区龙泉街道宝云社区居委会' },
      path: [
        { name: '云南省' },
        { name: '昆明市' },
        { name: '盘龙区' },
        { name: '龙泉街道' },
        { name: '宝云社区居委会' },
      ],
    })
  })

  test('says in the reader’s language that a place is not there', async () => {
    const missing = await app.request(worker, 'GET', '/api/divisions/999999000000', { locale: 'en' })
    expect([missing.status, missing.body]).toMatchObject([
      404,
      { code: 'divisions.not_found', detail: 'There is no such place.' },
    ])
  })
})

describe('GET /api/divisions/:code/children', () => {
  test('does it, page by page', async () => {
    const first = await listed(worker, `${PANLONG}/children?limit=5`)
    const second = await listed(worker, `${PANLONG}/children?limit=5&cursor=${first.next}`)
    const third = await listed(worker, `${PANLONG}/children?limit=5&cursor=${second.next}`)
    const names = [first, second, third].flatMap((page) => page.items.map((place) => place.name))
    expect(names).toEqual(
      '拓东街道 鼓楼街道 东华街道 联盟街道 金辰街道 青云街道 龙泉街道 茨坝街道 双龙街道 松华街道 滇源街道 阿子营街道'.split(
        ' ',
      ),
    )
    expect(third.next).toBeNull()
  })

  test('begins at the nation', async () => {
    expect((await listed(worker, '/api/divisions/0/children')).items.map((place) => place.name)).toContain('云南省')
  })

  test('does not know the children of what is not there, nor a cursor it did not give', async () => {
    expect((await get(worker, '/api/divisions/999999000000/children')).status).toBe(404)
    expect((await get(worker, `${PANLONG}/children?cursor=abc`)).status).toBe(400)
  })
})

describe('GET /api/divisions/:code/current', () => {
  test('does it', async () => {
    const { body } = await get(worker, '/api/divisions/110103000000/current')
    expect(body).toMatchObject({ on: '2026-11-21', items: [{ name: '东城区' }] })
    const before = await get(worker, '/api/divisions/110103000000/current?on=2009-01-01')
    expect(before.body).toEqual({ on: '2009-01-01', items: [] })
  })
})

describe('GET /api/divisions/:code/aliases', () => {
  const url = `${PANLONG}/aliases`

  test('refuses without permission', async () => {
    expect([(await get(undefined, url)).status, (await get(worker, url)).status]).toEqual([401, 403])
  })

  test('refuses outside the jurisdiction', async () => {
    await app.request(officer, 'POST', `${BAOYUN}/aliases`, { body: { alias: '龙头村' } })
    await app.request(officer, 'POST', '/api/divisions/530103008002/aliases', { body: { alias: '和平里' } })
    expect(await listed(foreigner, url)).toEqual({ items: [], next: null })
    expect((await listed(street, url)).items.map((row) => row.alias)).toEqual(['龙头村'])
  })

  test('rejects bad input', async () => {
    expect((await get(officer, `${url}?limit=abc`)).status).toBe(400)
    expect((await get(officer, `${url}?cursor=WzFd`)).status).toBe(400)
    expect((await get(officer, '/api/divisions/x/aliases')).status).toBe(400)
  })

  test('does it', async () => {
    const first = await listed(officer, `${url}?limit=1`)
    const second = await listed(officer, `${url}?limit=1&cursor=${first.next}`)
    expect([...first.items, ...second.items]).toEqual([
      { alias: '和平里', community: 530103008002, community_name: '和平社区居委会', street_name: '茨坝街道' },
      { alias: '龙头村', community: 530103007001, community_name: '宝云社区居委会', street_name: '龙泉街道' },
    ])
    expect(second.next).toBeNull()
  })
})

describe('POST /api/divisions/:code/aliases', () => {
  const post = (actor: Actor | undefined, code: number, alias: unknown, key?: string) =>
    app.request(actor, 'POST', `/api/divisions/${code}/aliases`, { body: { alias }, ...(key ? { key } : {}) })
  const stored = async (alias: string) =>
    (await db.admin.query(`select community::text, version, ended_at from division_alias where alias = $1`, [alias]))
      .rows

  test('refuses without permission', async () => {
    expect([
      (await post(undefined, 530103007001, '甲')).status,
      (await post(worker, 530103007001, '甲')).status,
    ]).toEqual([401, 403])
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await post(foreigner, 530103007001, '甲')
    const sibling = await post(street, 530103008002, '甲')
    const missing = await post(street, 530103999999, '甲')
    const strip = (answer: { body: unknown }) => ({ ...(answer.body as object), request_id: '' })
    expect([foreign.status, sibling.status]).toEqual([404, 404])
    expect([strip(foreign), strip(sibling)]).toEqual([strip(missing), strip(missing)])
    expect(await stored('甲')).toEqual([])
  })

  test('rejects bad input', async () => {
    for (const alias of ['', ' ', 7, undefined, 'x'.repeat(61), '\u0000', '——'])
      expect((await post(officer, 530103007001, alias)).status).toBe(400)
    expect((await post(officer, 530103007000, '甲')).body).toMatchObject({
      status: 422,
      code: 'divisions.not_a_community',
    })
    expect((await post(officer, 530103007001, '和平社区')).body).toMatchObject({
      status: 409,
      code: 'divisions.alias_is_a_name',
      detail: '“和平社区”是本区另一社区的名称，不能用作别名。',
    })
  })

  test('does it', async () => {
    expect(await post(officer, 530103007001, '龍頭 街')).toMatchObject({
      status: 200,
      body: {
        alias: { alias: '龙头街', community: 530103007001, community_name: '宝云社区居委会', street_name: '龙泉街道' },
      },
    })
    expect(await stored('龙头街')).toEqual([{ community: '530103007001', version: 1, ended_at: null }])
    await post(officer, 530103007002, '龙头街')
    expect(await stored('龙头街')).toEqual([{ community: '530103007002', version: 2, ended_at: null }])
  })

  test('does it once when sent twice', async () => {
    const first = await post(officer, 530103007003, '源清里', 'alias-twice-1')
    const second = await post(officer, 530103007003, '源清里', 'alias-twice-1')
    expect([second.status, second.body]).toEqual([200, first.body])
    await post(officer, 530103007003, '源清里')
    expect(await stored('源清里')).toEqual([{ community: '530103007003', version: 1, ended_at: null }])
    const trail = `select count(*)::int as n from audit_entry
      where action = 'divisions.set_alias' and detail->>'community' = '530103007003'`
    expect((await db.admin.query(trail)).rows).toEqual([{ n: 2 }])
  })
})

describe('POST /api/divisions/:code/aliases/end', () => {
  const end = (actor: Actor | undefined, code: number, alias: unknown, key?: string) =>
    app.request(actor, 'POST', `/api/divisions/${code}/aliases/end`, { body: { alias }, ...(key ? { key } : {}) })
  const inUse = async () => (await listed(officer, `${PANLONG}/aliases?limit=100`)).items.map((row) => row.alias)

  beforeAll(async () => {
    await app.request(officer, 'POST', '/api/divisions/530103001001/aliases', { body: { alias: '老尚义' } })
  })

  test('refuses without permission', async () => {
    expect([
      (await end(undefined, 530103001001, '老尚义')).status,
      (await end(worker, 530103001001, '老尚义')).status,
    ]).toEqual([401, 403])
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await end(street, 530103001001, '老尚义')).status).toBe(404)
    expect(await inUse()).toContain('老尚义')
  })

  test('rejects bad input', async () => {
    expect((await end(officer, 530103001001, '')).status).toBe(400)
    expect((await end(officer, 530103001000, '老尚义')).status).toBe(422)
  })

  test('does it', async () => {
    expect((await end(officer, 530103001002, '老尚义')).body).toEqual({ ended: false })
    expect((await end(officer, 530103001001, '老尚义', 'end-alias-1')).body).toEqual({ ended: true })
    expect(await inUse()).not.toContain('老尚义')
  })

  test('does it once when sent twice', async () => {
    expect((await end(officer, 530103001001, '老尚义', 'end-alias-1')).body).toEqual({ ended: true })
    expect((await end(officer, 530103001001, '老尚义')).body).toEqual({ ended: false })
  })
})
