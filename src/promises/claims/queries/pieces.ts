import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Call, Scope } from '../../../platform/call.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { nameFor } from '../../../registry/families/index.ts'
import type { ClaimLine } from '../contract/index.ts'

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

export type LineRow = Omit<ClaimLine, 'mine'> & { mine: boolean }

/** The columns of a claim on a list, over `claim c, person p, policy y`. */
export const lineColumns = (call: Call): RawBuilder<unknown> => sql`
  c.id as claim_id, c.district, c.community, (select d.name from division d where d.code = c.community) as community_name, c.family_id, c.person_id,
  p.name, c.policy_id, y.name_zh as policy_name_zh, y.name_en as policy_name_en, c.state, c.decision, c.step_since, c.step_due_on,
  (c.state not in ('filed', 'exited', 'withdrawn') and coalesce(c.step_due_on < ${call.today}::date, false)) as overdue, c.open_objections,
  c.in_force_from, c.in_force_to, ${waitsFor(call.actor.role)} as mine, c.version`

export const LINE_TABLES = sql`claim c join person p on p.district = c.district and p.id = c.person_id join policy y on y.id = c.policy_id`

export function lineFor(call: Call, row: LineRow): ClaimLine {
  return { ...row, name: nameFor(call.actor.role, row.name) }
}

/** Confirmed and in force on the day, over `claim c`. */
export const onRoll = (on: CivilDate): RawBuilder<boolean> =>
  sql<boolean>`(c.decision = 'confirmed' and c.in_force_from <= ${on}::date and (c.in_force_to is null or c.in_force_to > ${on}::date))`
