import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  bereavedCouple,
  COMMUNITY,
  idOf,
  motherOfDisabledChild,
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
let officer: Actor
let n = 100

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', COMMUNITY)
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
const factOf = async (personId: string | undefined) =>
  (
    await db.admin.query<{ fact: object }>('select to_jsonb(f) as fact from person_fact f where person_id = $1', [
      personId,
    ])
  ).rows[0]?.fact

const stored = async (family: RegisteredFamily) => {
  const call = callOf(db, officer)
  const [one] = await readIn(db.db, call, (tx) => readStoredFamilies(tx, call, [family.id]))
  if (!one) throw new Error('The family is stored.')
  return one
}

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
    const joining = { ...mother, id: undefined, member_from: '2026-11-01' }
    const alike = await change(worker, to, { add_members: [joining] })
    expect([alike.status, JSON.stringify(alike.body)]).toEqual([422, expect.stringContaining('too_many_parents')])
    const joined = await change(worker, to, { add_members: [{ ...joining, marital: '22' }] })
    expect(joined.status).toBe(200)
    expect((await file(to)).members).toHaveLength(3)
  })
  test('the husband dies: he leaves the lists, she is widowed and heads the family', async () => {
    const family = await newFamily()
    await change(worker, family, { members: [{ person_id: family.person_ids[0], set: { died_on: '2026-11-01' } }] })
    const { members, heads } = await file(family)
    expect(members).toMatchObject([{ person_id: family.person_ids[1], marital: '30' }])
    expect(heads).toEqual([members[0]?.name])
    expect(await factOf(family.person_ids[1])).toMatchObject({ marital: '30', spouse_died_on: '2026-11-01' })
    expect(await factOf(family.person_ids[0])).toMatchObject({ died_on: '2026-11-01' })
  })
  test('lists call her family by the name she has now, and by none once both have died', async () => {
    const family = await newFamily()
    const [husband, wife] = family.person_ids
    const listed = async () => {
      const { body } = await app.request(officer, 'GET', '/api/families?limit=100')
      const rows = (body as { rows: { family_id: string; heads: string[] }[] }).rows
      return rows.find((row) => row.family_id === family.id)?.heads
    }
    const dies = { died_on: '2026-11-01' }
    await change(worker, family, { members: [{ person_id: wife, set: { name: '欧阳静' } }] })
    await change(worker, family, { members: [{ person_id: husband, set: dies }] }, 2)
    expect(await listed()).toEqual(['欧阳静'])
    await change(worker, family, { members: [{ person_id: wife, set: dies }] }, 3)
    expect(await listed()).toEqual([])
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
