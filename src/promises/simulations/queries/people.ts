import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Scope } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { fileOf } from '../../../registry/families/index.ts'
import { namesOf } from '../../entitlements/index.ts'
import { type Stage, widthOfParts } from '../rules/index.ts'
import { everybodyQuery } from './everybody.ts'

export interface PersonRow {
  district: number
  community: number
  community_name: string | null
  family_id: Uuid
  file: string
  person_id: Uuid | null
  names: string[]
  /** The part and the key of those she is alike with: what the simulation said of them, it said of her. */
  alike: string
}

/** Who is alike with those named, in the order of places; names in full, for the caller to mask. */
export async function listPeople(
  tx: Tx,
  { stage, area, alike }: { stage: Stage; area: Scope; alike: readonly string[] },
  { size, cursor }: { size: number; cursor?: string | undefined },
): Promise<{ items: PersonRow[]; next_cursor: string | null }> {
  const after = decodeCursor(cursor, ['number', 'uuid'])
  const width = widthOfParts(stage.place)
  const { rows } = await sql<PersonRow & { key: Uuid }>`
    select x.district, x.community, v.name as community_name, x.family_id, ${fileOf('f')} as file, x.person_id, ${namesOf('x')} as names,
      x.alike, x.beneficiary_id as key
    from (select e.*, (e.community / ${width}::bigint * ${width}::bigint) || ' ' || e.whole as alike from (${everybodyQuery(stage, area)}) e) x
    join family f on f.district = x.district and f.id = x.family_id
    left join division v on v.code = x.community
    where x.alike = any(${alike}::text[]) and ${after ? sql`(x.community, x.beneficiary_id) > (${after[0]}::bigint, ${after[1]}::uuid)` : sql`true`}
    order by x.community, x.beneficiary_id limit ${size + 1}`.execute(tx)
  const items = rows.slice(0, size)
  const last = items.at(-1)
  return {
    items: items.map(({ key: _key, ...row }) => row),
    next_cursor: rows.length > size && last ? encodeCursor([last.community, last.key]) : null,
  }
}
