import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { LeftOutReason, Payment } from '../contract/index.ts'
import type { RoundRow } from './rounds.ts'

type At = Pick<RoundRow, 'district' | 'id'>
export interface Page<C> {
  size: number
  after?: C | undefined
}

export interface RoundSums {
  division_name: string | null
  policies: { id: Uuid; name_zh: string; name_en: string }[]
  persons: number
  households: number
  left_out: number
  failed: number
  /** Of the lines and the sum: what makes up for earlier periods. */
  arrears: number
  arrears_fen: number
}

/** What a round's row does not say itself: names, and persons (人) and households (户), each once. */
export async function sumsOf(tx: Tx, round: RoundRow): Promise<RoundSums> {
  const { rows } = await sql<RoundSums>`
    select (select d.name from division d where d.code = ${round.division}::bigint) as division_name,
      (select coalesce(jsonb_agg(jsonb_build_object('id', y.id, 'name_zh', y.name_zh, 'name_en', y.name_en) order by y.position), '[]')
        from policy y where y.id = any(${round.policy_ids}::uuid[])) as policies,
      count(distinct p.person_id)::int as persons, count(distinct p.family_id)::int as households,
      count(*) filter (where p.state = 'failed')::int as failed, count(*) filter (where p.kind = 'arrears')::int as arrears,
      coalesce(sum(p.amount_fen) filter (where p.kind = 'arrears'), 0)::bigint as arrears_fen,
      (select count(*) from payment_left_out l where l.district = ${round.district}::int and l.round_id = ${round.id}::uuid)::int as left_out
    from payment p where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state <> 'void'`.execute(
    tx,
  )
  const none = { persons: 0, households: 0, left_out: 0, failed: 0, arrears: 0, arrears_fen: 0 }
  return rows[0] ?? { division_name: null, policies: [], ...none }
}

export type PaymentRow = Omit<Payment, 'account'> & { account: string | null }

export async function listPayments(
  tx: Tx,
  call: Call,
  round: At,
  { size, after, state, kind }: Page<number> & { state?: string | undefined; kind?: string | undefined },
): Promise<PaymentRow[]> {
  const { rows } = await sql<PaymentRow>`
    select p.id, p.line_no, p.community, d.name as community_name, p.family_id, p.person_id, n.name, p.policy_id, y.name_zh as policy_name_zh,
      y.name_en as policy_name_en, p.policy_version, p.period, p.kind, p.attempt, p.amount_fen::bigint as amount_fen, p.parts, p.asked_on,
      b.last4 as account, p.state, p.failed_reason, p.bank_ref, p.paid_on
    from payment p join person n on n.district = p.district and n.id = p.person_id join policy y on y.id = p.policy_id
      left join division d on d.code = p.community
      left join bank_account_version b on b.district = p.district and b.id = p.account_version_id
    where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and ${within(call.actor.scope, 'p.community')}
      and p.line_no > ${after ?? 0}::bigint and (${state ?? null}::text is null or p.state = ${state ?? null})
      and (${kind ?? null}::text is null or p.kind = ${kind ?? null})
    order by p.line_no limit ${size + 1}::int`.execute(tx)
  return rows
}

export interface LeftOutRow {
  entitlement_id: Uuid
  community: number
  community_name: string | null
  family_id: Uuid
  person_id: Uuid
  name: string
  policy_name_zh: string
  policy_name_en: string
  period: Payment['period']
  amount_fen: number
  reason: LeftOutReason
}

export async function listLeftOut(tx: Tx, call: Call, round: At, { size, after }: Page<Uuid>): Promise<LeftOutRow[]> {
  const { rows } = await sql<LeftOutRow>`
    select l.entitlement_id, l.community, d.name as community_name, e.family_id, e.person_id, n.name, y.name_zh as policy_name_zh,
      y.name_en as policy_name_en, e.period, coalesce(l.arrears_fen, e.amount_fen)::bigint as amount_fen, l.reason
    from payment_left_out l join entitlement e on e.district = l.district and e.id = l.entitlement_id
      join person n on n.district = e.district and n.id = e.person_id join policy y on y.id = e.policy_id left join division d on d.code = l.community
    where l.district = ${round.district}::int and l.round_id = ${round.id}::uuid and ${within(call.actor.scope, 'l.community')}
      and (${after ?? null}::uuid is null or l.entitlement_id > ${after ?? null}::uuid)
    order by l.entitlement_id limit ${size + 1}::int`.execute(tx)
  return rows
}
