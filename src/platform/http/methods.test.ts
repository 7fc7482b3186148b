import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { rooms } from '../../rooms.ts'

let db: TestDatabase
let app: TestApp
beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const

describe('a method an address does not take', () => {
  test('is answered 405 with those it takes, at every address; those it takes are not', async () => {
    const endpoints = rooms.flatMap((room) => room.routes.map((route) => route.endpoint))
    const wrong: string[] = []
    for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
      const url = path.replace(/:\w+/g, 'x')
      // `/api/visit-rounds/preview` is also a `/api/visit-rounds/:round_id`.
      const at = endpoints.filter((one) => new RegExp(`^${one.path.replace(/:\w+/g, '[^/]+')}$`).test(url))
      const takes = new Set(at.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))
      for (const method of METHODS) {
        const answer = await app.app.inject({ method, url })
        const refused = answer.statusCode === 405
        if (
          refused === takes.has(method) ||
          (refused && !takes.has(String(answer.headers['allow']).split(', ')[0] ?? ''))
        )
          wrong.push(`${method} ${path}: ${answer.statusCode}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('is told apart from an address that is none', async () => {
    const refused = await app.app.inject({ method: 'DELETE', url: '/api/divisions?q=x' })
    expect(refused.json()).toMatchObject({ status: 405, code: 'platform.method_not_allowed' })
    expect(refused.headers['allow']).toBe('GET, HEAD')
    expect((await app.app.inject({ method: 'DELETE', url: '/api/nowhere' })).statusCode).toBe(404)
  })
})
