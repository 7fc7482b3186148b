import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { ArrearsPart } from '../rules/index.ts'
import { holderOf } from '../../../promises/entitlements/index.ts'
import { claimMonths, TAKEN_MEANWHILE } from './claim-months.ts'
import { FROZEN, frozenOf, hashOf } from './compose.ts'
import type { Law } from './content.ts'
import type { Page } from './lists.ts'
import type { RoundRow } from './rounds.ts'

type Round = Pick<RoundRow, 'district' | 'id'>

/** Arrears that can be put in: what of the new line the slot alone does not say. */
export interface NewArrears {
  id: Uuid
  community: number
  family_id: Uuid
  person_id: Uuid
  policy_id: Uuid
  policy_version: number
  period: Period
  adjustment: number
  attempt: number
  after_id: Uuid | null
  amount_fen: number
  parts: ArrearsPart[]
  entitlement_id: Uuid
  branch: string
  account_version_id: Uuid
}

/**
 * Freezes arrears as lines of their own, behind the lines that are there, with what the register says now. Their months are hers already,
 * but for those her regular line had cut.
 * @returns how many of these somebody else has taken since they were looked for.
 */
export async function insertArrears(
  tx: Tx,
  round: Round & { as_of: CivilDate },
  by: { account_id: Uuid; now: Instant },
  lines: readonly NewArrears[],
): Promise<number> {
  if (lines.length === 0) return 0
  const { rows } = await sql<{ taken_meanwhile: number }>`
    with fresh as (
      select ${round.district}::int as district, a.id, a.community, ${round.id}::uuid as round_id,
        ((select coalesce(max(q.line_no), 0) from payment q where q.district = ${round.district}::int and q.round_id = ${round.id}::uuid)
          + row_number() over (order by a.community, a.family_id, a.person_id, a.policy_id, a.period))::int as line_no,
        a.family_id, a.person_id, a.policy_id, a.policy_version, a.period, 'arrears' as kind, a.adjustment, a.attempt, a.after_id, a.amount_fen,
        a.parts, a.entitlement_id, ${round.as_of}::date as asked_on, a.branch, to_jsonb(f) - 'district' - 'person_id' - 'family_id' as facts,
        a.account_version_id, ${holderOf('g')} as holder, g.id_hmac is null as own, y.root_id,
        (select array_agg(distinct k.group_key) from payment_claim k where k.district = ${round.district}::int and k.group_key is not null
          and k.payment_id = r.id) as group_keys
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as a(id uuid, community bigint, family_id uuid, person_id uuid, policy_id uuid,
          policy_version int, period text, adjustment int, attempt int, after_id uuid, amount_fen bigint, parts jsonb, entitlement_id uuid,
          branch text, account_version_id uuid)
        join person_fact f on f.district = ${round.district}::int and f.person_id = a.person_id
        join person g on g.district = ${round.district}::int and g.id = a.person_id join policy y on y.id = a.policy_id
        join payment r on r.district = ${round.district}::int and r.person_id = a.person_id and r.policy_id = a.policy_id and r.period = a.period
          and r.kind = 'regular' and r.state = 'paid'
    ), ${claimMonths('arrears', sql`fresh`)}, lines as (
      insert into payment (${FROZEN}, community, frozen_hash, root_id)
      select ${frozenOf('x')}, x.community, ${hashOf('x')}, x.root_id from fresh x
      returning district, id
    ), steps as (
      insert into payment_event (district, payment_id, seq, prev_seq, from_state, to_state, account_id, at)
      select l.district, l.id, 1, null, 'new', 'composed', ${by.account_id}::uuid, ${by.now}::timestamptz from lines l
    )
    select ${TAKEN_MEANWHILE} as taken_meanwhile`.execute(tx)
  return rows[0]?.taken_meanwhile ?? 0
}

export interface ArrearsLeftOut {
  entitlement_id: Uuid
  community: number
  reason: 'departed' | 'no_account' | 'same_account' | 'in_round_elsewhere' | 'paid_elsewhere'
  arrears_fen: number
}

/** Writes down whose arrears could not be put in, and how much. */
export async function insertArrearsLeftOut(tx: Tx, round: Round, rows: readonly ArrearsLeftOut[]): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into payment_left_out (district, round_id, entitlement_id, community, reason, arrears_fen)
    select ${round.district}::int, ${round.id}::uuid, a.entitlement_id, a.community, a.reason, a.arrears_fen
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(entitlement_id uuid, community bigint, reason text, arrears_fen bigint)
    on conflict on constraint payment_left_out_pkey do nothing`.execute(tx)
}

/**
 * Keeps the rates with which arrears were worked out beside their lines. @returns false when the round holds lines under other rates
 * of the same version and day.
 */
export async function keepRates(tx: Tx, round: Round & { as_of: CivilDate }, { policy, rates }: Law): Promise<boolean> {
  const { rows } = await sql<{ same: boolean }>`
    with kept as (
      insert into payment_law (district, round_id, policy_id, policy_version, asked_on, law)
      values (${round.district}::int, ${round.id}::uuid, ${policy.id}::uuid, ${policy.version}::int, ${round.as_of}::date,
        ${JSON.stringify({ policy, rates })}::jsonb)
      on conflict on constraint payment_law_pkey do nothing returning true as same
    )
    select same from kept
    union all
    select w.law -> 'rates' = ${JSON.stringify(rates)}::jsonb from payment_law w
    where w.district = ${round.district}::int and w.round_id = ${round.id}::uuid and w.policy_id = ${policy.id}::uuid
      and w.policy_version = ${policy.version}::int and w.asked_on = ${round.as_of}::date`.execute(tx)
  return rows[0]?.same ?? false
}

export interface ArrearsRow {
  id: Uuid
  line_no: number
  community: number
  community_name: string | null
  family_id: Uuid
  name: string
  policy_name_zh: string
  policy_name_en: string
  period: Period
  adjustment: number
  amount_fen: number
  parts: ArrearsPart[]
  state: 'composed' | 'exported' | 'paid' | 'failed' | 'void'
}

/** The arrears of a round in the order of its lines, each with its months. */
export async function listArrears(
  tx: Tx,
  call: Call,
  round: Round,
  { size, after }: Page<number>,
): Promise<ArrearsRow[]> {
  const { rows } = await sql<ArrearsRow>`
    select p.id, p.line_no, p.community, d.name as community_name, p.family_id, n.name, y.name_zh as policy_name_zh, y.name_en as policy_name_en,
      p.period, p.adjustment, p.amount_fen::bigint as amount_fen, p.parts, p.state
    from payment p join person n on n.district = p.district and n.id = p.person_id join policy y on y.id = p.policy_id
      left join division d on d.code = p.community
    where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.kind = 'arrears' and ${within(call.actor.scope, 'p.community')}
      and p.line_no > ${after ?? 0}::bigint
    order by p.line_no limit ${size + 1}::int`.execute(tx)
  return rows
}
