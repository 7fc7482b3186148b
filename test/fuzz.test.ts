import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rooms } from '../src/rooms.ts'
import { createTestApp, makeActor, type TestApp } from './support/app.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'
import { shoot } from './support/fuzzing.ts'
import { chanceOf } from './support/nasty.ts'

// Requests made from the contracts, fitting and broken, at every route: no 5xx, no stack trace, no hang. The long form (2,000 a
// route) is `npm run torture -- fuzz`; the seed is in the name of each test, so that a failing one can be repeated.

const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9))
const TIMES = Number(process.env['FUZZ_TIMES'] ?? 40)

let db: TestDatabase
let app: TestApp
beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop({ broken: true })
})

describe(`seed ${SEED}, ${TIMES} requests a route`, () => {
  for (const room of rooms) {
    for (const [index, route] of room.routes.entries()) {
      test(`${room.name}: ${route.endpoint.method} ${route.endpoint.path}`, { timeout: 600_000 }, async () => {
        const role = ['district_officer', 'community_worker', 'administrator', 'auditor'] as const
        const actor = await makeActor(
          db,
          role[index % role.length] ?? 'district_officer',
          index % 4 === 1 ? '530103001002' : '530103',
        )
        expect(await shoot(app, route, actor, chanceOf(SEED + index), TIMES)).toEqual([])
      })
    }
  }
})
