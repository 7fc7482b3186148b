import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import type { Actor } from '../../platform/call.ts'

const HERE = 530_103_001_001

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let finance: Actor
let administrator: Actor
let family: TestFamily

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  neighbour = await makeActor(db, 'community_worker', 530_103_001_002)
  finance = await makeActor(db, 'finance', '530103')
  administrator = await makeActor(db, 'administrator', '530103')
  ;[family] = (await makeFamilies(db, HERE, 1)) as [TestFamily]
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const get = (actor: Actor | undefined, path: string) => app.request(actor, 'GET', `/api/care-records${path}`)
const trail = async () => (await db.admin.query('select count(*)::int as n from audit_entry')).rows[0] as unknown

describe('GET form', () => {
  const form = () => `/form/${family.id}`

  test('refuses without permission', async () => {
    // Finance reads acts and logs none.
    for (const [actor, status] of [
      [undefined, 401],
      [administrator, 403],
      [finance, 403],
    ] as const)
      expect((await get(actor, form())).status).toBe(status)
  })

  test('refuses outside the jurisdiction: a foreign family reads as a missing one', async () => {
    const bare = (answer: { body: unknown }) => ({ ...(answer.body as object), request_id: '' })
    const foreign = await get(neighbour, form())
    expect(foreign.status).toBe(404)
    expect(bare(foreign)).toEqual(bare(await get(neighbour, `/form/${testId()}`)))
    expect((await get(worker, `${form()}?district=530102`)).status).toBe(404)
  })

  test('rejects bad input', async () => {
    expect((await get(worker, '/form/x')).status).toBe(400)
    expect((await get(worker, `${form()}?district=x`)).status).toBe(400)
  })

  test('does it: who lives there, how they wish to be contacted, when last; nobody who died', async () => {
    expect((await get(worker, form())).body).toMatchObject({ family_id: family.id, last: null, preference: null })
    await db.admin.query(
      `insert into contact_preference (district, id, community, family_id, no_home_visit, hours, quiet_days, valid_from)
       values (530103, $1, $2, $3, true, 'evening', '{11-21}', '2020-01-01')`,
      [testId(), HERE, family.id],
    )
    const act = { id: testId(), family_id: family.id, kind: 'phone', channel: 'phone', happened_on: '2026-11-18' }
    const more = { mood: 'steady', minutes: 5, person_ids: family.parents }
    const logged = await app.request(worker, 'POST', '/api/care-records', { body: { ...act, ...more } })
    expect(logged.status).toBe(200)
    const { body } = await get(worker, form())
    const { persons, names } = body as { persons: { person_id: string; parent: boolean }[]; names: string[] }
    expect(persons.map(({ person_id, parent }) => [person_id, parent])).toEqual(
      family.parents.map((parent) => [parent, true]),
    )
    expect(names).toHaveLength(2)
    expect(body).toMatchObject({
      community: HERE,
      community_name: '尚义社区居委会',
      last: { happened_on: '2026-11-18', kind: 'phone' },
      preference: { no_contact: false, no_home_visit: true, hours: 'evening', quiet_today: true },
      today: '2026-11-21',
    })
  })

  test('does it once when sent twice: a read changes nothing and leaves no trace', async () => {
    const before = await trail()
    expect((await get(worker, form())).body).toEqual((await get(worker, form())).body)
    expect(await trail()).toEqual(before)
  })
})

describe('GET kinds', () => {
  type Kinds = { kinds: { code: string }[] }

  test('refuses without permission', async () => {
    expect((await get(undefined, '/kinds')).status).toBe(401)
    expect((await get(administrator, '/kinds')).status).toBe(403)
  })

  test('refuses outside the jurisdiction: kinds are of no place, and say the same to everybody', async () => {
    expect((await get(neighbour, '/kinds')).body).toEqual((await get(worker, '/kinds')).body)
  })

  test('rejects bad input: it takes none, and what is sent changes nothing', async () => {
    expect((await get(worker, '/kinds?kinds=phone')).body).toEqual((await get(worker, '/kinds')).body)
  })

  test('does it: every kind once, with the units it counts in and what a record of it must say', async () => {
    const { kinds } = (await get(worker, '/kinds')).body as Kinds
    const { rows } = await db.admin.query<{ code: string }>('select code from care_kind')
    expect(kinds.map((kind) => kind.code).toSorted()).toEqual(rows.map((row) => row.code).toSorted())
    expect(kinds.find((kind) => kind.code === 'phone')).toEqual({
      code: 'phone',
      theme: 'contact',
      name_zh: '电话问候',
      name_en: 'Phone call',
      units: ['household', 'household_time', 'person', 'person_time', 'minute'],
      needs: ['family'],
      quick: true,
      written_by: null,
    })
  })

  test('does it once when sent twice: a read changes nothing and leaves no trace', async () => {
    const before = await trail()
    expect((await get(worker, '/kinds')).body).toEqual((await get(worker, '/kinds')).body)
    expect(await trail()).toEqual(before)
  })
})
