import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code, Tier } from '../../../kernel/division-code.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Division } from '../contract.ts'
import { communityFacts, listChanges, searchPlaces } from '../queries/index.ts'
import {
  communityNames,
  followChanges,
  readQuery,
  resolveCommunity,
  type CommunityNames,
  type CurrentCode,
  type Resolution,
} from '../rules/index.ts'

export interface DivisionSearch {
  /** A name or part of one, pinyin, initials (two letters or more), or the first digits of a code. */
  readonly q: string
  /** Only in this place; the nation (0) is everywhere. */
  readonly within: Code
  readonly tier?: Tier | undefined
  readonly limit: number
}

/** Places that exist and answer to what a person typed, best first; see `searchPlaces` for the order. */
export async function findDivisions(tx: Tx, search: DivisionSearch): Promise<Division[]> {
  for (const query of readQuery(search.q)) {
    const found = await searchPlaces(tx, { ...search, ...query })
    if (found.length > 0) return found
  }
  return []
}

/**
 * What a code, perhaps of a place long gone, stands for on a day. It says nothing about whether the place exists: an unknown code without a
 * change stands for itself. `since`: a day on which the code is known to have been right; see `followChanges`.
 */
export async function currentCodeFor(tx: Tx, code: Code, on: CivilDate, since?: CivilDate): Promise<CurrentCode> {
  return followChanges(await listChanges(tx), code, on, since)
}

/** The names of a district's communities, to be asked for many texts with `resolveCommunity`. `district` has six digits. */
export async function loadCommunityNames(tx: Tx, district: number): Promise<CommunityNames> {
  return communityNames(await communityFacts(tx, district))
}

/** Which community of the district a written name means; for a roster load the names once instead. */
export async function resolveCommunityName(tx: Tx, district: number, text: string): Promise<Resolution> {
  return resolveCommunity(await loadCommunityNames(tx, district), text)
}
