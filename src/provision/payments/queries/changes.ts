import { type RawBuilder, sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { Difference, Payment } from '../contract/index.ts'
import type { RoundRow } from './rounds.ts'

type Change = Pick<Difference, 'change' | 'cause'>

export type ChangeRow = Change & {
  person_id: Uuid
  name: string
  policy_name_zh: string
  policy_name_en: string
  before_fen: number
  after_fen: number
  period: Payment['period'] | null
}

export type ChangeSum = Change & { rows: number; persons: number; fen: number }

/** How many differences are listed by name; their sums are of all. */
const LISTED = 2000

/**
 * This round against the one before, a row for each person and promise that differs, with the cause: for who is gone, what became of
 * what she was owed; for another sum, whether the rates or the months differ. Who was in the round before and could not be paid is no
 * newcomer. Arrears stand apart.
 */
function differences(call: Call, round: RoundRow): RawBuilder<unknown> {
  const district = sql`${round.district}::int`
  const lines = (id: Uuid | null, states: readonly string[]) => sql`
    select p.person_id, p.policy_id, sum(p.amount_fen)::bigint as amount_fen, sum(payment_months(p.parts))::bigint as months,
      max(p.period) as period, bool_or(p.attempt > 1 and exists (select from payment q where q.district = p.district and q.person_id = p.person_id
        and q.policy_id = p.policy_id and q.period = p.period and q.adjustment = 0 and q.state = 'failed' and q.round_id <> p.round_id)) as retried
    from payment p where p.district = ${district} and p.round_id = ${id}::uuid and p.state = any(${states}::text[])
      and p.kind = 'regular' and ${within(call.actor.scope, 'p.community')}
    group by p.person_id, p.policy_id`
  // Of this person and promise in another round, however it went.
  const elsewhere = (
    which: RawBuilder<unknown>,
  ) => sql`exists (select from payment q where q.district = ${district} and q.person_id = x.person_id
    and q.policy_id = x.policy_id and q.kind = 'regular' and ${which})`
  const failedBefore = elsewhere(sql`q.round_id = ${round.previous_id}::uuid and q.state = 'failed'`)
  const paidEver = elsewhere(sql`q.round_id <> ${round.id}::uuid and q.state = 'paid'`)
  return sql`
    select x.person_id, n.name, y.name_zh as policy_name_zh, y.name_en as policy_name_en, x.before_fen, x.after_fen, x.period,
      case when x.change = 'new' and ${failedBefore} then 'unpaid' else x.change end as change,
      case x.change
        when 'new' then case when x.retried then 'again' when ${failedBefore} then 'failed_before' when ${paidEver} then 'resumed' else 'first' end
        when 'gone' then coalesce(
          (select 'left_out' from payment_left_out l join entitlement e on e.district = l.district and e.id = l.entitlement_id
            where l.district = ${district} and l.round_id = ${round.id}::uuid and e.person_id = x.person_id and e.policy_id = x.policy_id limit 1),
          case when n.died_on <= ${round.as_of}::date then 'died' when n.member_to <= ${round.as_of}::date then 'left' end,
          (select case e.void_by when 'hand' then 'set_aside' when 'exit' then 'off_roll' else e.void_reason end from entitlement e
            where e.district = ${district} and e.person_id = x.person_id and e.policy_id = x.policy_id and e.state = 'void'
              and e.due_from <= ${round.as_of}::date
            order by e.due_from desc limit 1),
          'not_due')
        else case when x.same_months then 'rate' else 'months' end
      end as cause
    from (
      select coalesce(a.person_id, b.person_id) as person_id, coalesce(a.policy_id, b.policy_id) as policy_id, coalesce(b.amount_fen, 0) as before_fen,
        coalesce(a.amount_fen, 0) as after_fen, a.months = b.months as same_months, coalesce(a.period, b.period) as period,
        coalesce(a.retried, false) as retried,
        case when b.person_id is null then 'new' when a.person_id is null then 'gone' when a.amount_fen > b.amount_fen then 'more' else 'less' end as change
      from (${lines(round.id, ['composed', 'exported', 'paid', 'failed'])}) a
        full join (${lines(round.previous_id, ['exported', 'paid'])}) b on b.person_id = a.person_id and b.policy_id = a.policy_id
      where a.amount_fen is distinct from b.amount_fen
    ) x join person n on n.district = ${district} and n.id = x.person_id join policy y on y.id = x.policy_id`
}

/** The differences by cause, of all of them, and the first of them by name. */
export async function compareRounds(
  tx: Tx,
  call: Call,
  round: RoundRow,
): Promise<{ sums: ChangeSum[]; items: ChangeRow[] }> {
  if (round.previous_id === null) return { sums: [], items: [] }
  const all = differences(call, round)
  const sums = await sql<ChangeSum>`
    select d.change, d.cause, count(*)::int as rows, count(distinct d.person_id)::int as persons, sum(d.after_fen - d.before_fen)::bigint as fen
    from (${all}) d group by d.change, d.cause order by d.change, d.cause`.execute(tx)
  const items = await sql<ChangeRow>`
    select d.* from (${all}) d order by d.change, d.name, d.person_id limit ${LISTED}::int`.execute(tx)
  return { sums: sums.rows, items: items.rows }
}
