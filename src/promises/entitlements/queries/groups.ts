import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { overlapsOf } from '../rules/index.ts'

/** Another policy of an exclusion group, with where and when the group counts. */
export interface GroupRival {
  policy_id: Uuid
  root_id: Uuid
  position: number
  by_hukou: boolean
  division: number
  valid_from: CivilDate
  valid_to: CivilDate | null
}

/** The policies beside which this one ever stands in a group: of them a person is given only the highest for a period. */
export async function rivalsInGroups(tx: Tx, policy_id: Uuid): Promise<GroupRival[]> {
  const { rows } = await sql<GroupRival>`
    select o.id as policy_id, o.root_id, o.position, o.place_asked = 'hukou' as by_hukou, g.division, g.valid_from, g.valid_to
    from exclusion_member own join exclusion_group g on g.id = own.group_id
      join exclusion_member m on m.group_id = g.id and m.policy_id <> own.policy_id join policy o on o.id = m.policy_id
    where own.policy_id = ${policy_id}::uuid order by o.id, g.valid_from, g.id`.execute(tx)
  return rows
}

/** One policy and period that is about to be given, as of a day, and what stands beside it in groups. */
export interface GivenBeside {
  policy: { id: Uuid; position: number; place_asked: 'hukou' | 'residence' }
  period: Period
  rivals: readonly GroupRival[]
  as_of: CivilDate
}

/** The rivals as the rows `g`. */
export function rivalRows(rivals: readonly GroupRival[]): RawBuilder<unknown> {
  const places = rivals.map(({ division }) => interval(division))
  return sql`unnest(${rivals.map((one) => one.policy_id)}::uuid[], ${rivals.map((one) => one.root_id)}::uuid[],
    ${rivals.map((one) => one.position)}::int[], ${rivals.map((one) => one.by_hukou)}::boolean[],
    ${places.map(({ lo }) => lo)}::bigint[], ${places.map(({ hi }) => hi)}::bigint[],
    ${rivals.map((one) => one.valid_from)}::date[], ${rivals.map((one) => one.valid_to)}::date[])
    g(policy_id, root_id, position, by_hukou, lo, hi, valid_from, valid_to)`
}

/** Over `e`: the day on which a run last found it. */
export const FOUND = sql`coalesce(e.found_again_on, e.due_from)`

/** The day asked, within the period. */
export function lastDayAsked(period: Period, as_of: CivilDate): RawBuilder<CivilDate> {
  return sql`least(${as_of}::date, ${periodRange(period).to_exclusive}::date - 1)`
}

/** Over `e`, the facts `f` of its person and `g`: the group counts where she is, on any day from the first on which either was found. */
export function groupCounts(
  { policy, period, as_of }: Omit<GivenBeside, 'rivals'>,
  theirs: RawBuilder<unknown> = FOUND,
): RawBuilder<boolean> {
  const own = policy.place_asked === 'hukou' ? sql`f.hukou_division` : sql`e.community`
  const last = sql`greatest(${FOUND}, ${theirs}, ${lastDayAsked(period, as_of)})`
  return sql<boolean>`(${own} >= g.lo and ${own} < g.hi and g.valid_from <= ${last}
    and (g.valid_to is null or g.valid_to > least(${FOUND}, ${theirs})))`
}

/**
 * Over `e` and the facts `f` of its person: another policy of a group is given for the months of the period, or is to be. What has reached
 * her, or stands in a round, is given, wherever she lived then; what is merely due counts where it is more, as `excludes` of the policies'
 * rules compares. A run asks the group of its own day and of the policies it is run for: so the group counts that was in force on any day
 * from the first on which either was found until the day asked, within the period. Of two lines of the round `within` the lower gives way.
 * What another registration of hers was given is no row of hers: `heldElsewhere` finds it.
 */
export function besideInGroup(asked: GivenBeside, { within }: { within?: Uuid } = {}): RawBuilder<boolean> {
  const { policy, period, rivals } = asked
  if (rivals.length === 0) return sql<boolean>`false`
  const ids = rivals.map((one) => one.policy_id)
  const periods = overlapsOf(period).map((one) => one.period)
  const more = sql`(r.amount_fen, -g.position, ${policy.id}::uuid) > (e.amount_fen, ${-policy.position}::int, g.policy_id)`
  const elsewhere = within === undefined ? sql`true` : sql`r.paying_round_id <> ${within}::uuid`
  return sql<boolean>`exists (select from ${rivalRows(rivals)}
    join entitlement r on r.district = e.district and r.policy_id = any(${ids}::uuid[]) and r.policy_id = g.policy_id
      and r.period = any(${periods}::text[]) and r.beneficiary_id = e.beneficiary_id
    where ${groupCounts(asked, sql`coalesce(r.found_again_on, r.due_from)`)}
      and (r.state = 'reached' or r.paying_round_id is not null and ${elsewhere}
        or r.state = 'due' and ${more} and case when g.by_hukou then f.hukou_division else r.community end between g.lo and g.hi - 1))`
}
