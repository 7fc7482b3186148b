import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { accountRequest } from '../../../test/support/bank-accounts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import type { Actor } from '../../platform/call.ts'

const HERE = 530_103_001_001
let db: TestDatabase
let app: TestApp
let worker: Actor
let family: TestFamily
let request: ReturnType<typeof accountRequest>

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  const [made] = await makeFamilies(db, HERE, 1)
  if (!made) throw new Error('A family was asked for.')
  family = made
  request = accountRequest(family.parents[0], 1)
  const answer = await app.request(worker, 'POST', '/api/bank-accounts/requests', { body: request })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const read = async (actor: Actor, path: string) => {
  const { status, body } = await app.request(actor, 'GET', `/api/bank-accounts${path}`)
  return { status, body: body as Record<string, unknown> }
}

describe('GET /api/bank-accounts/families/:family_id', () => {
  test('refuses without permission', async () => {
    const psychologist = await makeActor(db, 'psychologist', '530103')
    expect((await read(psychologist, `/families/${family.id}`)).status).toBe(403)
  })

  test('refuses outside the jurisdiction, as if there were no such family', async () => {
    const missing = await read(worker, `/families/${testId()}`)
    for (const [role, place] of [
      ['community_worker', HERE + 1],
      ['district_officer', '530102'],
    ] as const) {
      const answer = await read(await makeActor(db, role, place), `/families/${family.id}`)
      expect({ ...answer.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
      expect(answer.status).toBe(404)
    }
  })

  test('rejects bad input', async () => {
    expect((await read(worker, '/families/nobody')).status).toBe(400)
  })

  test('shows whose account it is, how it stands, and its number masked', async () => {
    const { status, body } = await read(worker, `/families/${family.id}`)
    expect(status).toBe(200)
    const { persons, versions } = body as { persons: object[]; versions: Record<string, unknown>[] }
    expect(persons).toHaveLength(2)
    expect(versions).toEqual([
      expect.objectContaining({ person_id: family.parents[0], standing: 'requested', requested_by: worker.account_id }),
    ])
    expect(versions[0]?.['masked']).toMatch(/^\D+\d{4}$/)
    expect(JSON.stringify(body)).not.toContain(request.number)
  })
})

describe('GET /api/bank-accounts/banks', () => {
  test('refuses without permission', async () => {
    const psychologist = await makeActor(db, 'psychologist', '530103')
    expect((await read(psychologist, '/banks')).status).toBe(403)
  })

  test('names the banks in both languages, and the days an account cools off in her district', async () => {
    const { status, body } = await read(worker, '/banks')
    expect(status).toBe(200)
    expect(body['cooling_days']).toBe(3)
    const items = body['items'] as { code: string; name_zh: string; name_en: string }[]
    expect(items.length).toBeGreaterThan(5)
    expect(items.every(({ code, name_zh, name_en }) => code !== '' && name_zh !== '' && name_en !== '')).toBe(true)
  })
})
