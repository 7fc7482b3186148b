import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { type FamilyAt, keyOf, type PersonAt } from '../rules/index.ts'

interface Ref {
  district: number
  id: Uuid
}

/** The families among these that the caller can reach, by key. */
export async function familiesAt(tx: Tx, scope: Scope, refs: readonly Ref[]): Promise<Map<string, FamilyAt>> {
  if (refs.length === 0) return new Map()
  const { rows } = await sql<FamilyAt>`
    select f.district, f.id, f.community, f.closed_on
    from (select distinct district, id from unnest(${refs.map((r) => r.district)}::int[], ${refs.map((r) => r.id)}::uuid[]) a(district, id)) a
    join family f on f.district = a.district and f.id = a.id
    where ${within(scope, 'f.community')}`.execute(tx)
  return new Map(rows.map((row) => [keyOf(row.district, row.id), row]))
}

/** The members among these that the caller can reach, by key. */
export async function personsAt(tx: Tx, scope: Scope, refs: readonly Ref[]): Promise<Map<string, PersonAt>> {
  if (refs.length === 0) return new Map()
  const { rows } = await sql<PersonAt>`
    select p.district, p.id, p.family_id, p.community, p.died_on, p.member_from, p.member_to
    from (select distinct district, id from unnest(${refs.map((r) => r.district)}::int[], ${refs.map((r) => r.id)}::uuid[]) a(district, id)) a
    join person p on p.district = a.district and p.id = a.id
    where ${within(scope, 'p.community')}`.execute(tx)
  return new Map(rows.map((row) => [keyOf(row.district, row.id), row]))
}

/** The living members of these families on a day: all, or the parents only. By family, in the order of birth. */
export async function membersOn(
  tx: Tx,
  scope: Scope,
  families: { district: number; ids: readonly Uuid[]; on: string; who: 'members' | 'parents' },
): Promise<Map<Uuid, Uuid[]>> {
  const { rows } = await sql<{ family_id: Uuid; ids: Uuid[] }>`
    select p.family_id, array_agg(p.id order by p.birth_date, p.id)::text[] as ids
    from person p
    where p.district = ${families.district}::int and p.family_id = any(${families.ids}::uuid[]) and ${within(scope, 'p.community')}
      and (p.died_on is null or p.died_on >= ${families.on}::date)
      and p.member_from <= ${families.on}::date and (p.member_to is null or p.member_to > ${families.on}::date)
      and (${families.who === 'members'} or p.relation = 'parent')
    group by p.family_id`.execute(tx)
  return new Map(rows.map((row) => [row.family_id, row.ids]))
}
