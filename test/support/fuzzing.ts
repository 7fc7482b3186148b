import type { Actor } from '../../src/platform/call.ts'
import type { AnyRoute } from '../../src/platform/http/route.ts'
import type { TestApp } from './app.ts'
import { broken, type Chance, fitting, nastyValue } from './nasty.ts'

export interface Shot {
  url: string
  body: unknown
}

/** One request made from a route's contract: fitting, or broken somewhere. */
export function shotAt(route: AnyRoute, chance: Chance): Shot {
  const { endpoint } = route
  const made = (schema: typeof endpoint.params) => {
    if (!schema) return undefined
    const value = fitting(schema, chance)
    return chance() < 0.5 ? value : broken(value, chance)
  }
  const params = (made(endpoint.params) ?? {}) as Record<string, unknown>
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeSafely(params?.[name] ?? nastyValue(chance)))
  const query = made(endpoint.query)
  const search = typeof query === 'object' && query !== null ? searchOf(query as Record<string, unknown>) : ''
  return { url: `${path}${search}`, body: endpoint.method === 'GET' ? undefined : made(endpoint.body) }
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

/** Shoots at a route; what comes back must be an answer or a refusal: never a fault of ours, never a trace of our code. */
export async function shoot(
  app: TestApp,
  route: AnyRoute,
  actor: Actor,
  chance: Chance,
  times: number,
): Promise<Hit[]> {
  const hits: Hit[] = []
  for (let i = 0; i < times; i++) {
    const { url, body } = shotAt(route, chance)
    const answer = await app.request(actor, route.endpoint.method, url, body === undefined ? {} : { body })
    const text = answer.raw.toString('utf8', 0, 2_000)
    // 503 with its own words is a refusal (busy, not offered here); everything else above 499 is a fault.
    const fault = answer.status >= 500 && (answer.status !== 503 || text.includes('platform.internal'))
    if (fault || /\bat .*\.ts:\d+|node_modules|\bselect\b .* from /.test(text)) {
      hits.push({
        endpoint: route.endpoint.name,
        status: answer.status,
        url,
        body: JSON.stringify(body)?.slice(0, 500) ?? '',
        answer: text.slice(0, 300),
      })
    }
  }
  return hits
}
