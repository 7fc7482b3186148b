import { districtOf, tierOf, type Code } from '../../../kernel/division-code.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import type { Alias } from '../contract.ts'
import { closeAlias, communityFacts, getDivision, upsertAlias } from '../queries/index.ts'
import { communityNames, nameKey } from '../rules/index.ts'

export interface AliasInput {
  readonly community: Code
  readonly alias: string
}

/**
 * Lets a community be known by one more name in its district. A name in use moves here; what is so already stays as it is.
 *
 * @throws Refusal not_found for a community that is not there or not in the jurisdiction; unprocessable `divisions.not_a_community`;
 * conflict `divisions.alias_is_a_name` when another community of the district is published under that name
 */
export async function setCommunityAlias(db: Database, call: Call, input: AliasInput): Promise<Alias> {
  const place = placeOf(call, input)
  return command(db, call, { name: 'divisions.set_alias', input, district: place.district }, async (tx) => ({
    result: await aliasIn(tx, call, place),
    detail: { community: place.community },
  }))
}

/** As `setCommunityAlias`, for a room that remembers how an association names its communities inside a transaction of its own. */
export async function rememberAlias(tx: Tx, call: Call, input: AliasInput): Promise<Alias> {
  return aliasIn(tx, call, placeOf(call, input))
}

/** Ends another name of a community. @returns whether it had it. */
export async function endCommunityAlias(db: Database, call: Call, input: AliasInput): Promise<boolean> {
  const place = placeOf(call, input)
  return command(db, call, { name: 'divisions.end_alias', input, district: place.district }, async (tx) => ({
    result: await closeAlias(tx, { ...place, now: call.now }),
    detail: { community: place.community },
  }))
}

interface Place {
  readonly district: number
  readonly community: Code
  readonly alias: string
}

/** What lies outside the jurisdiction answers as what is not there. */
function placeOf(call: Call, input: AliasInput): Place {
  const { scope } = call.actor
  if (input.community < scope.lo || input.community >= scope.hi) refuse('not_found', 'divisions.not_found')
  if (tierOf(input.community) !== 'community') refuse('unprocessable', 'divisions.not_a_community')
  const alias = nameKey(input.alias)
  if (alias === '') refuse('bad_input', 'divisions.alias_empty', { place: 'body.alias' })
  return { district: districtOf(input.community), community: input.community, alias }
}

async function aliasIn(tx: Tx, call: Call, place: Place): Promise<Alias> {
  const community = await getDivision(tx, place.community)
  const names = communityNames(await communityFacts(tx, place.district))
  const others = names.exact.get(place.alias)?.filter((code) => code !== place.community) ?? []
  const own = names.exact.get(place.alias)?.includes(place.community) ?? false
  // Where two communities share the name, an alias is just what settles which one is meant.
  if (others.length > 0 && !own) {
    refuse('conflict', 'divisions.alias_is_a_name', { params: { alias: place.alias }, place: 'body.alias' })
  }
  await upsertAlias(tx, { ...place, now: call.now })
  return {
    alias: place.alias,
    community: place.community,
    community_name: community.name,
    street_name: names.communities.get(place.community)?.street_name ?? '',
  }
}
