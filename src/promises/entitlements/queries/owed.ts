import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { fileOf, nameFor } from '../../../registry/families/index.ts'
import type { Entitlement, OwedFilter, Sum } from '../contract/index.ts'
import { OPEN_STATES, type State } from '../rules/index.ts'
import { payingRoom } from './by-round.ts'
import { namesOf, type Page, type Paged } from './names.ts'

/** A filter as a condition on `entitlement e join policy p`. List, sum, export and bulk act are compiled from the same one. */
export function compileFilter(call: Call, filter: OwedFilter): RawBuilder<boolean> {
  const { scope, division } = call.actor
  const { lo, hi } = interval(filter.division ?? division)
  const area = { lo: Math.max(lo, scope.lo), hi: Math.min(hi, scope.hi) }
  const states: readonly State[] = filter.state ?? OPEN_STATES
  const conditions: RawBuilder<unknown>[] = [within(area, 'e.community')]
  // Said as the partial index says it, so that the planner can take it.
  if (states.every((state) => state === 'due' || state === 'held')) conditions.push(sql`e.state in ('due', 'held')`)
  if (states.length !== 2 || filter.state) conditions.push(sql`e.state = any(${states}::text[])`)
  if (filter.policy) conditions.push(sql`p.code = any(${filter.policy}::text[])`)
  if (filter.period) conditions.push(sql`e.period = any(${filter.period}::text[])`)
  if (filter.overdue) conditions.push(sql`e.state in ('due', 'held') and e.due_by < ${call.today}::date`)
  if (filter.review) conditions.push(sql`e.state = 'held' and e.review_on <= ${call.today}::date`)
  if (filter.departed) conditions.push(sql`e.state in ('due', 'held') and ${departed(call.today)}`)
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

const departed = (today: CivilDate): RawBuilder<boolean> => sql<boolean>`case when e.person_id is null
  then exists (select from family g where g.district = e.district and g.id = e.family_id and g.state <> 'active')
  else exists (select from person d where d.district = e.district and d.id = e.person_id and (d.died_on is not null or d.member_to <= ${today}::date)) end`

const byRound = sql`(select ${payingRoom} is not null from care_kind k where k.code = p.care_kind)`

/** The columns of an entitlement as it is shown, over `entitlement e, policy p, family f, division v`. */
const columns = (
  today: CivilDate,
) => sql`e.district, e.id, e.community, v.name as community_name, e.family_id, ${fileOf('f')} as file, e.person_id,
  ${namesOf('e')} as names, e.policy_id, p.code as policy_code, p.name_zh as policy_name_zh, p.name_en as policy_name_en, e.policy_version,
  e.period, e.unit, e.amount_fen::bigint as amount_fen, e.quantity, e.due_from, e.due_by,
  (e.state in ('due', 'held') and coalesce(e.due_by < ${today}::date, false)) as overdue,
  (e.state in ('due', 'held') and ${departed(today)}) as departed, e.paying_round_id is not null as paying,
  ${byRound} as by_round, e.state, e.reached_on, e.record_id, e.held_reason, e.review_on, e.void_reason, e.void_by, e.version`
const TABLES = sql`entitlement e join policy p on p.id = e.policy_id`
const SHOWN = sql`${TABLES} join family f on f.district = e.district and f.id = e.family_id left join division v on v.code = e.community`

function shownTo(call: Call, row: Entitlement): Entitlement {
  return { ...row, names: row.names.map((name) => nameFor(call.actor.role, name)) }
}

/** What the filter means, in the order of places; keyset on (community, id). */
export async function listOwed(
  tx: Tx,
  call: Call,
  filter: OwedFilter,
  { size, cursor }: Page,
): Promise<Paged<Entitlement>> {
  const after = decodeCursor(cursor, ['number', 'uuid'])
  const { rows } = await sql<Entitlement>`
    select ${columns(call.today)} from ${SHOWN}
    where ${compileFilter(call, filter)} and ${after ? sql`(e.community, e.id) > (${after[0]}::bigint, ${after[1]}::uuid)` : sql`true`}
    order by e.community, e.id limit ${size + 1}`.execute(tx)
  const items = rows.slice(0, size).map((row) => shownTo(call, row))
  const last = items.at(-1)
  return { items, next_cursor: rows.length > size && last ? encodeCursor([last.community, last.id]) : null }
}

const COUNT_MAX = 1_000

/** How many the filter means, counted no further than 1,000: an exact total on each page costs more than the page. */
export async function countOwed(
  tx: Tx,
  call: Call,
  filter: OwedFilter,
): Promise<{ total: number; total_or_more: boolean }> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from ${TABLES} where ${compileFilter(call, filter)} limit ${COUNT_MAX + 1}) x`.execute(
    tx,
  )
  const n = rows[0]?.n ?? 0
  return { total: Math.min(n, COUNT_MAX), total_or_more: n > COUNT_MAX }
}

export interface PolicySum extends Sum {
  policy_code: string
  policy_name_zh: string
  policy_name_en: string
  unit: Entitlement['unit']
  state: State
  overdue: number
  by_round: boolean
}

const sums = sql`count(*) as rows, count(distinct (e.district, e.family_id)) as households, count(distinct e.person_id) as persons,
  coalesce(sum(e.amount_fen), 0)::bigint as amount_fen, coalesce(sum(e.quantity) filter (where e.unit <> 'fen'), 0)::bigint as quantity`

/** The same filter in figures: in all, and for each policy and state. Households and persons count once in each line. */
export async function sumOwed(tx: Tx, call: Call, filter: OwedFilter): Promise<{ total: Sum; by_policy: PolicySum[] }> {
  const condition = compileFilter(call, filter)
  const total = await sql<Sum>`select ${sums} from ${TABLES} where ${condition}`.execute(tx)
  const { rows } = await sql<PolicySum>`
    select p.code as policy_code, p.name_zh as policy_name_zh, p.name_en as policy_name_en, e.unit, e.state, bool_or(${byRound}) as by_round, ${sums},
      count(*) filter (where e.state in ('due', 'held') and e.due_by < ${call.today}::date) as overdue
    from ${TABLES} where ${condition}
    group by p.position, p.code, p.name_zh, p.name_en, p.care_kind, e.unit, e.state order by p.position, p.code, e.unit, e.state`.execute(
    tx,
  )
  return { total: total.rows[0] ?? { rows: 0, households: 0, persons: 0, amount_fen: 0, quantity: 0 }, by_policy: rows }
}

/**
 * What these families and their members are owed and have received, the newest period first; for the right column of the family
 * file and for lists that show it beside each family. Families out of scope have no rows.
 */
export async function entitlementsOfFamily(
  tx: Tx,
  call: Call,
  familyIds: readonly Uuid[],
  options: { district?: number | undefined; limit?: number } = {},
): Promise<Entitlement[]> {
  if (familyIds.length === 0) return []
  const { rows } = await sql<Entitlement>`
    select ${columns(call.today)} from ${SHOWN}
    where e.district = ${options.district ?? call.actor.district}::int and e.family_id = any(${familyIds}::uuid[])
      and ${within(call.actor.scope, 'e.community')}
    order by e.family_id, e.due_from desc, p.position, e.period desc, e.person_id, e.id limit ${options.limit ?? 500}`.execute(
    tx,
  )
  return rows.map((row) => shownTo(call, row))
}
