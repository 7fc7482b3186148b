import { sql } from 'kysely'
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

/**
 * Copies the facts of these families from the register into `person_fact`, in one statement that writes differences only.
 * Every command that changes what a rule could ask calls it before it commits.
 */
export async function refreshFacts(tx: Tx, district: number, familyIds: readonly Uuid[]): Promise<void> {
  if (familyIds.length === 0) return
  await sql`
    with fresh as materialized (
      select ${columns} from person_facts_of(${district}::int, ${familyIds}::uuid[])
    ), gone as (
      delete from person_fact f where f.district = ${district}::int and f.family_id = any(${familyIds}::uuid[])
        and not exists (select from fresh s where s.person_id = f.person_id)
    )
    insert into person_fact (${columns}) select ${columns} from fresh
    on conflict (district, person_id) do update set ${setAll}
    where (person_fact.*) is distinct from (excluded.*)`.execute(tx)
}
