import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor, versionOf } from '../../../test/support/drafts.ts'
import { forgetPeople, insertPerson } from '../../../test/support/facts.ts'
import { withOwnAssistance } from '../../../test/support/template.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { findPolicyAt, policyOfDraft, ratesOf } from './index.ts'
import type { DraftInput } from './rules/index.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let approver: Actor
let worker: Actor
let neighbour: Actor
let neighbours_approver: Actor
const STREET = 530_103_006_000
const TALL = { combinator: 'and' as const, rules: [{ field: 'income', operator: '>', value: 3 }] }

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  worker = await makeActor(db, 'community_worker', '530103006001')
  neighbour = await makeActor(db, 'district_officer', '530102')
  neighbours_approver = await makeActor(db, 'district_approver', '530102')
  await insertPerson(db, { birth_date: '1950-01-01' })
  await insertPerson(db, { birth_date: '1960-01-01' })
})
afterAll(async () => {
  await app.close()
  await forgetPeople(db)
  await db.drop()
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
const submitted = async (input: DraftInput) => {
  const { draft_id, version } = await written(input)
  return (await send(officer, `drafts/${draft_id}/submission`, { version })).body as unknown as Moved
}
const faults = (body: Body) => (body.issues ?? []).map(({ place, code }) => `${place} ${code}`)
const street = (more: object = {}) => createOf(versionOf(more), { division: STREET, level: 'street' })
const enact = (input: DraftInput) => enactFor(db, { officer, approver }, input)
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
    expect(body.issues?.[0]?.detail).toBe('盘龙区 在 2026-12-01 至 2027-01-01 有两个标准。')
    expect(faults(await of([rate({}), rate({ branch: 'death' })]))).toContain(
      'version.rates.1.valid_from policies.rates_overlap',
    )
  })

  test('gap: the place, the branch and the days are named', async () => {
    const hole = await of([rate({ valid_to: '2026-07-01' }), rate({ valid_from: '2026-08-01' })])
    expect(hole.issues?.map((issue) => issue.detail)).toEqual(['盘龙区 在 2026-07-01 至 2026-08-01 没有标准。'])
    const branch = await of([rate({ branch: 'death' })])
    expect(branch.issues?.map((issue) => issue.detail)).toEqual(['盘龙区 乙类在 2026-01-01 至 … 没有标准。'])
    const asked = { combinator: 'and', rules: [{ field: 'branch', operator: '=', value: 'death' }] }
    expect((await of([rate({ branch: 'death' })], { rule: asked })).issues).toBeUndefined()
    expect(faults(await of([]))).toEqual(['version.rates policies.rates_gap'])
    expect(faults(await of(null))).toEqual(['version.rates policies.rates_gap'])
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

describe.each(['submission', 'withdrawal'])('POST /api/policies/drafts/:draft_id/%s', (verb) => {
  test('refuses without permission', async () => {
    expect((await send(approver, `drafts/${testId()}/${verb}`, { version: 1 })).status).toBe(403)
  })

  test('refuses outside the jurisdiction as if it were not there', async () => {
    const { draft_id } = await written(street())
    const [foreign, missing] = [
      await send(neighbour, `drafts/${draft_id}/${verb}`, { version: 1 }),
      await send(neighbour, `drafts/${testId()}/${verb}`, { version: 1 }),
    ]
    expect([foreign.status, strip(foreign.raw)]).toEqual([404, strip(missing.raw)])
  })

  test('rejects bad input', async () => {
    expect((await send(officer, `drafts/${testId()}/${verb}`, {})).status).toBe(400)
  })

  test('does it once when sent twice', async () => {
    const { draft_id } = await written(street())
    const first = await send(officer, `drafts/${draft_id}/${verb}`, { version: 1 }, `once-${verb}`)
    expect((await send(officer, `drafts/${draft_id}/${verb}`, { version: 1 }, `once-${verb}`)).body).toEqual(first.body)
    expect(first.body).toMatchObject({ state: verb === 'submission' ? 'submitted' : 'withdrawn', version: 2 })
    expect((await send(officer, `drafts/${draft_id}/${verb}`, { version: 2 })).status).toBe(
      verb === 'submission' ? 409 : 409,
    )
  })
})

describe.each(['return', 'approval'])('POST /api/policies/drafts/:draft_id/%s', (verb) => {
  const body = (version: number) => (verb === 'return' ? { version, reason: '请补充文件依据' } : { version })

  test('refuses without permission', async () => {
    expect((await send(officer, `drafts/${testId()}/${verb}`, body(1))).status).toBe(403)
  })

  test('refuses outside the jurisdiction as if it were not there', async () => {
    const { draft_id } = await submitted(street())
    const [foreign, missing] = [
      await send(neighbours_approver, `drafts/${draft_id}/${verb}`, body(2)),
      await send(neighbours_approver, `drafts/${testId()}/${verb}`, body(2)),
    ]
    expect([foreign.status, strip(foreign.raw)]).toEqual([404, strip(missing.raw)])
  })

  test('refuses one’s own: the same account in the approver’s post', async () => {
    const { draft_id } = await submitted(street())
    const two_posts = { ...approver, account_id: officer.account_id }
    const { status, body: told } = await send(two_posts, `drafts/${draft_id}/${verb}`, body(2))
    expect([status, told]).toEqual([403, expect.objectContaining({ code: 'policies.four_eyes' })])
  })

  test('rejects bad input, and what was not handed in', async () => {
    expect((await send(approver, `drafts/${testId()}/${verb}`, {})).status).toBe(400)
    const { draft_id } = await written(street())
    expect((await send(approver, `drafts/${draft_id}/${verb}`, body(1))).status).toBe(409)
  })

  test('does it once when sent twice', async () => {
    const { draft_id, policy_id } = await submitted(street())
    const first = await send(approver, `drafts/${draft_id}/${verb}`, body(2), `once-${verb}`)
    expect((await send(approver, `drafts/${draft_id}/${verb}`, body(2), `once-${verb}`)).body).toEqual(first.body)
    expect(first.body).toMatchObject({ state: verb === 'return' ? 'returned' : 'approved', version: 3 })
    const shown = await app.request(officer, 'GET', `/api/policies/${policy_id}`)
    expect(shown.status).toBe(verb === 'return' ? 404 : 200)
  })
})

describe('GET /api/policies/drafts and one of them', () => {
  test('refuses without permission', async () => {
    expect((await app.request(worker, 'GET', '/api/policies/drafts')).status).toBe(403)
    expect((await app.request(worker, 'GET', `/api/policies/drafts/${testId()}`)).status).toBe(403)
  })

  test('refuses outside the jurisdiction: another district’s are not listed and read as not there', async () => {
    const { draft_id } = await written(street())
    expect((await app.request(neighbour, 'GET', `/api/policies/drafts/${draft_id}`)).status).toBe(404)
    const { items } = (await app.request(neighbour, 'GET', '/api/policies/drafts')).body as {
      items: { division: number }[]
    }
    expect(items.filter((item) => Math.floor(item.division / 1_000_000) === 530_103)).toEqual([])
  })

  test('rejects bad input', async () => {
    expect((await app.request(officer, 'GET', '/api/policies/drafts?state=lost')).status).toBe(400)
    expect((await app.request(officer, 'GET', '/api/policies/drafts/x')).status).toBe(400)
  })

  test('does it: the rule in both languages, what is warned of, who did what, and what each may do', async () => {
    const { draft_id } = await submitted(createOf(cashOf(100, { valid_from: civilDate('2025-07-01') })))
    const shown = (actor: Actor) => app.request(actor, 'GET', `/api/policies/drafts/${draft_id}`)
    expect((await shown(approver)).body).toMatchObject({
      rule_words: { zh: [{ text: '本人年满 70 周岁' }], en: [{ text: 'the person: at least 70 years old' }] },
      warnings: [
        { code: 'policies.backdated_cash', detail: expect.stringContaining('从 2025-07-01 起形成补发') },
        { code: 'policies.unconfirmed' },
      ],
      may: { edit: false, submit: false, withdraw: false, decide: true },
      steps: [{ act: 'write' }, { act: 'submit' }],
      changes: expect.arrayContaining([
        { what: 'rates', removed: [], added: ['盘龙区 每月 100.00 元，2025-07-01 起'] },
      ]),
    })
    expect((await shown(officer)).body).toMatchObject({ may: { edit: false, withdraw: true, decide: false } })
    const { items } = (await app.request(officer, 'GET', '/api/policies/drafts?state=submitted')).body as {
      items: { id: string }[]
    }
    expect(items.map((item) => item.id)).toContain(draft_id)
  })
})

describe('a new version', () => {
  test('ends the one before the day it begins, keeps it unchanged, and shows what changed in words', async () => {
    const { policy_id } = (await enact(createOf(cashOf(100)))) as Moved
    const next = cashOf(150, {
      valid_from: civilDate('2026-07-01'),
      rule: { combinator: 'and', rules: [{ field: 'age', operator: '>=', value: 65 }] },
    })
    await enact({ kind: 'version', policy_id, version: next })
    const call = callOf(db, officer)
    const at = (on: string) => readIn(db.db, call, (tx) => findPolicyAt(tx, policy_id, civilDate(on)))
    expect(await at('2026-06-30')).toMatchObject({
      version: 1,
      valid_to: '2026-07-01',
      rule: { rules: [{ value: 70 }] },
    })
    expect(await at('2026-07-01')).toMatchObject({ version: 2, valid_to: null, rule: { rules: [{ value: 65 }] } })
    const rates = await readIn(db.db, call, (tx) => ratesOf(tx, policy_id))
    expect(rates.map(({ valid_from, valid_to, amount_fen }) => [valid_from, valid_to, amount_fen])).toEqual([
      ['2026-07-01', null, 15_000],
      ['2026-01-01', '2026-07-01', 10_000],
    ])
    const { items } = (await app.request(worker, 'GET', `/api/policies/${policy_id}/changes`)).body as {
      items: object[]
    }
    expect(items).toMatchObject([
      {
        version: 2,
        written_by_name: officer.display_name,
        approved_by_name: approver.display_name,
        changes: [
          { what: 'rule', removed: ['本人年满 70 周岁'], added: ['本人年满 65 周岁'] },
          {
            what: 'rates',
            removed: ['盘龙区 每月 100.00 元，2026-01-01 至 2026-07-01'],
            added: ['盘龙区 每月 150.00 元，2026-07-01 起'],
          },
        ],
      },
      { version: 1, origin: 'approved' },
    ])
  })

  test('keeps the rates when it names none, and a rate of the place’s past stays where it was', async () => {
    const { policy_id } = (await enact(createOf(cashOf(100)))) as Moved
    await enact({
      kind: 'version',
      policy_id,
      version: cashOf(0, { valid_from: civilDate('2026-07-01'), rates: null }),
    })
    const rates = await readIn(db.db, callOf(db, officer), (tx) => ratesOf(tx, policy_id))
    expect(rates).toMatchObject([{ valid_from: '2026-01-01', valid_to: null, amount_fen: 10_000 }])
  })

  test('cannot begin on or before the day the newest begins', async () => {
    const { policy_id } = (await enact(createOf(versionOf()))) as Moved
    const { status, body } = await write(officer, { kind: 'version', policy_id, version: versionOf() })
    expect([status, faults(body)]).toEqual([422, ['version.valid_from policies.version_overlaps']])
    expect(body.issues?.[0]?.detail).toContain('2026-01-01')
  })

  test('of two drafts over the same version only the first is approved', async () => {
    const { policy_id } = (await enact(createOf(versionOf()))) as Moved
    const draft = (from: string): DraftInput => ({
      kind: 'version',
      policy_id,
      version: versionOf({ valid_from: civilDate(from) }),
    })
    const [one, two] = [await written(draft('2026-03-01')), await written(draft('2026-05-01'))]
    await send(officer, `drafts/${one.draft_id}/submission`, { version: 1 })
    const second = await send(officer, `drafts/${two.draft_id}/submission`, { version: 1 })
    expect(second.status).toBe(409)
    expect((await send(approver, `drafts/${one.draft_id}/approval`, { version: 2 })).status).toBe(200)
    // Handed in now, it is written over the version just approved.
    expect((await send(officer, `drafts/${two.draft_id}/submission`, { version: 1 })).status).toBe(200)
    expect((await send(approver, `drafts/${two.draft_id}/approval`, { version: 2 })).status).toBe(200)
  })

  test('a draft can be asked as the policy it would be, before anybody approves it', async () => {
    const { policy_id } = (await enact(createOf(cashOf(100)))) as Moved
    const { draft_id } = await written({
      kind: 'version',
      policy_id,
      version: cashOf(200, { valid_from: civilDate('2026-07-01') }),
    })
    const told = await readIn(db.db, callOf(db, officer), (tx) =>
      policyOfDraft(tx, callOf(db, officer), draft_id, civilDate('2026-11-21')),
    )
    expect(told.policy).toMatchObject({ id: policy_id, version: 2, division: 530_103_000_000, replaced_in: [] })
    expect(told.rates.map(({ valid_from, valid_to, amount_fen }) => [valid_from, valid_to, amount_fen])).toEqual([
      ['2026-01-01', '2026-07-01', 10_000],
      ['2026-07-01', null, 20_000],
    ])
  })
})

describe('an end', () => {
  test('is approved by another, counts from its day, and leaves the past as it was', async () => {
    const { policy_id } = (await enact(createOf(cashOf(100)))) as Moved
    await enact({ kind: 'retire', policy_id, end: { valid_to: civilDate('2026-12-01'), reason: '由市级政策代替' } })
    const call = callOf(db, officer)
    const at = (on: string) => readIn(db.db, call, (tx) => findPolicyAt(tx, policy_id, civilDate(on)))
    expect([await at('2026-11-30'), await at('2026-12-01')]).toEqual([
      expect.objectContaining({ version: 1 }),
      undefined,
    ])
    const { status, body } = await write(officer, {
      kind: 'version',
      policy_id,
      version: versionOf({ valid_from: civilDate('2027-01-01') }),
    })
    expect([status, body['code']]).toEqual([409, 'policies.retired'])
  })

  test('cannot lie in the past, nor before a version to come', async () => {
    const { policy_id } = (await enact(createOf(versionOf()))) as Moved
    const end = async (valid_to: string) =>
      faults(
        (await write(officer, { kind: 'retire', policy_id, end: { valid_to: civilDate(valid_to), reason: '停止' } }))
          .body,
      )
    expect(await end('2026-11-20')).toEqual(['end.valid_to policies.end_in_past'])
    await enact({ kind: 'version', policy_id, version: versionOf({ valid_from: civilDate('2027-01-01') }) })
    expect(await end('2026-12-01')).toEqual(['end.valid_to policies.end_before_version'])
  })
})

describe('overlays', () => {
  beforeAll(() => withOwnAssistance(db))
  const NATION = '00500000-0000-8000-8000-000000000001' as Uuid
  const over = (more: object) => createOf(cashOf(100), { place_asked: 'hukou', replaces_id: NATION, ...more } as never)

  test('one policy of a place stands in the place of a wider one; a second is refused', async () => {
    expect(faults((await write(officer, over({}))).body)).toEqual(['promise.replaces_id policies.replaced_already'])
    expect(faults((await write(officer, over({ place_asked: 'residence' }))).body)).toContain(
      'promise.replaces_id policies.replaces_other_kind',
    )
    expect(faults((await write(officer, over({ replaces_id: testId() }))).body)).toEqual([
      'promise.replaces_id policies.replaces_unknown',
    ])
    expect(
      faults((await write(officer, over({ replaces_id: '00500000-0000-8000-8000-000000000011' }))).body),
    ).toContain('promise.replaces_id policies.replaces_outside')
  })

  test('the narrowest counts: a street’s stands before its district’s, though both name the nation’s', async () => {
    const input = over({ division: STREET, level: 'street' }) as Extract<DraftInput, { kind: 'create' }>
    const version = cashOf(120, { division: STREET })
    const { policy_id } = (await enact({ ...input, version })) as Moved
    const call = callOf(db, officer)
    const panlong = '00500000-0000-8000-8000-000000000041' as Uuid
    const read = (id: Uuid) => readIn(db.db, call, (tx) => findPolicyAt(tx, id, civilDate('2026-11-21')))
    expect((await read(panlong))?.replaced_in).toEqual([STREET])
    expect((await read(policy_id))?.replaced_in).toEqual([])
    expect((await read(NATION))?.replaced_in).toContain(530_103_000_000)
    expect((await read(NATION))?.replaced_in).not.toContain(STREET)
  })
})

describe('POST /api/policies/rule-preview', () => {
  const asked = {
    division: 530_103_000_000,
    beneficiary: 'person',
    asked: 'parents',
    place_asked: 'residence',
    rule: { combinator: 'and', rules: [{ field: 'age', operator: '>=', value: 70 }] },
  }

  test('refuses without permission', async () => {
    expect((await send(worker, 'rule-preview', asked)).status).toBe(403)
  })

  test('refuses outside the jurisdiction: nobody is counted there', async () => {
    expect((await send(neighbour, 'rule-preview', asked)).body).toMatchObject({
      counts: { yes: { persons: 0 }, no: { persons: 0 } },
    })
  })

  test('rejects bad input, naming the condition', async () => {
    const { status, body } = await send(officer, 'rule-preview', { ...asked, rule: TALL })
    expect([status, faults(body)]).toEqual([422, ['rule.rules.0.field policies.rule_field']])
  })

  test('does it: in words, and how many meet it', async () => {
    expect((await send(officer, 'rule-preview', asked)).body).toMatchObject({
      words: { zh: [{ text: '本人年满 70 周岁' }] },
      counts: { yes: { persons: 1, households: 1 }, no: { persons: 1 }, unknown: { persons: 0 } },
    })
  })
})

describe('GET /api/policies/of-document/:document_id and groups', () => {
  test('does it: what rests on a document, for everybody; refuses without a session, and bad input', async () => {
    const { rows } = await db.admin.query<{ id: string }>(
      `select document_id as id from library_edition where number = '国人口发〔2007〕78号'`,
    )
    const url = `/api/policies/of-document/${rows[0]?.id}`
    const { items } = (await app.request(neighbour, 'GET', url)).body as { items: { name_zh: string }[] }
    expect(items.map((item) => item.name_zh)).toEqual(['特别扶助金（甲类）', '特别扶助金（乙类）'])
    expect((await app.request(undefined, 'GET', url)).status).toBe(401)
    expect((await app.request(worker, 'GET', '/api/policies/of-document/x')).status).toBe(400)
    expect((await app.request(worker, 'GET', '/api/policies/groups?place=x')).status).toBe(400)
  })
})

describe('the database itself', () => {
  const attempt = (statement: string) =>
    readIn(db.db, callOf(db, officer), async (tx) => {
      const { sql } = await import('kysely')
      await sql.raw(statement).execute(tx)
    })

  test('lets the application edit nothing that is in force', async () => {
    for (const change of [
      `update policy_version set rule = '{}'`,
      `update policy_version set valid_from = '2000-01-01'`,
      'update policy_rate set amount_fen = 1',
      'delete from policy_version',
      `update policy set name_zh = 'x'`,
      'delete from policy_draft_step',
    ]) {
      await expect(db.db.pool.query(change)).rejects.toThrow(/permission denied/)
    }
  })

  test('ends a version only once, by a draft, and never lengthens it', async () => {
    const { policy_id, draft_id } = (await enact(createOf(versionOf({ valid_to: civilDate('2027-01-01') })))) as Moved
    const change = (set: string) => attempt(`update policy_version set ${set} where policy_id = '${policy_id}'`)
    await expect(change(`valid_to = '2026-12-01'`)).rejects.toThrow()
    await expect(change(`valid_to = '2028-01-01', closed_by = '${draft_id}'`)).rejects.toThrow()
    await expect(change(`valid_to = null, closed_by = '${draft_id}'`)).rejects.toThrow()
    await expect(
      attempt(`insert into policy_version select policy_id, 9, '2030-01-01', null, rule, grant_kind, grant_quantity, grant_unit,
      cadence, document_number, document_title, confidence, source from policy_version where policy_id = '${policy_id}'`),
    ).rejects.toThrow()
  })

  test('knows no approval by the writer', async () => {
    const { draft_id } = await submitted(street())
    await expect(
      attempt(
        `update policy_draft set state = 'approved', decided_by = written_by, decided_at = now() where id = '${draft_id}'`,
      ),
    ).rejects.toThrow()
  })
})
