import { canonicalJson } from '../../../kernel/canonical.ts'
import type { Call } from '../../../platform/call.ts'
import type { Plan, PlannedHousehold } from '../rules/index.ts'

const CHARACTERS = 20

/**
 * What applying would write of a household, as a keyed hash: two plans that write the same of it have the same. Null for one that stays.
 * Ids that a plan makes up for what is added are no part of it.
 */
export function foretold(call: Call, one: PlannedHousehold): string | null {
  const { kind, at, family, facts, added, change, move_to } = one
  if (kind === 'unchanged') return null
  const { set, members, certificates, contacts, preference } = change ?? {}
  const written = { set, members, certificates, contacts, preference }
  const text = canonicalJson(
    JSON.parse(JSON.stringify([kind, at, family?.id ?? null, facts, added, move_to, written])) as never,
  )
  return call.crypto.keyedHash(text, 'import.foretold').toString('hex').slice(0, CHARACTERS)
}

export function foretoldOf(call: Call, plan: Plan): string[] {
  return plan.households.flatMap((one) => foretold(call, one) ?? [])
}
