import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.ts'
import { insertPerson, SAID_FACTS, type TestFacts } from '../../../../test/support/facts.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import type { Actor } from '../../../platform/call.ts'
import { readIn } from '../../../platform/database/transact.ts'
import type { PolicyAt } from '../rules/index.ts'
import { countAnswers, eligible, eligibleQuery } from './eligible.ts'
import { findPolicyByCode } from './policies.ts'

let db: TestDatabase
let officer: Actor
const ON = civilDate('2026-11-21')
const PANLONG = 530103000000
const COMMUNITY = 530103006001
const OLD = { birth_date: '1955-01-01' }
const YOUNG = { birth_date: '1975-01-01' }

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(async () => {
  await db.drop({ broken: [SAID_FACTS] })
})

async function getPolicy(code: string): Promise<PolicyAt> {
  const policy = await readIn(db.db, callOf(db, officer), (tx) => findPolicyByCode(tx, code, ON))
  if (!policy) throw new Error(`no policy ${code}`)
  return policy
}

const ask = async (code: string, division = PANLONG, actor = officer) => {
  const policy = await getPolicy(code)
  const call = callOf(db, actor)
  return readIn(db.db, call, (tx) => eligible(tx, call, { policy, division, as_of: ON }))
}

async function family(...parents: TestFacts[]) {
  let family_id: Awaited<ReturnType<typeof insertPerson>>['family_id'] | undefined
  const ids: string[] = []
  for (const parent of parents) {
    const made = await insertPerson(db, { ...parent, ...(family_id ? { family_id } : {}) })
    family_id = made.family_id
    ids.push(made.person_id)
  }
  return { family_id, ids }
}

describe('a family policy', () => {
  test.each([
    ['one parent of two is old enough', [OLD, YOUNG], 'yes'],
    ['nobody is', [YOUNG, YOUNG], 'no'],
    ['the old one has died', [{ ...OLD, died_on: '2020-01-01' }, YOUNG], 'no'],
    ['the old one has left the family', [{ ...OLD, member_to: '2020-01-01' }, YOUNG], 'no'],
    ['a grandmother does not count, only parents', [{ ...OLD, relation: 'grandparent' }, YOUNG], 'no'],
  ] as [string, TestFacts[], string][])('gives one row a family: %s', async (_, parents, answer) => {
    const { family_id } = await family(...parents)
    const rows = (await ask('panlong_appliance_cleaning')).filter((row) => row.family_id === family_id)
    expect(rows).toMatchObject([{ answer, person_id: null, community: COMMUNITY, district: 530103 }])
  })

  test('is unknown when no parent says yes and one cannot be judged', async () => {
    const policy = { ...(await getPolicy('panlong_wristband')), beneficiary: 'family' } satisfies PolicyAt
    const { family_id } = await family({ living_alone: null }, { living_alone: false })
    const call = callOf(db, officer)
    const rows = await readIn(db.db, call, (tx) => eligible(tx, call, { policy, division: PANLONG, as_of: ON }))
    expect(rows.filter((row) => row.family_id === family_id)).toMatchObject([{ answer: 'unknown' }])
  })

  test('gives no row for a family without a living parent', async () => {
    const { family_id } = await family({ died_on: '2020-01-01' })
    expect((await ask('panlong_festival_condolence')).some((row) => row.family_id === family_id)).toBe(false)
  })
})

describe('a person policy', () => {
  test('asks both parents, each for herself', async () => {
    const { family_id, ids } = await family(OLD, YOUNG)
    const rows = (await ask('panlong_heat_goods')).filter((row) => row.family_id === family_id)
    expect(new Map(rows.map((row) => [row.person_id, row.answer]))).toEqual(
      new Map([
        [ids[0], 'yes'],
        [ids[1], 'no'],
      ]),
    )
  })

  test('says the branch of the day, the hukou and its kind, which decide the rate', async () => {
    const { ids } = await family({
      branch: 'disability',
      children_surviving: 1,
      child_died_on: null,
      child_disability_grade: 2,
      hukou_kind: 'rural',
    })
    const row = (await ask('special_assistance_disability')).find(({ person_id }) => person_id === ids[0])
    expect(row).toMatchObject({
      answer: 'yes',
      branch: 'disability',
      hukou_division: 530103000000,
      hukou_kind: 'rural',
    })
  })
})

describe('the area', () => {
  test('is where the place asked for and the scope of the caller meet', async () => {
    const { ids } = await family({ community: 530103007001 })
    const worker = await makeActor(db, 'community_worker', '530103007001')
    const there = await ask('special_assistance_death', PANLONG, worker)
    expect(there.map((row) => row.person_id)).toEqual(ids)
    expect(await ask('special_assistance_death', COMMUNITY, worker)).toEqual([])
    const elsewhere = await makeActor(db, 'district_officer', '350203')
    expect(await ask('special_assistance_death', PANLONG, elsewhere)).toEqual([])
  })

  test('counts households and persons by answer, as many as the rows', async () => {
    const rows = await ask('panlong_heat_goods')
    const policy = await getPolicy('panlong_heat_goods')
    const call = callOf(db, officer)
    const counts = await readIn(db.db, call, (tx) => countAnswers(tx, call, { policy, division: PANLONG, as_of: ON }))
    for (const answer of ['yes', 'no'] as const) {
      const mine = rows.filter((row) => row.answer === answer)
      expect(counts.find((count) => count.answer === answer)).toEqual({
        answer,
        households: new Set(mine.map((row) => row.family_id)).size,
        persons: mine.length,
      })
    }
  })

  test('is found by the index on the community, with the rule in the WHERE', async () => {
    const policy = await getPolicy('special_assistance_death')
    const plan = await readIn(db.db, callOf(db, officer), async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx)
      const query = eligibleQuery(policy, { lo: COMMUNITY, hi: COMMUNITY + 1 }, ON, 'yes')
      return (await sql<Record<string, string>>`explain ${query}`.execute(tx)).rows
        .map((row) => row['QUERY PLAN'])
        .join('\n')
    })
    expect(plan).toContain('person_fact_by_community')
    expect(plan).toContain('Filter:')
    expect(plan).not.toContain('Subquery')
  })
})
