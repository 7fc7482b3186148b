import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '../../../platform/call.ts'
import { within } from '../../../platform/database/scope.ts'

/**
 * Pieces of SQL that several queries of this room share. Each is text of our own, never of a reader; it goes into a query as it stands,
 * since putting it together anew from its parts for every request took longer than some of the answers.
 */

/** A child who died is on no list, in no search, and not on the first answer of the file. `alias` names a row of person. */
export function notMourned(alias: string): RawBuilder<boolean> {
  return sql.raw(`not (${alias}.relation = 'child' and ${alias}.died_on is not null)`)
}

/** The count of living members and the eldest parent's birth, in one look at the members. */
export function householdOf(family: string): RawBuilder<unknown> {
  return sql.raw(`
    select count(*) filter (where h.member_to is null or ${family}.state <> 'active')::int as members,
      min(h.birth_date) filter (where h.relation = 'parent' and h.member_to is null) as oldest_birth
    from person h where h.district = ${family}.district and h.family_id = ${family}.id and h.died_on is null`)
}

/**
 * One family of the caller's scope. A scope within one district names it by equality, which is what the keys begin with; wider
 * scopes (few readers) probe the districts they hold.
 */
export function familyAt(scope: Scope, alias: string, familyId: string): RawBuilder<boolean> {
  const lo = Math.floor(scope.lo / 1_000_000)
  const hi = Math.floor((scope.hi - 1) / 1_000_000)
  const district = sql.raw(`${alias}.district`)
  const inDistrict = lo === hi ? sql`${district} = ${lo}::int` : sql`${district} between ${lo}::int and ${hi}::int`
  return sql<boolean>`(${inDistrict} and ${sql.raw(alias)}.id = ${familyId}::uuid and ${within(scope, `${alias}.community`)})`
}

/** The district a scope lies in, or undefined for wider ones. */
export function onlyDistrict(scope: Scope): number | undefined {
  const lo = Math.floor(scope.lo / 1_000_000)
  return Math.floor((scope.hi - 1) / 1_000_000) === lo ? lo : undefined
}

/** `fileReference` in SQL, of a row of `family` under this alias. */
export function fileOf(family: string): RawBuilder<string> {
  return sql.raw(`(${family}.district || '-' || lpad(${family}.file_number::text, 6, '0'))`)
}
