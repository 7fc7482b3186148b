import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { narrowed, within } from '../../../platform/database/scope.ts'
import { placeNames } from '../../../registry/divisions/index.ts'
import { fileOf, nameFor } from '../../../registry/families/index.ts'
import { keptMonthDays } from '../../../registry/families/rules/index.ts'
import { type ContactRule, daysAllowed, type Mode } from '../rules/index.ts'
import { spanOf } from './pieces.ts'

export type RuleInForce = ContactRule & { division_name: string | null; days: number }

/** The rules in force today that reach any part of the reader's jurisdiction, the widest first. */
export async function listRulesInForce(tx: Tx, call: Call): Promise<RuleInForce[]> {
  const { lo, hi } = call.actor.scope
  const { rows } = await sql<ContactRule & { division_name: string | null }>`
    select r.division, (select d.name from division d where d.code = r.division) as division_name, r.mode, r.times, r.per, r.document_number,
      r.source, r.confidence, r.valid_from
    from contact_rule r
    where r.valid_from <= ${call.today}::date and (r.valid_to is null or r.valid_to > ${call.today}::date)
      and r.division < ${hi}::bigint and r.division + ${spanOf('r.division')} > ${lo}::bigint
    order by ${spanOf('r.division')} desc, r.division, r.mode`.execute(tx)
  return rows.map((row) => ({ ...row, days: daysAllowed(row) }))
}

export interface DueFamily {
  family_id: Uuid
  district: number
  file: string
  community: Code
  community_name: string | null
  street_name: string | null
  heads: string[]
  mode: Mode
  times: number
  per: ContactRule['per']
  due_on: CivilDate
  last_on: CivilDate | null
  last_kind: string | null
  last_kind_zh: string | null
  last_kind_en: string | null
  days: number
  no_home_visit: boolean
  hours: 'morning' | 'afternoon' | 'evening' | null
  quiet_today: boolean
  tags: string[]
}

/**
 * THE definition of "contact due" (应联系), one for list, card, Today and report: an active family that does not wish to be left
 * alone, whose last honoured contact of the way asked for (done, refused and left in peace all satisfy the duty; what was taken
 * back does not) lies as many days back as the narrowest rule of its place allows, or that was registered so long ago without
 * any. Who wishes no visit at home owes none. A row for each family due, with the way that is due longest.
 */
function dueQuery(call: Call, rules: readonly RuleInForce[], division: Code | undefined): RawBuilder<unknown> {
  const spans = rules.map((rule) => interval(rule.division))
  const scope = narrowed(call.actor.scope, division)
  return sql`
    select distinct on (f.district, f.id) f.district, f.id, f.community, q.mode, q.times, q.per, a.happened_on as last_on, a.kind as last_kind,
      coalesce(a.happened_on, f.registered_on) + q.days as due_on, ${call.today}::date - coalesce(a.happened_on, f.registered_on) as days,
      coalesce(w.no_home_visit, false) as no_home_visit, w.hours,
      coalesce(w.quiet_days && ${keptMonthDays(call.today)}::text[], false) as quiet_today
    from family f
    left join contact_preference w on w.district = f.district and w.family_id = f.id
      and w.valid_from <= ${call.today}::date and (w.valid_to is null or w.valid_to > ${call.today}::date)
    cross join lateral (select distinct on (r.mode) r.mode, r.times, r.per, r.days
      from unnest(${spans.map((span) => span.lo)}::bigint[], ${spans.map((span) => span.hi)}::bigint[], ${rules.map((rule) => rule.mode)}::text[],
        ${rules.map((rule) => rule.times)}::int[], ${rules.map((rule) => rule.per)}::text[], ${rules.map((rule) => rule.days)}::int[])
        as r(lo, hi, mode, times, per, days)
      where f.community >= r.lo and f.community < r.hi order by r.mode, r.hi - r.lo) q
    left join lateral (select c.happened_on, c.kind from care_record c join care_kind k on k.code = c.kind and k.theme in ('visit', 'contact')
      where c.district = f.district and c.family_id = f.id and c.sign = 1 and c.outcome in ('done', 'refused', 'quiet')
        and ${within(call.actor.scope, 'c.community')} and c.happened_on <= ${call.today}::date
        and (q.mode = 'any' or (k.theme = 'visit' and coalesce(c.channel, 'visit') = 'visit') or (q.mode = 'meet' and c.channel in ('visit', 'site')))
        and not exists (select from care_record x where x.district = c.district and x.corrects_id = c.id)
      order by c.happened_on desc, c.id desc limit 1) a on true
    where ${within(call.actor.scope, 'f.community')} and ${within(scope, 'f.community')} and f.state = 'active'
      and not coalesce(w.no_contact, false) and not (q.mode <> 'any' and coalesce(w.no_home_visit, false))
      and coalesce(a.happened_on, f.registered_on) + q.days <= ${call.today}::date
    order by f.district, f.id, due_on, q.mode`
}

export interface DueFilter {
  division?: Code | undefined
  /** Only families whose named contact this account is. */
  contact_id?: Uuid | undefined
  after?: readonly [string, string] | undefined
  limit: number
}

/** Families due a contact, the longest due first. Ask for one more than you show. */
export async function listContactsDue(tx: Tx, call: Call, filter: DueFilter): Promise<DueFamily[]> {
  const rules = await listRulesInForce(tx, call)
  if (rules.length === 0) return []
  const { after, contact_id } = filter
  const { rows } = await sql<DueFamily>`
    with due as materialized (${dueQuery(call, rules, filter.division)})
    select due.id as family_id, due.district, ${fileOf('f')} as file, due.community, ${placeNames('due.community')}, f.heads,
      due.mode, due.times, due.per, due.due_on, due.last_on, due.last_kind, k.name_zh as last_kind_zh, k.name_en as last_kind_en, due.days,
      due.no_home_visit, due.hours, due.quiet_today,
      (select coalesce(json_agg(t.tag order by t.tag), '[]') from family_tag t where t.district = due.district and t.family_id = due.id
        and t.valid_from <= ${call.today}::date and (t.valid_to is null or t.valid_to > ${call.today}::date)) as tags
    from due join family f on f.district = due.district and f.id = due.id left join care_kind k on k.code = due.last_kind
    where true
      ${
        contact_id
          ? sql`and exists (select from family_contact n where n.district = due.district and n.family_id = due.id
        and n.account_id = ${contact_id}::uuid and n.valid_from <= ${call.today}::date
        and (n.valid_to is null or n.valid_to > ${call.today}::date))`
          : sql``
      }
      ${after ? sql`and (due.due_on, due.id) > (${after[0]}::date, ${after[1]}::uuid)` : sql``}
    order by due.due_on, due.id limit ${filter.limit}`.execute(tx)
  return rows.map((row) => ({ ...row, heads: row.heads.map((name) => nameFor(call.actor.role, name)) }))
}

/** How many families are due, by place: the community is rounded down to `width` (1,000 for streets, 1,000,000 for districts). */
export async function sumContactsDue(
  tx: Tx,
  call: Call,
  asked: { division?: Code | undefined; width: number },
): Promise<Map<Code, number>> {
  const rules = await listRulesInForce(tx, call)
  if (rules.length === 0) return new Map()
  const { rows } = await sql<{ place: Code; households: number }>`
    select d.community - d.community % ${asked.width}::bigint as place, count(*)::int as households
    from (${dueQuery(call, rules, asked.division)}) d group by 1 order by 1`.execute(tx)
  return new Map(rows.map((row) => [row.place, row.households]))
}
