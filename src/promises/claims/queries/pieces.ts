import { type RawBuilder, sql } from 'kysely'
import { addDays, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Call, Scope } from '../../../platform/call.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { nameFor } from '../../../registry/families/index.ts'
import type { ClaimLine } from '../contract/index.ts'
import { ENDED, type Pressing, pressing, STEP_DAYS } from '../rules/index.ts'

export interface Page {
  size: number
  cursor?: string | undefined
}

/** One placed row of the caller's scope, by its id; wider scopes probe the districts they hold. */
export function rowAt(scope: Scope, alias: string, id: Uuid): RawBuilder<boolean> {
  return sql<boolean>`(${withinDistricts(scope, `${alias}.district`)} and ${sql.ref(`${alias}.id`)} = ${id}::uuid
    and ${within(scope, `${alias}.community`)})`
}

/** The step a claim waits for, by role: what `doesStep` says, in SQL over `claim c`. */
export function waitsFor(role: Role): RawBuilder<boolean> {
  return sql<boolean>`exists (select from claim_step s where s.procedure_id = c.procedure_id and s.role = ${role}
    and s.kind = case c.state when 'draft' then 'declaration' else c.state end and c.state not in ('filed', 'exited', 'withdrawn'))`
}

/**
 * Whether an account took part before the township, over an expression for a claim's id: it declared, reviewed in the village, or had a
 * part in the village's notice. To have given the claim back is no part in it.
 */
export function partBelow(claim: { district: RawBuilder<unknown>; id: RawBuilder<unknown> }, account_id: Uuid) {
  return sql<boolean>`(exists (select from claim_event e
      where e.district = ${claim.district} and e.claim_id = ${claim.id} and e.account_id = ${account_id}::uuid
        and e.act in ('open', 'submit', 'forward') and e.from_state in ('new', 'draft', 'village_review', 'village_notice'))
    or exists (select from claim_notice_line l join claim_notice n on n.district = l.district and n.id = l.notice_id
      where l.district = ${claim.district} and l.claim_id = ${claim.id} and n.step = 'village_notice'
        and n.posted_by = ${account_id}::uuid))`
}

/** The step is of her role and not one she may not do because of what she did before: her own next act, over `claim c`. */
export function waitsForReader({ actor: { role, account_id } }: Call): RawBuilder<boolean> {
  return sql<boolean>`(${waitsFor(role)}
    and not (c.state = 'county_confirmation' and ${account_id}::uuid = any(c.hands))
    and not (c.state = 'township_review' and ${partBelow({ district: sql`c.district`, id: sql`c.id` }, account_id)}))`
}

/** What `pressing` says, in SQL over an expression for the day. */
export function presses(due_on: RawBuilder<unknown>, which: Pressing, today: CivilDate, days: number) {
  return which === 'overdue'
    ? sql<boolean>`coalesce(${due_on} < ${today}::date, false)`
    : sql<boolean>`coalesce(${due_on} between ${today}::date and ${addDays(today, days)}::date, false)`
}

export type LineRow = Omit<ClaimLine, 'pressing'>

/** The columns of a claim on a list, over `claim c, person p, policy y`. */
export const lineColumns = (call: Call): RawBuilder<unknown> => sql`
  c.id as claim_id, c.district, c.community, (select d.name from division d where d.code = c.community) as community_name, c.family_id, c.person_id,
  p.name, c.policy_id, y.name_zh as policy_name_zh, y.name_en as policy_name_en, c.state, c.decision, c.step_since, c.step_due_on,
  c.open_objections, c.in_force_from, c.in_force_to, ${waitsFor(call.actor.role)} as mine, c.version`

export const LINE_TABLES = sql`claim c join person p on p.district = c.district and p.id = c.person_id join policy y on y.id = c.policy_id`

export function lineFor(call: Call, row: LineRow): ClaimLine {
  const ended = ENDED.some((state) => state === row.state)
  return {
    ...row,
    name: nameFor(call.actor.role, row.name),
    pressing: ended ? null : pressing(row.step_due_on, call.today, STEP_DAYS),
  }
}

/** Confirmed and in force on the day, over `claim c`. */
export const onRoll = (on: CivilDate): RawBuilder<boolean> =>
  sql<boolean>`(c.decision = 'confirmed' and c.in_force_from <= ${on}::date and (c.in_force_to is null or c.in_force_to > ${on}::date))`
