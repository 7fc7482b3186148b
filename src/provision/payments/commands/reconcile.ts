import { civilDateOf } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import { type Issue, Refusal, refuse } from '../../../kernel/refusal.ts'
import { recordProven } from '../../../ledgers/care-records/index.ts'
import { release, spend } from '../../../ledgers/funds/index.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import { failpoint } from '../../../platform/failpoints.ts'
import { readText } from '../../../platform/exchange/read-csv.ts'
import { readWorkbook } from '../../../platform/exchange/read-sheets.ts'
import type { Cell } from '../../../platform/exchange/sheets.ts'
import { lockClaims, reachByRecords, takeFree, voidFreed } from '../../../promises/entitlements/index.ts'
import {
  type FileRow,
  findFile,
  findReturn,
  findRound,
  freedUnpaid,
  freeEntitlements,
  insertReturn,
  type LineToPay,
  linesToPay,
  type RoundRow,
  type Settled,
  settleLines,
  usedRefs,
} from '../queries/index.ts'
import {
  type Answered,
  type BankTemplate,
  cutFixed,
  faultAt,
  otherLayout,
  readReturn,
  secondSheet,
  SEAL_DIGITS,
  unevenRow,
} from '../rules/index.ts'
import { macOf } from './export.ts'
import { getRound, roundRef, takeStep } from './steps.ts'
import { templateBehind } from './templates.ts'

const ISSUES_MAX = 100

export interface Reconciled {
  id: Uuid
  paid_count: number
  paid_fen: number
  failed_count: number
  failed_fen: number
}

/**
 * Takes the bank's answer, whole or not at all: every line is compared with what was exported. What was paid becomes an act of care,
 * reaches its entitlement and is spent; what failed is due again, or void where she has left the roll meanwhile, and its money released.
 *
 * @throws Refusal unprocessable `payments.return_refused` with every fault and its row, `payments.return_hash` when the bytes are not those
 *   the bank announced; conflict `payments.return_known` when the round has its answer.
 */
export async function importReturn(
  db: Database,
  call: Call,
  input: {
    round_id: Uuid
    return_id: Uuid
    file_name: string
    bytes: Uint8Array
    /** The SHA-256 of the answer, as the bank gave it by another way. */
    stated_sha256?: string | undefined
  },
): Promise<Reconciled> {
  const hash = sha256(input.bytes)
  const spec = {
    name: 'payments.reconcile',
    input: { round_id: input.round_id, sha256: hash.toString('hex') },
    subject: { kind: 'payment_round', id: input.round_id },
  }
  // Unpacking a file takes longer than a transaction may last. The template a round was exported in never changes.
  const template = await readIn(db, call, (tx) => layoutOf(tx, call, input.round_id))
  const read = await cellsOf(template, input)
  return command(db, call, spec, async (tx) => {
    const round = await getRound(tx, call, input.round_id)
    const file = await exportedFile(tx, round)
    if (await findReturn(tx, file)) refuse('conflict', 'payments.return_known', { next: 'payments.return_known_next' })
    const stated = input.stated_sha256?.toLowerCase()
    if (stated !== undefined && stated !== hash.toString('hex'))
      refuse('unprocessable', 'payments.return_hash', { place: 'sha256', next: 'payments.return_refused_next' })
    const lines = await linesToPay(tx, round)
    const answered = (await judge(tx, call, { file, template, lines, read })).toSorted((a, b) => a.line_no - b.line_no)
    const result = await settle(tx, call, { round, file, lines, answered }, { id: input.return_id, hash })
    await takeStep(tx, call, round, { to: 'reconciled', act: 'reconcile' })
    const lines_sha256 = sha256(answered.map(textOfAnswer).join('\n')).toString('hex')
    return { result, detail: { ...result, id: undefined, sha256: hash.toString('hex'), lines_sha256 } }
  })
}

/** One line of the answer as the trail keeps it, by its hash alone; `checks/trail.sql` says it the same way. */
function textOfAnswer({ line_no, outcome, bank_ref, happened_on, reason }: Answered): string {
  return [line_no, outcome, bank_ref, happened_on, ...(reason === null ? [] : [reason])].join(' ')
}

async function exportedFile(tx: Tx, round: RoundRow): Promise<FileRow> {
  return (await findFile(tx, round)) ?? refuse('conflict', 'payments.not_exported')
}

async function layoutOf(tx: Tx, call: Call, round_id: Uuid): Promise<BankTemplate> {
  const round = (await findRound(tx, call, round_id)) ?? refuse('not_found', 'payments.round_not_found')
  return templateBehind(tx, await exportedFile(tx, round))
}

interface Read {
  rows: readonly (readonly string[])[]
  issues: readonly Issue[]
}

/** The cells of the file, and what is wrong with its form. What is no file of the kind at all is refused by the reader. */
async function cellsOf(
  template: BankTemplate,
  { file_name, bytes }: { file_name: string; bytes: Uint8Array },
): Promise<Read> {
  if (bytes.length === 0) refuse('bad_input', 'exchange.empty_file')
  if (template.format !== 'fixed') {
    const { sheets } = await readWorkbook(agreedBytes(template, bytes), { fileName: file_name })
    const [sheet, ...more] = sheets
      .filter(({ hidden }) => !hidden)
      .map(({ name, rows }) => ({ name, rows: rows.map((row) => row.map(textOf)) }))
      .filter(({ rows }) => rows.flat().some((text) => text.trim() !== ''))
    return { rows: sheet?.rows ?? [], issues: more.map(({ name }) => secondSheet(name)) }
  }
  const { rows, uneven } = cutFixed(template, agreedText(template, bytes))
  const issues = uneven.map((row) => unevenRow(template, row))
  return { rows, issues: issues.length < rows.length ? issues : [otherLayout(template)] }
}

/** Of a bank that writes GB18030 nothing is guessed: a few bytes of it may read as another encoding. */
function agreedBytes(template: BankTemplate, bytes: Uint8Array): Uint8Array {
  if (template.format !== 'csv' || template.encoding !== 'gb18030') return bytes
  return Buffer.from(`\uFEFF${agreedText(template, bytes)}`, 'utf8')
}

/** @throws Refusal unprocessable `payments.return_refused` for a workbook or a picture where text is agreed. */
function agreedText(template: BankTemplate, bytes: Uint8Array): string {
  try {
    return readText(bytes, template.encoding === 'gb18030' ? 'gb18030' : undefined)
  } catch (error) {
    if (error instanceof Refusal) return refuseReturn([otherLayout(template)])
    throw error
  }
}

/** A cell as the text a bank's form shows. A number Excel has cut keeps a mark, so that it is not taken for a reference or a sum. */
function textOf(cell: Cell): string {
  if (cell.kind === 'date') return cell.value.date
  if (cell.value === null) return ''
  return cell.lossy === true ? `${cell.value}…` : String(cell.value)
}

function refuseReturn(issues: readonly Issue[]): never {
  return refuse('unprocessable', 'payments.return_refused', {
    place: 'file',
    params: { count: issues.length },
    issues: issues.slice(0, ISSUES_MAX),
    next: 'payments.return_refused_next',
  })
}

async function judge(
  tx: Tx,
  call: Call,
  what: { file: FileRow; template: BankTemplate; lines: readonly LineToPay[]; read: Read },
): Promise<readonly Answered[]> {
  const { file, template, lines, read } = what
  if (read.issues.length > 0) refuseReturn(read.issues)
  const expected = lines.map((line) => ({
    line_no: line.line_no,
    amount_fen: fen(line.amount_fen),
    seal: macOf(call, file.id, line).toString('hex').slice(0, SEAL_DIGITS),
  }))
  const dates = { exported_on: civilDateOf(file.exported_at), today: call.today }
  const { answered, issues } = readReturn(template, read.rows, expected, dates)
  const refs = answered.map((line) => line.bank_ref)
  const used = new Set(await usedRefs(tx, file.district, refs))
  const again = answered
    .filter((line) => used.has(line.bank_ref))
    .map((line) => faultAt(template, line.row, 'return_ref_used', { ref: line.bank_ref }))
  const all = [...issues, ...again]
  if (all.length > 0) refuseReturn(all)
  return answered
}

interface Settling {
  round: RoundRow
  file: FileRow
  lines: readonly LineToPay[]
  answered: readonly Answered[]
}

async function settle(tx: Tx, call: Call, what: Settling, by: { id: Uuid; hash: Buffer }): Promise<Reconciled> {
  const { round, file, lines, answered } = what
  const lineOf = new Map(lines.map((line) => [line.line_no, line]))
  const paid = answered.flatMap((answer) => {
    const line = lineOf.get(answer.line_no)
    return answer.outcome === 'paid' && line ? [{ answer, line }] : []
  })
  const paid_fen = paid.reduce((sum, { line }) => sum + line.amount_fen, 0)
  const counts = {
    paid_count: paid.length,
    paid_fen,
    failed_count: answered.length - paid.length,
    failed_fen: round.total_fen - paid_fen,
  }
  await inBulk(tx, lines.length, async () => {
    await insertReturn(
      tx,
      {
        district: round.district,
        id: by.id,
        bank_file_id: file.id,
        sha256: by.hash,
        ...counts,
        imported_by: call.actor.account_id,
        imported_at: call.now,
      },
      answered,
    )
    const records = await recordPaid(tx, call, paid)
    failpoint('payments.reconcile', 'acts_recorded')
    await freeEntitlements(tx, round)
    const settled = answered.flatMap((answer): Settled[] => {
      const line = lineOf.get(answer.line_no)
      return line ? [{ ...answer, id: line.id, record_id: records.get(line.id) ?? null }] : []
    })
    // A number on its way would move claims from under the statement that settles them.
    await lockClaims(tx, round.district)
    const moved = await settleLines(tx, round, { account_id: call.actor.account_id, now: call.now }, settled)
    if (moved !== lines.length) refuse('conflict', 'payments.changed_meanwhile', { next: 'payments.look_again' })
    failpoint('payments.reconcile', 'lines_settled')
    await reachPaid(tx, call, paid, records)
    await voidFreed(tx, call, await freedUnpaid(tx, round))
    await takeFree(tx, round.district)
  })
  const ref = roundRef(round)
  const { district } = round
  // One posting a line, under the line's own name: the ledger, the payments and the bank's lines are the same sums one by one.
  const spent = paid.map(({ answer, line }) => ({
    ref,
    operation: `line:${line.id}`,
    amount_fen: fen(line.amount_fen),
    happened_on: answer.happened_on,
    memo: `${round.title} #${answer.line_no}`,
  }))
  if (spent.length > 0) await spend(tx, call, { district, movements: spent })
  failpoint('payments.reconcile', 'money_spent')
  if (counts.failed_fen > 0) {
    const failed = { ref, operation: 'failed', amount_fen: fen(counts.failed_fen), memo: round.title }
    await release(tx, call, { district, movements: [failed] })
  }
  return { id: by.id, ...counts }
}

type Paid = { answer: Answered; line: LineToPay }

/** One act of care for each line paid, whatever has become of the person since it was composed: what reports count is what the bank has paid. */
async function recordPaid(tx: Tx, call: Call, paid: readonly Paid[]): Promise<Map<Uuid, Uuid>> {
  const acts = paid.map(({ answer, line }) => ({
    id: call.newId(),
    family_id: line.family_id,
    person_ids: [line.person_id],
    happened_on: answer.happened_on,
    kind: line.care_kind,
    amount_fen: line.amount_fen,
    source: { room: 'payments', id: line.id },
  }))
  await recordProven(tx, call, acts)
  return new Map(paid.map(({ line }, i) => [line.id, acts[i]?.id ?? line.id]))
}

/** What was owed is reached by the act of its payment. Arrears belong to a period that was reached before. */
async function reachPaid(tx: Tx, call: Call, paid: readonly Paid[], records: ReadonlyMap<Uuid, Uuid>): Promise<void> {
  const regular = paid.filter(({ line }) => line.kind === 'regular')
  for (const [happened_on, some] of Map.groupBy(regular, ({ answer }) => answer.happened_on)) {
    const links = some.map(({ line }) => ({
      entitlement_id: line.entitlement_id,
      record_id: records.get(line.id) ?? line.id,
    }))
    await reachByRecords(tx, call, links, happened_on)
  }
}
