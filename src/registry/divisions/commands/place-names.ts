import type { Code } from '../../../kernel/division-code.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { readOnce } from '../../../platform/database/transact.ts'
import { namesOf } from '../queries/place-names.ts'

export interface PlaceNames {
  community_name: string | null
  street_name: string | null
}

const KEPT_MAX = 20_000

/**
 * Names this process has read, by code; null for a code no table has. The table is loaded before the server answers and by nobody while it
 * runs. Two look-ups for each line cost a search as much as finding whom it means.
 */
const kept = new WeakMap<Database, Map<Code, string | null>>()

/** The rows with the names of their communities and of their streets, which the database is asked for once. */
export async function withPlaceNames<Row extends { community: Code }>(
  db: Database,
  call: Call,
  rows: readonly Row[],
): Promise<(Row & PlaceNames)[]> {
  const names = kept.get(db) ?? new Map<Code, string | null>()
  kept.set(db, names)
  const missing = new Set(
    rows.flatMap(({ community }) => [community, streetOf(community)]).filter((code) => !names.has(code)),
  )
  if (missing.size > 0) {
    if (names.size + missing.size > KEPT_MAX) names.clear()
    const found = await readOnce(db, call, namesOf([...missing]))
    for (const code of missing) names.set(code, found.get(code) ?? null)
  }
  return rows.map((row) => ({
    ...row,
    community_name: names.get(row.community) ?? null,
    street_name: names.get(streetOf(row.community)) ?? null,
  }))
}

const streetOf = (community: Code): Code => community - (community % 1000)
