import { sql } from 'kysely'
import { type CivilDate, civilDate } from '../kernel/calendar.ts'
import type { Code } from '../kernel/division-code.ts'
import type { Uuid } from '../kernel/ids.ts'
import { sha256 } from '../platform/crypto.ts'
import { within } from '../platform/database/scope.ts'
import { readIn } from '../platform/database/transact.ts'
import type { Branch, LivingArrangement } from '../registry/families/index.ts'
import type { Stage } from './stage.ts'

export interface Member {
  id: Uuid
  parent: boolean
  birth_date: CivilDate
}

/** A family as the demonstration knows it, with its living members. */
export interface CastFamily {
  id: Uuid
  file_number: number
  version: number
  community: Code
  branch: Branch
  living: LivingArrangement
  hardship: boolean
  no_home_visit: boolean
  members: Member[]
}

/** The families of the district in the order of their files: the same order at every loading, whatever their ids. */
export async function readCast(stage: Stage): Promise<CastFamily[]> {
  const call = stage.call('demo-district', civilDate('2015-01-01'), 'cast')
  return readIn(stage.db, call, async (tx) => {
    const { rows } = await sql<CastFamily>`
      select f.id, f.file_number, f.version, f.community, f.branch, f.living_arrangement as living, coalesce(f.hardship, false) as hardship,
        exists (select from contact_preference w where w.district = f.district and w.family_id = f.id and w.no_home_visit and w.valid_to is null)
          as no_home_visit,
        (select json_agg(json_build_object('id', p.id, 'parent', p.relation = 'parent', 'birth_date', p.birth_date) order by p.birth_date, p.id)
          from person p where p.district = f.district and p.family_id = f.id and p.died_on is null and p.member_to is null) as members
      from family f where ${within(call.actor.scope, 'f.community')} and f.state = 'active' order by f.file_number`.execute(
      tx,
    )
    return rows
  })
}

/** Chance without chance: what a name says is the same every time, and different names say different things. From 0 up to 1. */
export function lot(name: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256(new TextEncoder().encode(name))
  return (((a * 256 + b) * 256 + c) * 256 + d) / 4_294_967_296
}

/** The first `count` of a list in the order of their lots. `nameOf` must not depend on ids. */
export function draw<T>(list: readonly T[], count: number, nameOf: (one: T) => string): T[] {
  return list
    .map((one) => ({ one, at: lot(nameOf(one)) }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ one }) => one)
}
