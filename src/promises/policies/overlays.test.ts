import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { versionOf } from '../../../test/support/version.ts'
import { insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import { withOwnAssistance } from '../../../test/support/template.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { findPolicyAt } from './index.ts'
import type { DraftInput } from './rules/index.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let approver: Actor
let worker: Actor
let neighbour: Actor
const STREET = 530_103_006_000
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
const submitted = async (input: DraftInput) => {
  const { draft_id, version } = await written(input)
  return (await send(officer, `drafts/${draft_id}/submission`, { version })).body as unknown as Moved
}
const faults = (body: Body) => (body.issues ?? []).map(({ place, code }) => `${place} ${code}`)
const street = (more: object = {}) => createOf(versionOf(more), { division: STREET, level: 'street' })
const enact = (input: DraftInput) => enactFor(db, { officer, approver }, input)

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

  test('one of a place is one on every day: not beside one that begins later, nor back where another has come', async () => {
    const at = 530_103_007_000
    const of = (span: { valid_from: CivilDate; valid_to: CivilDate | null }) =>
      createOf(cashOf(100, { division: at, ...span }), {
        division: at,
        level: 'street',
        place_asked: 'hukou',
        replaces_id: NATION,
      })
    const day = (text: string, end: string | null) => ({
      valid_from: civilDate(text),
      valid_to: end === null ? null : civilDate(end),
    })
    const { policy_id } = (await enact(of(day('2027-07-01', '2028-01-01')))) as Moved
    expect(faults((await write(officer, of(day('2027-01-01', null)))).body)).toEqual([
      'promise.replaces_id policies.replaced_already',
    ])
    await enact(of(day('2027-01-01', '2027-07-01')))
    await enact(of(day('2028-01-01', null)))
    const back = cashOf(120, { division: at, ...day('2028-07-01', null) })
    expect(faults((await write(officer, { kind: 'version', policy_id, version: back })).body)).toEqual([
      'version.valid_from policies.replaced_already',
    ])
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
