import { uuidv7 } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import type { AnyRoute } from '../../src/platform/http/route.ts'
import { aimAt } from './aim.ts'
import type { TestApp } from './app.ts'
import { broken, type Chance, fitting, nastyValue, pick } from './nasty.ts'
import { samples } from './samples.ts'
import type { SampleFile } from './samples-files.ts'
import type { Target } from './targets.ts'

export interface Shot {
  url: string
  body: unknown
  file?: SampleFile
}

/** Requests in flight at once: what two people do to one thing at the same time is tried too. */
const LANES = 6
/** Six large exports at once on a busy machine take their time; what hangs never answers. */
const HANGS_AFTER_MS = 30_000

/** The one refusal by 503 that is an answer: where no demonstration is offered, none is opened. */
const NOT_OFFERED_HERE = { endpoint: 'staff.begin_demonstration', code: 'staff.no_demonstration' }

/** One request made from a route's contract, or aimed at something that is there: fitting, or broken somewhere. */
export function shotAt(route: AnyRoute, target: Target, chance: Chance): Shot {
  const { endpoint } = route
  // The target's own file, of the right kind, or one that is none.
  const file = endpoint.upload ? { file: nastyFile(chance) } : {}
  if (chance() < 0.5) return { ...file, ...aimedShot(route, target, chance) }
  const made = (schema: typeof endpoint.params) => {
    if (!schema) return undefined
    const value = fitting(schema, chance)
    return chance() < 0.5 ? value : broken(value, chance)
  }
  const params = (made(endpoint.params) ?? {}) as Record<string, unknown>
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeSafely(params?.[name] ?? nastyValue(chance)))
  const query = made(endpoint.query)
  const search = typeof query === 'object' && query !== null ? searchOf(query as Record<string, unknown>) : ''
  return { url: `${path}${search}`, body: endpoint.method === 'GET' ? undefined : made(endpoint.body), ...file }
}

/** A request that would do something to the target; every other one is broken in one place. */
function aimedShot(route: AnyRoute, target: Target, chance: Chance): Shot {
  const fresh = () =>
    uuidv7(
      1_700_000_000_000,
      Uint8Array.from({ length: 10 }, () => Math.floor(chance() * 256)),
    )
  const { url, body, file } = aimAt(route, target, chance, samples, fresh)
  const sent = file && chance() < 0.7 ? { file } : {}
  if (chance() < 0.5) return { url, body, ...sent }
  if (body !== undefined && chance() < 0.8) return { url, body: broken(body, chance), ...sent }
  const name = pick(chance, ['limit', 'cursor', 'q', 'from', 'sort', 'division', 'kind'])
  return { url: `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeSafely(nastyValue(chance))}`, body, ...sent }
}

/** Files that are none, are cut short, or say in their first bytes what they are not. */
function nastyFile(chance: Chance): { name: string; bytes: Uint8Array } {
  const text = (value: string) => new TextEncoder().encode(value)
  const noise = Uint8Array.from({ length: Math.floor(chance() * 3_000) }, () => Math.floor(chance() * 256))
  const cells = Array.from({ length: 12 }, () => encodeSafely(nastyValue(chance)))
  const bytes = pick(chance, [
    new Uint8Array(),
    noise,
    text('PK\u0003\u0004'),
    Uint8Array.from([...text('PK\u0003\u0004'), ...noise]),
    Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...noise]),
    text('姓名,身份证号,社区\n王小明,11010519491231002X,尚义社区\n'),
    text(`姓名,身份证号,社区,与户主关系,出生日期\n${cells.join(',')}\n${cells.join('\t')}`),
    text(`${cells.join(',')}\n`.repeat(50)),
    Uint8Array.from([0xff, 0xfe, ...noise]),
  ])
  return { name: pick(chance, ['a.xlsx', 'a.csv', 'a.xls', '..\\..\\a.xlsx', '名册.zip', '', 'x'.repeat(500)]), bytes }
}

function encodeSafely(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
  try {
    return encodeURIComponent(text) || '%20'
  } catch {
    return '%ED%A0%80'
  }
}

function searchOf(query: Record<string, unknown>): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeSafely(name)}=${encodeSafely(value)}`)
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

export interface Hit {
  endpoint: string
  status: number
  url: string
  body: string
  answer: string
}

export interface Shooting {
  hits: Hit[]
  /** How many answers of each status: a route where all are refused at the door was not tried. */
  statuses: Record<number, number>
}

/** Shoots at a route; what comes back must be an answer or a refusal: never a fault of ours, never a trace of our code, never nothing. */
export async function shoot(
  app: TestApp,
  route: AnyRoute,
  aim: { actor: Actor; target: Target },
  chance: Chance,
  times: number,
): Promise<Shooting> {
  const hits: Hit[] = []
  const statuses: Record<number, number> = {}
  const one = async (shot: Shot) => {
    const found = await answerTo(app, route, aim.actor, shot)
    statuses[found.status] = (statuses[found.status] ?? 0) + 1
    if (isFault(route, found)) hits.push({ endpoint: route.endpoint.name, ...found, ...described(shot) })
  }
  for (let done = 0; done < times; done += LANES) {
    const shots = Array.from({ length: Math.min(LANES, times - done) }, () => shotAt(route, aim.target, chance))
    await Promise.all(shots.map(one))
  }
  return { hits: hits.slice(0, 20), statuses }
}

function described({ url, body }: Shot): { url: string; body: string } {
  return { url: url.slice(0, 500), body: JSON.stringify(body)?.slice(0, 500) ?? '' }
}

async function answerTo(app: TestApp, route: AnyRoute, actor: Actor, shot: Shot) {
  const options = shot.file
    ? { file: shot.file, fields: fieldsOf(shot.body) }
    : shot.body === undefined
      ? {}
      : { body: shot.body }
  const asked = app.request(actor, route.endpoint.method, shot.url, options)
  const timer = Promise.withResolvers<undefined>()
  const clock = setTimeout(() => timer.resolve(undefined), HANGS_AFTER_MS)
  const answer = await Promise.race([asked, timer.promise])
  clearTimeout(clock)
  if (!answer) return { status: 599, answer: 'no answer within thirty seconds' }
  return { status: answer.status, answer: answer.raw.toString('utf8', 0, 2_000).slice(0, 300) }
}

/** A form says everything as text. */
function fieldsOf(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {}
  const said = Object.entries(body).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    said.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

export function isFault(route: AnyRoute, { status, answer }: { status: number; answer: string }): boolean {
  const { endpoint, code } = NOT_OFFERED_HERE
  const offered = !(status === 503 && route.endpoint.name === endpoint && answer.includes(`"code":"${code}"`))
  return (status >= 500 && offered) || /\bat .*\.ts:\d+|node_modules|\bselect\b .* from /.test(answer)
}
