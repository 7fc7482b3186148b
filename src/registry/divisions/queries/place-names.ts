import { type RawBuilder, sql } from 'kysely'
import type { Code } from '../../../kernel/division-code.ts'
import type { Once } from '../../../platform/database/driver.ts'

/** The names of the community in this column, text of our own, and of its street; the table of divisions is the same for every reader. */
export function placeNames(column: string): RawBuilder<unknown> {
  return sql.raw(`(select d.name from division d where d.code = ${column}) as community_name,
    (select d.name from division d where d.code = ${column} - ${column} % 1000) as street_name`)
}

/** The names of these places by their codes; a code that no table has is missing. */
export function namesOf(codes: readonly Code[]): Once<{ code: Code; name: string }, Map<Code, string>> {
  const query = sql<{ code: Code; name: string }>`select code, name from division where code = any(${codes}::bigint[])`
  return { query, read: (rows) => new Map(rows.map((row) => [row.code, row.name])) }
}
