import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { FactsRow } from '../../policies/rules/index.ts'

export type Known = FactsRow & { district: number; person_id: Uuid; family_id: Uuid }

export interface Past {
  person_id: Uuid
  family_id: Uuid
  relation: string
  died_on: CivilDate | null
  /** On the register only since the moment asked for. */
  fresh: boolean
  /** Which facts became other ones since. */
  changed: string[]
}

/** What the register knows now of the members of these families. */
export async function factsOfFamilies(
  tx: Tx,
  districts: readonly number[],
  families: readonly Uuid[],
): Promise<Known[]> {
  const { rows } = await sql<Known>`select f.* from person_fact f
    where f.district = any(${districts}::int[]) and f.family_id = any(${families}::uuid[]) order by f.person_id`.execute(
    tx,
  )
  return rows
}

/** What is known to have happened to their members since a moment, those who died or left included. */
export async function pastOfFamilies(
  tx: Tx,
  district: number,
  families: readonly Uuid[],
  since: Instant,
): Promise<Past[]> {
  const { rows } = await sql<Past>`
    select p.id as person_id, p.family_id, p.relation, p.died_on, p.created_at > ${since}::timestamptz as fresh,
      coalesce(c.fields, '{}') as changed
    from person p
    left join (select k.person_id, array_agg(distinct one) as fields from fact_change k cross join unnest(k.fields) one
      where k.district = ${district}::int and k.changed_at >= ${since}::timestamptz group by k.person_id) c on c.person_id = p.id
    where p.district = ${district}::int and p.family_id = any(${families}::uuid[])`.execute(tx)
  return rows
}

/** The versions of policies approved since a moment, as `policy_id version`. */
export async function enactedSince(tx: Tx, since: Instant): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`select policy_id || ' ' || version as key from policy_version
    where approved_at >= ${since}::timestamptz`.execute(tx)
  return new Set(rows.map((row) => row.key))
}
