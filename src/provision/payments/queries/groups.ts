import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { overlapsOf } from '../rules/index.ts'
import type { RoundRow } from './rounds.ts'

/** Another policy of an exclusion group, with where and when the group counts. */
export interface GroupRival {
  policy_id: Uuid
  position: number
  by_hukou: boolean
  division: number
  valid_from: CivilDate
  valid_to: CivilDate | null
}

/** The policies beside which this one ever stands in a group: of them a person is paid only the highest for a period. */
export async function rivalsInGroups(tx: Tx, policy_id: Uuid): Promise<GroupRival[]> {
  const { rows } = await sql<GroupRival>`
    select o.id as policy_id, o.position, o.place_asked = 'hukou' as by_hukou, g.division, g.valid_from, g.valid_to
    from exclusion_member own join exclusion_group g on g.id = own.group_id
      join exclusion_member m on m.group_id = g.id and m.policy_id <> own.policy_id join policy o on o.id = m.policy_id
    where own.policy_id = ${policy_id}::uuid order by o.id, g.valid_from, g.id`.execute(tx)
  return rows
}

interface Asked {
  policy: { id: Uuid; position: number; place_asked: 'hukou' | 'residence' }
  period: Period
  rivals: readonly GroupRival[]
  round: Pick<RoundRow, 'as_of'>
}

/**
 * Over `e` and the facts `f` of its person: another policy of a group is given for the months of the period, or is to be. What has reached
 * her, or stands in a round, is given, wherever she lived then; what is merely due counts where it is more, as `excludes` of the policies'
 * rules compares. A run asks the group of its own day and of the policies it is run for: so the group counts that was in force on any day
 * from the first on which either was found until the round's, within the period. Of two lines of the round `within` the lower gives way.
 */
export function besideInGroup(
  { policy, period, rivals, round }: Asked,
  { within }: { within?: Uuid } = {},
): RawBuilder<boolean> {
  if (rivals.length === 0) return sql<boolean>`false`
  const places = rivals.map(({ division }) => interval(division))
  const ids = rivals.map((one) => one.policy_id)
  const group = sql`unnest(${ids}::uuid[], ${rivals.map((one) => one.position)}::int[],
    ${rivals.map((one) => one.by_hukou)}::boolean[], ${places.map(({ lo }) => lo)}::bigint[], ${places.map(({ hi }) => hi)}::bigint[],
    ${rivals.map((one) => one.valid_from)}::date[], ${rivals.map((one) => one.valid_to)}::date[])
    g(policy_id, position, by_hukou, lo, hi, valid_from, valid_to)`
  const periods = overlapsOf(period).map((one) => one.period)
  const own = policy.place_asked === 'hukou' ? sql`f.hukou_division` : sql`e.community`
  const [found, theirs] = [sql`coalesce(e.found_again_on, e.due_from)`, sql`coalesce(r.found_again_on, r.due_from)`]
  const last = sql`greatest(${found}, ${theirs}, least(${round.as_of}::date, ${periodRange(period).to_exclusive}::date - 1))`
  const more = sql`(r.amount_fen, -g.position, ${policy.id}::uuid) > (e.amount_fen, ${-policy.position}::int, g.policy_id)`
  const elsewhere = within === undefined ? sql`true` : sql`r.paying_round_id <> ${within}::uuid`
  return sql<boolean>`exists (select from ${group}
    join entitlement r on r.district = e.district and r.policy_id = any(${ids}::uuid[]) and r.policy_id = g.policy_id
      and r.period = any(${periods}::text[]) and r.beneficiary_id = e.beneficiary_id
    where ${own} >= g.lo and ${own} < g.hi and g.valid_from <= ${last} and (g.valid_to is null or g.valid_to > least(${found}, ${theirs}))
      and (r.state = 'reached' or r.paying_round_id is not null and ${elsewhere}
        or r.state = 'due' and ${more} and case when g.by_hukou then f.hukou_division else r.community end between g.lo and g.hi - 1))`
}

/** Lines of a round that is not yet with the bank beside which another policy of a group is given, as composing asks it. */
export async function linesBesideGroup(
  tx: Tx,
  round: Pick<RoundRow, 'district' | 'id' | 'as_of'>,
): Promise<{ line_no: number }[]> {
  const mine = sql`p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state = 'composed' and p.kind = 'regular'`
  const { rows: batches } = await sql<Asked['policy'] & { period: Period }>`
    select distinct o.id, o.position, o.place_asked, p.period from payment p join policy o on o.id = p.policy_id
    where ${mine} and exists (select from exclusion_member m where m.policy_id = o.id)`.execute(tx)
  const found: { line_no: number }[] = []
  for (const { period, ...policy } of batches) {
    const rivals = await rivalsInGroups(tx, policy.id)
    const { rows } = await sql<{ line_no: number }>`
      select p.line_no from payment p join entitlement e on e.district = p.district and e.id = p.entitlement_id
        left join person_fact f on f.district = p.district and f.person_id = p.person_id
      where ${mine} and p.policy_id = ${policy.id}::uuid and p.period = ${period}
        and ${besideInGroup({ policy, period, rivals, round }, { within: round.id })}
      order by p.line_no limit 100`.execute(tx)
    found.push(...rows)
  }
  return found.toSorted((a, b) => a.line_no - b.line_no)
}
