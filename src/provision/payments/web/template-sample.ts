import { fen } from '../../../kernel/money.ts'
import {
  amountText,
  type AnswerField,
  type BankLayout,
  type BankLine,
  bytesOf,
  cellsOf,
  lengthIn,
  textFile,
  type Unwritten,
} from '../rules/index.ts'

const sample = (line_no: number, holder: string, account: string, amount: number, seal: string): BankLine => ({
  line_no,
  holder,
  account,
  bank: '示例银行五华支行',
  amount_fen: fen(amount),
  purpose: '特别扶助金 2026年上半年',
  seal,
})
/** Persons who do not exist: nobody's account stands on the screen while a template is agreed on. */
const LINES = [
  sample(1, '示例甲', '6222000000000000011', 540_000, '00aa11bb22cc33dd'),
  sample(2, '欧阳示例', '6222000000000000029', 1_080_000, '44ee55ff66007788'),
]
const SEPARATOR = ' | '
/** Blanks of a fixed-width line are its layout: they are shown. */
const visible = (layout: BankLayout, line: string) => (layout.format === 'fixed' ? line.replaceAll(' ', '·') : line)

/** The first lines of the file for the bank as they will be written, or why they cannot be. */
export function writtenSample(layout: BankLayout): string[] | Unwritten {
  if (layout.format === 'xlsx') {
    const header = layout.line.map((column) => column.header)
    return [header, ...LINES.map((line) => cellsOf(layout, line))].map((cells) => cells.join(SEPARATOR))
  }
  const text = textFile(layout, LINES)
  if (typeof text !== 'string') return text
  const bytes = bytesOf(layout, text)
  if (!(bytes instanceof Uint8Array)) return bytes
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) => visible(layout, line))
}

/** How an answer that is taken would read: one line paid, one failed. */
export function answerSample(layout: BankLayout): string[] {
  const rows = LINES.map((line, i) => answerCells(layout, line, i === 0))
  const all = layout.headed ? [layout.answer.map((column) => column.header), ...rows] : rows
  if (layout.format === 'xlsx') return all.map((cells) => cells.join(SEPARATOR))
  if (layout.format === 'csv') return all.map((cells) => cells.join(','))
  return all.map((cells) =>
    visible(layout, cells.map((cell, i) => padded(layout, cell, layout.answer[i]?.width ?? 0)).join('')),
  )
}

function answerCells(layout: BankLayout, line: BankLine, paid: boolean): string[] {
  const said: Readonly<Record<AnswerField, string>> = {
    line_no: String(line.line_no),
    amount: amountText(layout, line.amount_fen),
    outcome: (paid ? layout.paid[0] : layout.failed[0]) ?? '',
    bank_ref: `YH2026${line.line_no}`,
    happened_on: '20260620',
    reason: paid ? '' : '账号与户名不符',
    seal: line.seal,
    ignored: '',
  }
  return layout.answer.map(({ field }) => said[field])
}

function padded(layout: BankLayout, cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - lengthIn(layout, cell)))
}
