import { type RawBuilder, sql } from 'kysely'

/** The names of a community and of its street. */
export function placeNames(column: string): RawBuilder<unknown> {
  const community = sql.ref(column)
  return sql`(select d.name from division d where d.code = ${community}) as community_name,
    (select d.name from division d where d.code = ${community} - ${community} % 1000) as street_name`
}
