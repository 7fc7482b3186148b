import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import { codeOfDistrict } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows, jsonRows } from '../../../platform/database/rows.ts'
import { eligibleQuery, type PolicyAt } from '../../policies/index.ts'
import type { Answer } from '../../policies/rules/index.ts'

export interface RefreshRow {
  district: number
  id: Uuid
  as_of: CivilDate
  baseline: boolean
  cause: 'night' | 'run' | 'policy' | 'hand'
  gained: number
  lost: number
  became_unknown: number
  yes: number
  unknown: number
  refreshed_at: Instant
  refreshed_by: Uuid | null
}

/** One refresh at a time in a district, until the transaction ends. */
export async function lockDistrict(tx: Tx, district: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(67, ${district}::int)`.execute(tx)
}

/** The refresh whose day the standing of the district speaks for. */
export async function findLatest(tx: Tx, district: number): Promise<RefreshRow | undefined> {
  const { rows } =
    await sql<RefreshRow>`select district, id, as_of, baseline, cause, gained, lost, became_unknown, yes, unknown,
      refreshed_at, refreshed_by
    from standing_refresh where district = ${district}::int order by as_of desc, refreshed_at desc, id desc limit 1`.execute(
      tx,
    )
  return rows[0]
}

export async function insertRefreshes(tx: Tx, rows: readonly RefreshRow[]): Promise<void> {
  await insertRows(tx, 'standing_refresh', rows)
}

/** Districts that have somebody to stand anyhow, in the order of their codes, and whether how they stand was ever found. */
export async function districtsWithFamilies(tx: Tx): Promise<{ district: number; begun: boolean }[]> {
  const { rows } = await sql<{ district: number; begun: boolean }>`
    select d.district, exists (select from standing_refresh r where r.district = d.district) as begun
    from (select distinct district from family) d order by d.district`.execute(tx)
  return rows
}

/** Those of the districts that have families. */
export async function inhabitedOf(tx: Tx, districts: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ district: number }>`select d.district from unnest(${districts}::int[]) d(district)
    where exists (select from family f where f.district = d.district)`.execute(tx)
  return rows.map((row) => row.district)
}

/**
 * Settings for writing many rows, until the transaction ends: tables without statistics are not walked row by row, and the keys of new
 * rows are checked by one plan.
 */
export async function planForMany(tx: Tx): Promise<void> {
  await sql`select set_config('enable_nestloop', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`.execute(
    tx,
  )
}

interface Asked {
  /** In the order of their codes. */
  districts: readonly number[]
  as_of: CivilDate
}

/** From the first of the districts to the last. */
export function spanOf(districts: readonly number[]): { lo: number; hi: number } {
  return { lo: codeOfDistrict(districts.at(0) ?? 0), hi: codeOfDistrict(districts.at(-1) ?? 0) + 1_000_000 }
}

/** Who stands with yes or unknown by the law and the register, as the one compiler says: the columns of `standing` that say who. */
function askedNow(policy: PolicyAt, { districts, as_of }: Asked): RawBuilder<unknown> {
  const area = spanOf(districts)
  // offset 0: the rule is worked out once a row.
  return sql`select q.district, coalesce(q.person_id, q.family_id) as beneficiary_id, q.community, q.family_id, q.person_id, q.answer
    from (${eligibleQuery(policy, area, as_of)} offset 0) q where q.answer <> 'no'`
}

export interface Begun {
  district: number
  refresh_id: Uuid
}

/** The first refresh of districts: everybody there who meets the policy or may, in one statement. */
export async function writeBaseline(
  tx: Tx,
  policy: PolicyAt,
  { begun, as_of }: { begun: readonly Begun[]; as_of: CivilDate },
): Promise<void> {
  await sql`insert into standing (district, policy_id, beneficiary_id, community, family_id, person_id, answer, since, refresh_id)
    select a.district, ${policy.id}::uuid, a.beneficiary_id, a.community, a.family_id, a.person_id, a.answer, ${as_of}::date, r.refresh_id
    from (${askedNow(policy, { districts: begun.map((one) => one.district), as_of })}) a
    join unnest(${begun.map((one) => one.district)}::int[], ${begun.map((one) => one.refresh_id)}::uuid[]) r(district, refresh_id)
      on r.district = a.district`.execute(tx)
}

export interface Difference {
  policy_id: Uuid
  beneficiary_id: Uuid
  community: number
  family_id: Uuid
  person_id: Uuid | null
  before: Answer
  after: Answer
}

/** Who stands otherwise than is written, for one policy in force. */
export async function listDifferences(
  tx: Tx,
  policy: PolicyAt,
  { district, as_of }: { district: number; as_of: CivilDate },
): Promise<Difference[]> {
  const { rows } = await sql<Difference>`
    select ${policy.id} as policy_id, coalesce(a.beneficiary_id, s.beneficiary_id) as beneficiary_id,
      coalesce(a.community, s.community) as community, coalesce(a.family_id, s.family_id) as family_id,
      case when a.beneficiary_id is null then s.person_id else a.person_id end as person_id,
      coalesce(s.answer, 'no') as before, coalesce(a.answer, 'no') as after
    from (${askedNow(policy, { districts: [district], as_of })}) a
    full join (select * from standing where district = ${district}::int and policy_id = ${policy.id}::uuid) s
      on s.beneficiary_id = a.beneficiary_id
    where a.answer is distinct from s.answer
    order by 2`.execute(tx)
  return rows
}

/** Who stands by policies that are in force no longer. */
export async function listOfEnded(tx: Tx, district: number, inForce: readonly Uuid[]): Promise<Difference[]> {
  const { rows } = await sql<Difference>`
    select policy_id, beneficiary_id, community, family_id, person_id, answer as before, 'no' as after
    from standing where district = ${district}::int and policy_id <> all(${inForce}::uuid[]) order by 1, 2`.execute(tx)
  return rows
}

export interface ChangeRow {
  district: number
  refresh_id: Uuid
  policy_id: Uuid
  beneficiary_id: Uuid
  community: number
  family_id: Uuid
  person_id: Uuid | null
  answer_before: Answer
  answer_after: Answer
  changed_on: CivilDate
  cause: string
  fields: string[]
}

/** Brings the written standing to what the changes say, and keeps the changes: three statements, however many. */
export async function writeChanges(tx: Tx, district: number, changes: readonly ChangeRow[]): Promise<void> {
  if (changes.length === 0) return
  await sql`delete from standing s
    using unnest(${lostOf(changes, 'policy_id')}::uuid[], ${lostOf(changes, 'beneficiary_id')}::uuid[]) g(policy_id, beneficiary_id)
    where s.district = ${district}::int and s.policy_id = g.policy_id and s.beneficiary_id = g.beneficiary_id`.execute(
    tx,
  )
  const stand = changes.filter((change) => change.answer_after !== 'no')
  const rows = stand.map(
    ({ answer_before: _before, answer_after: answer, changed_on: since, cause: _cause, fields: _fields, ...row }) => ({
      ...row,
      answer,
      since,
    }),
  )
  if (rows.length > 0) {
    await sql`insert into standing (district, policy_id, beneficiary_id, community, family_id, person_id, answer, since, refresh_id)
      select district, policy_id, beneficiary_id, community, family_id, person_id, answer, since, refresh_id
      from json_populate_recordset(null::standing, ${jsonRows(rows)}::json)
      on conflict on constraint standing_pkey do update
        set answer = excluded.answer, since = excluded.since, refresh_id = excluded.refresh_id`.execute(tx)
  }
  await insertRows(tx, 'standing_change', changes)
}

function lostOf(changes: readonly ChangeRow[], column: 'policy_id' | 'beneficiary_id'): Uuid[] {
  return changes.filter((change) => change.answer_after === 'no').map((change) => change[column])
}

/** How many stand with each answer in each of the districts. */
export async function countStanding(
  tx: Tx,
  districts: readonly number[],
): Promise<(district: number) => { yes: number; unknown: number }> {
  const { rows } = await sql<{ district: number; yes: number; unknown: number }>`
    select district, count(*) filter (where answer = 'yes') as yes, count(*) filter (where answer = 'unknown') as unknown
    from standing where district = any(${districts}::int[]) group by district`.execute(tx)
  const found = new Map(rows.map(({ district, ...counts }) => [district, counts]))
  return (district) => found.get(district) ?? { yes: 0, unknown: 0 }
}
