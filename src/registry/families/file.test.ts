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
import type { Role } from '../../kernel/role.ts'
import { recordCare } from '../../ledgers/care-records/index.ts'
import type { Actor } from '../../platform/call.ts'
import { command } from '../../platform/database/transact.ts'
import type { FamilyFile } from './contract/index.ts'
import type { RegisteredFamily } from './index.ts'

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let officer: Actor
let couple: RegisteredFamily
let widow: RegisteredFamily

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
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const trailOf = async (id: string) =>
  (
    await db.admin.query<{ action: string; reason: string | null; detail: unknown }>(
      'select action, reason, detail from audit_entry where subject_id = $1 order by seq',
      [id],
    )
  ).rows

describe('the file', () => {
  const open = (actor: Actor, id: string) => app.request(actor, 'GET', `/api/families/${id}`)

  test('tells what an act came to only of the family’s own: a lunch for many is no sum of hers', async () => {
    const call = callOf(db, officer)
    await command(db.db, call, { name: 'test.acts', input: null }, async (tx) => {
      await recordCare(tx, call, [
        { family_id: widow.id, kind: 'condolence_cash', amount_fen: 30_000, happened_on: civilDate('2026-09-11') },
        {
          place: Number(COMMUNITY),
          kind: 'meal',
          title: '午餐',
          amount_fen: 21_000,
          quantity: 14,
          person_ids: [...couple.person_ids.slice(0, 2), ...widow.person_ids.slice(0, 1)],
          happened_on: civilDate('2026-09-12'),
        },
      ])
      return { result: null }
    })
    const { acts } = (await open(worker, widow.id)).body as FamilyFile
    expect(acts.map((act) => [act.kind, act.amount_fen])).toEqual([['condolence_cash', 30_000]])
  })
  test('shows the household, its living members, contacts, wishes and tags', async () => {
    const answer = await open(worker, couple.id)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      file: couple.file,
      heads: ['欧阳建国', '林秀英'],
      members: [{ name: '欧阳建国', has_phone: true }, { name: '林秀英' }],
      contacts: [{ relation: '侄女', has_phone: true }],
      preference: { no_home_visit: true, hours: 'afternoon' },
      tags: [{ tag: '高龄' }],
      has_address: true,
      acts: [],
    })
  })
  test('holds nothing of the child who died, nor of the branch', async () => {
    const text = JSON.stringify((await open(worker, couple.id)).body)
    for (const secret of ['晓光', '2009-08-30', '1975-05-12', 'branch', 'children_surviving', 'died'])
      expect(text).not.toContain(secret)
  })
  test('holds no number, phone or address in clear', async () => {
    const text = JSON.stringify((await open(worker, couple.id)).body)
    for (const secret of ['13800005678', idOf(3, civilDate('1948-03-06'), 'male'), '试验路'])
      expect(text).not.toContain(secret)
  })
  test('tells the days to be gentle on without the reason', async () => {
    const { gentle_days } = (await open(worker, couple.id)).body as FamilyFile
    expect(gentle_days).toEqual([{ date: '2026-11-23', shared: false, quiet: true }])
  })
  test.each<[Role, string, string]>([
    ['community_worker', String(COMMUNITY), '林秀英'],
    ['street_officer', '530103001', '林秀英'],
    ['home_worker', '530103001', '林秀英'],
    ['psychologist', '530103', '林秀英'],
    ['district_officer', '530103', '林秀英'],
    ['district_approver', '530103', '林秀英'],
    ['finance', '530103', '林秀英'],
    ['supervisor', '530103', '林**'],
    ['auditor', '530103', '林**'],
    ['city_leader', '5301', '林**'],
    ['province_leader', '53', '林**'],
  ])('%s of %s reads %s', async (role, division, name) => {
    const body = (await open(await makeActor(db, role, division), couple.id)).body as FamilyFile
    expect(body.members[1]?.name).toBe(name)
    expect(body.heads[1]).toBe(name)
    const masked = name.includes('*')
    expect(body.members[1]?.birth_date === null).toBe(masked)
    expect(body.certificates.length === 0).toBe(masked)
  })
  test('every look leaves a trace with who and what', async () => {
    const before = (await trailOf(widow.id)).length
    await open(worker, widow.id)
    expect((await trailOf(widow.id)).slice(before)).toMatchObject([{ action: 'families.show' }])
  })
  test('foreign and missing answer the same, byte for byte but the number of the request', async () => {
    const [foreign, missing] = [await open(neighbour, couple.id), await open(neighbour, testId())]
    expect(foreign.status).toBe(404)
    const plain = (raw: Buffer) => raw.toString('utf8').replaceAll(/[0-9a-f-]{36}/g, 'id')
    expect(plain(foreign.raw)).toBe(plain(missing.raw))
    expect(foreign.raw.length).toBe(missing.raw.length)
  })
  test('rejects what is no id', async () => {
    expect((await open(worker, 'abc')).status).toBe(400)
  })
})
