import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, COMMUNITY, motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import type { FamilyFile, Found } from './contract/index.ts'
import type { RegisteredFamily } from './index.ts'

// What ends in the register ends on a day that has come: every room then reads the same of it.

const TODAY = '2026-11-21'
const TOMORROW = '2026-11-22'
let db: TestDatabase
let app: TestApp
let worker: Actor
let officer: Actor
let n = 700

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', COMMUNITY)
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

async function newFamily(): Promise<RegisteredFamily> {
  const [family] = await registerForTest(db, officer, [bereavedCouple(n++)])
  if (!family) throw new Error('One draft registers one family.')
  return family
}
const change = (family: RegisteredFamily, body: object, version = 1) =>
  app.request(worker, 'POST', `/api/families/${family.id}/change`, { body: { version, change: body } })
const file = async (family: RegisteredFamily) =>
  (await app.request(worker, 'GET', `/api/families/${family.id}`)).body as FamilyFile
const membersOf = async (family: RegisteredFamily) => (await file(family)).members.map((one) => one.person_id)
const isFound = async (family: RegisteredFamily, person: Uuid | undefined) => {
  const { rows } = (await app.request(worker, 'GET', `/api/families/find?q=${family.file}`)).body as { rows: Found[] }
  return rows.some((row) => row.person_id === person)
}
const isClaimed = async (person: Uuid | undefined) =>
  (await db.admin.query('select from identity_claim where person_id = $1', [person])).rowCount === 1
const leaves = (person_id: Uuid | undefined, member_to: string) => ({ end_members: [{ person_id, member_to }] })

describe('who leaves', () => {
  test('is refused for a day that has not come, and stays a member everywhere', async () => {
    const family = await newFamily()
    const [, wife] = family.person_ids
    for (const day of [TOMORROW, '2030-01-01'])
      expect(await change(family, leaves(wife, day))).toMatchObject({
        status: 422,
        body: {
          issues: [
            {
              place: 'end_members.0.member_to',
              code: 'families.date_in_future',
              detail: '日期还没有到。',
              next: '请填写已经到来的日期；以后才发生的，到那天再登记。',
            },
          ],
        },
      })
    expect(await membersOf(family)).toContain(wife)
    expect([await isFound(family, wife), await isClaimed(wife)]).toEqual([true, true])
  })
  test('is refused for a day before she came, and is told from when on she belongs', async () => {
    const family = await newFamily()
    expect(await change(family, leaves(family.person_ids[1], '2016-01-03'))).toMatchObject({
      status: 422,
      body: {
        issues: [
          {
            place: 'end_members.0.member_to',
            code: 'families.ends_before_it_begins',
            next: '从 2016-01-04 起记在册，请填写那天以后的日期。',
          },
        ],
      },
    })
  })
  test('is asked for a day between the one she came and today: the file says which', async () => {
    expect((await file(await newFamily())).members.map((one) => one.member_from)).toEqual(['2016-01-04', '2016-01-04'])
  })
  test('is gone today, and may be registered elsewhere', async () => {
    const family = await newFamily()
    const [, wife] = family.person_ids
    expect((await change(family, leaves(wife, TODAY))).status).toBe(200)
    expect(await membersOf(family)).not.toContain(wife)
    expect([await isFound(family, wife), await isClaimed(wife)]).toEqual([false, false])
  })
  test('on a day still ahead, by whatever way it was written, is found by the always-true check', async () => {
    const checks = findChecks('src').filter(({ name }) => name === 'families/ends')
    const family = await newFamily()
    const found = async (table: string, column: string, where: string) => {
      await db.admin.query('begin')
      await db.admin.query(`update ${table} set ${column} = '${TOMORROW}' where ${where} = $1`, [family.id])
      const faults = await runChecks(db.admin, checks)
      await db.admin.query('rollback')
      return faults.map(({ check, rows }) => `${check} ${rows}`)
    }
    expect((await change(family, { set: { hardship: true } })).status).toBe(200)
    expect(await found('person', 'member_to', 'family_id')).toEqual(['families/ends 3'])
    expect(await found('person_relation', 'valid_to', 'family_id')).toEqual(['families/ends 1'])
    expect(await found('decision_contact', 'valid_to', 'family_id')).toEqual(['families/ends 1'])
    expect(await found('family', "state = 'closed', closed_on", 'id')).toEqual(['families/ends 1'])
    expect(await runChecks(db.admin, checks)).toEqual([])
  })
})

describe('the facts of who has left', () => {
  const closes = async (family: RegisteredFamily, version: number) => {
    const body = { version, state: 'moved', on: '2026-11-20', reason: '户籍迁往五华区' }
    expect((await app.request(officer, 'POST', `/api/families/${family.id}/close`, { body })).status).toBe(200)
  }
  /** What rules may ask of her, but for the day she left. */
  const factsOf = async (person: Uuid | undefined) =>
    (
      await db.admin.query<{ fact: Record<string, unknown> }>(
        "select to_jsonb(f) - 'member_to' as fact from person_fact f where person_id = $1",
        [person],
      )
    ).rows[0]?.fact

  test('are what they were until then: husband and wife, and the child they mourn', async () => {
    const family = await newFamily()
    const [husband, wife] = family.person_ids
    const before = [await factsOf(husband), await factsOf(wife)]
    expect(before[0]).toMatchObject({ child_died_on: '2009-08-30', spouse_sex: 'female' })
    await closes(family, 1)
    expect([await factsOf(husband), await factsOf(wife)]).toEqual(before)
  })
  test('are what they were until then: a mother and the certificate of her child', async () => {
    const [family] = await registerForTest(db, officer, [motherOfDisabledChild(n++)])
    if (!family) throw new Error('One draft registers one family.')
    const before = await factsOf(family.person_ids[0])
    expect(before).toMatchObject({ child_disabled_from: '2012-06-01', child_disability_grade: 2 })
    await closes(family, 1)
    expect(await factsOf(family.person_ids[0])).toEqual(before)
  })
  test('do not know who had gone before: a wife who left alone, neither while he stays nor once he leaves', async () => {
    const family = await newFamily()
    const [husband, wife] = family.person_ids
    expect((await change(family, leaves(wife, '2020-05-01'))).status).toBe(200)
    const alone = { child_died_on: '2009-08-30', spouse_sex: null, spouse_birth_date: null }
    expect(await factsOf(husband)).toMatchObject(alone)
    await closes(family, 2)
    expect(await factsOf(husband)).toMatchObject(alone)
    // She is known as she was while she belonged: with her husband.
    expect(await factsOf(wife)).toMatchObject({ child_died_on: '2009-08-30', spouse_sex: 'male' })
  })
})

describe('what else has a day', () => {
  test('a marriage neither ends nor begins on a day that has not come: facts would have it today', async () => {
    const family = await newFamily()
    const [marriage] = (await file(family)).relations
    const answers = [
      await change(family, { end_relations: [{ relation_id: marriage?.relation_id, valid_to: TOMORROW }] }),
      await change(family, {
        add_relations: [
          { person_id: family.person_ids[0], other_id: family.person_ids[1], kind: 'in_law', valid_from: TOMORROW },
        ],
      }),
    ]
    expect(answers).toMatchObject([
      { status: 422, body: { issues: [{ place: 'end_relations.0.valid_to', code: 'families.date_in_future' }] } },
      { status: 422, body: { issues: [{ place: 'add_relations.0.valid_from', code: 'families.date_in_future' }] } },
    ])
  })
  test('a file does not end on a day that has not come, and is told what to do', async () => {
    const family = await newFamily()
    const body = { version: 1, state: 'moved', on: TOMORROW, reason: '要搬去外地' }
    expect(await app.request(officer, 'POST', `/api/families/${family.id}/close`, { body })).toMatchObject({
      status: 422,
      body: { place: 'on', code: 'families.date_in_future', next: expect.stringContaining('到那天再登记') as string },
    })
  })
  test('a tag that holds until a day is shown, is not written twice, and can be taken away before', async () => {
    const family = await newFamily()
    const tag = '住院'
    expect((await change(family, { add_tags: [{ tag, valid_to: '2027-01-01' }] })).status).toBe(200)
    expect((await file(family)).tags).toMatchObject([{ tag }])
    expect(await change(family, { add_tags: [{ tag }] }, 2)).toMatchObject({
      status: 422,
      body: { issues: [{ place: 'add_tags.0.tag', code: 'families.tag_twice' }] },
    })
    expect((await change(family, { end_tags: [{ tag }] }, 2)).status).toBe(200)
    expect((await file(family)).tags).toEqual([])
  })
  test('a tag does not begin on a day that has not come', async () => {
    expect(await change(await newFamily(), { add_tags: [{ tag: '高龄', valid_from: TOMORROW }] })).toMatchObject({
      status: 422,
      body: { issues: [{ place: 'add_tags.0.valid_from', code: 'families.date_in_future' }] },
    })
  })
})
