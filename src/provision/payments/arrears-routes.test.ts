import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { compose, type HalfYearOffice, makeHalfYearOffice, paidCouple, raise } from '../../../test/support/paid.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

let db: TestDatabase
let app: TestApp
let office: HalfYearOffice
let worker: Actor
let neighbour: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makeHalfYearOffice(db)
  worker = await makeActor(db, 'community_worker', '530103001001')
  neighbour = await makeActor(db, 'district_officer', '530102')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Body = Record<string, unknown> & { items?: Record<string, unknown>[] }
const get = async (actor: Actor, url: string) => {
  const { status, body } = await app.request(actor, 'GET', url)
  return { status, body: body as Body }
}

describe('GET /api/payment-rounds/:round_id/arrears', () => {
  let round_id: Uuid
  beforeAll(async () => {
    await paidCouple(office)
    await raise(office, civilDate('2026-10-01'), 150)
    round_id = (await compose(office, '补差')).id
  })
  const look = (actor: Actor, id: string = round_id, query = '') =>
    get(actor, `/api/payment-rounds/${id}/arrears${query}`)
  test('refuses without permission', async () => {
    expect((await look(worker)).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect((await look(neighbour)).body['code']).toBe('payments.round_not_found')
  })
  test('rejects bad input', async () => {
    expect((await look(office.officer, 'x')).status).toBe(400)
    expect((await look(office.officer, round_id, '?limit=1000')).status).toBe(400)
  })
  test('does it', async () => {
    const whole = await look(office.officer, round_id, '?limit=100')
    const items = whole.body.items ?? []
    expect(items.length).toBeGreaterThanOrEqual(2)
    expect(items[0]).toMatchObject({ adjustment: 1, state: 'composed' })
    const first = await look(office.officer, round_id, '?limit=1')
    const second = await look(office.officer, round_id, `?limit=1&cursor=${String(first.body['next_cursor'])}`)
    expect([first, second].map((page) => page.body.items?.[0]?.['id'])).toEqual(
      items.slice(0, 2).map((item) => item['id']),
    )
  })
})
