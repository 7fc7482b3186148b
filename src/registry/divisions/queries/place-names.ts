import { type RawBuilder, sql } from 'kysely'

/** The names of the community in this column, text of our own, and of its street; the table of divisions is the same for every reader. */
export function placeNames(column: string): RawBuilder<unknown> {
  return sql.raw(`(select d.name from division d where d.code = ${column}) as community_name,
    (select d.name from division d where d.code = ${column} - ${column} % 1000) as street_name`)
}
