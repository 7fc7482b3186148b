import { sql } from 'kysely'
import { addDays, type CivilDate, type Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { ClaimRow } from './claims.ts'

interface Ref {
  district: number
  id: Uuid
}

/** The day the declaration was opened: no review can have been held before it. */
export async function firstDayOf(tx: Tx, claim: Ref): Promise<CivilDate | null> {
  const { rows } = await sql<{
    day: CivilDate
  }>`select ((e.at at time zone 'Asia/Shanghai')::date)::text as day from claim_event e
    where e.district = ${claim.district}::int and e.claim_id = ${claim.id}::uuid and e.seq = 1`.execute(tx)
  return rows[0]?.day ?? null
}

/** Whether each step of posting has a notice of this claim that hung to its end, taken down by time alone. */
export async function noticesFinished(
  tx: Tx,
  claim: Ref,
  steps: readonly string[],
  today: CivilDate,
): Promise<boolean> {
  const { rows } = await sql<{ step: string }>`
    select distinct n.step from claim_notice_line l join claim_notice n on n.district = l.district and n.id = l.notice_id
    where l.district = ${claim.district}::int and l.claim_id = ${claim.id}::uuid and n.closes_on <= ${addDays(today, -1)}::date
      and coalesce(n.take_down_reason, 'expired') = 'expired'`.execute(tx)
  return steps.every((step) => rows.some((row) => row.step === step))
}

export interface DecisionRow {
  person_id: Uuid
  policy_id: Uuid
  district_name: string | null
  file: string
  name: string
  policy_name_zh: string
  policy_name_en: string
  document_title: string
  document_number: string | null
  decision: 'confirmed' | 'refused'
  decided_at: Instant
  in_force_from: CivilDate | null
  decision_cipher: Buffer | null
}

export async function decisionOf(tx: Tx, claim: Ref): Promise<DecisionRow | undefined> {
  const { rows } = await sql<DecisionRow>`
    select c.person_id, c.policy_id, (select d.name from division d where d.code = c.district::bigint * 1000000) as district_name,
      lpad(f.district::text, 6, '0') || '-' || lpad(f.file_number::text, 6, '0') as file, p.name, y.name_zh as policy_name_zh, y.name_en as policy_name_en,
      v.document_title, v.document_number, c.decision, c.decided_at, c.in_force_from, c.decision_cipher
    from claim c join person p on p.district = c.district and p.id = c.person_id join family f on f.district = c.district and f.id = c.family_id
    join policy y on y.id = c.policy_id
    left join lateral (select * from policy_version v where v.policy_id = c.policy_id and v.valid_from <= (c.decided_at at time zone 'Asia/Shanghai')::date
      order by v.valid_from desc limit 1) v on true
    where c.district = ${claim.district}::int and c.id = ${claim.id}::uuid and c.decision is not null`.execute(tx)
  return rows[0]
}

/** Ends the open objections of a claim that is taken back, each with the finding sealed under its own id. */
export async function closeObjections(
  tx: Tx,
  call: Call,
  claim: ClaimRow,
  sealed: (id: Uuid) => Buffer,
): Promise<void> {
  const { rows } = await sql<{ id: Uuid }>`select o.id from claim_objection o
    where o.district = ${claim.district}::int and o.claim_id = ${claim.id}::uuid and o.outcome is null for update`.execute(
    tx,
  )
  if (rows.length === 0) return
  await sql`update claim_objection o set outcome = 'moot', handled_by = ${call.actor.account_id}::uuid, handled_at = ${call.now}::timestamptz,
      finding_cipher = a.cipher, version = o.version + 1
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => sealed(row.id))}::bytea[]) a(id, cipher)
    where o.district = ${claim.district}::int and o.id = a.id`.execute(tx)
}
