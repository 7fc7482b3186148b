import { sql } from 'kysely'
import { addDays, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { festivalsIn, type HardDay, type HardDayFacts, hardDays, keptMonthDays, nameFor } from '../rules/index.ts'
import { notMourned } from './pieces.ts'

export interface GentleFamily {
  family_id: Uuid
  community: number
  heads: string[]
  /** The family's own and quiet days; the shared festivals are in `festivals`. */
  days: HardDay[]
}

/**
 * The families of the caller's jurisdiction with days of their own, within `days` days from `from`, on which they are to be met gently;
 * and the festivals in that time that weigh on every family. Never says why. At most `limit` families, by community.
 */
export async function listGentleDays(
  tx: Tx,
  call: Call,
  from: CivilDate,
  days: number,
  limit = 100,
): Promise<{ families: GentleFamily[]; festivals: CivilDate[] }> {
  const window = Array.from({ length: days }, (_, i) => addDays(from, i))
  const monthDays = window.flatMap(keptMonthDays)
  const scope = call.actor.scope
  const { rows } = await sql<{ family_id: Uuid; community: number; heads: string[]; facts: HardDayFacts }>`
    with own as (
      select p.district, p.family_id, d.day, p.relation = 'parent' as parent
      from person p, lateral (values (p.birth_date), (case when p.relation = 'child' then p.died_on end)) d(day)
      where ${within(scope, 'p.community')} and p.member_to is null and to_char(d.day, 'MM-DD') = any(${monthDays}::text[])
        and ((p.relation = 'parent' and p.died_on is null) or not ${notMourned('p')})
    ), met as (
      select district, family_id from own
      union
      select w.district, w.family_id from contact_preference w
      where ${within(scope, 'w.community')} and w.valid_to is null and w.quiet_days && ${monthDays}::text[]
    )
    select f.id as family_id, f.community, f.heads, json_build_object(
      'mourned', coalesce((select json_agg(o.day) from own o where o.district = f.district and o.family_id = f.id and not o.parent), '[]'),
      'parents_birthdays', coalesce((select json_agg(o.day) from own o where o.district = f.district and o.family_id = f.id and o.parent), '[]'),
      'quiet_days', coalesce((select to_json(w.quiet_days) from contact_preference w
        where w.district = f.district and w.family_id = f.id and w.valid_to is null), '[]')) as facts
    from met join family f on f.district = met.district and f.id = met.family_id
    where ${within(scope, 'f.community')} and f.state = 'active'
    order by f.community, f.id limit ${limit}`.execute(tx)
  return {
    families: rows.map(({ facts, heads, ...row }) => ({
      ...row,
      heads: heads.map((name) => nameFor(call.actor.role, name)),
      days: hardDays(facts, from, days).filter((day) => !day.shared),
    })),
    festivals: [...festivalsIn(window)],
  }
}
