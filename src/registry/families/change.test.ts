import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, COMMUNITY, NEIGHBOUR_COMMUNITY, registerForTest } from '../../../test/support/families.ts'
import type { Actor } from '../../platform/call.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import type { FamilyFile } from './contract/index.ts'
import { type RegisteredFamily } from './index.ts'

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let street: Actor
let officer: Actor
let finance: Actor
let n = 100

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', COMMUNITY)
  neighbour = await makeActor(db, 'community_worker', NEIGHBOUR_COMMUNITY)
  street = await makeActor(db, 'street_officer', '530103001')
  officer = await makeActor(db, 'district_officer', '530103')
  finance = await makeActor(db, 'finance', '530103')
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
const factOf = async (personId: string | undefined) =>
  (
    await db.admin.query<{ fact: object }>('select to_jsonb(f) as fact from person_fact f where person_id = $1', [
      personId,
    ])
  ).rows[0]?.fact

describe('register', () => {
  test('refuses without permission', async () => {
    expect((await post(finance, '/api/families', bereavedCouple(n++))).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const answer = await post(neighbour, '/api/families', bereavedCouple(n++))
    expect(answer).toMatchObject({ status: 422, body: { issues: [{ code: 'families.outside_jurisdiction' }] } })
  })
  test('rejects bad input', async () => {
    expect((await post(worker, '/api/families', { community: COMMUNITY })).status).toBe(400)
    const draft = bereavedCouple(n++)
    const answer = await post(worker, '/api/families', { ...draft, members: draft.members.slice(0, 2) })
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'families.draft_faults', issues: [{ place: 'members', code: 'families.deceased_child_missing' }] },
    })
    // The child's fate is in no sentence a screen may show over somebody's shoulder.
    expect(JSON.stringify(answer.body)).not.toMatch(/失独|去世|死亡/)
  })
  test('does it', async () => {
    const answer = await post(worker, '/api/families', bereavedCouple(n++))
    expect(answer).toMatchObject({ status: 200, body: { file: expect.stringMatching(/^530103-\d{6}$/) as unknown } })
    const { id } = answer.body as { id: string }
    expect(await count(`audit_entry where action = 'families.register' and subject_id = $1`, id)).toBe(1)
  })
  test('does it once when sent twice', async () => {
    const draft = bereavedCouple(n++)
    const [one, two] = [
      await post(worker, '/api/families', draft, 'twice-01'),
      await post(worker, '/api/families', draft, 'twice-01'),
    ]
    expect(two.body).toEqual(one.body)
    expect(await count('family where id = $1', (one.body as { id: string }).id)).toBe(1)
  })
})

describe('change', () => {
  test('refuses without permission', async () => {
    expect((await change(finance, await newFamily(), { set: { hardship: true } })).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const family = await newFamily()
    expect((await change(neighbour, family, { set: { hardship: true } })).status).toBe(404)
    expect((await change(neighbour, { ...family, id: testId() }, { set: { hardship: true } })).status).toBe(404)
  })
  test('rejects bad input at the places of the change', async () => {
    const family = await newFamily()
    expect((await change(worker, family, { set: { nothing: 1 } })).status).toBe(400)
    const answer = await change(worker, family, {
      add_members: [{ name: '王小燕', relation: 'grandchild', identity: { kind: 'resident', number: '123' } }],
      members: [{ person_id: family.person_ids[0], set: { phone: '12' } }],
    })
    const { issues } = answer.body as { issues: { place: string; code: string }[] }
    expect(answer.status).toBe(422)
    expect(issues.map((issue) => issue.place)).toEqual(['members.0.set.phone', 'add_members.0.identity.number'])
  })
  test('rejects that what everybody has is taken away: a name, a relation, a branch', async () => {
    const family = await newFamily()
    const [person_id] = family.person_ids
    const answer = await change(worker, family, {
      set: { branch: null, address: null },
      members: [{ person_id, set: { name: null, relation: null, identity: null, phone: null } }],
    })
    const { issues } = answer.body as { issues: { place: string }[] }
    expect([answer.status, issues.map(({ place }) => place)]).toEqual([
      400,
      [
        'change.set.branch',
        'change.members.0.set.name',
        'change.members.0.set.relation',
        'change.members.0.set.identity',
      ],
    ])
  })
  test('rejects a quiet day of another form, and says in which it is written', async () => {
    const answer = await change(worker, await newFamily(), { preference: { quiet_days: ['10-03', '2026-10-04'] } })
    expect(answer.body).toMatchObject({
      issues: [{ place: 'change.preference.quiet_days.1', detail: '日期应写成“10-03”。' }],
    })
  })
  test('does it: fields, contacts, preference and tags together', async () => {
    const family = await newFamily()
    const answer = await change(worker, family, {
      set: { living_arrangement: 'alone', hardship: true },
      add_contacts: [
        { name: '陈志强', relation: '女婿', roles: ['guardian', 'hospital'], document_title: '意定监护公证书' },
      ],
      preference: { no_home_visit: true, channels: ['phone'], hours: 'afternoon' },
      add_tags: [{ tag: '高龄独居' }],
    })
    expect(answer).toMatchObject({ status: 200, body: { family_id: family.id, version: 2 } })
    expect(await file(family)).toMatchObject({
      version: 2,
      living_arrangement: 'alone',
      hardship: true,
      preference: { no_home_visit: true, hours: 'afternoon' },
      tags: [{ tag: '高龄独居', valid_from: '2026-11-21' }],
      contacts: [{ relation: '侄女' }, { name: '陈志强', document_title: '意定监护公证书' }],
    })
    expect(await factOf(family.person_ids[0])).toMatchObject({ living_alone: true, hardship: true })
    const { rows } = await db.admin.query(
      `select detail from audit_entry where action = 'families.change' and subject_id = $1`,
      [family.id],
    )
    expect(rows).toEqual([
      { detail: { parts: ['add_contacts', 'add_tags', 'preference', 'set:hardship+living_arrangement'] } },
    ])
  })
  test('does it once when sent twice', async () => {
    const family = await newFamily()
    const body = { add_tags: [{ tag: '慢病' }] }
    const one = await change(worker, family, body, 1, 'change-twice')
    expect((await change(worker, family, body, 1, 'change-twice')).body).toEqual(one.body)
    expect(await count('family_tag where family_id = $1', family.id)).toBe(1)
  })
  test('refuses a change of what somebody changed meanwhile', async () => {
    const family = await newFamily()
    await change(worker, family, { set: { hardship: true } })
    expect(await change(street, family, { set: { hardship: false } })).toMatchObject({
      status: 409,
      body: { code: 'families.changed_meanwhile', next: expect.any(String) as unknown },
    })
  })
  test('a standing preference ends when a new one begins, and stays as history', async () => {
    const family = await newFamily()
    await change(worker, family, { preference: { no_contact: true } })
    await change(worker, family, { preference: { channels: ['phone'] } }, 2)
    expect(await count('contact_preference where family_id = $1', family.id)).toBe(2)
    expect((await file(family)).preference).toMatchObject({ no_contact: false, channels: ['phone'] })
  })
  test('a tag ends and may begin again', async () => {
    const family = await newFamily()
    await change(worker, family, { add_tags: [{ tag: '慢病' }] })
    await change(worker, family, { end_tags: [{ tag: '慢病' }] }, 2)
    expect((await file(family)).tags).toEqual([])
    await change(worker, family, { add_tags: [{ tag: '慢病' }] }, 3)
    expect((await file(family)).tags).toHaveLength(1)
  })
  test('a contact changes, and ends', async () => {
    const family = await newFamily()
    const [contact] = (await file(family)).contacts
    await change(worker, family, {
      contacts: [{ contact_id: contact?.contact_id, set: { relation: '侄子', phone: null } }],
    })
    expect((await file(family)).contacts).toMatchObject([{ relation: '侄子', has_phone: false }])
    await change(worker, family, { end_contacts: [{ contact_id: contact?.contact_id }] }, 2)
    expect((await file(family)).contacts).toEqual([])
  })
})
