import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Scope } from '../../../platform/call.ts'
import { within } from '../../../platform/database/scope.ts'
import type { ActOutcome, Channel, Theme } from '../rules/index.ts'

/** Which acts are meant. Sums and lists are compiled from the same value, so that a figure and its list cannot differ. */
export interface CareFilter {
  /** Acts done in this division, people living in it; always cut to the reader's own scope. */
  division: Code
  /** First and last day, both inside; open when absent. */
  from?: CivilDate | undefined
  to?: CivilDate | undefined
  kinds?: readonly string[] | undefined
  themes?: readonly Theme[] | undefined
  /** `['done']` unless said: what was refused, not reached or left in quiet is asked for by name. */
  outcomes?: readonly ActOutcome[] | undefined
  family_id?: Uuid | undefined
  person_id?: Uuid | undefined
  worker_id?: Uuid | undefined
  channels?: readonly Channel[] | undefined
  home_id?: Uuid | undefined
  activity_id?: Uuid | undefined
  policy_id?: Uuid | undefined
  fund_id?: Uuid | undefined
  source_room?: string | undefined
  source_id?: Uuid | undefined
}

/** The one compiled form of a filter: a condition on `care_record r` and the same on `care_record_person p`. */
export interface CompiledFilter {
  records: RawBuilder<boolean>
  reached: RawBuilder<boolean>
}

const all = (conditions: readonly RawBuilder<unknown>[]) => sql<boolean>`(${sql.join(conditions, sql` and `)})`

/** What a row of either table says itself: place, day, kind, outcome. */
function common(scope: Scope, filter: CareFilter, alias: 'r' | 'p'): RawBuilder<unknown>[] {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  const conditions: RawBuilder<unknown>[] = [
    within(intersection(scope, interval(filter.division)), `${alias}.community`),
    sql`${column('outcome')} = any(${filter.outcomes ?? ['done']}::text[])`,
  ]
  if (filter.from !== undefined) conditions.push(sql`${column('happened_on')} >= ${filter.from}::date`)
  if (filter.to !== undefined) conditions.push(sql`${column('happened_on')} <= ${filter.to}::date`)
  if (filter.kinds !== undefined) conditions.push(sql`${column('kind')} = any(${filter.kinds}::text[])`)
  if (filter.themes !== undefined) {
    conditions.push(sql`${column('kind')} in (select code from care_kind where theme = any(${filter.themes}::text[]))`)
  }
  return conditions
}

/** What only the record says. */
function ofRecord(filter: CareFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = []
  if (filter.channels !== undefined) conditions.push(sql`r.channel = any(${filter.channels}::text[])`)
  if (filter.source_room !== undefined) conditions.push(sql`r.source_room = ${filter.source_room}`)
  for (const name of ['worker_id', 'home_id', 'activity_id', 'policy_id', 'fund_id', 'source_id'] as const) {
    const value = filter[name]
    if (value !== undefined) conditions.push(sql`${sql.ref(`r.${name}`)} = ${value}::uuid`)
  }
  return conditions
}

/** A record is of a family when it names it or reached one of its people; the same for one person. */
function reachedBy(filter: CareFilter): RawBuilder<unknown>[] {
  const { family_id, person_id } = filter
  const reached = (condition: RawBuilder<unknown>) =>
    sql`exists (select 1 from care_record_person c where c.district = r.district and c.record_id = r.id and ${condition})`
  const conditions: RawBuilder<unknown>[] = []
  if (family_id !== undefined) {
    conditions.push(sql`(r.family_id = ${family_id}::uuid or ${reached(sql`c.family_id = ${family_id}::uuid`)})`)
  }
  if (person_id !== undefined) conditions.push(reached(sql`c.person_id = ${person_id}::uuid`))
  return conditions
}

export function compileFilter(scope: Scope, filter: CareFilter): CompiledFilter {
  const recordOnly = ofRecord(filter)
  const onPerson = common(scope, filter, 'p')
  if (filter.family_id !== undefined) onPerson.push(sql`p.family_id = ${filter.family_id}::uuid`)
  if (filter.person_id !== undefined) onPerson.push(sql`p.person_id = ${filter.person_id}::uuid`)
  if (recordOnly.length > 0) {
    onPerson.push(
      sql`exists (select 1 from care_record r where r.district = p.district and r.id = p.record_id and ${within(scope, 'r.community')} and ${all(recordOnly)})`,
    )
  }
  return {
    records: all([...common(scope, filter, 'r'), ...recordOnly, ...reachedBy(filter)]),
    reached: all(onPerson),
  }
}

function intersection(a: Scope, b: Scope): Scope {
  return { lo: Math.max(a.lo, b.lo), hi: Math.min(a.hi, b.hi) }
}
