import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { openRoundFor } from '../../../test/support/contacts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { COMMUNITY, NEIGHBOUR_COMMUNITY } from '../../../test/support/families.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import type { Instant } from '../../kernel/calendar.ts'
import type { Role } from '../../kernel/role.ts'
import type { Actor } from '../../platform/call.ts'
import type { Today } from './queries/index.ts'

// What each of the people one may be in the demonstration is shown on her first page, part by part.

const OTHER_STREET = 530_103_002_001
/** The day before one to be gentle on with every family of the tests. */
const EVE = '2027-08-29T02:00:00.000Z' as Instant

let db: TestDatabase
let app: TestApp
let families: TestFamily[]

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  families = await makeFamilies(db, COMMUNITY, 3)
  await makeFamilies(db, NEIGHBOUR_COMMUNITY, 2)
  await makeFamilies(db, OTHER_STREET, 1)
  await openRoundFor(db, await makeActor(db, 'street_officer', '530103001'), 530_103_001_000)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

async function todayOf(actor: Actor): Promise<Today> {
  const answer = await app.request(actor, 'GET', '/api/today', { now: EVE })
  expect([actor.role, answer.status]).toEqual([actor.role, 200])
  return answer.body as Today
}

/** She has spoken with a family and agreed to come again. */
async function agreesToComeAgain(actor: Actor): Promise<void> {
  const [family] = families
  const act = { id: testId(), family_id: family?.id, kind: 'phone', channel: 'phone', person_ids: family?.parents }
  const body = { ...act, minutes: 5, next_on: '2027-08-29' }
  expect((await app.request(actor, 'POST', '/api/care-records', { body, now: EVE })).status).toBe(200)
}

const PARTS = ['gentle', 'due', 'owed', 'claims', 'standing', 'decisions', 'coverage'] as const

interface Sees {
  parts: (typeof PARTS)[number][]
  /** Families of her place to be gentle with, and how many of them by name. */
  gentle?: [households: number, named: number]
  due?: number
  coverage?: number
}
const CARER: Sees['parts'] = ['gentle', 'due', 'owed', 'claims', 'standing', 'coverage']

test.each<[role: Role, place: string, Sees]>([
  ['community_worker', '530103001001', { parts: CARER, gentle: [3, 3], due: 3, coverage: 3 }],
  ['street_officer', '530103001', { parts: CARER, gentle: [5, 0], due: 5, coverage: 5 }],
  [
    'district_officer',
    '530103',
    { parts: ['gentle', 'due', 'owed', 'claims', 'decisions', 'coverage'], gentle: [6, 0], due: 6, coverage: 6 },
  ],
  ['district_approver', '530103', { parts: ['owed', 'claims', 'decisions', 'coverage'], coverage: 6 }],
  ['finance', '530103', { parts: ['owed', 'decisions'] }],
  ['city_leader', '5301', { parts: ['decisions', 'coverage'], coverage: 6 }],
  ['home_worker', '530103001', { parts: ['gentle'], gentle: [5, 0] }],
  ['psychologist', '530103', { parts: ['gentle'], gentle: [6, 0] }],
  ['auditor', '530103', { parts: [] }],
])('what the %s of %s sees', async (role, place, { parts, ...sees }) => {
  const shown = await todayOf(await makeActor(db, role, place))
  expect(PARTS.filter((part) => shown[part] !== null)).toEqual(parts)
  const { gentle, due, coverage } = shown
  expect({
    ...(gentle ? { gentle: [gentle.households, gentle.families.length] } : {}),
    ...(due ? { due: due.households } : {}),
    ...(coverage ? { coverage: coverage.total.households } : {}),
  }).toEqual(sees)
  // A round of visits runs in the place of each.
  expect(shown.rounds).toMatchObject([{ title: '冬至走访', mine: 0 }])
})

test.each<[Role, string]>([
  ['community_worker', '530103001001'],
  ['street_officer', '530103001'],
  ['district_officer', '530103'],
  ['home_worker', '530103001'],
  ['psychologist', '530103'],
])('the %s sees the step she promised, and nobody else’s', async (role, place) => {
  const actor = await makeActor(db, role, place)
  expect((await todayOf(actor)).next_steps).toEqual([])
  await agreesToComeAgain(actor)
  expect((await todayOf(actor)).next_steps).toMatchObject([{ family_id: families[0]?.id, next_on: '2027-08-29' }])
})
