import { type RawBuilder, sql } from 'kysely'
import { type Code, interval } from '../../kernel/division-code.ts'
import type { Scope } from '../call.ts'

/**
 * The first wall: the explicit interval predicate every query on placed rows carries, and what the planner uses.
 * `column` is a trusted identifier from code, such as `'f.community'`.
 */
export function within(scope: Scope, column: string): RawBuilder<boolean> {
  const place = sql.raw(column)
  return sql<boolean>`(${place} >= ${scope.lo}::bigint and ${place} < ${scope.hi}::bigint)`
}

/** The same for tables that know their district only. */
export function withinDistricts(scope: Scope, column: string): RawBuilder<boolean> {
  const lo = Math.floor(scope.lo / 1_000_000)
  const hi = Math.floor((scope.hi - 1) / 1_000_000)
  const district = sql.raw(column)
  return sql<boolean>`(${district} >= ${lo}::int and ${district} <= ${hi}::int)`
}

/** The part of the scope that lies in the division; an empty interval when they do not meet. */
export function narrowed(scope: Scope, division: Code | undefined): Scope {
  if (division === undefined) return scope
  const { lo, hi } = interval(division)
  return { lo: Math.max(scope.lo, lo), hi: Math.max(Math.min(scope.hi, hi), Math.max(scope.lo, lo)) }
}
