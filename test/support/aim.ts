import type { z } from 'zod'
import type { AnyRoute } from '../../src/platform/http/route.ts'
import { type Chance, fitting, jsonOf } from './nasty.ts'
import { type SampleFile, sampleFiles } from './samples-files.ts'
import { SHARED_IDS, type Target } from './targets.ts'

export interface Aimed {
  url: string
  body: unknown
  /** Sent with the body's fields as a form. */
  file?: SampleFile
  /** Whether the request names things that are the target's own: every id of its path, or one in its query, body or file. */
  aimed: boolean
  /** It names the target's district and nothing narrower. */
  of_district: boolean
}

/** Bodies a contract alone cannot make up, by endpoint; the ids in them are the target's. */
export type Samples = Readonly<Record<string, (target: Target, fresh: () => string) => unknown>>

/** A search that finds nobody and is read as one for a name, as those are that find somebody. */
const NOBODYS_NAME = '鱻麤'

/** What a route calls by a name that means another thing elsewhere, or what only this one of the target's things can answer. */
const CALLED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'funds.reverse_transfer': { transfer_id: 'fund_transfer_id' },
  'staff.rename_association': { division: 'association_division' },
  'policies.show': { policy_id: 'local_policy_id' },
  'policies.changes': { policy_id: 'local_policy_id' },
  'policies.explain_family': { policy_id: 'family_policy_id' },
  'claims.save_claim_draft': { claim_id: 'draft_claim_id' },
  'claims.submit_claim': { claim_id: 'draft_claim_id' },
  'claims.add_claim_proof': { claim_id: 'draft_claim_id' },
  'claims.remove_claim_proof': { claim_id: 'draft_claim_id', proof_id: 'draft_proof_id' },
  'claims.open_claim_decision': { claim_id: 'roll_claim_id' },
  'claims.propose_roll_change': { claim_id: 'roll_claim_id' },
}

/** Rounds of visits have the same name. */
const PAYMENT_ROUND: Readonly<Record<string, string>> = { round_id: 'payment_round_id' }

/** What names nothing of anybody but must be said for the rest to be read. */
const SAID: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  'library.file': { edition: 1 },
  'reports.get_figure_list': { code: 'families' },
  'reports.get_breakdown': { code: 'families' },
  'entitlements.list_eligibility_preview_names': { policy: 'special_assistance_death', difference: 'gained' },
  'standing.list_standing': { list: 'yes' },
  'simulations.people': { change: 'gained' },
  'funds.get_statement': { year: 2026 },
  'funds.ask_to_close': { year: 2026 },
  'funds.keep_open': { year: 2026 },
  'funds.close_year': { year: 2026 },
}

interface Aim {
  /** The id this target has for the name, noted when it is the target's own. */
  at(name: string): Target['ids'][string] | undefined
  /** The target, noting which of its own ids are read. */
  target: Target
  hits: ReadonlySet<string>
}

function aimOf(route: AnyRoute, target: Target): Aim {
  const hits = new Set<string>()
  const { name, path } = route.endpoint
  const called = CALLED[name] ?? (path.startsWith('/api/payment-rounds/') ? PAYMENT_ROUND : {})
  const read = (known: string) => {
    const id = target.ids[known]
    if (id !== undefined && !SHARED_IDS.has(known)) hits.add(known)
    return id
  }
  const ids = new Proxy(target.ids, { get: (_, known) => read(String(known)) })
  return { at: (asked) => read(called[asked] ?? asked), target: { ...target, ids }, hits }
}

function placed(value: unknown, aim: Aim): unknown {
  if (Array.isArray(value)) return value.map((item) => placed(item, aim))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, aim.at(name) ?? placed(inner, aim)] as const),
  )
}

function pathFor(route: AnyRoute, aim: Aim, chance: Chance): { path: string; whole: boolean } {
  const { name: endpoint, params, path } = route.endpoint
  const made = params ? (fitting(params, chance) as Record<string, unknown>) : {}
  let whole = true
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const said = SAID[endpoint]?.[name]
    const id = said ?? aim.at(name)
    if (id === undefined) whole = false
    return encodeURIComponent(String(id ?? made[name]))
  })
  return { path: filled, whole }
}

interface Queried {
  properties?: Record<string, unknown>
  required?: string[]
}

/** Query names that point at a place or thing; they are aimed even where the contract leaves them open. */
function queryFor(route: AnyRoute, schema: z.ZodType, aim: Aim, chance: Chance): string {
  const made = fitting(schema, chance) as Record<string, unknown>
  const { properties = {}, required = [] } = jsonOf(schema) as Queried
  // Filters that were not asked for would hide what is looked for.
  const given: Record<string, unknown> = Object.fromEntries(
    Object.entries(made).filter(([name]) => required.includes(name)),
  )
  if (properties['from']) Object.assign(given, { from: '2015-01-01', to: '2026-12-31' })
  for (const name of Object.keys(properties)) {
    const id = SAID[route.endpoint.name]?.[name] ?? aim.at(name)
    if (id !== undefined) given[name] = id
  }
  if (properties['q']) given['q'] = aim.target.canaries[0] ?? NOBODYS_NAME
  const pairs = Object.entries(given).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

/** A request of this route that asks for the target: ids in path, query, body and file are the target's. */
export function aimAt(route: AnyRoute, target: Target, chance: Chance, samples: Samples, fresh: () => string): Aimed {
  const { endpoint } = route
  const aim = aimOf(route, target)
  const { path, whole } = pathFor(route, aim, chance)
  const query = endpoint.query ? queryFor(route, endpoint.query, aim, chance) : ''
  const sample = samples[endpoint.name]
  const body = endpoint.body
    ? sample
      ? sample(aim.target, fresh)
      : placed(fitting(endpoint.body, chance), aim)
    : undefined
  const file = sampleFiles[endpoint.name]?.(aim.target, fresh)
  return {
    url: `${path}${query}`,
    body: endpoint.method === 'GET' ? undefined : body,
    ...(file ? { file } : {}),
    aimed: whole && (aim.hits.size > 0 || query.includes('q=')),
    of_district: aim.hits.size === 1 && aim.hits.has('district') && !query.includes('q='),
  }
}
