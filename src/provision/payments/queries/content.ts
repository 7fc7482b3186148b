import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Period } from '../../../kernel/period.ts'
import { offRoll } from '../../../promises/entitlements/index.ts'
import type { PolicyAt, Rate } from '../../../promises/policies/index.ts'
import type { FactsRow } from '../../../promises/policies/rules/index.ts'
import type { Part } from '../rules/index.ts'
import { SETTLE_CLAIMS } from './claim-months.ts'
import { hashOf } from './compose.ts'
import type { RoundRow } from './rounds.ts'

type Round = Pick<RoundRow, 'district' | 'id'>

export interface Content {
  item_count: number
  total_fen: number
  content_hash: Buffer
}

/** What stands in the round now: how many lines, how much, and the hash over all that is frozen. Lines taken out do not count. */
export async function contentOf(tx: Tx, round: Round): Promise<Content> {
  const { rows } = await sql<Content>`
    select count(*)::int as item_count, coalesce(sum(p.amount_fen), 0)::bigint as total_fen,
      payment_round_hash(${round.district}::int, ${round.id}::uuid) as content_hash
    from payment p where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state <> 'void'`.execute(
    tx,
  )
  return rows[0] ?? { item_count: 0, total_fen: 0, content_hash: Buffer.alloc(32) }
}

/** Lines whose content is no longer what their hash says: somebody changed a frozen row behind the product's back. */
export async function alteredLines(tx: Tx, round: Round): Promise<{ id: Uuid; line_no: number }[]> {
  const { rows } = await sql<{ id: Uuid; line_no: number }>`
    select p.id, p.line_no from payment p
    where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.frozen_hash <> ${hashOf('p')}
    order by p.line_no limit 100`.execute(tx)
  return rows
}

/**
 * Lines of a draft that no longer fit: what they pay is no longer due for this round, or another sum is, or the account is no longer the one
 * in force. The sums of arrears are weighed again elsewhere.
 */
export async function staleLines(tx: Tx, round: Round, now: Instant): Promise<{ id: Uuid; line_no: number }[]> {
  const { rows } = await sql<{ id: Uuid; line_no: number }>`
    select p.id, p.line_no
    from payment p join entitlement e on e.district = p.district and e.id = p.entitlement_id
    where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state = 'composed'
      and (p.kind = 'regular' and (e.paying_round_id is distinct from p.round_id or e.amount_fen <> p.amount_fen)
        or not exists (select from bank_account_version b where b.district = p.district and b.id = p.account_version_id and b.state = 'approved'
          and b.effective_at <= ${now}::timestamptz and (b.ended_at is null or b.ended_at > ${now}::timestamptz)))
    order by p.line_no limit 100`.execute(tx)
  return rows
}

/**
 * Lines of a round that is not yet with the bank whose person is off the roll for what they pay, as composing asks it. Arrears of what is
 * owed once belong to a day that is not theirs.
 */
export async function linesOffRoll(tx: Tx, round: Round): Promise<{ line_no: number }[]> {
  const mine = sql`p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state = 'composed'
    and (p.kind = 'regular' or p.period <> 'once')`
  const { rows: groups } = await sql<{ policy_id: Uuid; policy_version: number; period: Period; asked_on: CivilDate }>`
    select distinct p.policy_id, p.policy_version, p.period, p.asked_on from payment p where ${mine}`.execute(tx)
  const found: { line_no: number }[] = []
  for (const { policy_id, policy_version, period, asked_on } of groups) {
    const policy = { id: policy_id, version: policy_version }
    const { rows } = await sql<{ line_no: number }>`
      select p.line_no from payment p where ${mine} and p.policy_id = ${policy_id}::uuid and p.policy_version = ${policy_version}::int
        and p.period = ${period} and p.asked_on = ${asked_on}::date and ${offRoll(policy, { period, found_on: asked_on }, 'p')}
      order by p.line_no limit 100`.execute(tx)
    found.push(...rows)
  }
  return found.toSorted((a, b) => a.line_no - b.line_no)
}

export interface LineWithNews {
  line_no: number
  policy_id: Uuid
  policy_version: number
  period: Period
  asked_on: CivilDate
  amount_fen: number
  parts: Part[]
  /** Null when she is in the register no longer. */
  now: FactsRow | null
}

/** The regular lines of a draft about whose person the register now says something else than when they were frozen. */
export async function linesWithNews(tx: Tx, round: Round): Promise<LineWithNews[]> {
  const { rows } = await sql<LineWithNews>`
    select p.line_no, p.policy_id, p.policy_version, p.period, p.asked_on, p.amount_fen::bigint as amount_fen, p.parts, f.now
    from payment p left join lateral (select to_jsonb(f) - 'district' - 'person_id' - 'family_id' as now from person_fact f
      where f.district = p.district and f.person_id = p.person_id) f on true
    where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state = 'composed' and p.kind = 'regular'
      and f.now is distinct from p.facts
    order by p.line_no`.execute(tx)
  return rows
}

/** Moves all lines of a round from one state to another, with their events; where they end unpaid, lets entitlements and claimed months go. */
export async function moveLines(
  tx: Tx,
  round: Round,
  move: { from: 'composed' | 'exported'; to: 'exported' | 'void'; account_id: Uuid; now: Instant },
): Promise<number> {
  const { rows } = await sql<{ moved: number }>`
    with moved as (
      update payment p set state = ${move.to}, seq = p.seq + 1, version = p.version + 1
      where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state = ${move.from}
      returning p.district, p.id, p.seq, p.state, p.entitlement_id
    ), steps as (
      insert into payment_event (district, payment_id, seq, prev_seq, from_state, to_state, account_id, at)
      select m.district, m.id, m.seq, m.seq - 1, ${move.from}, ${move.to}, ${move.account_id}::uuid, ${move.now}::timestamptz from moved m
    ), ${move.to === 'void' ? sql`${SETTLE_CLAIMS},` : sql``} freed as (
      update entitlement e set paying_round_id = null, version = e.version + 1
      from moved m where ${move.to}::text = 'void' and e.district = m.district and e.id = m.entitlement_id and e.paying_round_id = ${round.id}::uuid
    )
    select count(*)::int as moved from moved`.execute(tx)
  return rows[0]?.moved ?? 0
}

export interface Law {
  policy: PolicyAt
  rates: readonly Rate[]
}

/**
 * Keeps the law of a batch beside its lines.
 * @returns false when the round holds lines under other rates of the same version: a draft is then composed anew.
 */
export async function keepLaw(
  tx: Tx,
  round: Round,
  { policy, rates, asked_on }: Law & { asked_on: CivilDate },
): Promise<boolean> {
  const { rows } = await sql<{ same: boolean }>`
    with kept as (
      insert into payment_law (district, round_id, policy_id, policy_version, asked_on, law)
      values (${round.district}::int, ${round.id}::uuid, ${policy.id}::uuid, ${policy.version}::int, ${asked_on}::date,
        ${JSON.stringify({ policy, rates })}::jsonb)
      on conflict on constraint payment_law_pkey do nothing returning true as same
    )
    select same from kept
    union all
    select w.law = ${JSON.stringify({ policy, rates })}::jsonb from payment_law w
    where w.district = ${round.district}::int and w.round_id = ${round.id}::uuid and w.policy_id = ${policy.id}::uuid
      and w.policy_version = ${policy.version}::int and w.asked_on = ${asked_on}::date`.execute(tx)
  return rows[0]?.same ?? false
}

/** The frozen laws of a round by policy, version and day. */
export async function lawsOf(tx: Tx, round: Round): Promise<Map<string, Law>> {
  const { rows } = await sql<{ policy_id: Uuid; policy_version: number; asked_on: CivilDate; law: Law }>`
    select w.policy_id, w.policy_version, w.asked_on, w.law from payment_law w
    where w.district = ${round.district}::int and w.round_id = ${round.id}::uuid`.execute(tx)
  return new Map(rows.map((row) => [lawKey(row), row.law]))
}

export function lawKey(row: { policy_id: Uuid; policy_version: number; asked_on: CivilDate }): string {
  return [row.policy_id, row.policy_version, row.asked_on].join(' ')
}
