import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { versionOf } from '../../../test/support/version.ts'
import { insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { findPolicyAt, ratesOf } from './index.ts'
import type { DraftInput } from './rules/index.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let approver: Actor
let worker: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  worker = await makeActor(db, 'community_worker', '530103006001')
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
const enact = (input: DraftInput) => enactFor(db, { officer, approver }, input)

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
            removed: ['盘龙区 每月 100.00 元，2026-01-01 至 2026-06-30'],
            added: ['盘龙区 每月 150.00 元，2026-07-01 起'],
          },
        ],
      },
      { version: 1, origin: 'approved' },
    ])
  })

  test('tells against which rates it is written, while it waits and after its approval', async () => {
    const { policy_id } = (await enact(createOf(cashOf(100)))) as Moved
    const raise = (yuan: number, from: string, rates?: null): DraftInput => ({
      kind: 'version',
      policy_id,
      version: cashOf(yuan, { valid_from: civilDate(from), ...(rates === null ? { rates } : {}) }),
    })
    const rateChanges = async (draft_id: Uuid) => {
      const { body } = await app.request(officer, 'GET', `/api/policies/drafts/${draft_id}`)
      return (body as { changes: { what: string }[] }).changes.filter(({ what }) => what === 'rates')
    }
    const { draft_id } = await written(raise(150, '2026-07-01'))
    expect(await rateChanges(draft_id)).toEqual([
      {
        what: 'rates',
        removed: ['盘龙区 每月 100.00 元，2026-01-01 起'],
        added: ['盘龙区 每月 150.00 元，2026-07-01 起'],
      },
    ])
    await send(officer, `drafts/${draft_id}/submission`, { version: 1 })
    expect((await send(approver, `drafts/${draft_id}/approval`, { version: 2 })).status).toBe(200)
    expect(await rateChanges(draft_id)).toEqual([
      {
        what: 'rates',
        removed: ['盘龙区 每月 100.00 元，2026-01-01 至 2026-06-30'],
        added: ['盘龙区 每月 150.00 元，2026-07-01 起'],
      },
    ])
    const untouched = await written(raise(0, '2026-09-01', null))
    expect(await rateChanges(untouched.draft_id)).toEqual([])
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
})

describe('an end', () => {
  test('is approved by another, counts from its day, and leaves the past as it was', async () => {
    const { policy_id } = (await enact(createOf(cashOf(100)))) as Moved
    await enact({ kind: 'retire', policy_id, end: { valid_to: civilDate('2027-01-01'), reason: '由市级政策代替' } })
    const call = callOf(db, officer)
    const at = (on: string) => readIn(db.db, call, (tx) => findPolicyAt(tx, policy_id, civilDate(on)))
    expect([await at('2026-12-31'), await at('2027-01-01')]).toEqual([
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
