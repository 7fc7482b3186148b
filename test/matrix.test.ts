import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../src/kernel/role.ts'
import type { Actor } from '../src/platform/call.ts'
import type { AnyRoute } from '../src/platform/http/route.ts'
import { rooms } from '../src/rooms.ts'
import { aimAt } from './support/aim.ts'
import { createTestApp, makeActor, type TestAnswer, type TestApp, testId } from './support/app.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'
import { chanceOf } from './support/nasty.ts'
import { samples } from './support/samples.ts'
import { makeParent, makeTarget, missingTarget, PLACES, type Target } from './support/targets.ts'

// Every route × every persona × every target, made from the route table: nothing of a place is ever seen outside its
// jurisdictions, and what is out of reach reads byte for byte as what does not exist.

const PERSONAS: readonly [Role, string][] = [
  ['community_worker', String(PLACES.own)],
  ['street_officer', '530103001'],
  ['home_worker', '530103001'],
  ['psychologist', '530103'],
  ['district_officer', '530103'],
  ['district_approver', '530103'],
  ['finance', '530103'],
  ['supervisor', '530103'],
  ['auditor', '530103'],
  ['administrator', '530103'],
  ['city_leader', '5301'],
  ['province_leader', '53'],
]

/** Changing requests of these are the person's own or the door's, and name nothing of another place. */
const NEEDS_NO_SAMPLE =
  /^staff\.(sign|use_|begin_|set_up|look_|accept_|confirm_|switch_|step_|change_|renew_|end_|disable_|invite_)/

let db: TestDatabase
let app: TestApp
const targets: Target[] = []
const routes = rooms.flatMap((room) => room.routes).filter((route) => route.permission !== 'anyone')

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  for (const name of Object.keys(PLACES) as (keyof typeof PLACES)[]) targets.push(await makeTarget(db, name))
  targets.push(await makeParent(db))
}, 240_000)
afterAll(async () => {
  await app.close()
  await db.drop()
})

const reaches = (actor: Actor, target: Target) => target.lo >= actor.scope.lo && target.hi <= actor.scope.hi

async function ask(
  actor: Actor,
  route: AnyRoute,
  target: Target,
  seed: number,
): Promise<TestAnswer & { aimed: boolean }> {
  const { url, body, aimed } = aimAt(route, target, chanceOf(seed), samples, testId)
  const answer = await app.request(actor, route.endpoint.method, url, {
    reason: '试验',
    ...(body === undefined ? {} : { body }),
  })
  return { ...answer, aimed }
}

/** What an answer says once the ids that were asked for and the request's own number are taken out. */
function essence(answer: TestAnswer, target: Target): string {
  let text = answer.raw.toString('utf8').replace(/"request_id":"[^"]*"/, '')
  for (const id of Object.values(target.ids)) text = text.replaceAll(String(id), '·')
  return `${answer.status} ${text}`
}

test('every changing route has a valid body to be aimed with', () => {
  const missing = routes
    .filter((route) => route.endpoint.method !== 'GET' && route.endpoint.body && !route.endpoint.upload)
    .map((route) => route.endpoint.name)
    .filter((name) => !(name in samples) && !NEEDS_NO_SAMPLE.test(name) && name !== 'families.register')
  expect(missing).toEqual([])
})

test('the requests do find what is within reach, before anything is changed', async () => {
  const officer = await makeActor(db, 'district_officer', '530103')
  const worker = await makeActor(db, 'community_worker', String(PLACES.own))
  const [own] = targets
  if (!own) throw new Error('The first target is the own one.')
  const found = new Set<string>()
  for (const actor of [officer, worker]) {
    for (const [index, route] of routes.entries()) {
      if (route.endpoint.method !== 'GET') continue
      const answer = await ask(actor, route, own, index)
      if (answer.status === 200 && own.canaries.some((canary) => answer.raw.toString('utf8').includes(canary)))
        found.add(route.endpoint.name)
    }
  }
  // Rooms name what must be findable here, so that a matrix that stopped aiming would be noticed.
  expect([...found]).toEqual(
    expect.arrayContaining([
      'families.find',
      'families.list',
      'families.show',
      'listCareActs',
      'familyTimeline',
      'listCareHouseholds',
      'imports.list',
      'imports.show',
      'imports.preview',
      'listPaymentRounds',
      'showPaymentRound',
      'listPayments',
      'listLeftOutOfPaymentRound',
      'listBankTemplates',
      'showBankTemplate',
      'listPaymentRecoveries',
      'showPaymentRecovery',
    ]),
  )
})

describe.each(PERSONAS)('%s of %s', (role, division) => {
  let actor: Actor
  beforeAll(async () => {
    actor = await makeActor(db, role, division)
  })

  test('sees nothing of a place out of reach, wherever its ids are put', async () => {
    const leaks: string[] = []
    for (const [index, route] of routes.entries()) {
      for (const target of targets) {
        const answer = await ask(actor, route, target, index)
        const text = answer.raw.toString('utf8')
        for (const other of targets.filter((each) => !reaches(actor, each))) {
          // An id that was asked for may be repeated in a refusal; a text of the place may not.
          const asked = new Set(Object.values(target.ids).map(String))
          const found = other.canaries.filter((canary) => !asked.has(canary) && text.includes(canary))
          if (found.length > 0 && answer.status < 400)
            leaks.push(`${route.endpoint.name} → ${target.name} shows ${other.name}: ${found[0]}`)
        }
      }
    }
    expect(leaks).toEqual([])
  }, 240_000)

  test('reads what is out of reach exactly as what does not exist', async () => {
    const differences: string[] = []
    for (const [index, route] of routes.entries()) {
      for (const target of targets.filter((each) => !reaches(actor, each))) {
        const foreign = await ask(actor, route, target, index)
        // Places and published notices are nobody's own.
        if (!foreign.aimed || /^(?:divisions|library)\./.test(route.permission)) continue
        const nothing = missingTarget(target.district)
        const missing = await ask(actor, route, nothing, index)
        const [a, b] = [essence(foreign, target), essence(missing, nothing)]
        if (a !== b)
          differences.push(`${route.endpoint.name} → ${target.name}:\n  ${a.slice(0, 300)}\n  ${b.slice(0, 300)}`)
      }
    }
    expect(differences).toEqual([])
  }, 240_000)
})
