import { z } from 'zod'
import type { AnyRoute } from '../../src/platform/http/route.ts'
import { type Chance, fitting } from './nasty.ts'
import type { Target } from './targets.ts'

export interface Aimed {
  url: string
  body: unknown
  /** Whether the request names the target at all. */
  aimed: boolean
}

/** Bodies a contract alone cannot make up, by endpoint; the ids in them are the target's. */
export type Samples = Readonly<Record<string, (target: Target, fresh: () => string) => unknown>>

function placed(value: unknown, target: Target, hit: { aimed: boolean }): unknown {
  if (Array.isArray(value)) return value.map((item) => placed(item, target, hit))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const id = target.ids[name]
      if (id === undefined) return [name, placed(inner, target, hit)]
      hit.aimed = true
      return [name, id]
    }),
  )
}

/** Query names that point at a place or thing; they are aimed even where the contract leaves them open. */
function queryFor(schema: z.ZodType, target: Target, chance: Chance, hit: { aimed: boolean }): string {
  const made = fitting(schema, chance) as Record<string, unknown>
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, unknown>
    required?: string[]
  }
  // Filters that were not asked for would hide what is looked for.
  const given: Record<string, unknown> = Object.fromEntries(
    Object.entries(made).filter(([name]) => required.includes(name)),
  )
  if (properties['from']) Object.assign(given, { from: '2015-01-01', to: '2026-12-31' })
  for (const name of Object.keys(properties)) {
    const id = target.ids[name]
    if (id !== undefined) {
      given[name] = id
      hit.aimed = true
    }
  }
  if (properties['q'] && target.canaries[0]) {
    given['q'] = target.canaries[0]
    hit.aimed = true
  }
  const pairs = Object.entries(given).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

/** A request of this route that asks for the target: ids in path, query and body are the target's. */
export function aimAt(route: AnyRoute, target: Target, chance: Chance, samples: Samples, fresh: () => string): Aimed {
  const { endpoint } = route
  const hit = { aimed: false }
  const params = endpoint.params
    ? (placed(fitting(endpoint.params, chance), target, hit) as Record<string, unknown>)
    : {}
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const query = endpoint.query ? queryFor(endpoint.query, target, chance, hit) : ''
  const sample = samples[endpoint.name]
  const body = endpoint.body
    ? sample
      ? sample(target, fresh)
      : placed(fitting(endpoint.body, chance), target, hit)
    : undefined
  if (sample) hit.aimed = true
  return { url: `${path}${query}`, body: endpoint.method === 'GET' ? undefined : body, aimed: hit.aimed }
}
