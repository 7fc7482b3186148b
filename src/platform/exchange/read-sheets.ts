import type { CellValue } from 'hucre'
import { civilDate } from '../../kernel/calendar.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Steps } from '../../kernel/steps.ts'
import { gently } from '../gently.ts'
import { damaged, encrypted, inspectArchive } from './archive.ts'
import { isProblemSheet } from './problem-list.ts'
import { tooManyCells } from './limits.ts'
import type { Parsed, ParseJob } from './parse-worker.ts'
import { type ParsedSheet, parseXlsx } from './parse-xlsx.ts'
import { csvWorkbook, parseCsv } from './read-csv.ts'
import { withoutGuides } from './reading-guides.ts'
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
import { threadOf } from './thread.ts'

/**
 * Bytes unpacked up to which a workbook is read on the server's own thread (some 5,000 rows, about a tenth of a second);
 * a thread of its own costs as much to start.
 */
const SMALL = 3_000_000
/** The same of a text file, which is not packed. */
const SMALL_TEXT = 500_000

const parseInThread = threadOf<ParseJob, Parsed>(new URL('./parse-worker.ts', import.meta.url))

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
  return readTable(bytes, options.fileName, limits)
}

async function readTable(bytes: Uint8Array, fileName: string, limits: Limits): Promise<Workbook> {
  const parsed =
    bytes.length <= SMALL_TEXT
      ? await parseCsv(bytes, fileName, limits)
      : ((await parseInThread({ bytes, limits, csv: fileName }))?.csv ?? tooManyCells(limits))
  return gently(csvWorkbook(parsed, fileName))
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
  const archive = inspectArchive(bytes, limits)
  const isSheets = [...archive.names].some((part) => /(^|\/)workbook\.xml$/.test(part))
  if (!archive.names.has('[Content_Types].xml') || !isSheets) notAWorkbook()
  const small = archive.unpacked_bytes <= SMALL
  const plain = archive.guided ? withoutGuides(bytes, limits) : bytes
  const parsed = small
    ? await parseXlsx(plain, limits)
    : ((await parseInThread({ bytes: plain, limits }))?.sheets ?? tooManyCells(limits))
  const sheets: Sheet[] = []
  for (const one of parsed) {
    const sheet = await gently(toSheet(one))
    if (!isProblemSheet(sheet)) sheets.push(sheet)
  }
  if (sheets.every((sheet) => sheet.rows.length === 0)) refuse('bad_input', 'exchange.no_rows')
  return { file_name: fileName, format: 'xlsx', sheets }
}

function* toSheet(parsed: ParsedSheet): Steps<Sheet> {
  const rows: Cell[][] = []
  for (const [row, line] of parsed.values.entries()) {
    rows.push(line.map((value, column) => toCell(parsed, value, row, column)))
    yield
  }
  const merges = fillMerges(parsed, rows)
  return { name: parsed.name, hidden: parsed.hidden, rows, width: parsed.width, merges }
}

function toCell(parsed: ParsedSheet, value: CellValue, row: number, column: number): Cell {
  const ref = cellRef(row, column)
  const key = `${row},${column}`
  const formula = parsed.formulas.has(key) ? { formula: true as const } : undefined
  if (parsed.errors.has(key)) return { ref, kind: 'error', value: String(value), ...formula }
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
  if (year > LAST_YEAR || year < FIRST_YEAR - 1) return numberContent(serialOf(moment))
  const time = moment.toISOString().slice(11, 16)
  // A time without a day is counted from the day before 1900.
  if (year < FIRST_YEAR) return { kind: 'text', value: time }
  const date = civilDate(moment.toISOString().slice(0, 10))
  return time === '00:00' ? { kind: 'date', value: { date } } : { kind: 'date', value: { date }, time }
}

/** The day number Excel showed as this moment: from 1899-12-30 for the days after the 29 February 1900 it invents, a day less before it. */
function serialOf(moment: Date): number {
  const days = (moment.getTime() - Date.UTC(1899, 11, 30)) / 86_400_000
  return Math.round((days > 60 ? days : days - 1) * 1e10) / 1e10
}

/** Copies the top-left value of each merged range over the range, as far as the used sheet reaches. */
function fillMerges(parsed: ParsedSheet, rows: Cell[][]): string[] {
  const merges: string[] = []
  let copied = 0
  for (const range of parsed.merges) {
    const bottom = Math.min(range.endRow, rows.length - 1)
    const right = Math.min(range.endCol, parsed.width - 1)
    const source = rows[range.startRow]?.[range.startCol]
    if (source === undefined || bottom < range.startRow || right < range.startCol) continue
    copied += (bottom - range.startRow + 1) * (right - range.startCol + 1)
    // Excel forbids ranges that overlap; a file of overlapping ones would make us copy without end.
    if (copied > rows.length * parsed.width) damaged()
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
