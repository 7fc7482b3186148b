import type { CivilDate } from '../../kernel/calendar.ts'

/** What a read spreadsheet is, and the arithmetic of cell addresses. Pure. */

/** A date as a sheet says it: no time zone, no time of day. */
export interface SheetDate {
  readonly date: CivilDate
}

interface CellMarks {
  /** Address within its sheet, such as `C12`. */
  readonly ref: string
  /** The value is a copy of the top-left cell of the merged range this cell lies in. */
  readonly merged?: true
  /**
   * The number is longer than the 15 digits a spreadsheet keeps, so what was typed is lost (an ID number stored as a number).
   * Such a value must be refused, never taken.
   */
  readonly lossy?: true
  /** The value is the stored result of a formula. */
  readonly formula?: true
  /** Time of day that stood beside a date, `HH:MM`. */
  readonly time?: string
}

export type CellContent =
  | { readonly kind: 'empty'; readonly value: null }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'date'; readonly value: SheetDate }
  /** An error value such as `#N/A`; null for a formula whose result the file does not hold. */
  | { readonly kind: 'error'; readonly value: string | null }

export type Cell = CellMarks & CellContent
export type CellKind = Cell['kind']

export interface Sheet {
  readonly name: string
  /** Hidden in Excel. Its rows are given all the same: what counts as data is the caller's decision. */
  readonly hidden: boolean
  /** Every row from row 1 to the last one used, blank ones included: `rows[i]` is row `i + 1`, each of `width` cells. */
  readonly rows: readonly (readonly Cell[])[]
  readonly width: number
  /** Merged ranges as `A1:C2`. */
  readonly merges: readonly string[]
}

export interface Workbook {
  readonly file_name: string
  readonly format: 'xlsx' | 'csv'
  /** The encoding a CSV file was found to have; absent for .xlsx. */
  readonly encoding?: Encoding
  readonly sheets: readonly Sheet[]
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

export interface Limits {
  /** Bytes of the file as uploaded. */
  readonly bytes: number
  /** Parts inside the .xlsx archive. */
  readonly parts: number
  /** Bytes of all parts when unpacked. */
  readonly unpacked_bytes: number
  readonly rows: number
  readonly columns: number
  /** Cells of all sheets together, after blank rows and columns at the end are cut off. */
  readonly cells: number
}

const MEGABYTE = 1024 * 1024

/** Far above a district's register (50,000 rows of 30 columns), and small enough that no file can take the server down. */
export const LIMITS: Limits = {
  bytes: 30 * MEGABYTE,
  parts: 2_000,
  unpacked_bytes: 200 * MEGABYTE,
  rows: 200_000,
  columns: 500,
  cells: 4_000_000,
}

/** Bytes as whole megabytes, rounded up: for messages. */
export function megabytes(bytes: number): number {
  return Math.ceil(bytes / MEGABYTE)
}

/** Letters of a column counted from 0: 0 → `A`, 26 → `AA`. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters
  }
  return letters
}

/** Address of a cell counted from 0: (11, 2) → `C12`. */
export function cellRef(row: number, column: number): string {
  return `${columnLetters(column)}${row + 1}`
}

/** Row and column counted from 0 of `C12`; undefined when the text is no address. */
export function parseRef(ref: string): { row: number; column: number } | undefined {
  const match = /^([A-Z]{1,3})([1-9][0-9]{0,6})$/.exec(ref)
  if (match === null) return undefined
  const [, letters = '', digits = ''] = match
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return { row: Number(digits) - 1, column: column - 1 }
}

/** Rows and columns counted from 0, both ends included, of `A1:C2`. */
export function parseRange(range: string): { top: number; left: number; bottom: number; right: number } | undefined {
  const [from = '', to = from] = range.split(':')
  const first = parseRef(from)
  const last = parseRef(to)
  if (first === undefined || last === undefined) return undefined
  return { top: first.row, left: first.column, bottom: last.row, right: last.column }
}

/** Whether a number may stand for more digits than the 15 a spreadsheet keeps. */
export function isLossyNumber(value: number): boolean {
  const [mantissa = ''] = String(Math.abs(value)).split('e')
  const digits = mantissa.replace('.', '').replace(/^0+/, '')
  return Math.abs(value) >= 1e15 || digits.length > 15
}
