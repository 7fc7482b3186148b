import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf } from '../../../test/support/drafts.ts'
import { versionOf } from '../../../test/support/version.ts'
import { insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import type { DraftInput } from './rules/index.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let approver: Actor
let worker: Actor
let neighbour: Actor
let neighbours_approver: Actor
const STREET = 530_103_006_000

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
const submitted = async (input: DraftInput) => {
  const { draft_id, version } = await written(input)
  return (await send(officer, `drafts/${draft_id}/submission`, { version })).body as unknown as Moved
}
const street = (more: object = {}) => createOf(versionOf(more), { division: STREET, level: 'street' })
const strip = (raw: Buffer) => raw.toString().replace(/"request_id":"[^"]*"/, '')

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

  test.runIf(verb === 'approval')('asks for the second factor first', async () => {
    const { draft_id } = await submitted(street())
    const url = `/api/policies/drafts/${draft_id}/${verb}`
    const answer = await app.request(approver, 'POST', url, { body: body(2), confirmed: false })
    expect([answer.status, answer.body]).toEqual([403, expect.objectContaining({ code: 'platform.confirm_first' })])
    expect((await send(approver, `drafts/${draft_id}/${verb}`, body(2))).status).toBe(200)
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
