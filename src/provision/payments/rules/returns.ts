import { type CivilDate, civilDate, isCivilDate } from '../../../kernel/calendar.ts'
import { type Fen, fen, fenFromYuan } from '../../../kernel/money.ts'
import { type Issue, Refusal } from '../../../kernel/refusal.ts'
import type { CutRow } from './layouts.ts'
import { type BankTemplate, type ReturnField, RETURN_FIELDS } from './templates.ts'

/** A line as it was exported: what an answer must agree with. */
export interface Expected {
  readonly line_no: number
  readonly amount_fen: Fen
  readonly seal: string
}

export interface Answered {
  /** Which row of the file says it, counted from 1. */
  readonly row: number
  readonly line_no: number
  readonly outcome: 'paid' | 'failed'
  readonly bank_ref: string
  readonly happened_on: CivilDate
  readonly reason: string | null
}

export interface ReadReturn {
  readonly answered: readonly Answered[]
  /** Every fault with its row; any fault refuses the whole file. */
  readonly issues: readonly Issue[]
}

type Cells = Readonly<Record<ReturnField, string>>
type Params = Record<string, string | number>

/** A fault in a row of the file: the message names the row, and in a workbook the place is its first cell. */
export function faultAt(template: BankTemplate, row: number, code: string, params: Params = {}): Issue {
  const place = template.format === 'xlsx' ? `A${row}` : String(row)
  return { place, code: `payments.${code}`, params: { row, ...params } }
}

/**
 * Reads a bank's answer against what was exported. A whole file or nothing: another layout, another file, an unknown or repeated line, an
 * amount or a seal that is not ours, a result nobody knows, a line without an answer, and what contradicts a result or stands beyond the
 * agreed columns are each said with their row.
 *
 * @param rows the cells of the file, its header first where the layout has one
 * @param dates no answer is older than its question
 */
export function readReturn(
  template: BankTemplate,
  rows: readonly (readonly string[])[],
  expected: readonly Expected[],
  dates: { exported_on: CivilDate; today: CivilDate },
): ReadReturn {
  const { headed } = template
  const columns = Math.max(template.answer.length, headed ? (rows[0]?.length ?? 0) : 0)
  const header = Array.from({ length: columns }, (_, i) => template.answer[i]?.header ?? '')
  if (headed && header.some((agreed, i) => (rows[0]?.[i] ?? '').trim() !== agreed)) {
    return { answered: [], issues: [otherLayout(template)] }
  }
  const byNumber = new Map(expected.map((line) => [line.line_no, line]))
  const read = rows.flatMap((cells, index) =>
    (headed && index === 0) || cells.every((cell) => cell.trim() === '')
      ? []
      : [readLine(template, cells, index + 1, byNumber, dates)],
  )
  const first = read[0]
  // When no seal fits, the amounts and numbers that happen to fit say nothing: it is the answer to another file.
  if (first && read.length > 1 && read.every((line) => !line.ours)) {
    return { answered: [], issues: [faultAt(template, first.row, 'return_other_file')] }
  }
  const answered = read.flatMap((line) => (line.answered ? [line.answered] : []))
  const issues = [...read.flatMap((line) => line.issues), ...repeated(template, answered)]
  const seen = new Set(answered.map((line) => line.line_no))
  const missing = expected.filter((line) => !seen.has(line.line_no))
  if (missing.length > 0 && issues.length === 0) {
    const params = { count: missing.length, first: missing[0]?.line_no ?? 0 }
    const last = rows.findLastIndex((cells) => cells.some((cell) => cell.trim() !== '')) + 1
    issues.push(faultAt(template, Math.max(last, 1), 'return_half', params))
  }
  return { answered, issues }
}

/** Says what the bank agreed to write: the names of the columns, and for fixed width how many characters each has. */
export function otherLayout(template: BankTemplate): Issue {
  const columns = template.answer.map(({ header, width }) =>
    template.format === 'fixed' ? `${header}(${width})` : header,
  )
  return faultAt(template, 1, 'return_layout', { expected: columns.join('、') })
}

/** A workbook that says something in a sheet nobody would read: it could contradict the first. */
export function secondSheet(name: string): Issue {
  return { place: name, code: 'payments.return_second_sheet', params: { sheet: name } }
}

/** A row of a fixed-width answer that cannot be cut as agreed. */
export function unevenRow(template: BankTemplate, { row, length, split }: CutRow): Issue {
  if (split !== undefined) return faultAt(template, row, 'return_split', { header: split })
  return faultAt(template, row, template.width_in === 'bytes' ? 'return_bytes' : 'return_width', { length })
}

/** A line that is answered twice, and a reference of the bank that stands twice. */
function repeated(template: BankTemplate, answered: readonly Answered[]): Issue[] {
  const lines = new Map<number, number>()
  const refs = new Map<string, number>()
  return answered.flatMap(({ row, line_no, bank_ref }) => {
    const issues: Issue[] = []
    const line_before = lines.get(line_no)
    const ref_before = refs.get(bank_ref)
    if (line_before !== undefined) {
      issues.push(faultAt(template, row, 'return_line_twice', { line: line_no, before: line_before }))
    }
    if (ref_before !== undefined) {
      issues.push(faultAt(template, row, 'return_ref_twice', { ref: bank_ref, before: ref_before }))
    }
    lines.set(line_no, row)
    refs.set(bank_ref, row)
    return issues
  })
}

/** What banks write beside a paid line where they give reasons for the others: it says the same once more. */
const PAID_AGAIN = ['成功', '交易成功', '处理成功', '入账成功', '代发成功', '发放成功', '转账成功', '已入账']

/** How a form says that there is no reason. */
const SAYS_NOTHING = ['', '无', '-', '—', '--', '/', '0', 'N/A']

interface ReadLine {
  row: number
  /** Whether its seal is the one this line was given. */
  ours: boolean
  issues: Issue[]
  answered?: Answered
}

function readLine(
  template: BankTemplate,
  raw: readonly string[],
  row: number,
  byNumber: ReadonlyMap<number, Expected>,
  { exported_on, today }: { exported_on: CivilDate; today: CivilDate },
): ReadLine {
  const cells = Object.fromEntries(
    RETURN_FIELDS.map((field) => [
      field,
      raw[template.answer.findIndex((column) => column.field === field)]?.trim() ?? '',
    ]),
  ) as Cells
  const line = /^\d{1,7}$/.test(cells.line_no) ? byNumber.get(Number(cells.line_no)) : undefined
  if (!line) {
    const line_no = shortened(cells.line_no)
    return { row, ours: false, issues: [faultAt(template, row, 'return_line_unknown', { line: line_no })] }
  }
  const issues: Issue[] = []
  const fault = (code: string, params: Params = {}) =>
    void issues.push(faultAt(template, row, code, { line: line.line_no, ...params }))
  if (amountOf(template, cells.amount) !== line.amount_fen) fault('return_amount', { amount: shortened(cells.amount) })
  const ours = cells.seal.toLowerCase() === line.seal
  if (!ours) fault('return_seal')
  const outcome = template.paid.includes(cells.outcome)
    ? 'paid'
    : template.failed.includes(cells.outcome)
      ? 'failed'
      : undefined
  if (outcome === undefined) fault('return_outcome', { outcome: shortened(cells.outcome) })
  if (!/^[0-9A-Za-z-]{1,64}$/.test(cells.bank_ref)) fault('return_ref')
  const happened_on = dateOf(cells.happened_on)
  if (happened_on === undefined || happened_on < exported_on || happened_on > today) {
    fault('return_date', { date: shortened(cells.happened_on) })
  }
  // A bank whose answer has no column for the reason says it with the word of the result.
  const why = template.answer.some(({ field }) => field === 'reason') ? cells.reason : cells.outcome
  if (outcome === 'failed' && (why === '' || why.length > 200)) fault('return_reason')
  // "Paid: account closed, sent back" says two things, and the money would be booked for the first.
  if (outcome === 'paid' && ![...template.paid, ...SAYS_NOTHING, ...PAID_AGAIN].includes(cells.reason))
    fault('return_paid_reason', { reason: shortened(cells.reason) })
  const beyond = raw.slice(template.answer.length).find((cell) => cell.trim() !== '')
  if (beyond !== undefined) fault('return_beyond', { text: shortened(beyond.trim()) })
  if (issues.length > 0 || outcome === undefined || happened_on === undefined) return { row, ours, issues }
  const reason = outcome === 'failed' ? why : null
  const answered = { row, line_no: line.line_no, outcome, bank_ref: cells.bank_ref, happened_on, reason } as const
  return { row, ours, issues, answered }
}

/** What a file says is repeated in a message as far as it can be read there. */
function shortened(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text
}

function amountOf({ amount_in }: Pick<BankTemplate, 'amount_in'>, text: string): Fen | undefined {
  if (amount_in === 'fen') return /^\d{1,15}$/.test(text) ? fen(Number(text)) : undefined
  try {
    return fenFromYuan(text)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** `2026-06-20` and `20260620`, the two ways banks write it. */
function dateOf(text: string): CivilDate | undefined {
  const dashed = text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  return isCivilDate(dashed) ? civilDate(dashed) : undefined
}
