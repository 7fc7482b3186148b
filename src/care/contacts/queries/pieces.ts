import { type RawBuilder, sql } from 'kysely'

/** Pieces of SQL that several queries of this room share. Each is text of our own, never of a reader. */

/** The wish of a family that is in force, joined as `w`. */
export function wishOf(family: string, today: string): RawBuilder<unknown> {
  return sql`left join contact_preference w on w.district = ${sql.ref(`${family}.district`)} and w.family_id = ${sql.ref(`${family}.id`)}
    and w.valid_from <= ${today}::date and (w.valid_to is null or w.valid_to > ${today}::date)`
}

/** The interval of a division column: how many communities it spans follows from its trailing noughts. */
export function spanOf(column: string): RawBuilder<number> {
  const code = sql.ref(column)
  return sql<number>`(case when ${code} = 0 then 1000000000000 when ${code} % 10000000000 = 0 then 10000000000
    when ${code} % 100000000 = 0 then 100000000 when ${code} % 1000000 = 0 then 1000000 when ${code} % 1000 = 0 then 1000 else 1 end)::bigint`
}
