import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { noteDeath } from '../../../test/support/entitlements.ts'
import { bereavedCouple, NEIGHBOUR_COMMUNITY, registerForTest } from '../../../test/support/families.ts'
import { refreshOn, widowBorn } from '../../../test/support/standing.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let worker: Actor
let neighbour: Actor
const TODAY = civilDate('2026-11-21')

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', '530103001001')
  neighbour = await makeActor(db, 'street_officer', '530103002')
  await registerForTest(db, officer, [bereavedCouple(0), bereavedCouple(1, { community: NEIGHBOUR_COMMUNITY })])
  await refreshOn(db, officer, TODAY)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const post = (actor: Actor, url: string, body: object, key?: string) =>
  app.request(actor, 'POST', url, { body, ...(key === undefined ? {} : { key }) })
const listed = async (actor: Actor, query: string) =>
  (await app.request(actor, 'GET', `/api/standing?${query}`)).body as {
    items: { family_id: Uuid; person_id: Uuid | null }[]
  }

describe('where she lives', () => {
  test('a family that moves is on the list of her new community at once, and on the old one no longer', async () => {
    const [widow] = await registerForTest(db, officer, [widowBorn(29, civilDate('1950-01-01'))])
    await refreshOn(db, officer, TODAY)
    const there = await makeActor(db, 'community_worker', String(NEIGHBOUR_COMMUNITY))
    const sees = async (actor: Actor) =>
      (await listed(actor, 'list=yes&limit=100')).items.some((item) => item.family_id === widow?.id)
    const counted = async (actor: Actor) =>
      ((await app.request(actor, 'GET', '/api/standing/counts')).body as { total: { yes: number } }).total.yes
    expect([await sees(worker), await sees(there)]).toEqual([true, false])
    const [here, elsewhere] = [await counted(worker), await counted(there)]
    const moved = await post(officer, `/api/families/${widow?.id}/move`, { version: 1, community: NEIGHBOUR_COMMUNITY })
    expect(moved.status).toBe(200)
    expect([await sees(worker), await sees(there)]).toEqual([false, true])
    expect((await counted(worker)) - here).toBe(elsewhere - (await counted(there)))
    expect(await counted(worker)).toBeLessThan(here)
  })
})

describe('POST refresh', () => {
  const URL = '/api/standing/refresh'

  test('refuses without permission', async () => {
    expect((await post(worker, URL, {})).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await post(officer, URL, { division: 530_102_000_000 })).status).toBe(404)
  })

  test('rejects bad input', async () => {
    expect((await post(officer, URL, { as_of: 'x' })).status).toBe(400)
    expect((await post(officer, URL, { day: TODAY })).status).toBe(400)
    expect((await post(officer, URL, { as_of: '2027-01-01' })).body).toMatchObject({ code: 'standing.as_of_in_future' })
    expect((await post(officer, URL, { division: 530_103_001_000 })).body).toMatchObject({
      code: 'standing.one_district',
    })
    expect((await post(officer, URL, { as_of: '2026-11-20' })).body).toMatchObject({ code: 'standing.later_known' })
  })

  test('does it', async () => {
    await registerForTest(db, officer, [widowBorn(30, civilDate('1950-01-01'))])
    const answer = await post(officer, URL, {})
    expect(answer.status).toBe(200)
    expect((answer.body as { gained: number }).gained).toBeGreaterThan(3)
    expect((await listed(worker, 'list=gained')).items.length).toBeGreaterThan(3)
  })

  test('does it once when sent twice', async () => {
    await registerForTest(db, officer, [widowBorn(31, civilDate('1950-01-01'))])
    const first = await post(officer, URL, {}, 'refresh-twice')
    const again = await post(officer, URL, {}, 'refresh-twice')
    expect(again.body).toEqual(first.body)
    expect((await post(officer, URL, {})).body).toMatchObject({ written: 0, refresh_id: null })
  })

  test('nobody who died is on a list, before and after the next refresh', async () => {
    const [one] = await registerForTest(db, officer, [widowBorn(40, civilDate('1945-01-01'))])
    const [person] = one?.person_ids ?? []
    if (!one || !person) throw new Error('A widow is registered.')
    await post(officer, URL, {})
    expect((await listed(worker, 'list=yes&limit=100')).items.map((row) => row.person_id)).toContain(person)
    await noteDeath(db, officer, person, TODAY)
    const everywhere = async () =>
      (
        await Promise.all(
          ['yes', 'unknown', 'soon', 'missed', 'gained', 'lost'].map((list) =>
            listed(officer, `list=${list}&limit=100`),
          ),
        )
      )
        .flatMap((page) => page.items)
        .filter((row) => row.family_id === one.id)
    expect(await everywhere()).toEqual([])
    expect((await post(officer, URL, {})).body).toMatchObject({ refresh_id: expect.any(String) })
    expect(await everywhere()).toEqual([])
  })
})

describe('POST export', () => {
  const URL = '/api/standing/export'
  const BODY = { list: 'yes', purpose: '月度核对' }

  test('refuses without permission', async () => {
    expect((await post(worker, URL, BODY)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const { raw } = await post(neighbour, URL, { ...BODY, filter: { division: 530_103_001_001 } })
    const { raw: own } = await post(officer, URL, BODY)
    expect(raw.length).toBeLessThan(own.length)
  })

  test('rejects bad input', async () => {
    expect((await post(officer, URL, { list: 'yes' })).status).toBe(400)
    expect((await post(officer, URL, { ...BODY, filter: { place: 1 } })).status).toBe(400)
  })

  test('does it', async () => {
    const { status, headers, raw } = await post(officer, URL, { ...BODY, list: 'gained' })
    expect(status).toBe(200)
    expect(headers['content-type']).toContain('spreadsheetml')
    expect(raw.subarray(0, 2).toString()).toBe('PK')
    const { rows } = await db.admin.query<{ reason: string }>(
      `select reason, detail from audit_entry where action = 'standing.export' order by seq desc limit 1`,
    )
    expect(rows).toMatchObject([{ reason: '月度核对', detail: { list: 'gained' } }])
  })

  test('does it once when sent twice', async () => {
    const first = await post(officer, URL, BODY, 'export-twice')
    const again = await post(officer, URL, BODY, 'export-twice')
    expect([first.status, again.status]).toEqual([200, 200])
  })
})
