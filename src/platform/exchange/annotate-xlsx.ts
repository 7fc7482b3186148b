import type { Cell as RawCell, CellStyle, CellValue, MergeRange, WriteSheet } from 'hucre'
import type { Instant } from '../../kernel/calendar.ts'
import type { Locale } from '../../kernel/words.ts'
import { createTranslate } from '../translate.ts'
import { problemHeaders } from './problem-list.ts'
import { type Cell, cellRef, columnLetters, parseRange, parseRef, type Sheet, type Workbook } from './sheets.ts'
import { cellText, columnWidth, dateSerial, displayWidth } from './sheet-text.ts'
import { exchangeWords } from './words.ts'
import { HEADER_STYLE } from './write-xlsx.ts'

export interface Fault {
  /** Name of a sheet of the workbook. */
  readonly sheet: string
  /** Address of the cell, such as `C12`. */
  readonly ref: string
  /** What is wrong, in the reader's language. */
  readonly message: string
  /** What she can do about it. */
  readonly suggestion?: string
}

export interface Annotation {
  readonly workbook: Workbook
  readonly faults: readonly Fault[]
  readonly locale: Locale
  /** Row number (from 1) of the column headers by sheet name; 1 where a sheet is not named. */
  readonly header_rows?: Readonly<Record<string, number>>
  /** Moment written into the file's properties ; the present one when absent. */
  readonly at?: Instant
}

const translate = createTranslate({ exchange: exchangeWords })

const FAULT_FILL: CellStyle['fill'] = { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FBE0D3' } }
const WRAPPED: CellStyle = { numFmt: '@', alignment: { wrapText: true, vertical: 'top' } }
/** Each note is a drawing of its own; beyond this the file becomes slow to open, and colour and column say it all the same. */
const MOST_NOTES = 2_000

/**
 * Gives an uploaded workbook back with its faults marked: the cells filled and noted, a last column that says per row what is
 * wrong and what to do, and a first sheet that lists everything. The values are the ones read; formulas become their results.
 *
 * @throws RangeError when a fault names a sheet or cell that is not there: a fault of the caller
 */
export async function annotateWorkbook(annotation: Annotation): Promise<Uint8Array> {
  const { workbook, faults, locale } = annotation
  const bySheet = new Map<string, Fault[]>(workbook.sheets.map((sheet) => [sheet.name, []]))
  for (const fault of faults) {
    const list = bySheet.get(fault.sheet)
    if (list === undefined || parseRef(fault.ref) === undefined) {
      throw new RangeError(`There is no cell ${fault.ref} in a sheet of that name`)
    }
    list.push(fault)
  }
  const headerRow = (name: string): number => (annotation.header_rows?.[name] ?? 1) - 1
  const marked = workbook.sheets.map((sheet) =>
    markSheet(sheet, bySheet.get(sheet.name) ?? [], headerRow(sheet.name), locale),
  )
  const list = listFaults(workbook, faults, headerRow, locale)
  const modified = annotation.at === undefined ? new Date() : new Date(annotation.at)
  const { writeXlsx } = await import('hucre')
  return writeXlsx({ sheets: [list, ...marked], properties: { modified } })
}

function listFaults(
  workbook: Workbook,
  faults: readonly Fault[],
  headerRow: (name: string) => number,
  locale: Locale,
): WriteSheet {
  const sheets = new Map(workbook.sheets.map((sheet) => [sheet.name, sheet]))
  const lines = faults.map((fault) => [
    fault.sheet,
    fault.ref,
    columnName(sheets.get(fault.sheet), fault.ref, headerRow(fault.sheet)),
    fault.message,
    fault.suggestion ?? '',
  ])
  const name = exchangeWords[locale].problem_sheet
  const header = problemHeaders(locale)
  const rows = [header, ...lines].map((line, row) =>
    line.map((text, column) => cellText(text, `${name}!${cellRef(row, column)}`)),
  )
  return {
    name: freeName(name, workbook),
    columns: header.map((_, column) => ({
      style: WRAPPED,
      width: columnWidth(rows.map((row) => displayWidth(row[column] ?? ''))),
    })),
    rows,
    cells: new Map(header.map((_, column) => [`0,${column}`, { style: HEADER_STYLE }])),
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${cellRef(rows.length - 1, header.length - 1)}` },
  }
}

/** A workbook may have a sheet of that name with other content: it keeps its name, ours is numbered. */
function freeName(name: string, workbook: Workbook): string {
  const taken = new Set(workbook.sheets.map((sheet) => sheet.name.toLowerCase()))
  let free = name
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name} ${number}`
  return free
}

function columnName(sheet: Sheet | undefined, ref: string, headerRow: number): string {
  const column = parseRef(ref)?.column ?? 0
  const header = sheet?.rows[headerRow]?.[column]
  return header?.kind === 'text' ? header.value : columnLetters(column)
}

function markSheet(sheet: Sheet, faults: readonly Fault[], headerRow: number, locale: Locale): WriteSheet {
  const words = exchangeWords[locale]
  const last = sheet.rows[headerRow]?.[sheet.width - 1]
  // The column of an earlier answer is written anew, not kept beside the new one.
  const problemColumn = last?.kind === 'text' && last.value === words.problem_column ? sheet.width - 1 : sheet.width
  const merges = sheet.merges.flatMap((range) => toMerge(range, problemColumn))
  const rows = sheet.rows.map((row) => row.slice(0, problemColumn).map((cell) => rawValue(cell, sheet.name)))
  const cells = new Map<string, Partial<RawCell>>()
  sheet.rows.forEach((row, index) => {
    for (const cell of row.slice(0, problemColumn)) styleCell(cells, cell, index)
  })
  if (faults.length > 0) {
    markFaults(cells, faults, words.problem_author)
    const style = { ...WRAPPED, fill: FAULT_FILL }
    for (const [row, messages] of messagesByRow(faults, locale)) {
      const text = cellText(messages.join(words.problem_separator), `${sheet.name}!${cellRef(row, problemColumn)}`)
      cells.set(`${row},${problemColumn}`, { value: text, style })
    }
    cells.set(`${headerRow},${problemColumn}`, { value: words.problem_column, style: HEADER_STYLE })
  }
  return {
    name: sheet.name,
    hidden: sheet.hidden,
    rows,
    cells,
    merges,
    columns: columnsOf(sheet, problemColumn),
    ...frozen(headerRow),
  }
}

function frozen(headerRow: number): Pick<WriteSheet, 'freezePane'> {
  return { freezePane: { rows: headerRow + 1 } }
}

/** Widths by the first rows: those of the uploaded file are not kept. */
function columnsOf(sheet: Sheet, problemColumn: number): WriteSheet['columns'] {
  const sample = sheet.rows.slice(0, 200)
  const widths = Array.from({ length: problemColumn }, (_, column) => ({
    width: columnWidth(sample.map((row) => widthOf(row[column]))),
  }))
  return [...widths, { width: 50 }]
}

function widthOf(cell: Cell | undefined): number {
  if (cell === undefined || cell.kind === 'empty' || cell.merged) return 0
  return cell.kind === 'date' ? 10 : displayWidth(String(cell.value ?? ''))
}

function toMerge(range: string, columns: number): MergeRange[] {
  const area = parseRange(range)
  if (area === undefined || area.left >= columns) return []
  return [{ startRow: area.top, startCol: area.left, endRow: area.bottom, endCol: Math.min(area.right, columns - 1) }]
}

function rawValue(cell: Cell, sheetName: string): CellValue {
  if (cell.merged) return null
  switch (cell.kind) {
    case 'text':
      return cellText(cell.value, `${sheetName}!${cell.ref}`)
    case 'date':
      return momentSerial(cell.value.date, cell.time) ?? cell.value.date
    case 'empty':
    case 'number':
    case 'boolean':
    case 'error':
      return cell.value
  }
}

function momentSerial(date: string, time = '00:00'): number | undefined {
  const day = dateSerial(date)
  const [hours, minutes] = time.split(':').map(Number)
  return day === undefined ? undefined : day + ((hours ?? 0) * 60 + (minutes ?? 0)) / 1440
}

/** Text stays text when the file is edited again; a date stays a date; a long number shows all its digits. */
function styleCell(cells: Map<string, Partial<RawCell>>, cell: Cell, row: number): void {
  const position = parseRef(cell.ref)
  const numFmt = numberFormat(cell)
  if (numFmt !== undefined && position !== undefined) cells.set(`${row},${position.column}`, { style: { numFmt } })
}

function numberFormat(cell: Cell): string | undefined {
  if (cell.kind === 'text') return '@'
  if (cell.kind === 'date') return cell.time === undefined ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm'
  return cell.lossy ? '0' : undefined
}

function markFaults(cells: Map<string, Partial<RawCell>>, faults: readonly Fault[], author: string): void {
  const messages = new Map<string, string[]>()
  for (const fault of faults) messages.set(fault.ref, [...(messages.get(fault.ref) ?? []), fault.message])
  let notes = 0
  for (const [ref, texts] of messages) {
    const position = parseRef(ref)
    if (position === undefined) continue
    const key = `${position.row},${position.column}`
    const before = cells.get(key)
    const note = notes++ < MOST_NOTES ? { comment: { author, text: texts.join('\n').toWellFormed() } } : {}
    cells.set(key, { ...before, style: { ...before?.style, fill: FAULT_FILL }, ...note })
  }
}

/** Whoever mends the row reads beside it what is wrong and what to do. */
function messagesByRow(faults: readonly Fault[], locale: Locale): Map<number, string[]> {
  const rows = new Map<number, string[]>()
  for (const { ref, message, suggestion } of faults) {
    const row = parseRef(ref)?.row ?? 0
    const list = rows.get(row) ?? []
    const text =
      suggestion === undefined ? message : translate(locale, 'exchange.problem_and_way_out', { message, suggestion })
    if (!list.includes(text)) list.push(text)
    rows.set(row, list)
  }
  return rows
}
