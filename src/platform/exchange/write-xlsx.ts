import type { Cell as RawCell, CellStyle, CellValue, ColumnDef, WriteSheet } from 'hucre'
import type { Instant } from '../../kernel/calendar.ts'
import { exactYuan, fen } from '../../kernel/money.ts'
import { refuse } from '../../kernel/refusal.ts'
import { cellRef } from './sheets.ts'
import { cellText, columnWidth, dateSerial, displayWidth, MOST_ROWS } from './sheet-text.ts'
import { threadOf } from './thread.ts'

/** `text` for names and every kind of number that is not counted with (ID, account, phone, code); `yuan` takes fen. */
export type ColumnKind = 'text' | 'integer' | 'yuan' | 'date'

export interface Column {
  readonly key: string
  readonly header: string
  /** In characters; fitted to header and values when absent. */
  readonly width?: number
  readonly kind: ColumnKind
}

/** By kind of column: text a string; integer a safe integer; yuan an amount in fen; date `YYYY-MM-DD`. */
export type RowValue = string | number | null | undefined
export type Row = Readonly<Record<string, RowValue>>

export interface SheetToWrite {
  /** At most 31 characters, without `[ ] : * ? / \`. */
  readonly name: string
  /** Printed above the header, across all columns. */
  readonly title?: string
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** Lines below the table, such as the source of the figures. */
  readonly notes?: readonly string[]
}

export interface WorkbookToWrite {
  readonly sheets: readonly SheetToWrite[]
  /** Moment written into the file's properties ; the present one when absent. */
  readonly at?: Instant
}

export const HEADER_STYLE: CellStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'F3EEE8' } },
  alignment: { vertical: 'center', wrapText: true },
  border: { bottom: { style: 'thin', color: { rgb: '6B625A' } } },
}
const TITLE_STYLE: CellStyle = {
  font: { bold: true, size: 16 },
  alignment: { horizontal: 'center', vertical: 'center' },
}
const NOTE_STYLE: CellStyle = { font: { color: { rgb: '6B625A' } }, alignment: { vertical: 'top' }, numFmt: '@' }
const TITLE_HEIGHT = 30

const COLUMN_STYLES: Readonly<Record<ColumnKind, CellStyle>> = {
  text: { numFmt: '@', alignment: { vertical: 'top' } },
  integer: { numFmt: '#,##0', alignment: { vertical: 'top' } },
  yuan: { numFmt: '#,##0.00', alignment: { vertical: 'top' } },
  date: { numFmt: 'yyyy-mm-dd', alignment: { horizontal: 'left', vertical: 'top' } },
}

/** Cells up to which a workbook is written on the server's own thread, in about a tenth of a second; a thread of its own costs as much to start. */
const SMALL = 30_000

const writeInThread = threadOf<WorkbookToWrite, Uint8Array>(new URL('./write-worker.ts', import.meta.url))

/**
 * Writes tables as .xlsx: numbers that identify stay text, amounts are numbers in yuan with two decimals, exact to the fen, and
 * a text that begins like a formula is a text. The header is bold, stays in sight and can be filtered. A large one is written in a thread
 * of its own, with the same bytes.
 *
 * @throws TypeError when a value does not fit its column: a fault of the caller, never of the reader
 * @throws Refusal `unprocessable` exchange.text_too_long, exchange.rows_beyond_sheet, exchange.too_large_to_write
 */
export async function writeWorkbook(workbook: WorkbookToWrite): Promise<Uint8Array> {
  const cells = workbook.sheets.reduce((sum, { rows, columns }) => sum + rows.length * columns.length, 0)
  if (cells <= SMALL) return writeHere(workbook)
  return (
    (await writeInThread(workbook)) ??
    refuse('unprocessable', 'exchange.too_large_to_write', { next: 'exchange.next_print_less' })
  )
}

/** The same, on the thread it is called in. */
export async function writeHere(workbook: WorkbookToWrite): Promise<Uint8Array> {
  const modified = workbook.at === undefined ? new Date() : new Date(workbook.at)
  // Loaded when the first workbook is written: an idle server does without it.
  const { writeXlsx } = await import('hucre')
  return writeXlsx({ sheets: workbook.sheets.map(toRawSheet), properties: { modified } })
}

function toRawSheet(sheet: SheetToWrite): WriteSheet {
  const lead = sheet.title === undefined ? 0 : 1
  const notes = sheet.notes ?? []
  const length = lead + 1 + sheet.rows.length + (notes.length > 0 ? notes.length + 1 : 0)
  if (length > MOST_ROWS) {
    refuse('unprocessable', 'exchange.rows_beyond_sheet', { params: { limit: MOST_ROWS, rows: length } })
  }
  const header = sheet.columns.map((column, index) => cellText(column.header, place(sheet, lead, index)))
  const body = sheet.rows.map((row, index) => toRawRow(sheet, row, lead + 1 + index))
  const rows: CellValue[][] = [
    ...(sheet.title === undefined ? [] : [[cellText(sheet.title, place(sheet, 0, 0))]]),
    header,
    ...body,
  ]
  const cells = new Map<string, Partial<RawCell>>()
  if (sheet.title !== undefined) cells.set('0,0', { style: TITLE_STYLE })
  header.forEach((_, column) => cells.set(`${lead},${column}`, { style: HEADER_STYLE }))
  if (notes.length > 0) rows.push([])
  for (const note of notes) {
    cells.set(`${rows.length},0`, { style: NOTE_STYLE })
    rows.push([cellText(note, place(sheet, rows.length, 0))])
  }
  const lastColumn = Math.max(0, sheet.columns.length - 1)
  return {
    name: sheet.name,
    columns: sheet.columns.map((column, index) => toRawColumn(column, sheet.rows, body, index)),
    rows,
    cells,
    merges:
      sheet.title !== undefined && lastColumn > 0 ? [{ startRow: 0, startCol: 0, endRow: 0, endCol: lastColumn }] : [],
    rowDefs: new Map(sheet.title === undefined ? [] : [[0, { height: TITLE_HEIGHT }]]),
    freezePane: { rows: lead + 1 },
    autoFilter: { range: `${cellRef(lead, 0)}:${cellRef(lead + sheet.rows.length, lastColumn)}` },
    pageSetup: {
      paperSize: 'a4',
      orientation: sheet.columns.length > 7 ? 'landscape' : 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `$${lead + 1}:$${lead + 1}`,
    },
  }
}

function toRawColumn(
  column: Column,
  rows: readonly Row[],
  body: readonly (readonly CellValue[])[],
  index: number,
): ColumnDef {
  const style = COLUMN_STYLES[column.kind]
  return { style, width: column.width ?? columnWidth(contentWidths(column, rows, body, index)) }
}

function* contentWidths(
  column: Column,
  rows: readonly Row[],
  body: readonly (readonly CellValue[])[],
  index: number,
): Generator<number> {
  yield displayWidth(column.header)
  for (const [at, row] of body.entries()) {
    const value = row[index]
    if (column.kind === 'date' && typeof value === 'number') yield 'yyyy-mm-dd'.length
    else if (column.kind === 'yuan') yield (yuan(rows[at]?.[column.key]) ?? '').length * 1.3
    else if (value !== null && value !== undefined) yield displayWidth(String(value))
  }
}

function toRawRow(sheet: SheetToWrite, row: Row, index: number): CellValue[] {
  return sheet.columns.map((column, position) => toRawValue(column, row[column.key], place(sheet, index, position)))
}

function toRawValue(column: Column, value: RowValue, where: string): CellValue {
  if (value === null || value === undefined || value === '') return null
  switch (column.kind) {
    case 'text':
      return typeof value === 'string' ? cellText(value, where) : misfit(column, where)
    case 'integer':
      return Number.isSafeInteger(value) ? (value as number) : misfit(column, where)
    case 'yuan':
      return Number(yuan(value) ?? misfit(column, where))
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
        ? (dateSerial(value) ?? value)
        : misfit(column, where)
  }
}

/** One digit more and a sheet could no longer hold the fen. */
const LARGEST_FEN = 999_999_999_999_999

/** Its digits in yuan. A sheet holds the number nearest to them; with at most 15 digits that number reads back exactly. */
function yuan(amount: RowValue): string | undefined {
  if (!Number.isSafeInteger(amount) || Math.abs(amount as number) > LARGEST_FEN) return undefined
  return exactYuan(fen(amount as number))
}

function misfit(column: Column, where: string): never {
  throw new TypeError(`The value at ${where} does not fit the column ${column.key} of kind ${column.kind}`)
}

function place(sheet: SheetToWrite, row: number, column: number): string {
  return `${sheet.name}!${cellRef(row, column)}`
}
