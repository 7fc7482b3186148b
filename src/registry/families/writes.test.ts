import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
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
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { readIn } from '../../platform/database/transact.ts'
import type { FamilyFile } from './contract/index.ts'
import { type RegisteredFamily, readStoredFamilies, updateFamilies } from './index.ts'

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

describe('members', () => {
  test('a new member is found by name and claimed by number', async () => {
    const family = await newFamily()
    const number = idOf(5000, civilDate('2004-05-05'), 'female')
    const added = { name: '诸葛小燕', relation: 'grandchild', identity: { kind: 'resident', number } }
    expect((await change(worker, family, { add_members: [added] })).status).toBe(200)
    const found = (await app.request(worker, 'GET', `/api/families/find?q=${encodeURIComponent('小燕')}`)).body as {
      rows: unknown[]
    }
    expect(found.rows).toMatchObject([{ name: '诸葛小燕', family_id: family.id }])
    expect((await file(family)).members).toHaveLength(3)
    const again = await change(worker, await newFamily(), { add_members: [added] })
    expect(again).toMatchObject({ status: 409, body: { issues: [{ code: 'families.registered_here' }] } })
  })
  test('a new name replaces the old one in the search', async () => {
    const family = await newFamily()
    await change(worker, family, { members: [{ person_id: family.person_ids[0], set: { name: '慕容海' } }] })
    const { rows } = (await app.request(worker, 'GET', `/api/families/find?q=${encodeURIComponent('慕容')}`)).body as {
      rows: unknown[]
    }
    expect(rows).toMatchObject([{ person_id: family.person_ids[0] }])
  })
  test('who leaves gives up her claim and may come to another family', async () => {
    const [from, to] = [await newFamily(motherOfDisabledChild), await newFamily()]
    const { draft } = await stored(from)
    const mother = draft.members.find((member) => member.relation === 'parent')
    await change(worker, from, {
      add_members: [
        {
          name: '王国庆',
          relation: 'parent',
          identity: { kind: 'resident', number: idOf(6000, civilDate('1951-01-01'), 'male') },
        },
      ],
      end_members: [{ person_id: mother?.id, member_to: '2026-11-01' }],
    })
    const joined = await change(worker, to, { add_members: [{ ...mother, id: undefined, member_from: '2026-11-01' }] })
    expect(joined.status).toBe(200)
    expect((await file(to)).members).toHaveLength(3)
  })
  test('the husband dies: he leaves the lists, she is widowed and heads the family', async () => {
    const family = await newFamily()
    await change(worker, family, { members: [{ person_id: family.person_ids[0], set: { died_on: '2026-11-01' } }] })
    const { members, heads } = await file(family)
    expect(members).toMatchObject([{ person_id: family.person_ids[1], marital: '30' }])
    expect(heads).toEqual([members[0]?.name])
    expect(await factOf(family.person_ids[1])).toMatchObject({ marital: '30', spouse_birth_date: null })
    expect(await factOf(family.person_ids[0])).toMatchObject({ died_on: '2026-11-01' })
  })
  test('the disabled child dies: the family changes its branch, and the name can no longer be found', async () => {
    const family = await newFamily(motherOfDisabledChild)
    const child = (await stored(family)).draft.members.find((member) => member.relation === 'child')
    await change(worker, family, { members: [{ person_id: child?.id, set: { died_on: '2026-11-01' } }] })
    expect(await factOf(family.person_ids[0])).toMatchObject({
      branch: 'death',
      child_died_on: '2026-11-01',
      children_surviving: 0,
    })
    expect(await count('person_name_gram where person_id = $1', child?.id)).toBe(0)
    expect((await file(family)).members).toHaveLength(1)
  })
  test('a certificate of a lighter grade is refused, of a heavier one becomes a fact', async () => {
    const family = await newFamily(motherOfDisabledChild)
    const { draft } = await stored(family)
    const [certificate] = draft.certificates
    const graded = (grade: number, version: number) =>
      change(
        worker,
        family,
        {
          certificates: [
            { certificate_id: certificate?.id, set: { number: `${certificate?.number?.slice(0, 19)}${grade}` } },
          ],
        },
        version,
      )
    expect(await graded(4, 1)).toMatchObject({
      status: 422,
      body: { issues: [{ place: 'certificates.0.set.number' }] },
    })
    expect((await graded(1, 1)).status).toBe(200)
    expect(await factOf(family.person_ids[0])).toMatchObject({ child_disability_grade: 1 })
  })
})

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
  test('does it once when sent twice', async () => {
    const family = await newFamily()
    const one = await close(street, family, {}, 'close-twice')
    expect((await close(street, family, {}, 'close-twice')).body).toEqual(one.body)
    expect(await count('family where id = $1 and version = 2', family.id)).toBe(1)
  })
})

describe('updateFamilies', () => {
  test('changes many families in one go, or none of them', async () => {
    const families = await registerForTest(
      db,
      officer,
      Array.from({ length: 30 }, () => bereavedCouple(n++)),
    )
    const call = callOf(db, officer)
    const updates = (tag: string, version: number) =>
      families.map((family) => ({ family_id: family.id, version, change: { add_tags: [{ tag }] } }))
    await readIn(db.db, call, (tx) => updateFamilies(tx, call, updates('慢病', 1)))
    expect(
      await count(
        `family_tag where tag = '慢病' and family_id = any($1)`,
        families.map((one) => one.id),
      ),
    ).toBe(30)
    const stale = updates('独居', 2).map((update, i) => (i === 29 ? { ...update, version: 1 } : update))
    await expect(readIn(db.db, call, (tx) => updateFamilies(tx, call, stale))).rejects.toMatchObject({
      code: 'families.changed_meanwhile',
    })
    expect(
      await count(
        `family_tag where tag = '独居' and family_id = any($1)`,
        families.map((one) => one.id),
      ),
    ).toBe(0)
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
    for (const name of ['facts', 'grams', 'claims', 'places', 'files'])
      expect([name, await faultsOf(name)]).toEqual([name, []])
  })
  test.each([
    ['facts', `update person_fact set sex = 'unknown' where person_id = (select person_id from person_fact limit 1)`],
    ['facts', 'delete from person_fact where person_id = (select person_id from person_fact limit 1)'],
    ['grams', 'delete from person_name_gram where person_id = (select person_id from person_name_gram limit 1)'],
    ['claims', 'delete from identity_claim where id_hmac = (select id_hmac from identity_claim limit 1)'],
    ['claims', 'update person set id_hmac = sha256(id_hmac) where id = (select person_id from identity_claim limit 1)'],
    ['places', 'update certificate set community = community + 1 where id = (select id from certificate limit 1)'],
    ['files', 'update family_file_counter set last_number = 0'],
  ])('%s is found broken by: %s', async (name, statement) => {
    expect(await broken(name, statement)).toBeGreaterThan(0)
  })
})
