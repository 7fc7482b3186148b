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

/** One refresh at a time in each of the districts, until the transaction ends. */
export async function lockDistricts(tx: Tx, districts: readonly number[]): Promise<void> {
  // In one order always, or two that take many would wait for each other.
  await sql`select pg_advisory_xact_lock(67, d) from (select unnest(${districts}::int[]) as d order by 1 offset 0) o`.execute(
    tx,
  )
}

/** The same for those of the districts that nobody is refreshing now, without waiting for the others. @returns which they are */
export async function lockFree(tx: Tx, districts: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ d: number; free: boolean }>`
    select d, pg_try_advisory_xact_lock(67, d) as free from unnest(${districts}::int[]) d`.execute(tx)
  return rows.filter((row) => row.free).map((row) => row.d)
}

/** The refresh whose day the standing of a district speaks for; a district that was never refreshed is missing. */
export async function latestOf(tx: Tx, districts: readonly number[]): Promise<Map<number, RefreshRow>> {
  const { rows } = await sql<RefreshRow>`select r.* from unnest(${districts}::int[]) d(district)
    cross join lateral (select district, id, as_of, baseline, cause, gained, lost, became_unknown, yes, unknown, refreshed_at, refreshed_by
      from standing_refresh where district = d.district order by as_of desc, refreshed_at desc, id desc limit 1) r`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.district, row]))
}

export async function insertRefreshes(tx: Tx, rows: readonly RefreshRow[]): Promise<void> {
  await insertRows(tx, 'standing_refresh', rows)
}

/** Districts that have somebody to stand anyhow, in the order of their codes. */
export async function districtsWithFamilies(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ district: number }>`select distinct district from family order by 1`.execute(tx)
  return rows.map((row) => row.district)
}

/** Those of the districts that have families. */
export async function inhabitedOf(tx: Tx, districts: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ district: number }>`
    select distinct district from family where district = any(${districts}::int[])`.execute(tx)
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

export interface Asked {
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
  return sql`select q.district, coalesce(q.person_id, q.family_id) as beneficiary_id, q.family_id, q.person_id, q.answer
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
  await sql`insert into standing (district, family_id, beneficiary_id, policy_id, person_id, answer, since, refresh_id)
    select a.district, a.family_id, a.beneficiary_id, ${policy.id}::uuid, a.person_id, a.answer, ${as_of}::date, r.refresh_id
    from (${askedNow(policy, { districts: begun.map((one) => one.district), as_of })}) a
    join unnest(${begun.map((one) => one.district)}::int[], ${begun.map((one) => one.refresh_id)}::uuid[]) r(district, refresh_id)
      on r.district = a.district`.execute(tx)
}

export interface Difference {
  district: number
  policy_id: Uuid
  beneficiary_id: Uuid
  family_id: Uuid
  person_id: Uuid | null
  before: Answer
  after: Answer
}

/** Who of the districts stands otherwise than is written, for one policy in force. */
export async function listDifferences(tx: Tx, policy: PolicyAt, asked: Asked): Promise<Difference[]> {
  const { rows } = await sql<Difference>`
    select coalesce(a.district, s.district) as district, ${policy.id} as policy_id,
      coalesce(a.beneficiary_id, s.beneficiary_id) as beneficiary_id, coalesce(a.family_id, s.family_id) as family_id,
      case when a.beneficiary_id is null then s.person_id else a.person_id end as person_id,
      coalesce(s.answer, 'no') as before, coalesce(a.answer, 'no') as after
    from (select * from (${askedNow(policy, asked)}) q where q.district = any(${asked.districts}::int[])) a
    full join (select * from standing where district = any(${asked.districts}::int[]) and policy_id = ${policy.id}::uuid) s
      on s.district = a.district and s.beneficiary_id = a.beneficiary_id
    where a.answer is distinct from s.answer
    order by 1, 3`.execute(tx)
  return rows
}

/** Who of the districts stands by a policy that is in force there no longer. @param inForce each policy with a district it concerns */
export async function listOfEnded(
  tx: Tx,
  districts: readonly number[],
  inForce: readonly { district: number; policy_id: Uuid }[],
): Promise<Difference[]> {
  const { rows } = await sql<Difference>`
    select s.district, s.policy_id, s.beneficiary_id, s.family_id, s.person_id, s.answer as before, 'no' as after
    from standing s where s.district = any(${districts}::int[]) and not exists (
      select from unnest(${inForce.map((one) => one.district)}::int[], ${inForce.map((one) => one.policy_id)}::uuid[]) i(district, policy_id)
      where i.district = s.district and i.policy_id = s.policy_id)
    order by 1, 2, 3`.execute(tx)
  return rows
}

export interface ChangeRow {
  district: number
  refresh_id: Uuid
  policy_id: Uuid
  beneficiary_id: Uuid
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
  const lost = (column: 'family_id' | 'beneficiary_id' | 'policy_id'): Uuid[] =>
    changes.filter((change) => change.answer_after === 'no').map((change) => change[column])
  await sql`delete from standing s
    using unnest(${lost('family_id')}::uuid[], ${lost('beneficiary_id')}::uuid[], ${lost('policy_id')}::uuid[])
      g(family_id, beneficiary_id, policy_id)
    where s.district = ${district}::int and s.family_id = g.family_id and s.beneficiary_id = g.beneficiary_id
      and s.policy_id = g.policy_id`.execute(tx)
  const stand = changes.filter((change) => change.answer_after !== 'no')
  const rows = stand.map(
    ({ answer_before: _before, answer_after: answer, changed_on: since, cause: _cause, fields: _fields, ...row }) => ({
      ...row,
      answer,
      since,
    }),
  )
  if (rows.length > 0) {
    await sql`insert into standing (district, family_id, beneficiary_id, policy_id, person_id, answer, since, refresh_id)
      select district, family_id, beneficiary_id, policy_id, person_id, answer, since, refresh_id
      from json_populate_recordset(null::standing, ${jsonRows(rows)}::json)
      on conflict on constraint standing_pkey do update
        set answer = excluded.answer, since = excluded.since, refresh_id = excluded.refresh_id`.execute(tx)
  }
  await insertRows(tx, 'standing_change', changes)
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
