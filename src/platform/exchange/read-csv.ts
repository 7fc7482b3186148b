import { refuse } from '../../kernel/refusal.ts'
import type { Steps } from '../../kernel/steps.ts'
import { tooManyCells, tooManyColumns, tooManyRows } from './limits.ts'
import { type Cell, cellRef, type Encoding, type Limits, type Workbook } from './sheets.ts'

/** The records of a CSV file as plain texts that can pass from one thread to another. */
export interface ParsedCsv {
  /** Of its one sheet, made from the file's. */
  readonly name: string
  readonly encoding: Encoding
  readonly width: number
  readonly records: readonly (readonly string[])[]
}

/**
 * Reads the cells of a CSV file (comma, semicolon, tab or bar). Every cell is text exactly as it stands, so that an 18-digit ID number and a
 * leading zero survive; `="0123"` and a tab put at either end to force text are taken off. A number Excel has already cut to
 * `5.30103E+17` is marked lossy.
 */
export function* csvWorkbook({ name, encoding, width, records }: ParsedCsv, fileName: string): Steps<Workbook> {
  const rows: Cell[][] = []
  for (const [row, record] of records.entries()) {
    rows.push(Array.from({ length: width }, (_, column) => textCell(record[column] ?? '', cellRef(row, column))))
    yield
  }
  return { file_name: fileName, format: 'csv', encoding, sheets: [{ name, hidden: false, rows, width, merges: [] }] }
}

/**
 * Parses a CSV file under the limits of rows, columns and cells.
 *
 * @throws Refusal `bad_input` exchange.csv_encoding, csv_quote, too_many_rows, too_many_columns, too_many_cells, no_rows
 */
export async function parseCsv(bytes: Uint8Array, fileName: string, limits: Limits): Promise<ParsedCsv> {
  const { text, encoding } = decode(bytes)
  const name = sheetName(fileName)
  const { detectDelimiter } = await import('hucre/csv')
  const records = parseRecords(text, detectDelimiter(text), name, limits)
  const last = records.findLastIndex((record) => record.length > 0)
  if (last === -1) refuse('bad_input', 'exchange.no_rows')
  const used = records.slice(0, last + 1)
  let width = 0
  for (const record of used) width = Math.max(width, record.length)
  if (used.length * width > limits.cells) tooManyCells(limits)
  return { name, encoding, width, records: used }
}

function textCell(raw: string, ref: string): Cell {
  const forced = /^="([^"]*)"$/.exec(raw.trim())
  const value = forced?.[1] ?? raw.replace(/^\t+|\t+$/g, '')
  if (value === '') return { ref, kind: 'empty', value: null }
  if (/^[+-]?\d(\.\d+)?E\+\d+$/i.test(value.trim())) return { ref, kind: 'text', value, lossy: true }
  return { ref, kind: 'text', value }
}

/** Sheet name made from the file's: Excel allows 31 characters and forbids some, and the answer file must be writable. */
function sheetName(fileName: string): string {
  const stem = fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '')
  const name = stem
    .replace(/[[\]:*?/\\']/g, ' ')
    .slice(0, 31)
    .toWellFormed()
    .replace(/\uFFFD/g, '')
    .trim()
  return name === '' || name.toLowerCase() === 'history' ? 'Sheet1' : name
}

/**
 * A text file as text: UTF-8, UTF-16 with mark, or GB18030; with `agreed` in that encoding and no other.
 * @throws Refusal `bad_input` exchange.csv_encoding for what is none of them.
 */
export function readText(bytes: Uint8Array, agreed?: Encoding): string {
  if (agreed !== undefined) return (bytes.includes(0) ? undefined : decodeAs(agreed, bytes)) ?? unknownEncoding()
  return decode(bytes).text
}

function decode(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const marked = markedEncoding(bytes)
  if (marked !== undefined) return { text: decodeAs(marked, bytes) ?? unknownEncoding(), encoding: marked }
  if (bytes.includes(0)) return unknownEncoding()
  const utf8 = decodeAs('utf-8', bytes)
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' }
  // One broken byte must not turn a whole UTF-8 file into other people's names.
  if (isBrokenUtf8(bytes)) return unknownEncoding()
  return { text: decodeAs('gb18030', bytes) ?? unknownEncoding(), encoding: 'gb18030' }
}

function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

function decodeAs(encoding: Encoding, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** In GB18030 text read as UTF-8 nearly every character is broken; in damaged UTF-8 nearly none is. */
function isBrokenUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes)
  let broken = 0
  let sound = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0xfffd) broken++
    else if (code >= 0x80) sound++
  }
  return sound > 4 * broken
}

function unknownEncoding(): never {
  return refuse('bad_input', 'exchange.csv_encoding', { next: 'exchange.next_save_as_xlsx' })
}

/**
 * The records of RFC 4180, without the blank fields at their ends. Bare quotes inside an unquoted field stand for themselves;
 * a quote that is never closed would swallow all that follows and is refused.
 */
function parseRecords(text: string, delimiter: string, sheet: string, limits: Limits): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let column = 0
  let at = 0
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at, delimiter) : bareField(text, at, delimiter)
    if (field.value !== '') {
      if (column >= limits.columns) tooManyColumns(sheet, column + 1, limits)
      while (record.length < column) record.push('')
      record.push(field.value)
    }
    at = field.end
    if (text[at] === delimiter) {
      at++
      column++
      continue
    }
    if (record.length > 0 && records.length >= limits.rows) tooManyRows(sheet, limits)
    if (records.length < limits.rows) records.push(record)
    record = []
    column = 0
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
  }
  if (record.length > 0 && records.length >= limits.rows) tooManyRows(sheet, limits)
  if (record.length > 0) records.push(record)
  return records
}

type Field = { value: string; end: number }

function quotedField(text: string, start: number, delimiter: string): Field {
  let value = ''
  let from = start + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote === -1) return unclosedQuote(text, start)
    value += text.slice(from, quote)
    if (text[quote + 1] !== '"') {
      // What stands between the closing quote and the delimiter belongs to the field, as Excel reads it.
      const rest = bareField(text, quote + 1, delimiter)
      return { value: value + rest.value, end: rest.end }
    }
    value += '"'
    from = quote + 2
  }
}

function bareField(text: string, start: number, delimiter: string): Field {
  let end = start
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++
  return { value: text.slice(start, end), end }
}

function unclosedQuote(text: string, at: number): never {
  const line = text.slice(0, at).split(/\r\n|\r|\n/).length
  return refuse('bad_input', 'exchange.csv_quote', { params: { line }, next: 'exchange.next_fix_quotes' })
}
