import { sql } from 'kysely'
import { addDays, addYears, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { jsonRows } from '../../../platform/database/rows.ts'
import { eligibleQuery } from '../../policies/index.ts'
import { agesAsked, type Spell } from '../rules/index.ts'
import { spanOf } from './refresh.ts'

/** The days after `from` and before `end` on which a policy begins, ends or reads otherwise. */
export async function daysOfLaw(tx: Tx, from: CivilDate, end: CivilDate): Promise<CivilDate[]> {
  const { rows } = await sql<{ day: CivilDate }>`
    select distinct d.day::text as day from policy_version v cross join lateral (values (v.valid_from), (v.valid_to)) d(day)
    where d.day > ${from}::date and d.day < ${end}::date order by 1`.execute(tx)
  return rows.map((row) => row.day)
}

export interface Candidate {
  district: number
  family_id: Uuid
  person_id: Uuid | null
}

/**
 * Who may come to meet the policy in one of its spells: an age it asks about is reached in the spell, or the spell itself begins and
 * they meet it then. Never too few; the rules decide whether and when. Who stands already is left out.
 */
export async function listCandidates(
  tx: Tx,
  districts: readonly number[],
  as_of: CivilDate,
  spells: readonly Spell[],
): Promise<Candidate[]> {
  const [first] = spells
  if (!first) return []
  const { policy } = first
  const area = spanOf(districts)
  const parts = spells.flatMap((spell) => {
    const ages = agesAsked(spell.policy)
    // Two days more on either side: birthdays of 29 February move by one.
    const [lo, hi] = [
      ages.map((age) => addDays(addYears(spell.from, -age), -2)),
      ages.map((age) => addDays(addYears(spell.to, -age), 2)),
    ]
    const born = sql`exists (select from unnest(${lo}::date[], ${hi}::date[]) b(lo, hi)
      where f.birth_date between b.lo and b.hi or f.spouse_birth_date between b.lo and b.hi)`
    const beneficiary = policy.beneficiary === 'person' ? sql`f.person_id` : sql`null::uuid as person_id`
    const aged =
      ages.length === 0
        ? []
        : [
            sql`select f.district, f.family_id, ${beneficiary} from person_fact f where f.district = any(${districts}::int[]) and ${born}`,
          ]
    const begun =
      spell.from > as_of
        ? [
            sql`select q.district, q.family_id, q.person_id from (${eligibleQuery(spell.policy, area, spell.from, 'yes')}) q`,
          ]
        : []
    return [...aged, ...begun]
  })
  if (parts.length === 0) return []
  const { rows } = await sql<Candidate>`
    select distinct c.district, c.family_id, c.person_id from (${sql.join(parts, sql` union all `)}) c
    where c.district = any(${districts}::int[]) and not exists (select from standing s where s.district = c.district
      and s.family_id = c.family_id and s.beneficiary_id = coalesce(c.person_id, c.family_id) and s.policy_id = ${policy.id}::uuid)`.execute(
    tx,
  )
  return rows
}

export interface SoonRow {
  district: number
  policy_id: Uuid
  beneficiary_id: Uuid
  family_id: Uuid
  person_id: Uuid | null
  qualifies_on: CivilDate
  cause: 'time' | 'policy_began'
}

/** Forgets who was soon to meet what she meets now, or was to meet it by this day: what is soon speaks for what stands, also before it is found anew. */
export async function forgetSoon(
  tx: Tx,
  { districts, as_of }: { districts: readonly number[]; as_of: CivilDate },
): Promise<void> {
  await sql`delete from standing_soon n where n.district = any(${districts}::int[]) and (n.qualifies_on <= ${as_of}::date
    or exists (select from standing s where s.district = n.district and s.family_id = n.family_id
      and s.beneficiary_id = n.beneficiary_id and s.policy_id = n.policy_id))`.execute(tx)
}

/** Makes the written list of the districts the one given, writing differences only. @returns how many rows were written. */
export async function writeSoon(tx: Tx, districts: readonly number[], soon: readonly SoonRow[]): Promise<number> {
  const { rows } = await sql<{ written: number }>`
    with fresh as materialized (
      select district, family_id, beneficiary_id, policy_id, person_id, qualifies_on, cause
      from json_populate_recordset(null::standing_soon, ${jsonRows(soon)}::json)
    ), gone as (
      delete from standing_soon s where s.district = any(${districts}::int[]) and not exists (select from fresh n
        where n.district = s.district and n.family_id = s.family_id and n.beneficiary_id = s.beneficiary_id and n.policy_id = s.policy_id)
      returning 1
    ), written as (
      insert into standing_soon (district, family_id, beneficiary_id, policy_id, person_id, qualifies_on, cause)
      select * from fresh
      on conflict on constraint standing_soon_pkey do update set qualifies_on = excluded.qualifies_on, cause = excluded.cause
      where (standing_soon.qualifies_on, standing_soon.cause) is distinct from (excluded.qualifies_on, excluded.cause)
      returning 1
    )
    select (select count(*) from gone) + (select count(*) from written) as written`.execute(tx)
  return rows[0]?.written ?? 0
}
