import type { Code } from '../../../kernel/division-code.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { readIn } from '../../../platform/database/transact.ts'
import { listDivisions } from '../queries/index.ts'

export interface PlaceNames {
  community_name: string | null
  street_name: string | null
}

const KEPT_MAX = 20_000

/**
 * Names this process has read, by code; null for a code no table has. The table is loaded before the server answers; what a second process
 * loads under this one is known here from its next start on. Two look-ups for each line cost a search as much as finding whom it means.
 */
const kept = new WeakMap<Database, Map<Code, string | null>>()

/** The rows with the names of their communities and of their streets, which the database is asked for once. */
export async function withPlaceNames<Row extends { community: Code }>(
  db: Database,
  call: Call,
  rows: readonly Row[],
): Promise<(Row & PlaceNames)[]> {
  const codes = [...new Set(rows.flatMap(({ community }) => [community, streetOf(community)]))]
  const names = namesWithRoomFor(db, codes)
  const missing = codes.filter((code) => !names.has(code))
  if (missing.length > 0) {
    const found = await readIn(db, call, (tx) => listDivisions(tx, missing))
    const read = new Map(found.map(({ code, name }) => [code, name]))
    for (const code of missing) names.set(code, read.get(code) ?? null)
  }
  return rows.map((row) => ({
    ...row,
    community_name: names.get(row.community) ?? null,
    street_name: names.get(streetOf(row.community)) ?? null,
  }))
}

/** What is kept, or a fresh start when it would grow too large: a page that is being answered keeps the names it began with. */
function namesWithRoomFor(db: Database, codes: readonly Code[]): Map<Code, string | null> {
  const known = kept.get(db)
  if (known && known.size + codes.filter((code) => !known.has(code)).length <= KEPT_MAX) return known
  const fresh = new Map<Code, string | null>()
  kept.set(db, fresh)
  return fresh
}

const streetOf = (community: Code): Code => community - (community % 1000)
