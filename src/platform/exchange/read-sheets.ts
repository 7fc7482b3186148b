import { type CellValue, dateToSerial, readXlsx, type Sheet as RawSheet, type Workbook as RawWorkbook } from 'hucre'
import { civilDate } from '../../kernel/calendar.ts'
import { refuse } from '../../kernel/refusal.ts'
import { damaged, encrypted, inspectArchive } from './archive.ts'
import { isProblemSheet } from './problem-list.ts'
import { readCsv, tooManyColumns, tooManyRows } from './read-csv.ts'
import {
  type Cell,
  type CellContent,
  cellRef,
  isLossyNumber,
  type Limits,
  LIMITS,
  megabytes,
  type Sheet,
  type Workbook,
} from './sheets.ts'

export interface ReadOptions {
  /** As the reader's machine calls it; only its ending is looked at, and only for text files. Never put into a refusal. */
  readonly fileName: string
  readonly limits?: Partial<Limits>
}

/**
 * Reads an uploaded .xlsx or CSV file (UTF-8, UTF-16 with mark, GB18030) into cells with their addresses. What the file is
 * decided by its bytes, not by its name. Merged ranges are filled with their top-left value; the problem list of an earlier
 * answer is left out; hidden sheets are given and marked.
 *
 * @throws Refusal `bad_input`: exchange.empty_file, too_many_bytes, not_a_workbook, old_format, encrypted, damaged,
 * active_markup, too_many_parts, too_much_inside, too_many_rows, too_many_columns, too_many_cells, csv_encoding, csv_quote, no_rows
 */
export async function readWorkbook(bytes: Uint8Array, options: ReadOptions): Promise<Workbook> {
  const limits = { ...LIMITS, ...options.limits }
  if (bytes.length === 0) refuse('bad_input', 'exchange.empty_file')
  if (bytes.length > limits.bytes) {
    refuse('bad_input', 'exchange.too_many_bytes', {
      params: { megabytes: megabytes(bytes.length), limit: megabytes(limits.bytes) },
      next: 'exchange.next_split_file',
    })
  }
  if (startsWith(bytes, [0x50, 0x4b])) return readArchive(bytes, options.fileName, limits)
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return refuseCompound(bytes)
  if (/\.xls$/i.test(options.fileName) && !/\.(csv|tsv|txt)$/i.test(options.fileName)) return oldFormat()
  if (!/\.(csv|tsv|txt)$/i.test(options.fileName)) return notAWorkbook()
  return readCsv(bytes, options.fileName, limits)
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}

/** A compound file is an encrypted .xlsx, or an .xls or .et of the years before 2007. */
function refuseCompound(bytes: Uint8Array): never {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.includes(Buffer.from('EncryptedPackage', 'utf16le'))) return encrypted()
  const isOldSheet = ['Workbook', 'Book'].some((stream) => buffer.includes(Buffer.from(stream, 'utf16le')))
  return isOldSheet ? oldFormat() : notAWorkbook()
}

function oldFormat(): never {
  return refuse('bad_input', 'exchange.old_format', { next: 'exchange.next_save_as_xlsx' })
}

function notAWorkbook(): never {
  return refuse('bad_input', 'exchange.not_a_workbook', { next: 'exchange.next_save_as_xlsx' })
}

async function readArchive(bytes: Uint8Array, fileName: string, limits: Limits): Promise<Workbook> {
  const parts = inspectArchive(bytes, limits)
  if (!parts.has('[Content_Types].xml') || ![...parts].some((part) => /(^|\/)workbook\.xml$/.test(part))) notAWorkbook()
  const raw = await openXlsx(bytes)
  const sheets: Sheet[] = []
  let cells = 0
  for (const rawSheet of raw.sheets) {
    const size = usedSize(rawSheet)
    if (size.rows > limits.rows) tooManyRows(rawSheet.name, limits)
    if (size.columns > limits.columns) tooManyColumns(rawSheet.name, size.columns, limits)
    cells += size.rows * size.columns
    if (cells > limits.cells) {
      refuse('bad_input', 'exchange.too_many_cells', {
        params: { limit: limits.cells },
        next: 'exchange.next_split_file',
      })
    }
    const sheet = toSheet(rawSheet, size)
    if (!isProblemSheet(sheet)) sheets.push(sheet)
  }
  if (sheets.every((sheet) => sheet.rows.length === 0)) refuse('bad_input', 'exchange.no_rows')
  return { file_name: fileName, format: 'xlsx', sheets }
}

async function openXlsx(bytes: Uint8Array): Promise<RawWorkbook> {
  try {
    return await readXlsx(bytes)
  } catch (error) {
    // Whatever the library stumbles over, it is this file: the archive itself was found sound.
    return damaged(error)
  }
}

interface Size {
  readonly rows: number
  readonly columns: number
}

/** Rows and columns up to the last cell that holds something: templates carry formats far below their data. */
function usedSize(sheet: RawSheet): Size {
  let rows = 0
  let columns = 0
  for (const [index, row] of sheet.rows.entries()) {
    const last = row.findLastIndex((value, column) => hasContent(sheet, index, column, value))
    if (last >= 0) rows = index + 1
    if (last >= columns) columns = last + 1
  }
  return { rows, columns }
}

function hasContent(sheet: RawSheet, row: number, column: number, value: CellValue | undefined): boolean {
  if (value !== null && value !== undefined) return value !== ''
  return sheet.cells?.get(`${row},${column}`)?.formula !== undefined
}

function toSheet(raw: RawSheet, size: Size): Sheet {
  const rows: Cell[][] = []
  for (let row = 0; row < size.rows; row++) {
    const cells: Cell[] = []
    for (let column = 0; column < size.columns; column++) cells.push(toCell(raw, row, column))
    rows.push(cells)
  }
  const merges = fillMerges(raw, rows, size)
  const hidden = raw.hidden === true || raw.veryHidden === true
  return { name: raw.name, hidden, rows, width: size.columns, merges }
}

function toCell(raw: RawSheet, row: number, column: number): Cell {
  const value = raw.rows[row]?.[column] ?? null
  const ref = cellRef(row, column)
  const detail = raw.cells?.get(`${row},${column}`)
  const formula = detail?.formula === undefined ? undefined : { formula: true as const }
  if (detail?.type === 'error') return { ref, kind: 'error', value: String(value), ...formula }
  // A formula no program has calculated yet: taking it for an empty cell would lose what the writer meant.
  if (value === null && formula !== undefined) return { ref, kind: 'error', value: null, ...formula }
  return { ref, ...toContent(value), ...formula }
}

type Content = CellContent & { lossy?: true; time?: string }

function toContent(value: CellValue): Content {
  if (value === null || value === '') return { kind: 'empty', value: null }
  if (typeof value === 'string') return { kind: 'text', value }
  if (typeof value === 'boolean') return { kind: 'boolean', value }
  if (typeof value === 'number') return numberContent(value)
  return dateContent(value)
}

function numberContent(value: number): Content {
  if (!Number.isFinite(value)) return { kind: 'error', value: null }
  return isLossyNumber(value) ? { kind: 'number', value, lossy: true } : { kind: 'number', value }
}

const FIRST_YEAR = 1900
const LAST_YEAR = 9999

function dateContent(moment: Date): Content {
  if (Number.isNaN(moment.getTime())) return { kind: 'error', value: null }
  const year = moment.getUTCFullYear()
  // 19620305 typed into a cell formatted as a date: Excel shows ####, and what was typed is the number.
  if (year > LAST_YEAR || year < FIRST_YEAR - 1) return numberContent(dateToSerial(moment))
  const time = moment.toISOString().slice(11, 16)
  // A time without a day is counted from the day before 1900.
  if (year < FIRST_YEAR) return { kind: 'text', value: time }
  const date = civilDate(moment.toISOString().slice(0, 10))
  return time === '00:00' ? { kind: 'date', value: { date } } : { kind: 'date', value: { date }, time }
}

/** Copies the top-left value of each merged range over the range, as far as the used sheet reaches. */
function fillMerges(raw: RawSheet, rows: Cell[][], size: Size): string[] {
  const merges: string[] = []
  let copied = 0
  for (const range of raw.merges ?? []) {
    const bottom = Math.min(range.endRow, size.rows - 1)
    const right = Math.min(range.endCol, size.columns - 1)
    const source = rows[range.startRow]?.[range.startCol]
    if (source === undefined || bottom < range.startRow || right < range.startCol) continue
    copied += (bottom - range.startRow + 1) * (right - range.startCol + 1)
    // Excel forbids ranges that overlap; a file of overlapping ones would make us copy without end.
    if (copied > size.rows * size.columns) damaged()
    merges.push(`${cellRef(range.startRow, range.startCol)}:${cellRef(bottom, right)}`)
    for (let row = range.startRow; row <= bottom; row++) {
      for (let column = range.startCol; column <= right; column++) {
        const isSource = row === range.startRow && column === range.startCol
        const line = rows[row]
        if (line !== undefined && !isSource) line[column] = { ...source, ref: cellRef(row, column), merged: true }
      }
    }
  }
  return merges
}
