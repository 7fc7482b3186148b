import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code, Tier } from '../../../kernel/division-code.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Division } from '../contract.ts'
import { communityFacts, listChanges, placesBefore, searchPlaces } from '../queries/index.ts'
import {
  communityNames,
  followChanges,
  nameKey,
  readQuery,
  resolveCommunity,
  type CommunityNames,
  type CurrentCode,
  type Resolution,
} from '../rules/index.ts'

export interface DivisionSearch {
  /** A name or part of one, alone or after what it lies in, pinyin, initials (two letters or more), or the first digits of a code. */
  readonly q: string
  /** Only in this place; the nation (0) is everywhere. */
  readonly within: Code
  readonly tier?: Tier | undefined
  readonly limit: number
}

/** Places that exist and answer to what a person typed, best first; see `searchPlaces` for the order. */
export async function findDivisions(tx: Tx, search: DivisionSearch): Promise<Division[]> {
  for (const query of readQuery(search.q)) {
    const found = await searchPlaces(tx, { ...search, ...query, within: [search.within] })
    if (found.length > 0) return found
  }
  // Names that begin so are found in no time; parts of names only where there is none.
  const text = nameKey(search.q)
  const begin = await findAfterWider(tx, { ...search, by: 'beginning' }, text, [search.within])
  return begin.length > 0 ? begin : findAfterWider(tx, { ...search, by: 'name' }, text, [search.within])
}

/**
 * A name written with what it lies in (云南省昆明市盘龙区, 金辰街道任旗营): the longest known wider place is taken off the front and the
 * rest looked for in it, as many as are written.
 */
async function findAfterWider(
  tx: Tx,
  search: DivisionSearch & { readonly by: 'beginning' | 'name' },
  text: string,
  places: readonly Code[],
): Promise<Division[]> {
  for (const { taken, codes } of await placesBefore(tx, text, places)) {
    const rest = Array.from(text).slice(taken).join('')
    const found = await searchPlaces(tx, { ...search, word: rest, around: [], within: codes })
    const names = found.length > 0 ? found : await findAfterWider(tx, search, rest, codes)
    if (names.length > 0) return names
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
