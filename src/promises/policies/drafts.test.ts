import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf } from '../../../test/support/drafts.ts'
import { versionOf } from '../../../test/support/version.ts'
import { insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import type { DraftInput } from './rules/index.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let approver: Actor
let worker: Actor
let neighbour: Actor
const STREET = 530_103_006_000
const OVER_70 = [{ field: 'age', operator: '>=', value: 70 }]
const TALL = { combinator: 'and' as const, rules: [{ field: 'income', operator: '>', value: 3 }] }

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  worker = await makeActor(db, 'community_worker', '530103006001')
  neighbour = await makeActor(db, 'district_officer', '530102')
  await insertPerson(db, { birth_date: '1950-01-01' })
  await insertPerson(db, { birth_date: '1960-01-01' })
})
afterAll(async () => {
  await app.close()
  await db.drop({ broken: [SAID_FACTS] })
})

interface Moved {
  draft_id: Uuid
  policy_id: Uuid
  state: string
  version: number
}
type Body = Record<string, unknown> & { issues?: { place: string; code: string; detail: string }[] }
const send = async (actor: Actor | undefined, url: string, body: unknown, key?: string) => {
  const answer = await app.request(actor, 'POST', `/api/policies/${url}`, {
    body,
    ...(key === undefined ? {} : { key }),
  })
  return { status: answer.status, body: answer.body as Body, raw: answer.raw }
}
const write = (actor: Actor | undefined, input: DraftInput, key?: string) => send(actor, 'drafts', input, key)
const written = async (input: DraftInput) => {
  const { status, body } = await write(officer, input)
  expect([status, body]).toEqual([200, expect.objectContaining({ state: 'writing' })])
  return body as unknown as Moved
}
const faults = (body: Body) => (body.issues ?? []).map(({ place, code }) => `${place} ${code}`)
const street = (more: object = {}) => createOf(versionOf(more), { division: STREET, level: 'street' })
const strip = (raw: Buffer) => raw.toString().replace(/"request_id":"[^"]*"/, '')

describe('POST /api/policies/drafts', () => {
  test('refuses without permission', async () => {
    expect((await write(undefined, street())).status).toBe(401)
    expect((await write(worker, street())).status).toBe(403)
    expect((await write(approver, street())).status).toBe(403)
  })

  test('refuses outside the jurisdiction: another district, a wider place, another association’s policy', async () => {
    expect((await write(neighbour, street())).status).toBe(404)
    expect((await write(officer, createOf(versionOf(), { division: 530_100_000_000, level: 'city' }))).status).toBe(404)
    const nation = '00500000-0000-8000-8000-000000000001' as Uuid
    expect((await write(officer, { kind: 'version', policy_id: nation, version: versionOf() })).status).toBe(404)
    const city = await makeActor(db, 'city_leader', '5301')
    expect((await write(city, street())).status).toBe(404)
    expect((await write(city, createOf(versionOf(), { division: 530_100_000_000, level: 'city' }))).status).toBe(200)
  })

  test('rejects bad input: names the condition, whatever is wrong with it', async () => {
    const rule = {
      combinator: 'and' as const,
      rules: [
        ...TALL.rules,
        { field: 'child_disability_grade', operator: '>=', value: 3 },
        { combinator: 'or' as const, rules: [{ field: 'age', operator: '>=', value: 151 }] },
        { field: 'age', operator: '>=', value: 70 },
      ],
    }
    const { status, body } = await write(officer, street({ rule }))
    expect([status, faults(body)]).toEqual([
      422,
      [
        'version.rule.rules.0.field policies.rule_field',
        'version.rule.rules.1.operator policies.rule_operator',
        'version.rule.rules.2.rules.0.value policies.rule_value',
      ],
    ])
    expect(body.issues?.[0]?.detail).toBe('没有“income”这一事实。')
    expect((await write(officer, { ...street(), kind: 'song' } as never)).status).toBe(400)
  })

  test('rejects a rule that nobody can meet, in the words of the condition', async () => {
    const rule = (...rules: object[]) => street({ rule: { combinator: 'and', rules } })
    const ages = [
      { field: 'age', operator: '>=', value: 70 },
      { field: 'age', operator: '<', value: 60 },
    ]
    const { status, body } = await write(officer, rule(...ages))
    expect([status, faults(body)]).toEqual([422, ['version.rule.rules.1.value policies.rule_never']])
    expect(body.issues?.[0]?.detail).toBe('“本人未满 60 周岁”与须同时满足的其他条件相反，没有人能符合。')
    const dead = (await write(officer, rule({ field: 'alive', operator: '=', value: false }))).body
    expect(faults(dead)).toEqual(['version.rule.rules.0.value policies.rule_asks_dead'])
    const [death, disability] = ['death', 'disability'].map((value) => ({ field: 'branch', operator: '=', value }))
    expect(faults((await write(officer, rule(death as object, disability as object))).body)).toEqual([
      'version.rule.rules.1.value policies.rule_never',
    ])
    // Each of these can hold beside the other; together they leave no branch.
    const either = (branch: unknown) => ({ combinator: 'or', rules: [branch, branch] })
    expect(faults((await write(officer, rule(either(death), either(disability)))).body)).toEqual([
      'version.rule policies.rule_no_branch',
    ])
  })

  test('rejects a place that there is not, in a rule or at a rate', async () => {
    const nowhere = { field: 'hukou', operator: 'within', value: 999_999_000_000 }
    const { body } = await write(officer, street({ rule: { combinator: 'or', rules: [nowhere, ...OVER_70] } }))
    expect(faults(body)).toEqual(['version.rule.rules.0.value policies.place_unknown'])
    expect(body.issues?.[0]?.detail).toBe('没有代码为 999999000000 的地区，请核对。')
    const version = cashOf(100)
    const rates = [...(version.rates ?? []), ...(cashOf(120, { division: 530_103_999_000 }).rates ?? [])]
    expect(faults((await write(officer, createOf({ ...version, rates }))).body)).toEqual([
      'version.rates.1.division policies.place_unknown',
    ])
  })

  test('rejects what a version cannot be', async () => {
    const of = async (version: object, promise: object = {}) =>
      faults(
        (await write(officer, createOf(versionOf(version), { division: STREET, level: 'street', ...promise }))).body,
      )
    expect(await of({ valid_to: '2025-12-31' })).toEqual(['version.valid_to policies.ends_before_it_begins'])
    expect(await of({ grant_unit: 'hour' })).toEqual(['version.grant_unit policies.grant_unit'])
    expect(await of({ grant_quantity: null })).toEqual(['version.grant_quantity policies.grant_quantity'])
    expect(await of({ confidence: 'sourced' })).toEqual(['version.document_id policies.sourced_needs_document'])
    expect(await of({ document_id: testId(), document_edition: 1 })).toEqual([
      'version.document_id policies.document_unknown',
    ])
    expect(await of({}, { level: 'district' })).toEqual(['promise.level policies.level_not_here'])
    expect(await of({}, { care_kind: 'song' })).toEqual(['promise.care_kind policies.care_kind_unknown'])
    expect(await of({}, { beneficiary: 'family', asked: 'members' })).toEqual([
      'promise.asked policies.family_asks_parents',
    ])
  })

  test('does it once when sent twice, and it counts for nobody yet', async () => {
    const first = await write(officer, street(), 'draft-once-1')
    const again = await write(officer, street(), 'draft-once-1')
    expect([first.status, again.body]).toEqual([200, first.body])
    const { policy_id } = first.body as unknown as Moved
    expect((await app.request(officer, 'GET', `/api/policies/${policy_id}`)).status).toBe(404)
  })
})

describe('rates of a draft', () => {
  const rate = (more: object) => ({ ...cashOf(100).rates?.[0], ...more }) as never
  const of = async (rates: unknown, more: object = {}) =>
    (await write(officer, createOf(cashOf(100, { rates: rates as never, ...more })))).body

  test('overlap: the place and the days are named', async () => {
    const body = await of([rate({ valid_to: '2027-01-01' }), rate({ valid_from: '2026-12-01' })])
    expect(faults(body)).toEqual(['version.rates.1.valid_from policies.rates_overlap'])
    expect(body.issues?.[0]?.detail).toBe('盘龙区 在 2026-12-01 至 2026-12-31 有两个标准。')
    expect(faults(await of([rate({}), rate({ branch: 'death' })]))).toContain(
      'version.rates.1.valid_from policies.rates_overlap',
    )
  })

  test('gap: the place, the branch and the days are named', async () => {
    const hole = await of([rate({ valid_to: '2026-07-01' }), rate({ valid_from: '2026-08-01' })])
    expect(hole.issues?.map((issue) => issue.detail)).toEqual(['盘龙区 在 2026-07-01 至 2026-07-31 没有标准。'])
    const branch = await of([rate({ branch: 'death' })])
    expect(branch.issues?.map((issue) => issue.detail)).toEqual(['盘龙区 乙类在 2026-01-01 至 … 没有标准。'])
    const asked = { combinator: 'and', rules: [{ field: 'branch', operator: '=', value: 'death' }] }
    expect((await of([rate({ branch: 'death' })], { rule: asked })).issues).toBeUndefined()
    expect(faults(await of([]))).toEqual(['version.rates policies.rates_gap'])
    expect(faults(await of(null))).toEqual(['version.rates policies.rates_gap'])
  })

  test('gap: rates of urban and rural hukou leave out who has a resident’s, and one of that kind may be stated', async () => {
    const kinds = (...all: string[]) => all.map((hukou_kind) => rate({ hukou_kind }))
    const lacks = await of(kinds('urban', 'rural'))
    expect(faults(lacks)).toEqual(['version.rates policies.rates_gap_kind'])
    expect(lacks.issues?.[0]?.detail).toBe('盘龙区 居民户口在 2026-01-01 至 … 没有标准。')
    const { policy_id } = (await of(kinds('urban', 'rural', 'resident'))) as unknown as Moved
    expect(policy_id).toBeTruthy()
    const asked = { combinator: 'and', rules: [{ field: 'hukou_kind', operator: '!=', value: 'resident' }] }
    expect((await of(kinds('urban', 'rural'), { rule: asked })).issues).toBeUndefined()
  })

  test('a narrower place may have its own beside the wider one', async () => {
    expect((await of([rate({}), rate({ division: STREET, amount_fen: 20_000 })])).issues).toBeUndefined()
  })

  test('elsewhere, before the version, of nothing, or by another measure', async () => {
    expect(
      faults(await of([rate({ division: 530_102_000_000 }), rate({ valid_from: '2025-01-01', amount_fen: 0 })])),
    ).toEqual([
      'version.rates.0.division policies.rate_place_outside',
      'version.rates.1.valid_from policies.rate_too_early',
      'version.rates.1.amount_fen policies.rate_is_zero',
    ])
    expect(faults(await of([rate({ per: 'occasion' })]))).toEqual(['version.rates.0.per policies.rate_per_cadence'])
    expect(faults((await write(officer, createOf(versionOf({ rates: [rate({})] })))).body)).toEqual([
      'version.rates policies.rates_without_cash',
    ])
  })

  test.each([
    ['once', ['occasion']],
    ['festival', ['occasion']],
    ['yearly', ['month', 'year']],
    ['half_yearly', ['month']],
    ['quarterly', ['month']],
    ['monthly', ['month']],
  ] as const)('none is paid more often than it says: what is given %s is stated by %s', async (cadence, fitting) => {
    for (const per of ['month', 'year', 'occasion'] as const) {
      const fits = fitting.some((one) => one === per)
      expect([per, faults(await of([rate({ per })], { cadence }))]).toEqual([
        per,
        fits ? [] : ['version.rates.0.per policies.rate_per_cadence'],
      ])
    }
  })
})

describe('PUT /api/policies/drafts/:draft_id', () => {
  const put = async (actor: Actor | undefined, id: string, body: unknown, key?: string) =>
    app.request(actor, 'PUT', `/api/policies/drafts/${id}`, { body, ...(key === undefined ? {} : { key }) })

  test('refuses without permission', async () => {
    expect((await put(worker, testId(), { version: 1, content: street() })).status).toBe(403)
  })

  test('refuses outside the jurisdiction, and a colleague, as if it were not there', async () => {
    const { draft_id } = await written(street())
    const [foreign, missing] = [
      await put(neighbour, draft_id, { version: 1, content: street() }),
      await put(neighbour, testId(), { version: 1, content: street() }),
    ]
    expect([foreign.status, strip(foreign.raw)]).toEqual([404, strip(missing.raw)])
  })

  test('rejects bad input', async () => {
    const { draft_id } = await written(street())
    expect((await put(officer, draft_id, { version: 0, content: street() })).status).toBe(400)
    expect((await put(officer, draft_id, { version: 1, content: street({ rule: TALL }) })).status).toBe(422)
    expect((await put(officer, draft_id, { version: 1, content: createOf(versionOf()) })).body).toMatchObject({
      code: 'policies.draft_is_about_another',
    })
  })

  test('does it once when sent twice; a stale version is refused', async () => {
    const { draft_id } = await written(street())
    const body = { version: 1, content: street({ grant_quantity: 2 }) }
    const first = await put(officer, draft_id, body, 'rewrite-1')
    expect((await put(officer, draft_id, body, 'rewrite-1')).body).toEqual(first.body)
    expect(first.body).toMatchObject({ version: 2, state: 'writing' })
    expect((await put(officer, draft_id, body)).status).toBe(409)
  })
})
