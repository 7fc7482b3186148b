import type { Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import { periodLabel } from '../../../kernel/period.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import { failpoint } from '../../../platform/failpoints.ts'
import { writeWorkbook } from '../../../platform/exchange/write-xlsx.ts'
import { openAccounts } from '../../../registry/bank-accounts/index.ts'
import {
  type FileRow,
  findFile,
  findRound,
  insertFile,
  type LineToPay,
  linesToPay,
  moveLines,
  type RoundRow,
} from '../queries/index.ts'
import {
  type BankLine,
  type BankTemplate,
  bytesOf,
  cellsOf,
  SEAL_DIGITS,
  textFile,
  type Unwritten,
} from '../rules/index.ts'
import { getRound, refuseAltered, refuseUnlessTurn, type Seen, takeStep } from './steps.ts'
import { chooseTemplate, templateBehind } from './templates.ts'

const ISSUES_MAX = 100

export interface Exported {
  id: Uuid
  state: 'exported'
  version: number
  sha256: string
  line_count: number
}

/**
 * Gives the round to the bank: the file is made from the frozen lines, its hash and a seal for each line are kept, and every line is
 * `exported`. The bytes are not stored; `bankFile` makes them anew and they must have the same hash.
 *
 * @throws Refusal unprocessable `payments.template_unknown`, `payments.lines_of_other_bank`, `payments.too_long_for_bank`; conflict `payments.content_altered`.
 */
export function exportRound(
  db: Database,
  call: Call,
  input: Seen & { file_id: Uuid; template: string },
): Promise<Exported> {
  const subject = { kind: 'payment_round', id: input.round_id }
  return command(db, call, { name: 'payments.export', input, subject }, async (tx) => {
    const round = await getRound(tx, call, input.round_id)
    if (round.version !== input.version || round.total_fen !== input.total_fen) {
      refuse('conflict', 'payments.changed_meanwhile', { next: 'payments.look_again' })
    }
    refuseUnlessTurn(round, 'exported')
    const template = await chooseTemplate(tx, round.district, input.template)
    await refuseAltered(tx, call, round)
    const lines = await linesToPay(tx, round)
    const sealed = lines.map((payment) => ({ payment, mac: macOf(call, input.file_id, payment) }))
    const told = await bankLines(tx, call, round, sealed)
    refuseOtherBanks(template, told)
    // Within the act, because it keeps their hash: the round waits for it, the trail of the district does not.
    const bytes = await fileBytes(template, told)
    const file: FileRow = {
      district: round.district,
      id: input.file_id,
      round_id: round.id,
      template: template.code,
      template_version: template.version,
      sha256: sha256(bytes),
      line_count: lines.length,
      total_fen: round.total_fen,
      exported_by: call.actor.account_id,
      exported_at: call.now,
    }
    await inBulk(tx, lines.length, async () => {
      await insertFile(tx, file, sealed)
      failpoint('payments.export', 'file_kept')
      await moveLines(tx, round, { from: 'composed', to: 'exported', account_id: call.actor.account_id, now: call.now })
    })
    await takeStep(tx, call, round, {
      to: 'exported',
      act: 'export',
      change: { exported_by: call.actor.account_id },
    })
    const hash = file.sha256.toString('hex')
    const result: Exported = {
      id: file.id,
      state: 'exported',
      version: round.version + 1,
      sha256: hash,
      line_count: lines.length,
    }
    return {
      result,
      detail: {
        sha256: hash,
        lines: lines.length,
        total_fen: round.total_fen,
        template: template.code,
        template_version: template.version,
      },
    }
  })
}

/** The seal of one line: over file, line, payment, account, amount and all that was frozen with it, by a key that is not in the database. */
export function macOf(call: Call, file_id: Uuid, line: LineToPay): Buffer {
  const { line_no, id, account_version_id, amount_fen, frozen_hash } = line
  const text = [file_id, line_no, id, account_version_id, amount_fen, frozen_hash.toString('hex')].join(' ')
  return call.crypto.keyedHash(text, 'bank_file.line')
}

interface ToldLine extends BankLine {
  readonly bank_code: string
  readonly bank_name: string
}

/** What the bank is told of each line, with the accounts in clear; opening them leaves its trace. */
async function bankLines(
  tx: Tx,
  call: Call,
  round: RoundRow,
  sealed: readonly { payment: LineToPay; mac: Buffer }[],
): Promise<ToldLine[]> {
  const accounts = await openAccounts(tx, call, {
    district: round.district,
    version_ids: [...new Set(sealed.map(({ payment }) => payment.account_version_id))],
    purpose: { kind: 'payment_round', id: round.id },
  })
  return sealed.map(({ payment, mac }): ToldLine => {
    const account = accounts.get(payment.account_version_id) ?? refuse('conflict', 'payments.account_gone')
    return {
      line_no: payment.line_no,
      holder: account.holder_name,
      account: account.number,
      bank: [account.bank_name, account.branch].filter(Boolean).join(''),
      bank_code: account.bank_code,
      bank_name: account.bank_name,
      amount_fen: fen(payment.amount_fen),
      purpose: `${payment.policy_name} ${periodLabel(payment.period, 'zh')}`,
      seal: mac.toString('hex').slice(0, SEAL_DIGITS),
    }
  })
}

/** A template of one bank is for a round all whose accounts are with it. */
function refuseOtherBanks(template: BankTemplate, lines: readonly ToldLine[]): void {
  if (template.bank_code === null) return
  const others = lines.filter((line) => line.bank_code !== template.bank_code)
  if (others.length === 0) return
  refuse('unprocessable', 'payments.lines_of_other_bank', {
    place: 'template',
    params: { count: others.length },
    next: 'payments.lines_of_other_bank_next',
    issues: others.slice(0, ISSUES_MAX).map(({ line_no, bank_name }) => ({
      place: String(line_no),
      code: 'payments.line_of_other_bank',
      params: { line: line_no, bank: bank_name },
    })),
  })
}

async function fileBytes(template: BankTemplate, lines: readonly BankLine[]): Promise<Uint8Array> {
  if (template.format === 'xlsx') return workbook(template, lines)
  const text = textFile(template, lines)
  const bytes = typeof text === 'string' ? bytesOf(template, text) : text
  return bytes instanceof Uint8Array ? bytes : refuseUnwritten(bytes)
}

function refuseUnwritten(why: Unwritten): never {
  const at = { place: 'template', next: 'payments.unwritten_next' }
  if ('unwritable' in why) {
    refuse('unprocessable', 'payments.unwritable_for_bank', { ...at, params: { character: why.unwritable } })
  }
  refuse('unprocessable', 'payments.too_long_for_bank', { ...at, params: { field: why.too_long, line: why.line_no } })
}

function workbook(template: BankTemplate, lines: readonly BankLine[]): Promise<Uint8Array> {
  const amount = template.amount_in === 'yuan' ? ('yuan' as const) : ('integer' as const)
  const columns = template.line.map(({ field, header }, i) => ({
    key: String(i),
    header,
    kind: field === 'amount' ? amount : ('text' as const),
  }))
  const rows = lines.map((line) => {
    const cells = cellsOf(template, line)
    return Object.fromEntries(
      template.line.map(({ field }, i) => [String(i), field === 'amount' ? line.amount_fen : cells[i]]),
    )
  })
  // Without a moment of its own the same lines are the same bytes, whenever they are written.
  return writeWorkbook({ sheets: [{ name: '发放明细', columns, rows }], at: '2000-01-01T00:00:00.000Z' as Instant })
}

/** The bytes of an exported file, made anew and proved by their hash; opening the accounts leaves its trace. */
export async function bankFile(
  db: Database,
  call: Call,
  round_id: Uuid,
): Promise<{ bytes: Uint8Array; template: BankTemplate; file: FileRow }> {
  const { told, ...found } = await readIn(db, call, async (tx) => {
    const round = (await findRound(tx, call, round_id)) ?? refuse('not_found', 'payments.round_not_found')
    const file = (await findFile(tx, round)) ?? refuse('conflict', 'payments.not_exported')
    const template = await templateBehind(tx, file)
    const lines = await linesToPay(tx, round)
    const sealed = lines.map((payment) => ({ payment, mac: macOf(call, file.id, payment) }))
    return { told: await bankLines(tx, call, round, sealed), template, file }
  })
  const bytes = await fileBytes(found.template, told)
  if (!sha256(bytes).equals(found.file.sha256)) {
    refuse('conflict', 'payments.content_altered', { next: 'payments.content_altered_next' })
  }
  return { bytes, ...found }
}
