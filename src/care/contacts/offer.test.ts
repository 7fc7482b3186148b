import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import type { Actor } from '../../platform/call.ts'

const HERE = 530_103_001_001

let db: TestDatabase
let app: TestApp
let worker: Actor
let street: Actor
let officer: Actor
let elsewhere: Actor
let administrator: Actor
let families: TestFamily[]

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  street = await makeActor(db, 'street_officer', '530103001')
  officer = await makeActor(db, 'district_officer', '530103')
  elsewhere = await makeActor(db, 'street_officer', '110101001')
  administrator = await makeActor(db, 'administrator', '530103')
  await makeActor(db, 'auditor', '530103')
  families = await makeFamilies(db, HERE, 3)
  const named = { family_ids: families.slice(0, 2).map((family) => family.id), post: 'community', from: '2026-11-01' }
  const body = { ...named, account_id: worker.account_id }
  expect((await app.request(street, 'POST', '/api/contacts/assign', { body })).status).toBe(200)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const get = (actor: Actor | undefined, url: string) => app.request(actor, 'GET', url)
const items = async <T>(actor: Actor, url: string): Promise<T[]> => {
  const answer = await get(actor, url)
  expect([url, answer.status]).toEqual([url, 200])
  return (answer.body as { items: T[] }).items
}
const trail = async () => (await db.admin.query('select count(*)::int as n from audit_entry')).rows[0] as unknown

interface Staff {
  account_id: string
  role: string
  families: number
}
const staffOf = (actor: Actor, more = '') => items<Staff>(actor, `/api/contacts/staff${more}`)

describe('GET staff', () => {
  test('refuses without permission', async () => {
    expect((await get(administrator, '/api/contacts/staff')).status).toBe(403)
    expect((await get(undefined, '/api/contacts/staff')).status).toBe(401)
  })

  test('refuses outside the jurisdiction: nobody of another place is offered', async () => {
    expect((await staffOf(elsewhere)).map((one) => one.account_id)).toEqual([elsewhere.account_id])
  })

  test('rejects bad input: it takes none, and what is sent widens nothing', async () => {
    expect(await staffOf(elsewhere, '?division=530103000000')).toEqual(await staffOf(elsewhere))
  })

  test('does it: who cares for families here, the widest post first, and how many are hers', async () => {
    expect((await staffOf(street)).map(({ account_id, role, families: held }) => [account_id, role, held])).toEqual([
      [officer.account_id, 'district_officer', 0],
      [street.account_id, 'street_officer', 0],
      [worker.account_id, 'community_worker', 2],
    ])
    await db.admin.query("update account set state = 'disabled' where id = $1", [worker.account_id])
    expect((await staffOf(street)).map((one) => one.role)).toEqual(['district_officer', 'street_officer'])
    await db.admin.query("update account set state = 'active' where id = $1", [worker.account_id])
    await db.admin.query("update post set valid_to = '2026-11-21' where id = $1", [worker.post_id])
    expect((await staffOf(street)).map((one) => one.role)).toEqual(['district_officer', 'street_officer'])
    await db.admin.query('update post set valid_to = null where id = $1', [worker.post_id])
  })

  test('does it once when sent twice: a read changes nothing and leaves no trace', async () => {
    const before = await trail()
    expect(await staffOf(street)).toEqual(await staffOf(street))
    expect(await trail()).toEqual(before)
  })
})

interface Rule {
  division: number
  mode: string
  times: number
  per: string
  document_number: string | null
  source: string
  confidence: string
  valid_from: string
}
const rulesOf = (actor: Actor, more = '') => items<Rule>(actor, `/api/contacts/rules${more}`)

describe('GET rules', () => {
  test('refuses without permission', async () => {
    expect((await get(administrator, '/api/contacts/rules')).status).toBe(403)
    expect((await get(undefined, '/api/contacts/rules')).status).toBe(401)
  })

  test('refuses outside the jurisdiction: of another place’s rules none reaches here', async () => {
    const here = await rulesOf(street)
    const there = await rulesOf(elsewhere)
    expect(there.map((rule) => rule.division)).toContain(110_000_000_000)
    expect(here.map((rule) => rule.division)).not.toContain(110_000_000_000)
  })

  test('rejects bad input: it takes none, and what is sent widens nothing', async () => {
    expect(await rulesOf(street, '?division=110000000000')).toEqual(await rulesOf(street))
  })

  test('does it: those in force, the widest place first, each with its document; one that has ended is gone', async () => {
    const village = await makeActor(db, 'community_worker', '512021120201')
    const three = await rulesOf(village)
    expect(three.map(({ mode, times, per }) => [mode, times, per])).toEqual([
      ['any', 1, 'week'],
      ['meet', 1, 'month'],
      ['visit', 4, 'year'],
    ])
    expect(three.every((rule) => rule.source.includes('2020-10-14') && rule.confidence === 'sourced')).toBe(true)
    const before = await app.request(village, 'GET', '/api/contacts/rules', {
      now: '2020-10-13T02:00:00.000Z' as never,
    })
    expect(before.body).toEqual({ items: [] })
  })

  test('does it once when sent twice: a read changes nothing and leaves no trace', async () => {
    const before = await trail()
    expect(await rulesOf(street)).toEqual(await rulesOf(street))
    expect(await trail()).toEqual(before)
  })
})
