import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '../../../platform/call.ts'

/** Pieces of SQL that several queries of this room share. Each is text of our own, never of a reader. */

/** A child who died is on no list, in no search, and not on the first answer of the file. `alias` names a row of person. */
export function notMourned(alias: string): RawBuilder<boolean> {
  return sql<boolean>`not (${sql.ref(`${alias}.relation`)} = 'child' and ${sql.ref(`${alias}.died_on`)} is not null)`
}

/** The living members' names by which a family is called: its parents, the elder first; without any, its other living members. */
export function headsOf(family: string): RawBuilder<string[]> {
  const [district, id] = [sql.ref(`${family}.district`), sql.ref(`${family}.id`)]
  return sql<string[]>`coalesce((
    select json_agg(h.name order by h.birth_date, h.id) from person h
    where h.district = ${district} and h.family_id = ${id} and h.relation = 'parent' and h.died_on is null
      and (h.member_to is null or ${sql.ref(`${family}.state`)} <> 'active')
  ), (
    select json_agg(h.name order by h.birth_date, h.id) from person h
    where h.district = ${district} and h.family_id = ${id} and h.died_on is null and h.member_to is null
  ), '[]')`
}

/** The same names (`parents`, else `others`) with the count of living members and the eldest parent's birth, in one look at the members. */
export function householdOf(family: string): RawBuilder<unknown> {
  const here = sql`(h.member_to is null or ${sql.ref(`${family}.state`)} <> 'active')`
  return sql`
    select count(*) filter (where ${here})::int as members,
      min(h.birth_date) filter (where h.relation = 'parent' and h.member_to is null) as oldest_birth,
      json_agg(h.name order by h.birth_date, h.id) filter (where h.relation = 'parent' and ${here}) as parents,
      json_agg(h.name order by h.birth_date, h.id) filter (where h.member_to is null) as others
    from person h where h.district = ${sql.ref(`${family}.district`)} and h.family_id = ${sql.ref(`${family}.id`)} and h.died_on is null`
}

/**
 * One family of the caller's scope. A scope within one district names it by equality, which is what the keys begin with; wider
 * scopes (few readers) probe the districts they hold.
 */
export function familyAt(scope: Scope, alias: string, familyId: string): RawBuilder<boolean> {
  const lo = Math.floor(scope.lo / 1_000_000)
  const hi = Math.floor((scope.hi - 1) / 1_000_000)
  const district = sql.ref(`${alias}.district`)
  const inDistrict = lo === hi ? sql`${district} = ${lo}::int` : sql`${district} between ${lo}::int and ${hi}::int`
  return sql<boolean>`(${inDistrict} and ${sql.ref(`${alias}.id`)} = ${familyId}::uuid
    and ${sql.ref(`${alias}.community`)} >= ${scope.lo}::bigint and ${sql.ref(`${alias}.community`)} < ${scope.hi}::bigint)`
}

/** The district a scope lies in, or undefined for wider ones. */
export function onlyDistrict(scope: Scope): number | undefined {
  const lo = Math.floor(scope.lo / 1_000_000)
  return Math.floor((scope.hi - 1) / 1_000_000) === lo ? lo : undefined
}

/** The names of the community and of its street; the table of divisions is the same everywhere. */
export function placeNames(column: string): RawBuilder<unknown> {
  const community = sql.ref(column)
  return sql`(select d.name from division d where d.code = ${community}) as community_name,
    (select d.name from division d where d.code = ${community} - ${community} % 1000) as street_name`
}

/** `fileReference` in SQL, of a row of `family` under this alias. */
export function fileOf(family: string): RawBuilder<string> {
  return sql<string>`(${sql.ref(`${family}.district`)} || '-' || lpad(${sql.ref(`${family}.file_number`)}::text, 6, '0'))`
}
