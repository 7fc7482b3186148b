import { exactYuan, type Fen } from '../../../kernel/money.ts'

/** What a line tells the bank. */
export interface BankLine {
  readonly line_no: number
  readonly holder: string
  readonly account: string
  readonly bank: string
  readonly amount_fen: Fen
  readonly purpose: string
  /** The first 16 hexadecimal digits of the line's seal; the bank gives them back. */
  readonly seal: string
}

/** What the bank says of a line. */
export const RETURN_FIELDS = ['line_no', 'amount', 'outcome', 'bank_ref', 'happened_on', 'reason', 'seal'] as const
export type ReturnField = (typeof RETURN_FIELDS)[number]
export type LineField = 'line_no' | 'holder' | 'account' | 'bank' | 'amount' | 'purpose' | 'seal'

export interface TemplateColumn<Field extends string> {
  readonly field: Field
  /** As the bank's form calls it; a file whose header reads otherwise is another bank's. */
  readonly header: string
  /** Characters of a fixed-width line. */
  readonly width: number
}

/**
 * How a bank wants its file and gives its answer. Shipped templates are general ones: no bank publishes its own, so an association
 * agrees on one with its bank and it is added here as data.
 */
export interface BankTemplate {
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly format: 'xlsx' | 'csv' | 'fixed'
  readonly line: readonly TemplateColumn<LineField>[]
  readonly answer: readonly TemplateColumn<ReturnField>[]
  readonly paid: readonly string[]
  readonly failed: readonly string[]
}

const LINE: BankTemplate['line'] = [
  { field: 'line_no', header: '序号', width: 8 },
  { field: 'holder', header: '户名', width: 30 },
  { field: 'account', header: '账号', width: 32 },
  { field: 'bank', header: '开户行', width: 30 },
  { field: 'amount', header: '金额', width: 15 },
  { field: 'purpose', header: '摘要', width: 30 },
  { field: 'seal', header: '校验码', width: 16 },
]
const ANSWER: BankTemplate['answer'] = [
  { field: 'line_no', header: '序号', width: 8 },
  { field: 'amount', header: '金额', width: 15 },
  { field: 'outcome', header: '处理结果', width: 8 },
  { field: 'bank_ref', header: '银行流水号', width: 32 },
  { field: 'happened_on', header: '处理日期', width: 10 },
  { field: 'reason', header: '失败原因', width: 40 },
  { field: 'seal', header: '校验码', width: 16 },
]
const common = { line: LINE, answer: ANSWER, paid: ['成功', '已入账'], failed: ['失败', '退回'] } as const

export const TEMPLATES: readonly BankTemplate[] = [
  { code: 'general_xlsx', name_zh: '通用表格（xlsx）', name_en: 'General workbook (xlsx)', format: 'xlsx', ...common },
  { code: 'general_csv', name_zh: '通用文本（逗号分隔）', name_en: 'General text (CSV)', format: 'csv', ...common },
  {
    code: 'general_fixed',
    name_zh: '通用文本（定长）',
    name_en: 'General text (fixed width)',
    format: 'fixed',
    ...common,
  },
]

export function findTemplate(code: string): BankTemplate | undefined {
  return TEMPLATES.find((template) => template.code === code)
}

/** The cells of a line, as text in the order of the template. */
export function cellsOf(template: BankTemplate, line: BankLine): string[] {
  const text: Readonly<Record<LineField, string>> = {
    line_no: String(line.line_no),
    holder: line.holder,
    account: line.account,
    bank: line.bank,
    amount: exactYuan(line.amount_fen),
    purpose: line.purpose,
    seal: line.seal,
  }
  return template.line.map(({ field }) => text[field])
}

/** Texts of a fixed-width or comma-separated file; a cell too long for its column stops the file rather than being cut. */
export function textFile(template: BankTemplate, lines: readonly BankLine[]): string | { too_long: LineField } {
  const rows = lines.map((line) => cellsOf(template, line))
  if (template.format === 'csv') {
    return `\uFEFF${[template.line.map(({ header }) => header), ...rows].map(csvLine).join('')}`
  }
  const wide = template.line.find(({ width }, column) => rows.some((row) => lengthOf(row[column] ?? '') > width))
  if (wide) return { too_long: wide.field }
  return rows.map((row) => `${row.map((cell, i) => pad(cell, template.line[i]?.width ?? 0)).join('')}\r\n`).join('')
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`
}

/** In characters as a bank counts them: a rare one of two code units is one. */
function lengthOf(cell: string): number {
  return Array.from(cell).length
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - lengthOf(cell))
}

/** How many characters the rows of a fixed-width answer have; blanks at the end of the last column may be missing. */
function widthOf(template: BankTemplate): { least: number; most: number } {
  const most = template.answer.reduce((sum, { width }) => sum + width, 0)
  return { least: most - (template.answer.at(-1)?.width ?? 0) + 1, most }
}

/** Cuts the rows of a fixed-width answer into cells; characters are counted, not bytes. `uneven` are the rows of another length, from 1. */
export function cutFixed(
  template: BankTemplate,
  text: string,
): { rows: string[][]; uneven: { row: number; length: number }[] } {
  const { least, most } = widthOf(template)
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/(?:\r?\n)+$/, '')
    .split(/\r?\n/)
  const uneven = lines.flatMap((line, index) => {
    const length = lengthOf(line)
    const fits = line.trim() === '' || (length >= least && lengthOf(line.trimEnd()) <= most)
    return fits ? [] : [{ row: index + 1, length }]
  })
  const rows = lines.map((line) => {
    const characters = Array.from(line)
    let at = 0
    return template.answer.map(({ width }) =>
      characters
        .slice(at, (at += width))
        .join('')
        .trim(),
    )
  })
  return { rows, uneven }
}
