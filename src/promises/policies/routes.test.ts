import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import type { Actor } from '../../platform/call.ts'

let db: TestDatabase
let app: TestApp
let worker: Actor
let officer: Actor
let neighbour: Actor
let finance: Actor
let person: string

const A = '00500000-0000-8000-8000-000000000001'
const BEIJING_A = '00500000-0000-8000-8000-000000000011'

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', '530103006001')
  officer = await makeActor(db, 'district_officer', '530103')
  neighbour = await makeActor(db, 'community_worker', '530103007001')
  finance = await makeActor(db, 'finance', '530103')
  person = (await insertPerson(db, { birth_date: '1979-03-05' })).person_id
  await insertPerson(db, { community: 530103007001 })
  await insertPerson(db, { community: 530103007001, children_born: null })
})
afterAll(async () => {
  await app.close()
  await db.drop({ broken: [SAID_FACTS] })
})

const get = (actor: Actor | undefined, url: string, locale: 'zh' | 'en' = 'zh') =>
  app.request(actor, 'GET', url, { locale })
const body = async <T>(actor: Actor, url: string, locale: 'zh' | 'en' = 'zh') =>
  (await get(actor, url, locale)).body as T

/** Path, a good address, a bad one. What is promised is public: it answers alike inside and outside a jurisdiction. */
const PUBLIC: [string, string, string][] = [
  ['GET /api/policies', '/api/policies?place=530103006001', '/api/policies?level=village'],
  ['GET /api/policies/facts', '/api/policies/facts', '/api/policies/facts-of-what'],
  ['GET /api/policies/:policy_id', `/api/policies/${A}`, '/api/policies/not-an-id'],
]

describe.each(PUBLIC)('%s', (_, good, bad) => {
  test('refuses without permission', async () => {
    expect((await get(undefined, good)).status).toBe(401)
  })

  test('answers outside the jurisdiction too, because promises are public', async () => {
    const [inside, outside] = [await get(worker, good), await get(neighbour, good)]
    expect(inside.status).toBe(200)
    expect(outside.raw).toEqual(inside.raw)
  })

  test('rejects bad input', async () => {
    expect((await get(worker, bad)).status).toBe(400)
  })
})

describe('GET /api/policies', () => {
  interface Listed {
    items: { code: string; level: string; division_name: string; replaced_in: number[] }[]
  }
  const codes = async (query: string) =>
    (await body<Listed>(worker, `/api/policies?${query}`)).items.map((item) => item.code)

  test('does it: what applies in a community of Panlong comes from the nation and from the district', async () => {
    const { items } = await body<Listed>(worker, '/api/policies?place=530103006001')
    expect(new Set(items.map((item) => item.level))).toEqual(new Set(['nation', 'district', 'street', 'community']))
    expect(items.find((item) => item.code === 'special_assistance_death')).toMatchObject({
      division_name: '全国',
      replaced_in: [110000000000, 510500000000],
    })
    expect(items.find((item) => item.code === 'panlong_heat_goods')?.division_name).toBe('盘龙区')
  })

  test('puts the city’s own policy in the nation’s place', async () => {
    expect(await codes('place=110101001001')).toEqual([
      'beijing_special_assistance_death',
      'beijing_special_assistance_disability',
    ])
  })

  test('narrows by level, theme and date', async () => {
    expect(await codes('level=nation')).toEqual(['special_assistance_death', 'special_assistance_disability'])
    expect(await codes('theme=safety')).toEqual(['panlong_wristband'])
    expect(await codes('theme=safety&as_of=2017-12-31')).toEqual([])
    expect((await get(worker, '/api/policies?as_of=1889-01-01')).status).toBe(400)
  })
})

describe('GET /api/policies/facts', () => {
  test('does it: each fact with its operators and words in both languages', async () => {
    const { items } = await body<{ items: { key: string; operators: string[]; words_zh: string; words_en: string }[] }>(
      worker,
      '/api/policies/facts',
    )
    expect(items).toHaveLength(20)
    expect(items.find((item) => item.key === 'child_disability_grade')).toMatchObject({
      operators: ['atLeastAsSevere', 'notAsSevere'],
      words_zh: '子女残疾等级',
    })
  })
})

describe('GET /api/policies/:policy_id', () => {
  interface Shown {
    versions: { rule_text: { depth: number; text: string }[]; gaps: object[]; confidence: string }[]
    rates: { amount_fen: number; valid_from: string; document_number: string | null }[]
  }

  test('does it: the rule in words, the rates, and the years for which no rate is known', async () => {
    const { versions, rates } = await body<Shown>(worker, `/api/policies/${BEIJING_A}`)
    expect(versions[0]?.rule_text.map((line) => line.text)).toContain('持有独生子女父母光荣证')
    expect(rates[0]).toMatchObject({
      amount_fen: 90_000,
      valid_from: '2022-07-01',
      document_number: '京卫家庭〔2022〕19号',
    })
    expect(versions[0]?.gaps).toEqual([{ branch: 'death', hukou_kind: null, from: '2009-01-01', to: '2022-06-01' }])
    const english = await body<Shown>(worker, `/api/policies/${BEIJING_A}`, 'en')
    expect(english.versions[0]?.rule_text.map((line) => line.text)).toContain('holds the only-child certificate')
  })

  test('answers 404 for a policy that is not there', async () => {
    expect((await get(worker, `/api/policies/${testId()}`)).status).toBe(404)
  })
})

describe('GET /api/policies/:policy_id/explanation', () => {
  const url = (id: string, policy = A) => `/api/policies/${policy}/explanation?person_id=${id}`

  test('refuses without permission', async () => {
    expect((await get(undefined, url(person))).status).toBe(401)
    expect((await get(finance, url(person))).status).toBe(403)
  })

  test('refuses outside the jurisdiction: the neighbour’s person and a missing one read the same', async () => {
    const strip = (raw: Buffer) => raw.toString().replace(/"request_id":"[^"]*"/, '')
    const [foreign, missing] = [await get(neighbour, url(person)), await get(neighbour, url(testId()))]
    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect(strip(foreign.raw)).toBe(strip(missing.raw))
  })

  test('rejects bad input', async () => {
    expect((await get(worker, url('1'))).status).toBe(400)
    expect((await get(worker, `${url(person)}&as_of=2026-02-30`)).status).toBe(400)
    expect((await get(worker, `${url(person)}&as_of=2007-12-31`)).status).toBe(404)
  })

  test('does it, in words, and leaves a trace', async () => {
    const told = await body<{ answer: string; qualifies_on: string; summary: string; lines: { text: string }[] }>(
      worker,
      url(person),
    )
    expect(told).toMatchObject({ answer: 'no', qualifies_on: '2028-03-05' })
    expect(told.summary).toBe('目前不符合特别扶助金（甲类）；资料不变的话，2028-03-05 起符合。')
    expect(told.lines.map((line) => line.text)).toContain(
      '女方（丧偶或离异的为本人）年满 49 周岁：今年 47 岁，2028-03-05 满足',
    )
    const { rows } = await db.admin.query(
      `select detail->>'policy_id' as policy from audit_entry where action = 'policies.explain' and subject_id = $1 and account_id = $2`,
      [person, worker.account_id],
    )
    expect(rows).toContainEqual({ policy: A })
  })
})

describe('GET /api/policies/:policy_id/family-explanation', () => {
  const CLEANING = '00500000-0000-8000-8000-000000000039'
  const url = (id: string, policy = CLEANING) => `/api/policies/${policy}/family-explanation?family_id=${id}`
  let family: string
  beforeAll(async () => {
    const made = await insertPerson(db, { birth_date: '1975-03-05' })
    family = made.family_id
    await insertPerson(db, { family_id: made.family_id, birth_date: '1960-01-01', sex: 'male' })
  })
  afterAll(async () => {
    await db.admin.query('delete from person_fact where family_id = $1', [family])
  })

  test('refuses without permission', async () => {
    expect((await get(undefined, url(family))).status).toBe(401)
    expect((await get(finance, url(family))).status).toBe(403)
  })

  test('refuses outside the jurisdiction as if it were not there', async () => {
    const strip = (raw: Buffer) => raw.toString().replace(/"request_id":"[^"]*"/, '')
    const [foreign, missing] = [await get(neighbour, url(family)), await get(neighbour, url(testId()))]
    expect([foreign.status, strip(foreign.raw)]).toEqual([404, strip(missing.raw)])
  })

  test('rejects bad input, and a policy promised to persons', async () => {
    expect((await get(worker, url('x'))).status).toBe(400)
    expect((await get(worker, url(family, A))).status).toBe(422)
  })

  test('does it: the parent who meets it first, the other with what fails, and a trace', async () => {
    const told = await body<{
      answer: string
      parents: { answer: string; lines: { decides: boolean; text: string }[] }[]
    }>(worker, url(family))
    expect(told).toMatchObject({ answer: 'yes', parents: [{ answer: 'yes' }, { answer: 'no' }] })
    expect(told.parents[1]?.lines.filter((line) => line.decides).map((line) => line.text)).toEqual([
      '本人年满 60 周岁：今年 51 岁，2035-03-05 满足',
    ])
    const { rows } = await db.admin.query(
      `select 1 from audit_entry where action = 'policies.explain' and subject_id = $1`,
      [family],
    )
    expect(rows).toHaveLength(1)
  })
})

describe('GET /api/policies/persons/:person_id', () => {
  const url = (id: string) => `/api/policies/persons/${id}`

  test('refuses without permission', async () => {
    expect((await get(undefined, url(person))).status).toBe(401)
    expect((await get(finance, url(person))).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await get(neighbour, url(person))).status).toBe(404)
  })

  test('rejects bad input', async () => {
    expect((await get(worker, url('someone'))).status).toBe(400)
  })

  test('does it: every policy of her place with its answer', async () => {
    const { items } = await body<{
      items: { policy: { code: string }; answer: string; qualifies_on: string | null }[]
    }>(worker, url(person))
    const of = (code: string) => items.find((item) => item.policy.code === code)
    expect(of('special_assistance_death')).toMatchObject({ answer: 'no', qualifies_on: '2028-03-05' })
    expect(of('panlong_accident_insurance')).toMatchObject({ answer: 'yes' })
    expect(of('beijing_special_assistance_death')).toBeUndefined()
  })
})

describe('GET /api/policies/:policy_id/preview', () => {
  const url = `/api/policies/${A}/preview`

  test('refuses without permission', async () => {
    expect((await get(undefined, url)).status).toBe(401)
    expect((await get(await makeActor(db, 'psychologist', '530103'), url)).status).toBe(403)
  })

  test('refuses outside the jurisdiction: another place counts nobody', async () => {
    const nobody = { households: 0, persons: 0 }
    expect(await body(worker, `${url}?division=530103007000`)).toMatchObject({
      yes: nobody,
      no: nobody,
      unknown: nobody,
    })
  })

  test('rejects bad input', async () => {
    expect((await get(officer, `${url}?division=5301`)).status).toBe(400)
  })

  test('does it: yes, no and unknown of one’s own place', async () => {
    const one = { households: 1, persons: 1 }
    expect(await body(officer, url)).toMatchObject({ division: 530103000000, yes: one, no: one, unknown: one })
    expect(await body(worker, url)).toMatchObject({ yes: { persons: 0 }, no: one, unknown: { persons: 0 } })
  })
})
