import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { nameFor } from '../../../registry/families/index.ts'

/** How families are called and where they live, by id; those out of reach are absent. */
export async function namesOfFamilies(
  tx: Tx,
  call: Call,
  families: readonly { family_id: Uuid; community: number }[],
): Promise<Map<Uuid, { heads: string[]; community_name: string | null }>> {
  const { rows } = await sql<{ id: Uuid; heads: string[]; community_name: string | null }>`
    select f.id, f.heads, (select d.name from division d where d.code = f.community) as community_name
    from unnest(${families.map((family) => Math.floor(family.community / 1_000_000))}::int[], ${families.map((family) => family.family_id)}::uuid[])
      a(district, id) join family f on f.district = a.district and f.id = a.id
    where ${within(call.actor.scope, 'f.community')}`.execute(tx)
  const shown = (name: string) => nameFor(call.actor.role, name)
  return new Map(rows.map(({ id, heads, community_name }) => [id, { heads: heads.map(shown), community_name }]))
}
