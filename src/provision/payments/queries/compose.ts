import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { cadenceOf, type Period } from '../../../kernel/period.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { besideInGroup, groupKeysOf, heldElsewhere, holderOf, offRoll } from '../../../promises/entitlements/index.ts'
import { eligibleQuery, type PolicyAt, type Rate } from '../../../promises/policies/index.ts'
import { rateDays } from '../../../promises/policies/rules/index.ts'
import { partClasses } from '../rules/index.ts'
import { type Beside, otherBranch, takenMonths } from './beside.ts'
import { claimMonths, TAKEN_MEANWHILE } from './claim-months.ts'

/** What is due under one version of one policy for one period, asked as of one day: what one statement composes. */
export interface Batch {
  policy: PolicyAt
  rates: readonly Rate[]
  period: Period
  found_on: CivilDate
  asked_on: CivilDate
  beside: Beside
}

export interface BatchKey {
  policy_id: Uuid
  policy_version: number
  period: Period
  /** The day on which a run last found it so. */
  found_on: CivilDate
  valid_from: CivilDate
  rows: number
}

const FOUND_ON = sql`coalesce(e.found_again_on, e.due_from)`

/** The money that is due in the area to persons, not yet in a round, by what it is composed with. */
export async function dueBatches(
  tx: Tx,
  area: Scope,
  { district, policy_ids, as_of }: { district: number; policy_ids: readonly Uuid[]; as_of: CivilDate },
): Promise<BatchKey[]> {
  const { rows } = await sql<BatchKey>`
    select e.policy_id, e.policy_version, e.period, ${FOUND_ON} as found_on, v.valid_from, count(*) as rows
    from entitlement e join policy_version v on v.policy_id = e.policy_id and v.version = e.policy_version
    where e.district = ${district}::int and ${within(area, 'e.community')} and e.state = 'due' and e.unit = 'fen' and e.person_id is not null
      and e.paying_round_id is null and e.policy_id = any(${policy_ids}::uuid[]) and ${FOUND_ON} <= ${as_of}::date
    group by e.policy_id, e.policy_version, e.period, found_on, v.valid_from
    order by e.policy_id, found_on, e.period`.execute(tx)
  return rows
}

/** The amounts and parts of the period for every place, branch and kind of hukou that makes a difference; joined as `c`. */
function classesOf({ policy, rates, period, asked_on }: Batch): {
  zone: RawBuilder<unknown>
  join: RawBuilder<unknown>
} {
  const classes = partClasses(rates, period, asked_on)
  const zones = [...new Map(classes.map(({ lo, hi }) => [`${lo}-${hi}`, { lo, hi }])).values()]
  const place = policy.place_asked === 'hukou' ? sql`a.hukou_division` : sql`a.community`
  const arms = zones.map(
    ({ lo, hi }, i) => sql`when ${place} >= ${lo}::bigint and ${place} < ${hi}::bigint then ${i}::int`,
  )
  const zoneOf = (one: { lo: number; hi: number }) => zones.findIndex(({ lo, hi }) => lo === one.lo && hi === one.hi)
  const join = sql`left join unnest(${classes.map(zoneOf)}::int[], ${classes.map((c) => c.branch)}::text[],
      ${classes.map((c) => c.hukou_kind ?? '')}::text[], ${classes.map((c) => (c.parts ? JSON.stringify(c.parts) : null))}::jsonb[])
      c(zone, branch, hukou_kind, parts) on c.zone = d.zone and c.branch = d.branch and c.hukou_kind = coalesce(d.hukou_kind, '')`
  return { zone: sql`case ${sql.join(arms, sql` `)} end`, join }
}

const FROZEN_COLUMNS = [
  'district',
  'id',
  'round_id',
  'line_no',
  'family_id',
  'person_id',
  'policy_id',
  'policy_version',
  'period',
  'kind',
  'adjustment',
  'attempt',
  'after_id',
  'amount_fen',
  'parts',
  'entitlement_id',
  'asked_on',
  'branch',
  'facts',
  'account_version_id',
] as const
export const FROZEN = sql.join(FROZEN_COLUMNS.map((column) => sql.ref(column)))
export const frozenOf = (alias: string) => sql.join(FROZEN_COLUMNS.map((column) => sql.ref(`${alias}.${column}`)))

/** The hash of a line's frozen columns, in the order of `payment_hash`. */
export function hashOf(alias: string): RawBuilder<Buffer> {
  return sql<Buffer>`payment_hash(${frozenOf(alias)})`
}

export interface Composing {
  district: number
  round_id: Uuid
  area: Scope
  as_of: CivilDate
  account_id: Uuid
  now: Instant
  now_ms: number
  /** Pay again to an account at which the last attempt failed, because the bank's reason was a passing one. */
  same_account: boolean
}

export interface Composed {
  lines: number
  left_out: number
  /** Months of these lines that another district has taken for the same people and promise since the statement began to look. */
  taken_meanwhile: number
}

/**
 * The rows of a batch as they stand now, each with what can be paid of it and the reason why nothing can, if there is one: the common
 * tables `asked`, `whole` and `due`. Who is off the roll for the period, or given another of an exclusion group, is paid nothing, whatever
 * a row says. Months after her death, after her departure, paid elsewhere or under another policy of the same root are cut. While months are
 * on their way elsewhere she waits: a month that was cut does not come back when the payment for which it was cut falls through.
 */
function dueRows(batch: Batch, by: Composing): RawBuilder<unknown> {
  const { policy, rates, period, found_on, asked_on, beside } = batch
  const monthly = (rateDays(rates, period, asked_on)?.length ?? 0) > 1 || cadenceOf(period) === 'monthly'
  const { district, area } = by
  const { zone, join } = classesOf(batch)
  const given = { policy, period, rivals: beside.rivals, as_of: by.as_of, root_id: beside.root_id }
  return sql`
    asked as materialized (
      select a.*, ${zone} as zone from (${eligibleQuery(policy, area, asked_on, 'yes')}) a
    ), whole as materialized (
      select e.district, e.id, e.version, e.community, e.family_id, e.person_id, e.amount_fen as owed_fen, d.branch, payment_parts_sum(c.parts) as whole_fen,
        ${holderOf('p')} as holder, p.id_hmac is null as own, ${groupKeysOf(given)} as group_keys,
        case when x.months is null and k.months is null and p.died_on is null and p.member_to is null then c.parts
          else payment_parts_cut(c.parts, x.months, k.months, p.died_on, p.member_to) end as parts,
        to_jsonb(f) - 'district' - 'person_id' - 'family_id' as facts, b.id as account_version_id, t.id as after_id, coalesce(t.attempt, 0) + 1 as attempt,
        case
          when t.state in ('composed', 'exported', 'paid') then case when t.policy_id = e.policy_id then 'paid_before' else 'paid_under_other' end
          when d.person_id is null then 'conditions'
          when ${offRoll(policy, { period, found_on: asked_on }, 'e')} then 'off_roll'
          when ${besideInGroup(given)} then 'exclusion'
          when c.parts is null then 'amount'
          when b.id is null then 'no_account'
          when t.state = 'failed' and t.account_version_id = b.id and not ${by.same_account}::boolean then 'same_account'
          when k.on_its_way then 'in_round_elsewhere'
          when ${!monthly}::boolean and k.months is not null then 'paid_elsewhere'
          when ${otherBranch(batch)} then 'other_branch'
        end as cannot
      from entitlement e
        join person p on p.district = e.district and p.id = e.person_id
        left join asked d on d.district = e.district and d.person_id = e.person_id
        left join person_fact f on f.district = e.district and f.person_id = e.person_id
        ${join}
        left join bank_account_version b on b.district = e.district and b.person_id = e.person_id and b.state = 'approved'
          and b.effective_at <= ${by.now}::timestamptz and (b.ended_at is null or b.ended_at > ${by.now}::timestamptz)
        left join lateral (select t.id, t.attempt, t.state, t.account_version_id, t.policy_id from payment t
          where t.district = e.district and t.person_id = e.person_id and t.root_id = ${beside.root_id}::uuid and t.period = e.period and t.adjustment = 0
          order by t.attempt desc limit 1) t on true
        cross join lateral ${heldElsewhere(given, monthly)} k
        cross join lateral ${takenMonths(batch, monthly)} x
      where e.district = ${district}::int and ${within(area, 'e.community')} and e.policy_id = ${policy.id}::uuid and e.period = ${period}
        and e.policy_version = ${policy.version}::int and ${FOUND_ON} = ${found_on}::date and e.state = 'due' and e.unit = 'fen'
        and e.person_id is not null and e.paying_round_id is null
    ), due as materialized (
      -- Of two files of one natural person one line takes her months, and the other waits for it.
      select v.*, case when v.own_reason is null
          and row_number() over (partition by v.holder, v.own_reason is null order by v.amount_fen desc, v.person_id) > 1
        then 'in_round_elsewhere' else v.own_reason end as why
      from (select w.*, payment_parts_sum(w.parts) as amount_fen, coalesce(w.cannot, case
          when w.owed_fen not in (w.whole_fen, payment_parts_sum(w.parts)) then 'amount'
          when payment_parts_sum(w.parts) > 0 then null
          when w.parts @> '[{"cut": "elsewhere"}]' then 'paid_elsewhere'
          when w.parts @> '[{"cut": "paid"}]' then 'paid_under_other'
          else 'conditions'
        end) as own_reason
      from whole w) v
    )`
}

/**
 * Composes one batch in one statement: who is still entitled, with the amount the rates come to and an account in force, becomes a
 * frozen line with its slot and its months, claimed in the whole country; everybody else is written down with the reason. The entitlement is
 * set aside for the round, so that it is not reached, held or taken away meanwhile. A month that another district takes at the same moment
 * is waited for and counted: the caller gives the round up then (I2).
 */
export async function composeBatch(tx: Tx, batch: Batch, by: Composing): Promise<Composed> {
  const { policy, period, asked_on } = batch
  const { root_id } = batch.beside
  const { district, round_id, area } = by
  const taking = sql`(select g.district, g.person_id, g.holder, g.own, g.group_keys, g.payment_id as id, ${root_id}::uuid as root_id, ${period}::text as period,
    g.parts from good g)`
  const time = by.now_ms.toString(16).padStart(12, '0')
  const { rows } = await sql<Composed>`
    with ${dueRows(batch, by)}, good as (
      select d.*, (${time} || '7' || substr(h.hash, 1, 3) || '9' || substr(h.hash, 4, 15))::uuid as payment_id,
        (select coalesce(max(q.line_no), 0) from payment q where q.district = ${district}::int and q.round_id = ${round_id}::uuid)
          + row_number() over (order by d.community, d.family_id, d.person_id) as line_no
      from due d cross join lateral (select md5(concat_ws(' ', d.id, d.attempt, ${round_id}::text)) as hash) h
      where d.why is null
    ), slots as (
      insert into payment_slot (district, person_id, root_id, period, policy_id, taken_at)
      select g.district, g.person_id, ${root_id}::uuid, ${period}, ${policy.id}::uuid, ${by.now}::timestamptz from good g
      on conflict on constraint payment_slot_pkey do nothing
    ), aside as (
      update entitlement e set paying_round_id = ${round_id}::uuid, amount_fen = g.amount_fen, version = e.version + 1
      from good g
      where e.district = g.district and e.id = g.id and e.version = g.version and e.community >= ${area.lo}::bigint and e.community < ${area.hi}::bigint
    ), fresh as (
      select g.district, g.payment_id as id, g.community, ${round_id}::uuid as round_id, g.line_no::int as line_no, g.family_id, g.person_id,
        ${policy.id}::uuid as policy_id, ${policy.version}::int as policy_version, ${period}::text as period, 'regular' as kind, 0 as adjustment,
        g.attempt, g.after_id, g.amount_fen, g.parts, g.id as entitlement_id, ${asked_on}::date as asked_on, g.branch, g.facts, g.account_version_id
      from good g
    ), ${claimMonths('regular', taking)}, lines as (
      insert into payment (${FROZEN}, community, frozen_hash, root_id)
      select ${frozenOf('x')}, x.community, ${hashOf('x')}, ${root_id}::uuid from fresh x
      returning district, id
    ), steps as (
      insert into payment_event (district, payment_id, seq, prev_seq, from_state, to_state, account_id, at)
      select l.district, l.id, 1, null, 'new', 'composed', ${by.account_id}::uuid, ${by.now}::timestamptz from lines l
    ), left_out as (
      insert into payment_left_out (district, round_id, entitlement_id, community, reason)
      select d.district, ${round_id}::uuid, d.id, d.community, d.why from due d where d.why is not null
      on conflict on constraint payment_left_out_pkey do nothing
    )
    select (select count(*) from lines) as lines, (select count(*) from due d where d.why is not null) as left_out,
      ${TAKEN_MEANWHILE} as taken_meanwhile`.execute(tx)
  return rows[0] ?? { lines: 0, left_out: 0, taken_meanwhile: 0 }
}
