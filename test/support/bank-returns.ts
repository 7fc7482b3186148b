import type { Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import { readWorkbook } from '../../src/platform/exchange/read-sheets.ts'
import { writeWorkbook } from '../../src/platform/exchange/write-xlsx.ts'
import { bankFile } from '../../src/provision/payments/commands/index.ts'
import type { BankTemplate } from '../../src/provision/payments/rules/index.ts'
import { callOf } from './app.ts'
import type { TestDatabase } from './database.ts'

export interface BankAnswer {
  name: string
  bytes: Uint8Array
}

/** The columns of an answer, in the order of every shipped layout. */
export const COLUMN = { line: 0, amount: 1, outcome: 2, ref: 3, date: 4, reason: 5, seal: 6 } as const
const ENDING = { xlsx: 'xlsx', csv: 'csv', fixed: 'txt' } as const

/** What the bank was given, as it reads it: the cells of each line. */
async function givenRows(template: BankTemplate, bytes: Uint8Array): Promise<string[][]> {
  if (template.format === 'fixed') {
    const lines = Buffer.from(bytes).toString('utf8').split('\r\n').filter(Boolean)
    return lines.map((line) => {
      const characters = Array.from(line)
      let at = 0
      return template.line.map(({ width }) =>
        characters
          .slice(at, (at += width))
          .join('')
          .trim(),
      )
    })
  }
  const { sheets } = await readWorkbook(bytes, { fileName: `a.${template.format}` })
  return (sheets[0]?.rows ?? [])
    .slice(1)
    .map((row) => row.map((cell) => (cell.kind === 'date' ? cell.value.date : String(cell.value ?? ''))))
}

/** The rows of a bank's answer without its header, as it would give them for the file it got. */
export async function answerRows(
  test: TestDatabase,
  officer: Actor,
  round_id: Uuid,
  failed: readonly number[] = [],
): Promise<{ template: BankTemplate; rows: string[][] }> {
  const { bytes, template } = await bankFile(test.db, callOf(test, officer), round_id)
  const rows = (await givenRows(template, bytes)).map((cells) => {
    const [no = '', amount = '', seal = ''] = [0, 4, 6].map((column) => cells[column])
    const bad = failed.includes(Number(no))
    const ref = `YH${round_id.slice(-6)}${no}`
    return [no, amount, bad ? '失败' : '成功', ref, '2026-11-21', bad ? '账号与户名不符' : '', seal]
  })
  return { template, rows }
}

/** Rows as a file of the layout. */
export async function writeAnswer(
  template: BankTemplate,
  rows: readonly (readonly string[])[],
  header: readonly string[] = template.answer.map((column) => column.header),
): Promise<BankAnswer> {
  const name = `answer.${ENDING[template.format]}`
  if (template.format === 'xlsx') {
    const columns = header.map((title, i) => ({ key: String(i), header: title, kind: 'text' as const }))
    const lines = rows.map((row) => Object.fromEntries(row.map((cell, i) => [String(i), cell])))
    const at = '2026-11-21T00:00:00.000Z' as Instant
    return { name, bytes: await writeWorkbook({ sheets: [{ name: '回盘', columns, rows: lines }], at }) }
  }
  const text =
    template.format === 'csv'
      ? [header, ...rows].map((row) => row.join(',')).join('\r\n')
      : rows.map((row) => row.map((cell, i) => cell.padEnd(template.answer[i]?.width ?? 0)).join('')).join('\r\n')
  return { name, bytes: Buffer.from(text, 'utf8') }
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
