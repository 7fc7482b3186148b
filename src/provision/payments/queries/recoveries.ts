import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { access } from '../access.ts'
import type { RecoveryCause, RecoveryMonth } from '../rules/index.ts'
import type { Page } from './lists.ts'

export type RecoveryState = 'open' | 'returned' | 'let_go'

export interface NewRecovery {
  id: Uuid
  payment_id: Uuid
  community: number
  family_id: Uuid
  cause: RecoveryCause
  amount_fen: number
  months: readonly RecoveryMonth[]
}

/** Writes what was found; of a payment and cause that has been asked for before, another one over the further months. */
export async function insertRecoveries(
  tx: Tx,
  district: number,
  by: { account_id: Uuid; now: Instant },
  found: readonly NewRecovery[],
): Promise<void> {
  if (found.length === 0) return
  await sql`insert into payment_recovery (district, id, community, family_id, payment_id, amount_fen, cause, nth, explanation, found_by, found_at)
    select ${district}::int, a.id, a.community, a.family_id, a.payment_id, a.amount_fen, a.cause,
      1 + (select count(*) from payment_recovery r where r.district = ${district}::int and r.payment_id = a.payment_id and r.cause = a.cause),
      a.months, ${by.account_id}::uuid, ${by.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as a(id uuid, community bigint, family_id uuid, payment_id uuid, amount_fen bigint,
      cause text, months jsonb)`.execute(tx)
}

export interface RecoveryRow {
  id: Uuid
  community: number
  community_name: string | null
  family_id: Uuid
  name: string
  policy_name_zh: string
  policy_name_en: string
  period: Period
  cause: RecoveryCause
  amount_fen: number
  state: RecoveryState
  /** Somebody has asked to let it go, and nobody has decided yet. */
  asked: boolean
  found_at: Instant
  settled_on: CivilDate | null
  version: number
}

/** Somebody has asked to let it go, and nobody has decided yet. */
const ASKED = sql`(r.state = 'open' and r.asked_by is not null and r.refused_by is null)`
const COLUMNS = sql`r.id, r.community, d.name as community_name, r.family_id, n.name, y.name_zh as policy_name_zh, y.name_en as policy_name_en,
  p.period, r.cause, r.amount_fen::bigint as amount_fen, r.state, ${ASKED} as asked, r.found_at, r.settled_on, r.version`
const FROM = sql`from payment_recovery r join payment p on p.district = r.district and p.id = r.payment_id
  join person n on n.district = p.district and n.id = p.person_id join policy y on y.id = p.policy_id left join division d on d.code = r.community`

export interface RecoveryFilter {
  state?: RecoveryState | undefined
  /** Only what somebody has asked to let go and nobody has decided on. */
  asked?: 'yes' | undefined
}

/** What is to come back in the caller's area, the latest found first. */
export async function listRecoveries(
  tx: Tx,
  call: Call,
  { size, after, state, asked }: Page<Uuid> & RecoveryFilter,
): Promise<RecoveryRow[]> {
  const { rows } = await sql<RecoveryRow>`select ${COLUMNS} ${FROM}
    where ${within(call.actor.scope, 'r.community')} and (${state ?? null}::text is null or r.state = ${state ?? null})
      and (${asked ?? null}::text is null or ${ASKED})
      and (${after ?? null}::uuid is null or r.id < ${after ?? null}::uuid)
    order by r.id desc limit ${size + 1}::int`.execute(tx)
  return rows
}

export interface RecoverySum {
  state: RecoveryState
  recoveries: number
  persons: number
  fen: number
}

/** How many, how many people and how much in the caller's area, by how it stands. */
export async function sumRecoveries(tx: Tx, call: Call): Promise<RecoverySum[]> {
  const { rows } = await sql<RecoverySum>`
    select r.state, count(*)::int as recoveries, count(distinct p.person_id)::int as persons, sum(r.amount_fen)::bigint as fen
    from payment_recovery r join payment p on p.district = r.district and p.id = r.payment_id
    where ${within(call.actor.scope, 'r.community')} group by r.state`.execute(tx)
  return rows
}

/** Sums of the caller's own district that another has asked her to let go. */
export async function countLetGoToDecide(tx: Tx, call: Call): Promise<number> {
  const { role, district, scope, account_id } = call.actor
  if (!isGiven(access['payments.let_go'], role)) return 0
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from payment_recovery r
    where r.district = ${district}::int and ${within(scope, 'r.community')} and ${ASKED} and r.asked_by <> ${account_id}::uuid`.execute(
    tx,
  )
  return rows[0]?.count ?? 0
}

export interface RecoveryDetail extends RecoveryRow {
  district: number
  payment_id: Uuid
  months: RecoveryMonth[]
  reason: string | null
  found_by: Uuid
  asked_by: Uuid | null
  settled_by: Uuid | null
  found_by_name: string | null
  asked_by_name: string | null
  settled_by_name: string | null
  /** Why it was not let go the last time it was asked for, by whom and when. */
  refused_reason: string | null
  refused_by_name: string | null
  refused_at: Instant | null
  round_id: Uuid
  /** From which the round was paid. */
  appropriation_id: Uuid | null
  round_title: string
  line_no: number
  kind: 'regular' | 'arrears'
  paid_on: CivilDate | null
  paid_fen: number
  entitlement_id: Uuid
  /** The act of care that stands for the payment now; null when all of it has come back. */
  standing_record_id: Uuid | null
  /** What has come back of the payment so far. */
  returned_fen: number
}

/**
 * One, if it lies in the caller's area. With `lock`, its payment is held until the transaction ends: returns of one payment follow each
 * other, in its own district.
 */
export async function findRecovery(
  tx: Tx,
  call: Call,
  id: Uuid,
  lock: 'lock' | 'look' = 'look',
): Promise<RecoveryDetail | undefined> {
  const { district, scope } = call.actor
  const own = lock === 'lock' ? sql`r.district = ${district}::int` : withinDistricts(scope, 'r.district')
  const mine = sql`${own} and r.id = ${id}::uuid and ${within(scope, 'r.community')}`
  if (lock === 'lock') {
    await sql`select from payment p join payment_recovery r on r.district = p.district and r.payment_id = p.id where ${mine} for update of p`.execute(
      tx,
    )
  }
  const nameOf = (column: 'found_by' | 'asked_by' | 'settled_by' | 'refused_by') =>
    sql`(select a.display_name from account a where a.id = r.${sql.raw(column)})`
  const { rows } = await sql<RecoveryDetail>`
    select ${COLUMNS}, r.district, r.payment_id, r.explanation as months, r.reason, r.found_by, r.asked_by, r.settled_by,
      ${nameOf('found_by')} as found_by_name, ${nameOf('asked_by')} as asked_by_name, ${nameOf('settled_by')} as settled_by_name,
      ${nameOf('refused_by')} as refused_by_name, r.refused_at, r.refused_reason,
      p.round_id, o.appropriation_id, o.title as round_title, p.line_no, p.kind, p.paid_on, p.amount_fen::bigint as paid_fen, p.entitlement_id,
      case when last.settled_at is null then p.record_id else last.record_id end as standing_record_id, coalesce(back.fen, 0)::bigint as returned_fen
    ${FROM} join payment_round o on o.district = p.district and o.id = p.round_id
      left join lateral (select b.settled_at, b.record_id from payment_recovery b
        where b.district = r.district and b.payment_id = r.payment_id and b.state = 'returned' order by b.settled_at desc, b.id desc limit 1) last on true
      left join lateral (select sum(b.amount_fen) as fen from payment_recovery b
        where b.district = r.district and b.payment_id = r.payment_id and b.state = 'returned') back on true
    where ${mine}`.execute(tx)
  return rows[0]
}

interface Settlement {
  state?: 'returned' | 'let_go'
  settled_on?: CivilDate
  settled_at?: Instant
  settled_by?: Uuid
  asked_by?: Uuid
  reason?: string
  refused_by?: Uuid | null
  refused_at?: Instant | null
  refused_reason?: string | null
  counter_id?: Uuid
  record_id?: Uuid | null
  into_id?: Uuid | null
}

/** The conditional step of one that is open. @returns false when somebody was faster. */
export async function stepRecovery(
  tx: Tx,
  recovery: Pick<RecoveryDetail, 'district' | 'id' | 'version'>,
  change: Settlement,
): Promise<boolean> {
  const set = Object.entries(change).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  const result = await sql`update payment_recovery set ${sql.join([...set, sql`version = version + 1`])}
    where district = ${recovery.district}::int and id = ${recovery.id}::uuid and version = ${recovery.version}::int and state = 'open'`.execute(
    tx,
  )
  return result.numAffectedRows === 1n
}
