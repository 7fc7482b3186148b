import { sql } from 'kysely'
import type { Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'

const COLUMNS = [
  'district',
  'person_id',
  'family_id',
  'community',
  'birth_date',
  'sex',
  'died_on',
  'relation',
  'hukou_division',
  'hukou_kind',
  'marital',
  'marital_since',
  'has_only_child_certificate',
  'children_born',
  'children_surviving',
  'branch',
  'child_died_on',
  'child_birth_date',
  'child_disabled_from',
  'child_disabled_to',
  'child_disability_grade',
  'spouse_birth_date',
  'spouse_sex',
  'spouse_died_on',
  'living_alone',
  'living_arrangement',
  'hardship',
  'member_from',
  'member_to',
] as const

const columns = sql.join(COLUMNS.map((column) => sql.ref(column)))
const setAll = sql.join(
  COLUMNS.filter((column) => column !== 'district' && column !== 'person_id').map(
    (column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`,
  ),
)

/** Two changes in one moment are one. */
const TWICE = sql`on conflict on constraint fact_change_pkey do update set
  fields = (select array_agg(distinct one order by one) from unnest(fact_change.fields || excluded.fields) one)`

/**
 * Copies the facts of these families from the register into `person_fact`, in one statement that writes differences only, and notes in
 * `fact_change` which facts of somebody known before are other ones.
 */
export async function refreshFacts(tx: Tx, district: number, familyIds: readonly Uuid[], at: Instant): Promise<void> {
  await sql`
    with fresh as materialized (
      select ${columns} from person_facts_of(${district}::int, ${familyIds}::uuid[])
    ), gone as (
      delete from person_fact f where f.district = ${district}::int and f.family_id = any(${familyIds}::uuid[])
        and not exists (select from fresh s where s.person_id = f.person_id)
    ), noted as (
      insert into fact_change (district, person_id, family_id, community, changed_at, fields)
      select s.district, s.person_id, s.family_id, s.community, ${at}::timestamptz, d.fields
      from fresh s join person_fact f on f.district = s.district and f.person_id = s.person_id
      cross join lateral (select array_agg(k.key order by k.key) as fields from jsonb_each(to_jsonb(s)) k
        where k.value is distinct from to_jsonb(f) -> k.key) d
      where d.fields is not null
      ${TWICE}
    )
    insert into person_fact (${columns}) select ${columns} from fresh
    on conflict (district, person_id) do update set ${setAll}
    where (person_fact.*) is distinct from (excluded.*)`.execute(tx)
}

/** Families that live elsewhere since: the copies of their facts have moved along, and this says that it was a move. */
export async function noteMoved(tx: Tx, district: number, familyIds: readonly Uuid[], at: Instant): Promise<void> {
  await sql`insert into fact_change (district, person_id, family_id, community, changed_at, fields)
    select f.district, f.person_id, f.family_id, f.community, ${at}::timestamptz, '{community}' from person_fact f
    where f.district = ${district}::int and f.family_id = any(${familyIds}::uuid[]) ${TWICE}`.execute(tx)
}
