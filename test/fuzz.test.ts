import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../src/kernel/role.ts'
import type { Actor } from '../src/platform/call.ts'
import { permissionsOf } from '../src/platform/room.ts'
import type { AnyRoute } from '../src/platform/http/route.ts'
import { rooms } from '../src/rooms.ts'
import { createTestApp, makeActor, type TestApp } from './support/app.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'
import { addShots, type FuzzFigures } from './support/fuzz-figures.ts'
import { shoot } from './support/fuzzing.ts'
import { chanceOf } from './support/nasty.ts'
import { makeTarget, PLACES, type Target } from './support/targets.ts'

// Requests made from the contracts, fitting and broken, at every route, by people who may use it, half of them at things that are there:
// no 5xx, no stack trace, no hang; and afterwards every invariant of the database holds. The seed is in the name of each test, so that a
// failing one can be repeated. The long form, whole or by rooms: npm run fuzz, npm run fuzz -- --room families

const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9))
const TIMES = Number(process.env['FUZZ_TIMES'] ?? 40)
const REPORT = process.env['FUZZ_REPORT']
const figures: FuzzFigures = { seed: SEED, routes: 0, requests: 0, answers: {}, faults: 0 }

const PERSONAS: readonly [Role, string][] = [
  ['district_officer', '530103'],
  ['community_worker', String(PLACES.own)],
  ['administrator', '530103'],
  ['auditor', '530103'],
  ['street_officer', '530103001'],
  ['district_approver', '530103'],
  ['finance', '530103'],
  ['home_worker', '530103001'],
  ['psychologist', '530103'],
  ['supervisor', '530103'],
  ['city_leader', '5301'],
  ['province_leader', '53'],
]

let db: TestDatabase
let app: TestApp
let target: Target
beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  target = await makeTarget(db, 'own')
}, 240_000)
afterAll(async () => {
  if (REPORT !== undefined) writeFileSync(REPORT, JSON.stringify(figures))
  await app.close()
  await db.drop()
})

/** One of those who may use the route, another for each route. */
function someoneFor(route: AnyRoute, index: number): Promise<Actor> {
  const may = PERSONAS.filter(
    ([role]) =>
      route.permission === 'anyone' ||
      route.permission === 'signed_in' ||
      permissionsOf(rooms, role).has(route.permission),
  )
  const [role, division] = may[index % may.length] ?? ['district_officer' as const, '530103']
  return makeActor(db, role, division)
}

describe(`seed ${SEED}, ${TIMES} requests a route`, () => {
  for (const room of rooms) {
    for (const [index, route] of room.routes.entries()) {
      test(`${room.name}: ${route.endpoint.method} ${route.endpoint.path}`, { timeout: 3_600_000 }, async () => {
        const actor = await someoneFor(route, index)
        const { hits, statuses } = await shoot(app, route, { actor, target }, chanceOf(SEED + index), TIMES)
        addShots(figures, statuses, hits.length)
        expect(hits).toEqual([])
        expect(Object.keys(statuses), 'all refused at the door').not.toEqual(['403'])
      })
    }
  }
})

const cursorActors = new Map<Role, Promise<Actor>>()
function cursorActor(role: Role): Promise<Actor> {
  const known = cursorActors.get(role) ?? makeActor(db, role, '530103')
  cursorActors.set(role, known)
  return known
}

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
          const actor = await cursorActor(role[n % role.length] ?? 'auditor')
          seen.push((await app.request(actor, route.endpoint.method, `${path}?${known.toString()}`)).status)
        }
      }
      expect(seen.filter((status) => status >= 500)).toEqual([])
    })
  }
})
