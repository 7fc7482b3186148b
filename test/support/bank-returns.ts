import type { Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import { readWorkbook } from '../../src/platform/exchange/read-sheets.ts'
import { writeWorkbook } from '../../src/platform/exchange/write-xlsx.ts'
import { bankFile } from '../../src/provision/payments/commands/index.ts'
import type { AnswerField, BankTemplate } from '../../src/provision/payments/rules/index.ts'
import { callOf } from './app.ts'
import type { TestDatabase } from './database.ts'
import { gb18030 } from './gb18030.ts'

export interface BankAnswer {
  name: string
  bytes: Uint8Array
}

/** The columns of an answer, in the order of the general layouts. */
export const COLUMN = { line: 0, amount: 1, outcome: 2, ref: 3, date: 4, reason: 5, seal: 6 } as const
const ENDING = { xlsx: 'xlsx', csv: 'csv', fixed: 'txt' } as const

/** What the bank was given, as it reads it: the cells of each line. */
async function givenRows(template: BankTemplate, bytes: Uint8Array): Promise<string[][]> {
  if (template.format === 'fixed') {
    const text = new TextDecoder(template.encoding === 'gb18030' ? 'gb18030' : 'utf-8').decode(bytes)
    const lines = text.split('\r\n').filter(Boolean)
    return lines.slice(template.headed ? 1 : 0).map((line) => cutAt(template, line))
  }
  const { sheets } = await readWorkbook(bytes, { fileName: `a.${template.format}` })
  return (sheets[0]?.rows ?? [])
    .slice(template.headed ? 1 : 0)
    .map((row) => row.map((cell) => (cell.kind === 'date' ? cell.value.date : String(cell.value ?? ''))))
}

/** As a bank counts: a Chinese character of GB18030 is two bytes. */
const lengthOf = ({ width_in }: BankTemplate, character: string) => (width_in === 'bytes' && character > '~' ? 2 : 1)
const padded = (template: BankTemplate, cell: string, width: number) =>
  cell + ' '.repeat(width - Array.from(cell).reduce((sum, character) => sum + lengthOf(template, character), 0))

function cutAt(template: BankTemplate, line: string): string[] {
  const characters = Array.from(line)
  return template.line.map(({ width }) => {
    let [cell, left] = ['', width]
    while (left > 0 && characters.length > 0) {
      const character = characters.shift() ?? ''
      cell += character
      left -= lengthOf(template, character)
    }
    return cell.trim()
  })
}

/** The rows of a bank's answer without its header, as it would give them for the file it got. */
export async function answerRows(
  test: TestDatabase,
  officer: Actor,
  round_id: Uuid,
  failed: readonly number[] = [],
): Promise<{ template: BankTemplate; rows: string[][] }> {
  const { bytes, template } = await bankFile(test.db, callOf(test, officer), round_id)
  const at = (field: string) => template.line.findIndex((column) => column.field === field)
  const rows = (await givenRows(template, bytes)).map((cells) => {
    const [no = '', amount = '', seal = ''] = ['line_no', 'amount', 'seal'].map((field) => cells[at(field)])
    const bad = failed.includes(Number(no))
    const said: Record<AnswerField, string> = {
      line_no: no,
      amount,
      outcome: (bad ? template.failed[0] : template.paid[0]) ?? '',
      bank_ref: `YH${round_id.slice(-6)}${no}`,
      happened_on: template.format === 'fixed' && template.width_in === 'bytes' ? '20261121' : '2026-11-21',
      reason: bad ? '账号与户名不符' : '',
      seal,
      ignored: '不读取',
    }
    return template.answer.map(({ field }) => said[field])
  })
  return { template, rows }
}

/** A workbook of a bank, whatever its sheets say. */
export async function writeSheets(
  sheets: readonly { name: string; header: readonly string[]; rows: readonly (readonly string[])[] }[],
): Promise<BankAnswer> {
  const written = sheets.map(({ name, header, rows }) => ({
    name,
    columns: header.map((title, i) => ({ key: String(i), header: title, kind: 'text' as const })),
    rows: rows.map((row) => Object.fromEntries(row.map((cell, i) => [String(i), cell]))),
  }))
  return {
    name: 'answer.xlsx',
    bytes: await writeWorkbook({ sheets: written, at: '2026-11-21T00:00:00.000Z' as Instant }),
  }
}

/** Rows as a file of the layout. */
export async function writeAnswer(
  template: BankTemplate,
  rows: readonly (readonly string[])[],
  header: readonly string[] = template.answer.map((column) => column.header),
): Promise<BankAnswer> {
  const name = `answer.${ENDING[template.format]}`
  if (template.format === 'xlsx') return writeSheets([{ name: '回盘', header, rows }])
  const all = template.headed ? [header, ...rows] : rows
  const text =
    template.format === 'csv'
      ? all.map((row) => row.join(',')).join('\r\n')
      : all
          .map((row) => row.map((cell, i) => padded(template, cell, template.answer[i]?.width ?? 0)).join(''))
          .join('\r\n')
  return { name, bytes: template.encoding === 'gb18030' ? gb18030(text) : Buffer.from(text, 'utf8') }
}

/** The bank's answer in the layout of its file: every line but those of `failed` went through. */
export async function answerOf(
  test: TestDatabase,
  officer: Actor,
  round_id: Uuid,
  { failed = [] }: { failed?: readonly number[] } = {},
): Promise<BankAnswer> {
  const { template, rows } = await answerRows(test, officer, round_id, failed)
  return writeAnswer(template, rows)
}
