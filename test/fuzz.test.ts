import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../src/kernel/role.ts'
import type { Actor } from '../src/platform/call.ts'
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
const actors = new Map<Role, Promise<Actor>>()
function actorOf(role: Role): Promise<Actor> {
  const known = actors.get(role) ?? makeActor(db, role, '530103')
  actors.set(role, known)
  return known
}
afterAll(async () => {
  await app.close()
  await db.drop({ broken: true })
})

describe('forged cursors', () => {
  const values = [
    [1.5, 'x'],
    ['2020-13-01', 'x'],
    ['x', 'y'],
    [1, 'x'],
    [5, 1e30],
    [1.5],
    ['x'],
    [1e30, 1, 1],
    [null],
    [],
  ]
  for (const route of rooms.flatMap((room) => room.routes)) {
    const shape = (route.endpoint.query as { shape?: Record<string, unknown> } | undefined)?.shape
    if (shape?.['cursor'] === undefined) continue
    test(`are refused as what they are: ${route.endpoint.method} ${route.endpoint.path}`, async () => {
      const role = ['district_officer', 'auditor', 'administrator'] as const
      const asked = new URLSearchParams({
        policy: 'special_assistance_death',
        difference: 'gained',
        from: '2018-01-01',
        to: '2018-12-31',
      })
      const path = route.endpoint.path
        .replace(':code', route.endpoint.path.includes('reports') ? 'families' : '530103000000')
        .replaceAll(/:\w+/g, '01900000-0000-7000-8000-000000000000')
      const seen: number[] = []
      for (const [n, value] of values.entries()) {
        const cursor = Buffer.from(JSON.stringify(value)).toString('base64url')
        for (const known of [new URLSearchParams(), asked]) {
          known.set('cursor', cursor)
          const actor = await actorOf(role[n % role.length] ?? 'auditor')
          seen.push((await app.request(actor, route.endpoint.method, `${path}?${known.toString()}`)).status)
        }
      }
      expect(seen.filter((status) => status >= 500)).toEqual([])
    })
  }
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
