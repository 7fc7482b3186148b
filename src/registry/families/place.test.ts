import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, COMMUNITY, NEIGHBOUR_COMMUNITY, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { readIn } from '../../platform/database/transact.ts'
import type { FamilyFile } from './contract/index.ts'
import { type RegisteredFamily, readStoredFamilies } from './index.ts'

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let street: Actor
let officer: Actor
let n = 100

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', COMMUNITY)
  neighbour = await makeActor(db, 'community_worker', NEIGHBOUR_COMMUNITY)
  street = await makeActor(db, 'street_officer', '530103001')
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(async () => {
  // Whatever the tests did, the invariants of the room hold.
  const faults = await runChecks(db.admin, findChecks('src/registry/families'))
  await app.close()
  await db.drop()
  expect(faults).toEqual([])
})

const count = async (text: string, ...values: unknown[]) =>
  Number((await db.admin.query<{ n: string }>(`select count(*) as n from ${text}`, values)).rows[0]?.n)

async function newFamily(make = bereavedCouple): Promise<RegisteredFamily> {
  const [family] = await registerForTest(db, officer, [make(n++)])
  if (!family) throw new Error('One draft registers one family.')
  return family
}
const post = (actor: Actor, path: string, body: unknown, key?: string) =>
  app.request(actor, 'POST', path, { body, ...(key ? { key } : {}) })
const change = (actor: Actor, family: RegisteredFamily, body: object, version = 1, key?: string) =>
  post(actor, `/api/families/${family.id}/change`, { version, change: body }, key)
const file = async (family: RegisteredFamily, actor = worker) =>
  (await app.request(actor, 'GET', `/api/families/${family.id}`)).body as FamilyFile

const stored = async (family: RegisteredFamily) => {
  const call = callOf(db, officer)
  const [one] = await readIn(db.db, call, (tx) => readStoredFamilies(tx, call, [family.id]))
  if (!one) throw new Error('The family is stored.')
  return one
}

describe('move', () => {
  const move = (actor: Actor, family: RegisteredFamily, community: number, key?: string) =>
    post(actor, `/api/families/${family.id}/move`, { version: 1, community }, key)

  test('refuses without permission', async () => {
    expect((await move(worker, await newFamily(), NEIGHBOUR_COMMUNITY)).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const family = await newFamily()
    expect(await move(street, family, 530_103_002_001)).toMatchObject({
      status: 422,
      body: { code: 'families.outside_jurisdiction' },
    })
    expect(await move(street, family, 530_102_001_001)).toMatchObject({
      status: 422,
      body: { code: 'families.other_district' },
    })
    const other = await makeActor(db, 'street_officer', '530103002')
    expect((await move(other, family, 530_103_002_001)).status).toBe(404)
  })
  test('rejects bad input', async () => {
    expect((await move(street, await newFamily(), 1)).status).toBe(400)
    expect((await move(street, await newFamily(), 530_103_001_000)).status).toBe(422)
  })
  test('refuses a community that is in no table of divisions, where no community worker would see the family', async () => {
    expect(await move(street, await newFamily(), 530_103_001_999)).toMatchObject({
      status: 422,
      body: { code: 'families.outside_jurisdiction', place: 'community' },
    })
  })
  test('does it: everything that belongs to the family goes along', async () => {
    const family = await newFamily()
    await change(worker, family, { preference: { no_contact: true }, add_tags: [{ tag: '慢病' }] })
    const answer = await post(street, `/api/families/${family.id}/move`, { version: 2, community: NEIGHBOUR_COMMUNITY })
    expect(answer).toMatchObject({ status: 200, body: { version: 3 } })
    expect((await app.request(worker, 'GET', `/api/families/${family.id}`)).status).toBe(404)
    expect(await file(family, neighbour)).toMatchObject({
      community: NEIGHBOUR_COMMUNITY,
      tags: [{ tag: '慢病' }],
      preference: { no_contact: true },
    })
    for (const table of [
      'person',
      'person_name_gram',
      'certificate',
      'decision_contact',
      'person_relation',
      'person_fact',
    ])
      expect(await count(`${table} where family_id = $1 and community <> $2`, family.id, NEIGHBOUR_COMMUNITY)).toBe(0)
    expect(await count(`outbox where topic = 'families.moved' and payload->>'family_id' = $1`, family.id)).toBe(1)
  })
  test('does it once when sent twice', async () => {
    const family = await newFamily()
    const one = await move(street, family, NEIGHBOUR_COMMUNITY, 'move-twice')
    expect((await move(street, family, NEIGHBOUR_COMMUNITY, 'move-twice')).body).toEqual(one.body)
    expect(await count(`audit_entry where action = 'families.move' and subject_id = $1`, family.id)).toBe(1)
  })
})

describe('close', () => {
  const body = { version: 1, state: 'moved', on: '2026-11-20', reason: '随亲属迁往外省' }
  const close = (actor: Actor, family: RegisteredFamily, more: object = {}, key?: string) =>
    post(actor, `/api/families/${family.id}/close`, { ...body, ...more }, key)

  test('refuses without permission', async () => {
    expect((await close(worker, await newFamily())).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const other = await makeActor(db, 'street_officer', '530103002')
    expect((await close(other, await newFamily())).status).toBe(404)
  })
  test('rejects bad input', async () => {
    const family = await newFamily()
    expect((await close(street, family, { reason: '' })).status).toBe(400)
    expect(await close(street, family, { on: '2026-11-22' })).toMatchObject({ status: 422, body: { place: 'on' } })
    expect(await close(street, family, { on: '2001-01-01' })).toMatchObject({ status: 422, body: { place: 'on' } })
  })
  test('does it: the file stays readable, its people may be registered elsewhere, nothing can be changed', async () => {
    const family = await newFamily()
    const { draft } = await stored(family)
    expect((await close(street, family)).status).toBe(200)
    expect(await file(family)).toMatchObject({ state: 'moved', closed_on: '2026-11-20', members: [{}, {}] })
    expect(await change(worker, family, { set: { hardship: true } }, 2)).toMatchObject({
      status: 422,
      body: { code: 'families.not_active' },
    })
    const elsewhere = await makeActor(db, 'district_officer', '530102')
    const again = { ...draft, id: undefined, community: 530_102_001_001, certificates: [], relations: [] }
    const members = draft.members.map((member) => ({ ...member, id: undefined }))
    const contacts = draft.decision_contacts.map((contact) => ({ ...contact, id: undefined }))
    expect(await registerForTest(db, elsewhere, [{ ...again, members, decision_contacts: contacts }])).toHaveLength(1)
  })
  test('a family that comes back is registered with the certificates it has always had', async () => {
    const draft = bereavedCouple(2701)
    const [family] = await registerForTest(db, officer, [draft])
    if (!family) throw new Error('One draft registers one family.')
    expect((await close(street, family)).status).toBe(200)
    expect(await registerForTest(db, officer, [{ ...draft, registered_on: civilDate('2026-11-21') }])).toHaveLength(1)
  })
  test('does it once when sent twice', async () => {
    const family = await newFamily()
    const one = await close(street, family, {}, 'close-twice')
    expect((await close(street, family, {}, 'close-twice')).body).toEqual(one.body)
    expect(await count('family where id = $1 and version = 2', family.id)).toBe(1)
  })
})

describe('the checks of this room', () => {
  const faultsOf = async (name: string) =>
    (await db.admin.query(readFileSync(`src/registry/families/checks/${name}.sql`, 'utf8'))).rows
  const broken = async (name: string, statement: string) => {
    await db.admin.query('begin')
    await db.admin.query('set local session_replication_role = replica')
    await db.admin.query(statement)
    const rows = await faultsOf(name)
    await db.admin.query('rollback')
    return rows.length
  }

  test('find no fault in what the commands wrote', async () => {
    await newFamily()
    for (const name of ['facts', 'heads', 'grams', 'claims', 'places', 'files'])
      expect([name, await faultsOf(name)]).toEqual([name, []])
  })
  test.each([
    ['facts', `update person_fact set sex = 'unknown' where person_id = (select person_id from person_fact limit 1)`],
    ['facts', 'delete from person_fact where person_id = (select person_id from person_fact limit 1)'],
    ['heads', `update family set heads = '{某某}' where id = (select family_id from person limit 1)`],
    [
      'heads',
      `update person set name = name || '氏' where id = (select id from person where relation = 'parent' limit 1)`,
    ],
    ['grams', 'delete from person_name_gram where person_id = (select person_id from person_name_gram limit 1)'],
    ['grams', 'update person_name_gram set name_length = name_length + 1'],
    ['claims', 'delete from identity_claim where id_hmac = (select id_hmac from identity_claim limit 1)'],
    ['claims', 'update person set id_hmac = sha256(id_hmac) where id = (select person_id from identity_claim limit 1)'],
    ['places', 'update certificate set community = community + 1 where id = (select id from certificate limit 1)'],
    ['files', 'update family_file_counter set last_number = 0'],
  ])('%s is found broken by: %s', async (name, statement) => {
    expect(await broken(name, statement)).toBeGreaterThan(0)
  })
})
