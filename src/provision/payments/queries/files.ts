import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Answered } from '../rules/index.ts'
import { SETTLE_CLAIMS } from './claim-months.ts'
import type { RoundRow } from './rounds.ts'

type Round = Pick<RoundRow, 'district' | 'id'>

export interface FileRow {
  district: number
  id: Uuid
  round_id: Uuid
  template: string
  template_version: number
  sha256: Buffer
  line_count: number
  total_fen: number
  exported_by: Uuid
  exported_at: Instant
}

export interface LineToPay {
  id: Uuid
  line_no: number
  person_id: Uuid
  family_id: Uuid
  account_version_id: Uuid
  amount_fen: Fen
  period: Period
  kind: 'regular' | 'arrears'
  entitlement_id: Uuid
  policy_name: string
  care_kind: string
  state: string
  frozen_hash: Buffer
}

/** The lines of a round that the bank is to pay, or was given, in their order. */
export async function linesToPay(tx: Tx, round: Round): Promise<LineToPay[]> {
  const { rows } = await sql<LineToPay>`
    select p.id, p.line_no, p.person_id, p.family_id, p.account_version_id, p.amount_fen::bigint as amount_fen, p.period, p.kind, p.entitlement_id,
      y.name_zh as policy_name, y.care_kind, p.state, p.frozen_hash
    from payment p join policy y on y.id = p.policy_id
    where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state <> 'void' order by p.line_no`.execute(
    tx,
  )
  return rows
}

export async function insertFile(
  tx: Tx,
  file: FileRow,
  lines: readonly { payment: LineToPay; mac: Buffer }[],
): Promise<void> {
  await insertRows(tx, 'bank_file', [file])
  await insertRows(
    tx,
    'bank_file_line',
    lines.map(({ payment, mac }) => ({
      district: file.district,
      bank_file_id: file.id,
      line_no: payment.line_no,
      payment_id: payment.id,
      amount_fen: payment.amount_fen,
      mac,
    })),
  )
}

export interface ExportedLine {
  line_no: number
  payment_id: Uuid
  amount_fen: number
  mac: Buffer
}

/** What the bank was given, line by line, as it was kept at the export. */
export async function exportedLines(tx: Tx, file: Pick<FileRow, 'district' | 'id'>): Promise<ExportedLine[]> {
  const { rows } = await sql<ExportedLine>`
    select l.line_no, l.payment_id, l.amount_fen::bigint as amount_fen, l.mac
    from bank_file_line l where l.district = ${file.district}::int and l.bank_file_id = ${file.id}::uuid order by l.line_no`.execute(
    tx,
  )
  return rows
}

export async function findFile(tx: Tx, round: Round): Promise<FileRow | undefined> {
  const { rows } = await sql<FileRow>`
    select f.district, f.id, f.round_id, f.template, f.template_version, f.sha256, f.line_count, f.total_fen::bigint as total_fen, f.exported_by, f.exported_at
    from bank_file f where f.district = ${round.district}::int and f.round_id = ${round.id}::uuid`.execute(tx)
  return rows[0]
}

export interface ReturnRow {
  district: number
  id: Uuid
  bank_file_id: Uuid
  sha256: Buffer
  paid_count: number
  paid_fen: number
  failed_count: number
  failed_fen: number
  imported_by: Uuid
  imported_at: Instant
}

export async function findReturn(tx: Tx, file: Pick<FileRow, 'district' | 'id'>): Promise<ReturnRow | undefined> {
  const { rows } = await sql<ReturnRow>`
    select r.district, r.id, r.bank_file_id, r.sha256, r.paid_count, r.paid_fen::bigint as paid_fen, r.failed_count, r.failed_fen::bigint as failed_fen,
      r.imported_by, r.imported_at
    from bank_return r where r.district = ${file.district}::int and r.bank_file_id = ${file.id}::uuid`.execute(tx)
  return rows[0]
}

export async function insertReturn(tx: Tx, row: ReturnRow, lines: readonly Answered[]): Promise<void> {
  await insertRows(tx, 'bank_return', [row])
  await insertRows(
    tx,
    'bank_return_line',
    lines.map(({ line_no, outcome, bank_ref, happened_on, reason }) => ({
      district: row.district,
      bank_return_id: row.id,
      bank_file_id: row.bank_file_id,
      line_no,
      outcome,
      bank_ref,
      happened_on,
      reason,
    })),
  )
}

/** References of the bank that an earlier answer of the district has used already. */
export async function usedRefs(tx: Tx, district: number, refs: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ bank_ref: string }>`
    select l.bank_ref from bank_return_line l where l.district = ${district}::int and l.bank_ref = any(${refs}::text[])`.execute(
    tx,
  )
  return rows.map((row) => row.bank_ref)
}

export interface Settled {
  id: Uuid
  outcome: 'paid' | 'failed'
  bank_ref: string
  happened_on: CivilDate
  reason: string | null
  record_id: Uuid | null
}

/** Writes how each exported line went, with its event; entitlements and months of failed lines are free for another attempt. */
export async function settleLines(
  tx: Tx,
  round: Round,
  by: { account_id: Uuid; now: Instant },
  settled: readonly Settled[],
): Promise<number> {
  const { rows } = await sql<{ moved: number }>`
    with answer as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(settled)}::jsonb)
        a(id uuid, outcome text, bank_ref text, happened_on date, reason text, record_id uuid)
    ), moved as (
      update payment p set state = a.outcome, bank_ref = a.bank_ref, failed_reason = a.reason,
        paid_on = case when a.outcome = 'paid' then a.happened_on end, record_id = a.record_id, seq = p.seq + 1, version = p.version + 1
      from answer a
      where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.id = a.id and p.state = 'exported'
      returning p.district, p.id, p.seq, p.state
    ), steps as (
      insert into payment_event (district, payment_id, seq, prev_seq, from_state, to_state, account_id, at)
      select m.district, m.id, m.seq, m.seq - 1, 'exported', m.state, ${by.account_id}::uuid, ${by.now}::timestamptz from moved m
    ), ${SETTLE_CLAIMS}
    select count(*)::int as moved from moved`.execute(tx)
  return rows[0]?.moved ?? 0
}

/** Lets the entitlements of these lines go: what was paid is reached a moment later, what failed is due again. */
export async function freeEntitlements(tx: Tx, round: Round): Promise<void> {
  await sql`update entitlement e set paying_round_id = null, version = e.version + 1
    where e.district = ${round.district}::int and e.paying_round_id = ${round.id}::uuid`.execute(tx)
}

/** What the lines of a round that ended unpaid had been owed; arrears belong to what was reached before. */
export async function freedUnpaid(tx: Tx, round: Round): Promise<Uuid[]> {
  const { rows } = await sql<{
    entitlement_id: Uuid
  }>`select p.entitlement_id from payment p where p.district = ${round.district}::int
    and p.round_id = ${round.id}::uuid and p.kind = 'regular' and p.state in ('failed', 'void')`.execute(tx)
  return rows.map((row) => row.entitlement_id)
}
