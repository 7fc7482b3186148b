import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call, Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { FactsRow } from '../rules/facts.ts'
import { candidateRule, decidingRule, overlap, type PolicyAt } from '../rules/policy.ts'
import type { Answer, Condition } from '../rules/rule.ts'
import { compileCondition, compileRule } from './compile.ts'
import { branchOn } from './fact-sql.ts'

/** Somebody a policy was asked of, with the answer. For family policies `person_id` is null and the row stands for the family. */
export interface EligibleRow {
  district: number
  community: number
  family_id: Uuid
  person_id: Uuid | null
  answer: Answer
  /** On the date; `none` before either happened. */
  branch: 'death' | 'disability' | 'none'
  hukou_division: number | null
  hukou_kind: 'urban' | 'rural' | 'resident' | null
}

/**
 * One policy asked of everybody between `lo` and `hi` who may be asked at all, as a query to select or insert from: columns as
 * `EligibleRow`. A plain WHERE over `person_fact` on its index by community; with `only: 'yes'` the rule itself stands in it.
 */
export function eligibleQuery(policy: PolicyAt, area: Scope, on: CivilDate, only?: 'yes'): RawBuilder<EligibleRow> {
  const rule = compileRule(decidingRule(policy), on)
  const asked = sql`${within(area, 'f.community')} and ${compileRule(candidateRule(policy), on)}`
  const filter = only === 'yes' ? sql`${asked} and ${rule}` : asked
  if (policy.beneficiary === 'family') {
    const answer =
      only === 'yes'
        ? sql`'yes'`
        : sql`case when bool_or(a.truth) then 'yes' when bool_or(a.truth is null) then 'unknown' else 'no' end`
    return sql<EligibleRow>`select a.district, a.community, a.family_id, null::uuid as person_id, ${answer}::text as answer,
        min(a.branch) as branch, null::bigint as hukou_division, null::text as hukou_kind
      from (select f.district, f.community, f.family_id, ${branchOn(on)} as branch, ${rule} as truth from person_fact f where ${filter}) a
      group by a.district, a.community, a.family_id`
  }
  const answer =
    only === 'yes' ? sql`'yes'` : sql`case ${rule} when true then 'yes' when false then 'no' else 'unknown' end`
  return sql<EligibleRow>`select f.district, f.community, f.family_id, f.person_id, ${answer}::text as answer,
      ${branchOn(on)} as branch, f.hukou_division, f.hukou_kind
    from person_fact f where ${filter}`
}

/**
 * The people or families of a place, within the caller's scope, with the policy's answer on the date, ordered by place.
 * Who is no living member on the date (or, where parents are asked, no parent) gives no row.
 */
export async function eligible(
  tx: Tx,
  call: Call,
  { policy, division, as_of, only }: { policy: PolicyAt; division: number; as_of: CivilDate; only?: 'yes' },
): Promise<EligibleRow[]> {
  const area = overlap(division, call.actor.scope)
  if (area.lo >= area.hi) return []
  const { rows } = await sql<EligibleRow>`
    select e.* from (${eligibleQuery(policy, area, as_of, only)}) e order by e.community, e.family_id, e.person_id`.execute(
    tx,
  )
  return rows
}

export interface AnswerCount {
  answer: Answer
  households: number
  persons: number
}

/** How many, for each answer: households, and persons asked in them (for family policies the families' living parents). */
export async function countAnswers(
  tx: Tx,
  call: Call,
  { policy, division, as_of }: { policy: PolicyAt; division: number; as_of: CivilDate },
): Promise<AnswerCount[]> {
  const area = overlap(division, call.actor.scope)
  if (area.lo >= area.hi) return []
  const { rows } = await sql<AnswerCount>`
    select e.answer, count(distinct e.family_id) as households, count(f.person_id) as persons
    from (${eligibleQuery(policy, area, as_of)}) e
      join person_fact f on f.district = e.district and f.family_id = e.family_id and (e.person_id is null or f.person_id = e.person_id)
    where ${within(area, 'f.community')} and ${compileRule(candidateRule(policy), as_of)}
    group by e.answer`.execute(tx)
  return rows
}

export type PersonFacts = FactsRow & { district: number; person_id: Uuid; family_id: Uuid }

/** What the register knows of one person, within the caller's scope. */
export async function findFacts(tx: Tx, call: Call, person: Uuid): Promise<PersonFacts | undefined> {
  const { rows } = await sql<PersonFacts>`select f.* from person_fact f
    where f.person_id = ${person}::uuid and ${within(call.actor.scope, 'f.community')}`.execute(tx)
  return rows[0]
}

/** The name of somebody whose facts are on record. */
export async function nameOf(tx: Tx, person: Pick<PersonFacts, 'district' | 'person_id'>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select p.name from person p
    where p.district = ${person.district}::int and p.id = ${person.person_id}::uuid`.execute(tx)
  return rows[0]?.name ?? ''
}

export type ParentFacts = PersonFacts & { name: string }

/** What the register knows of the parents of a family, within the caller's scope, the eldest first. */
export async function parentsOfFamily(tx: Tx, call: Call, family_id: Uuid): Promise<ParentFacts[]> {
  const { rows } =
    await sql<ParentFacts>`select f.*, p.name from person_fact f join person p on p.district = f.district and p.id = f.person_id
    where f.family_id = ${family_id}::uuid and f.relation = 'parent' and ${within(call.actor.scope, 'f.community')}
    order by f.birth_date, f.person_id`.execute(tx)
  return rows
}

/** The answers of single conditions for one person, by the same SQL the rule is made of. */
export async function conditionAnswers(
  tx: Tx,
  person: Pick<PersonFacts, 'district' | 'person_id'>,
  conditions: readonly Condition[],
  on: CivilDate,
): Promise<Answer[]> {
  if (conditions.length === 0) return []
  const columns = conditions.map((condition) => sql`(${compileCondition(condition, on)})`)
  const { rows } = await sql<{ truths: (boolean | null)[] }>`select array[${sql.join(columns)}] as truths
    from person_fact f where f.district = ${person.district}::int and f.person_id = ${person.person_id}::uuid`.execute(
    tx,
  )
  return (rows[0]?.truths ?? []).map((truth) => (truth === null ? 'unknown' : truth ? 'yes' : 'no'))
}

/** What a family policy says of one family of the community; undefined when nobody in it may be asked. */
export async function familyAnswer(
  tx: Tx,
  call: Call,
  { policy, community, family_id, as_of }: { policy: PolicyAt; community: number; family_id: Uuid; as_of: CivilDate },
): Promise<Answer | undefined> {
  const area = overlap(community, call.actor.scope)
  const { rows } = await sql<{ answer: Answer }>`
    select e.answer from (${eligibleQuery(policy, area, as_of)}) e where e.family_id = ${family_id}::uuid`.execute(tx)
  return rows[0]?.answer
}
