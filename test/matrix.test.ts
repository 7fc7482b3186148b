import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../src/kernel/role.ts'
import type { Actor } from '../src/platform/call.ts'
import { permissionsOf } from '../src/platform/room.ts'
import type { AnyRoute } from '../src/platform/http/route.ts'
import { rooms } from '../src/rooms.ts'
import { aimAt } from './support/aim.ts'
import { createTestApp, makeActor, type TestAnswer, type TestApp, testId } from './support/app.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'
import { endTarget } from './support/endings.ts'
import {
  FOUND_ABOVE,
  FOUND_BY_READING,
  NAMES_NOTHING,
  NOBODYS_OWN,
  NOT_TO_BE_FOUND,
  SAID_BY_DESIGN,
  SAID_FROM_ABOVE,
} from './support/matrix-expected.ts'
import { chanceOf } from './support/nasty.ts'
import { samples } from './support/samples.ts'
import { makeTarget, missingLike, PLACES, type Target } from './support/targets.ts'
import { signedIn } from './support/targets-office.ts'
import { makeDistrict, makeStreet } from './support/targets-parents.ts'

// Every route × every persona × every target, made from the route table: nothing of a place is ever seen outside its
// jurisdictions, and what is out of reach reads byte for byte as what does not exist.

const PERSONAS: readonly [Role, string][] = [
  ['community_worker', String(PLACES.own)],
  ['street_officer', '530103001'],
  ['home_worker', '530103001'],
  ['psychologist', String(PLACES.own)],
  ['psychologist', '530103'],
  ['district_officer', '530103'],
  ['district_approver', '530103'],
  ['finance', '530103'],
  ['supervisor', '530103'],
  ['auditor', '530103'],
  ['administrator', '530103001'],
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
let own: Target
/** What the street and the district of `own` have above their communities. */
let parents: Target[]
let tried: Target
const routes = rooms.flatMap((room) => room.routes).filter((route) => route.permission !== 'anyone')

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  tried = await makeTarget(db, 'tried')
  for (const name of Object.keys(PLACES) as (keyof typeof PLACES)[]) {
    if (name === 'tried') continue
    const target = await makeTarget(db, name)
    targets.push(name.startsWith('ended') ? await endTarget(db, app, target) : target)
  }
  own = targets[0] as Target
  parents = [await makeStreet(db, own), await makeDistrict(db, own)]
  targets.push(...parents)
}, 240_000)
afterAll(async () => {
  await app.close()
  await db.drop()
})

const reaches = (actor: Actor, target: Target) => target.lo >= actor.scope.lo && target.hi <= actor.scope.hi
const textOf = (answer: TestAnswer) => answer.raw.toString('utf8')
const may = (role: Role, { permission }: AnyRoute) =>
  permission === 'signed_in' || permissionsOf(rooms, role).has(permission)

interface Asked extends TestAnswer {
  aimed: boolean
  of_district: boolean
  /** All that the request said. */
  said: string
}

async function ask(actor: Actor, route: AnyRoute, target: Target, seed: number): Promise<Asked> {
  const { url, body, file, ...aim } = aimAt(route, target, chanceOf(seed), samples, testId)
  const sent = file ? { file, fields: (body ?? {}) as Record<string, string> } : body === undefined ? {} : { body }
  // What is asked about one's own session is asked with one that is there.
  const session = route.permission === 'signed_in' ? { token: (await signedIn(db, actor)).token } : {}
  const answer = await app.request(actor, route.endpoint.method, url, { reason: '试验', ...sent, ...session })
  return { ...answer, ...aim, said: `${decodeURIComponent(url)} ${JSON.stringify(body)} ${fileText(file)}` }
}

const fileText = (file: { bytes: Uint8Array } | undefined) => new TextDecoder().decode(file?.bytes)

/** What an answer says once the ids that were asked for and the request's own number are taken out. */
function essence(answer: TestAnswer, target: Target): string {
  let text = textOf(answer).replace(/"request_id":"[^"]*"/, '')
  for (const id of Object.values(target.ids)) text = text.replaceAll(String(id), '·')
  return `${answer.status} ${text}`
}

/** A text of a place that stands in an answer; an id that was asked for may be repeated, and a refusal may repeat what it refuses. */
function leakOf(answer: Asked, other: Target): string | undefined {
  const text = textOf(answer)
  return other.canaries.find(
    (canary) =>
      text.includes(canary) &&
      !(answer.said.includes(canary) && (answer.status >= 400 || /^[\da-f-]{36}$/.test(canary))),
  )
}

test('every changing route has a body to be aimed with, and each of them is valid', () => {
  const written = routes.filter((route) => route.endpoint.method !== 'GET' && route.endpoint.body)
  const names = written.map((route) => route.endpoint.name).filter((name) => !NEEDS_NO_SAMPLE.test(name))
  const empty = new Set(['imports.upload', 'library.upload', 'payments.import_bank_return'])
  expect(names.filter((name) => !(name in samples) && !empty.has(name))).toEqual([])
  const wrong = written.flatMap(({ endpoint }) => {
    const faults = samples[endpoint.name] && endpoint.body?.safeParse(samples[endpoint.name]?.(own, testId)).error
    return faults ? [`${endpoint.name}: ${faults.message}`] : []
  })
  expect(wrong).toEqual([])
})

test('every route that names something names a thing that is there', () => {
  const aimless = routes.filter((route) => !aimAt(route, own, chanceOf(1), samples, testId).aimed)
  expect(aimless.map((route) => route.endpoint.name)).toEqual(NAMES_NOTHING)
})

test('the reading requests do find what is within reach, in every room', async () => {
  const found = new Set<string>()
  for (const [role, division] of PERSONAS.slice(0, 10)) {
    const actor = await makeActor(db, role, division)
    for (const [index, route] of routes.entries()) {
      const { name, method } = route.endpoint
      if (method !== 'GET' || !may(role, route) || found.has(name)) continue
      const answer = await ask(actor, route, own, index)
      if (answer.status === 200 && own.canaries.some((canary) => textOf(answer).includes(canary))) found.add(name)
    }
  }
  // Named one by one, so that a matrix that stopped aiming would be noticed, in whichever room.
  expect([...found].toSorted()).toEqual(FOUND_BY_READING.toSorted())
})

/** What the district has above its streets, asked for by its whole place. */
function wholeDistrict(): Target {
  const [, district] = parents as [Target, Target]
  return { ...district, ids: { ...district.ids, division: district.community } }
}

async function askBy(actor: Actor, name: string): Promise<Asked> {
  const [index, route] = [...routes.entries()].find(([, one]) => one.endpoint.name === name) ?? []
  if (index === undefined || route === undefined) throw new Error(`There is no route ${name}.`)
  return ask(actor, route, wholeDistrict(), index)
}

test('what a district has above its streets is found by its officer', async () => {
  const officer = await makeActor(db, 'district_officer', '530103')
  const { canaries, ids } = wholeDistrict()
  const lost: string[] = []
  for (const name of FOUND_ABOVE) {
    const answer = await askBy(officer, name)
    const seen = [...canaries, ids['round_id']].some((mark) => textOf(answer).includes(String(mark)))
    if (answer.status !== 200 || !seen) lost.push(`${name}: ${answer.status}`)
  }
  expect(lost).toEqual([])
})

test('of its round of visits a street and a community are shown that it is there, and none of the lines of others', async () => {
  const shown: string[] = []
  for (const [role, division] of PERSONAS) {
    const actor = await makeActor(db, role, division)
    if (reaches(actor, wholeDistrict())) continue
    for (const name of SAID_FROM_ABOVE) {
      const leak = leakOf(await askBy(actor, name), wholeDistrict())
      if (leak !== undefined) shown.push(`${role}: ${name} shows ${leak}`)
    }
    // Whoever may not look at rounds at all was stopped at the door.
    const { status, body } = await askBy(actor, 'contacts.show_visit_round')
    if (status !== 403) expect(body).toMatchObject({ round: { progress: { households: 0 } } })
  }
  expect(shown).toEqual([])
})

/** 530199: the city has none of this number. */
const NO_DISTRICT = 530_199

/** One persona at every route and target: what she saw of places out of reach, and where those differ from what does not exist. */
async function walk(
  role: Role,
  actor: Actor,
): Promise<{ leaks: string[]; differences: string[]; at_the_door: string[] }> {
  const found = { leaks: [] as string[], differences: [] as string[], at_the_door: [] as string[] }
  const hidden = targets.filter((target) => !reaches(actor, target))
  for (const [index, route] of routes.entries()) {
    const { name } = route.endpoint
    const missing = new Map<number, string>()
    // Who may not at all is stopped before anything is looked for, whoever's it is: not told of what stands above her either.
    for (const target of may(role, route) ? targets : [own, ...parents]) {
      const answer = await ask(actor, route, target, index)
      for (const other of hidden) {
        const leak = leakOf(answer, other)
        if (leak !== undefined)
          found.leaks.push(`${name} → ${target.name} shows ${other.name}: ${leak} (${answer.status})`)
      }
      if (!may(role, route)) {
        found.at_the_door.push((answer.body as { code: string }).code)
        continue
      }
      // What names nothing is the same for every target.
      if (!answer.aimed) break
      if (!hidden.includes(target) || NOBODYS_OWN.has(route.permission) || name in SAID_BY_DESIGN) continue
      if (parents.includes(target) && SAID_FROM_ABOVE.has(name)) continue
      const nothing = missingLike(target, answer.of_district ? NO_DISTRICT : target.district)
      const known = missing.get(target.district) ?? essence(await ask(actor, route, nothing, index), nothing)
      missing.set(target.district, known)
      const shown = essence(answer, target)
      if (shown !== known)
        found.differences.push(`${name} → ${target.name}:\n  ${shown.slice(0, 300)}\n  ${known.slice(0, 300)}`)
    }
  }
  return found
}

describe.each(PERSONAS)('%s of %s', (role, division) => {
  let walked: Awaited<ReturnType<typeof walk>>
  beforeAll(async () => {
    walked = await walk(role, await makeActor(db, role, division))
  }, 240_000)

  test('sees nothing of a place out of reach, wherever its ids are put', () => {
    expect(walked.leaks).toEqual([])
  })

  test('reads what is out of reach exactly as what does not exist', () => {
    expect(walked.differences).toEqual([])
  })

  test('is stopped at the door of what she may not do', () => {
    expect(new Set(walked.at_the_door)).toEqual(new Set(['platform.not_allowed']))
  })
})

test('the changing requests do find what is within reach, in every room', async () => {
  const lost: string[] = []
  for (const [index, route] of routes.entries()) {
    if (route.endpoint.method === 'GET' || route.endpoint.name in NOT_TO_BE_FOUND) continue
    const answers: string[] = []
    for (const [role, division] of PERSONAS.filter(([role]) => may(role, route))) {
      const place = division === String(PLACES.own) ? String(PLACES.tried) : division
      const actor = await makeActor(db, role, place)
      if (!reaches(actor, tried)) continue
      const answer = await ask(actor, route, tried, index)
      const { code } = (answer.body ?? {}) as { code?: string }
      answers.push(`${answer.status} ${code ?? ''}`)
      // Refused for what it is, and not because it was not found or not understood: that is found, too.
      if (answer.status !== 404 && code !== 'platform.bad_input' && code !== 'platform.upload_needed') break
      if (answers.length === 3) break
    }
    if (answers.every((answer) => /^404|platform\.(?:bad_input|upload_needed)/.test(answer)))
      lost.push(`${route.endpoint.name}: ${answers.join(', ')}`)
  }
  expect(lost).toEqual([])
}, 60_000)
