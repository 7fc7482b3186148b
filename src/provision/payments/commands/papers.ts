import type { Uuid } from '../../../kernel/ids.ts'
import { fen, type Fen } from '../../../kernel/money.ts'
import { periodLabel } from '../../../kernel/period.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { appendAudit, type AuditFact } from '../../../platform/database/audit.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { readIn } from '../../../platform/database/transact.ts'
import { exportWorkbook } from '../../../platform/exchange/export-workbook.ts'
import type { Column, Row } from '../../../platform/exchange/write-xlsx.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import type { Payment } from '../contract/index.ts'
import { findRound, listPayments, type RoundRow } from '../queries/index.ts'
import { paymentsWords } from '../words/index.ts'
import { lineFor } from './show.ts'

const EXPORT_MAX = 20_000
/** What one can still print and sign. */
const PRINT_MAX = 5_000

/** Every line of the round within the reader's area, with what the trail is to say of whoever takes them away. */
async function takeLines(
  tx: Tx,
  call: Call,
  round_id: Uuid,
  what: { action: string; most: number },
): Promise<{ round: RoundRow; lines: Payment[]; trace: AuditFact }> {
  const round = (await findRound(tx, call, round_id)) ?? refuse('not_found', 'payments.round_not_found')
  const rows = await listPayments(tx, call, round, { size: what.most })
  if (rows.length > what.most) refuse('unprocessable', 'payments.too_many_lines', { params: { max: what.most } })
  const subject = { kind: 'payment_round', id: round.id }
  const detail = { rows: rows.length, total_fen: round.total_fen }
  const trace = { action: what.action, district: round.district, subject, detail }
  return { round, lines: rows.map((row) => lineFor(call, row)), trace }
}

const COLUMNS = [
  ['line_no', 'integer'],
  ['name', 'text'],
  ['community', 'text'],
  ['for', 'text'],
  ['period', 'text'],
  ['kind', 'text'],
  ['amount', 'yuan'],
  ['account', 'text'],
  ['attempt', 'integer'],
  ['state', 'text'],
  ['reason', 'text'],
  ['bank_ref', 'text'],
  ['paid_on', 'date'],
] as const

/**
 * The lines of a round as a workbook, in the reader's language, names masked as on screen, accounts by their last digits. Leaves a trace
 * with the purpose and the number of rows.
 *
 * @throws Refusal not_found `payments.round_not_found`, unprocessable `payments.too_many_lines` beyond 20,000.
 */
export function exportLines(
  db: Database,
  call: Call,
  { round_id, purpose }: { round_id: Uuid; purpose: string },
): Promise<FileAnswer> {
  return exportWorkbook(db, call, purpose, async (tx) => {
    const what = { action: 'payments.export_lines', most: EXPORT_MAX }
    const { round, lines, trace } = await takeLines(tx, call, round_id, what)
    const words = paymentsWords[call.locale]
    const columns = COLUMNS.map(([key, kind]): Column => ({ key, kind, header: words.column[key] }))
    const sheet = { name: words.page.lines, title: round.title, columns, rows: lines.map((line) => rowOf(line, call)) }
    return { sheets: [sheet], file_name: words.page.lines, trace }
  })
}

function rowOf(line: Payment, { locale }: Call): Row {
  const words = paymentsWords[locale]
  return {
    line_no: line.line_no,
    name: line.name,
    community: line.community_name ?? '',
    for: locale === 'zh' ? line.policy_name_zh : line.policy_name_en,
    period: periodLabel(line.period, locale),
    kind: words.kind[line.kind],
    amount: line.amount_fen,
    account: line.account,
    attempt: line.attempt,
    state: words.line_state[line.state],
    reason: line.failed_reason,
    bank_ref: line.bank_ref,
    paid_on: line.paid_on,
  }
}

export interface SheetGroup {
  community: number
  community_name: string | null
  total_fen: Fen
  lines: Payment[]
}

/**
 * The round as it is printed and signed: its lines by community, each with its sum. What was taken out of it is not on paper.
 * @throws Refusal not_found `payments.round_not_found`, unprocessable `payments.too_many_lines` beyond 5,000.
 */
export function roundSheet(db: Database, call: Call, round_id: Uuid): Promise<{ groups: SheetGroup[] }> {
  return readIn(db, call, async (tx) => {
    const { round, lines, trace } = await takeLines(tx, call, round_id, { action: 'payments.print', most: PRINT_MAX })
    appendAudit(tx, { ...call, reason: null }, trace)
    const standing = lines.filter((line) => line.state !== 'void' || round.state === 'cancelled')
    const groups = [...Map.groupBy(standing, (line) => line.community).values()].map((some) => ({
      community: some[0]?.community ?? round.division,
      community_name: some[0]?.community_name ?? null,
      total_fen: fen(some.reduce((sum, line) => sum + line.amount_fen, 0)),
      lines: some,
    }))
    return { groups: groups.toSorted((a, b) => a.community - b.community) }
  })
}
