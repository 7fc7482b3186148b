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

/** How many digits of a line's seal the bank is given, and gives back. */
export const SEAL_DIGITS = 16

/** What the bank is told of a line; a `constant` is the same in each, such as a product code. */
export const LINE_FIELDS = ['line_no', 'holder', 'account', 'bank', 'amount', 'purpose', 'seal', 'constant'] as const
export type LineField = (typeof LINE_FIELDS)[number]

/** What the bank says of a line. */
export const RETURN_FIELDS = ['line_no', 'amount', 'outcome', 'bank_ref', 'happened_on', 'reason', 'seal'] as const
export type ReturnField = (typeof RETURN_FIELDS)[number]
/** The columns of an answer; one that is `ignored` is there and not read. */
export const ANSWER_FIELDS = [...RETURN_FIELDS, 'ignored'] as const
export type AnswerField = (typeof ANSWER_FIELDS)[number]

export const FORMATS = ['xlsx', 'csv', 'fixed'] as const
export const ENCODINGS = ['utf8_bom', 'utf8', 'gb18030'] as const
export const WIDTHS_IN = ['characters', 'bytes'] as const
export const AMOUNTS_IN = ['yuan', 'fen'] as const

export interface TemplateColumn<Field extends string> {
  readonly field: Field
  /** As the bank's form calls it; a file whose header reads otherwise is another bank's. */
  readonly header: string
  /** Of a fixed-width line; elsewhere it says nothing. */
  readonly width: number
}
export interface LineColumn extends TemplateColumn<LineField> {
  /** What a constant says in every line; null for all others. */
  readonly text: string | null
}

/** How a bank's files are written and its answers read. */
export interface BankLayout {
  readonly format: (typeof FORMATS)[number]
  readonly encoding: (typeof ENCODINGS)[number]
  readonly width_in: (typeof WIDTHS_IN)[number]
  /** Whether a row with the names of the columns stands above the lines, here and in the answer. */
  readonly headed: boolean
  readonly amount_in: (typeof AMOUNTS_IN)[number]
  readonly line: readonly LineColumn[]
  readonly answer: readonly TemplateColumn<AnswerField>[]
  readonly paid: readonly string[]
  readonly failed: readonly string[]
}

/**
 * A layout under its name. The shipped ones are general: no bank publishes its own, so an association agrees on one with its bank and
 * keeps it as data (`bank_template`). Versions of a code are never edited.
 */
export interface BankTemplate extends BankLayout {
  readonly code: string
  readonly version: number
  /** The bank of all whose lines it is; null for any. */
  readonly bank_code: string | null
  readonly name_zh: string
  readonly name_en: string
}

/** Where a template of an association stands. Only one version of a code is in use, only one waits. */
export const TEMPLATE_STATES = ['proposed', 'approved', 'returned', 'withdrawn', 'retired'] as const
export type TemplateState = (typeof TEMPLATE_STATES)[number]

const LINE: BankTemplate['line'] = [
  { field: 'line_no', header: '序号', width: 8, text: null },
  { field: 'holder', header: '户名', width: 30, text: null },
  { field: 'account', header: '账号', width: 32, text: null },
  { field: 'bank', header: '开户行', width: 30, text: null },
  { field: 'amount', header: '金额', width: 15, text: null },
  { field: 'purpose', header: '摘要', width: 30, text: null },
  { field: 'seal', header: '校验码', width: SEAL_DIGITS, text: null },
]
const ANSWER: BankTemplate['answer'] = [
  { field: 'line_no', header: '序号', width: 8 },
  { field: 'amount', header: '金额', width: 15 },
  { field: 'outcome', header: '处理结果', width: 8 },
  { field: 'bank_ref', header: '银行流水号', width: 32 },
  { field: 'happened_on', header: '处理日期', width: 10 },
  { field: 'reason', header: '失败原因', width: 40 },
  { field: 'seal', header: '校验码', width: SEAL_DIGITS },
]
const common = {
  version: 1,
  bank_code: null,
  width_in: 'characters',
  amount_in: 'yuan',
  line: LINE,
  answer: ANSWER,
  paid: ['成功', '已入账'],
  failed: ['失败', '退回'],
} as const

/** The general templates, always offered. One that changes needs a new code: files stand in it. */
export const GENERAL: readonly BankTemplate[] = [
  {
    code: 'general_xlsx',
    name_zh: '通用表格（xlsx）',
    name_en: 'General workbook (xlsx)',
    format: 'xlsx',
    encoding: 'utf8',
    headed: true,
    ...common,
  },
  {
    code: 'general_csv',
    name_zh: '通用文本（逗号分隔）',
    name_en: 'General text (CSV)',
    format: 'csv',
    encoding: 'utf8_bom',
    headed: true,
    ...common,
  },
  {
    code: 'general_fixed',
    name_zh: '通用文本（定长）',
    name_en: 'General text (fixed width)',
    format: 'fixed',
    encoding: 'utf8',
    headed: false,
    ...common,
  },
]

export function findGeneral(code: string): BankTemplate | undefined {
  return GENERAL.find((template) => template.code === code)
}

/** An amount as this bank writes it. */
export function amountText(layout: Pick<BankLayout, 'amount_in'>, amount: Fen): string {
  return layout.amount_in === 'fen' ? String(amount) : exactYuan(amount)
}

/** The cells of a line, as text in the order of the template. */
export function cellsOf(layout: BankLayout, line: BankLine): string[] {
  const said: Readonly<Record<Exclude<LineField, 'constant'>, string>> = {
    line_no: String(line.line_no),
    holder: line.holder,
    account: line.account,
    bank: line.bank,
    amount: amountText(layout, line.amount_fen),
    purpose: line.purpose,
    seal: line.seal,
  }
  return layout.line.map(({ field, text }) => (field === 'constant' ? (text ?? '') : said[field]))
}
