import type { Issue } from '../../../kernel/refusal.ts'
import { lengthIn } from './layouts.ts'
import {
  type AnswerField,
  type BankLayout,
  type LineColumn,
  type LineField,
  SEAL_DIGITS,
  type TemplateColumn,
} from './templates.ts'

type Params = Record<string, string | number>

/** A fault of a template: where it stands in what was sent, what is wrong, and what to do. */
function fault(place: string, code: string, params: Params = {}): Issue {
  return { place, code: `payments.template.fault.${code}`, params, next: `payments.template.next.${code}` }
}

/** What the bank cannot pay without, and what its answer is compared by: each of them is one column, in every template. */
const NEEDED_LINE: readonly LineField[] = ['line_no', 'account', 'holder', 'amount', 'seal']
const NEEDED_ANSWER: readonly AnswerField[] = ['line_no', 'amount', 'outcome', 'bank_ref', 'happened_on', 'seal']
/** What may stand in several columns. */
const REPEATED: readonly string[] = ['constant', 'ignored']

/** The least a column of a fixed-width line has room for; names and words are longer than in characters where bytes are counted. */
const LEAST: Readonly<Partial<Record<LineField | AnswerField, number>>> = {
  line_no: 5,
  account: 19,
  holder: 8,
  amount: 9,
  seal: SEAL_DIGITS,
  bank_ref: 8,
  happened_on: 8,
}

/** Everything that is wrong with a template, each with its place; none when files can be written in it and answers compared. */
export function checkTemplate(layout: BankLayout & { code: string }): Issue[] {
  return [
    ...(layout.code.startsWith('general_') ? [fault('code', 'code_reserved')] : []),
    ...workbookFaults(layout),
    ...columnFaults('line', layout.line, NEEDED_LINE),
    ...columnFaults('answer', layout.answer, NEEDED_ANSWER),
    ...constantFaults(layout),
    ...widthFaults(layout),
    ...wordFaults(layout),
  ]
}

function workbookFaults({ format, headed, encoding, width_in }: BankLayout): Issue[] {
  const issues: Issue[] = []
  if (format === 'xlsx' && !headed) issues.push(fault('headed', 'workbook_headed'))
  if (format === 'xlsx' && encoding !== 'utf8') issues.push(fault('encoding', 'workbook_encoding'))
  if (format !== 'fixed' && width_in !== 'characters') issues.push(fault('width_in', 'width_without_fixed'))
  return issues
}

/** What is missing, what stands twice, and headers that cannot be told apart or that a spreadsheet would take for a formula. */
function columnFaults<F extends string>(
  part: 'line' | 'answer',
  columns: readonly TemplateColumn<F>[],
  needed: readonly F[],
): Issue[] {
  const missing = needed
    .filter((field) => columns.every((column) => column.field !== field))
    .map((field) =>
      field === 'seal' ? fault(part, `${part}_without_seal`) : fault(part, `${part}_lacks`, { field: String(field) }),
    )
  const twice = columns.flatMap(({ field, header }, i) => {
    const before = columns.findIndex((column) => column.field === field)
    const same = columns.findIndex((column) => column.header === header)
    const issues: Issue[] = []
    if (before < i && !REPEATED.includes(field))
      issues.push(fault(`${part}.${i}.field`, 'field_twice', { column: i + 1, before: before + 1 }))
    if (same < i) issues.push(fault(`${part}.${i}.header`, 'header_twice', { column: i + 1, before: same + 1, header }))
    if (isFormula(header)) issues.push(fault(`${part}.${i}.header`, 'formula', { text: header }))
    return issues
  })
  return [...missing, ...twice]
}

/** What a spreadsheet would work out instead of showing. */
function isFormula(text: string): boolean {
  return /^[=+\-@]/.test(text)
}

function constantFaults({ line }: BankLayout): Issue[] {
  return line.flatMap(({ field, header, text }: LineColumn, i) => {
    const at = `line.${i}.text`
    if (field !== 'constant') return text === null ? [] : [fault(at, 'text_not_constant', { header })]
    if (text === null) return [fault(at, 'constant_empty', { header })]
    return isFormula(text) ? [fault(at, 'formula', { text })] : []
  })
}

/** In fixed width every column has room for what it is to hold; elsewhere widths say nothing. */
function widthFaults(layout: BankLayout): Issue[] {
  if (layout.format !== 'fixed') return []
  const long = (text: string) => lengthIn(layout, text)
  const words = Math.max(...[...layout.paid, ...layout.failed].map(long))
  const check = (part: 'line' | 'answer', column: TemplateColumn<LineField | AnswerField>, i: number): Issue[] => {
    const { field, header, width } = column
    const text = 'text' in column && typeof column.text === 'string' ? column.text : ''
    const least = Math.max(
      LEAST[field] ?? 1,
      field === 'outcome' ? words : 0,
      layout.headed ? long(header) : 0,
      long(text),
    )
    return width >= least ? [] : [fault(`${part}.${i}.width`, 'width_short', { header, width, least })]
  }
  return [
    ...layout.line.flatMap((column, i) => check('line', column, i)),
    ...layout.answer.flatMap((column, i) => check('answer', column, i)),
  ]
}

/** A word means one thing: paid or failed. */
function wordFaults({ paid, failed }: BankLayout): Issue[] {
  const all = [
    ...paid.map((word, i) => ({ word, at: `paid.${i}` })),
    ...failed.map((word, i) => ({ word, at: `failed.${i}` })),
  ]
  return all.flatMap(({ word, at }, i) => {
    const before = all.findIndex((one) => one.word === word)
    if (before === i) return []
    const both = before < paid.length && i >= paid.length
    return [fault(at, both ? 'word_both' : 'word_twice', { word })]
  })
}
