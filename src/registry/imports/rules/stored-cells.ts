import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Cell, CellContent, Sheet, Workbook } from '../../../platform/exchange/sheets.ts'
import type { Attribute } from './fields.ts'
import { maskFact } from './masks.ts'
import { rawText } from './read-cell.ts'

/** How the cells of a row are kept between staging and applying: short, and without losing anything a reader of cells looks at. */

type Marks = { m?: 1; l?: 1; f?: 1; t?: string }
type Packed = null | string | number | boolean | ({ v: string | number | boolean | null; k?: 'date' | 'error' } & Marks)

export function packRow(cells: readonly Cell[]): string {
  const packed = cells.map(pack)
  while (packed.length > 0 && packed.at(-1) === null) packed.pop()
  return JSON.stringify(packed)
}

function pack(cell: Cell): Packed {
  const marks: Marks = {
    ...(cell.merged ? { m: 1 as const } : {}),
    ...(cell.lossy ? { l: 1 as const } : {}),
    ...(cell.formula ? { f: 1 as const } : {}),
    ...(cell.time === undefined ? {} : { t: cell.time }),
  }
  if (cell.kind === 'date') return { v: cell.value.date, k: 'date', ...marks }
  if (cell.kind === 'error') return { v: cell.value, k: 'error', ...marks }
  return Object.keys(marks).length === 0 ? cell.value : { v: cell.value, ...marks }
}

/** The cells of packed rows again, a JSON array of them from row `from` on, `letters` naming the columns. */
export function unpackRows(text: string, from: number, letters: readonly string[]): Cell[][] {
  return (JSON.parse(text) as Packed[][]).map((packed, at) =>
    letters.map((letter, index): Cell => unpack(packed[index] ?? null, `${letter}${from + at}`)),
  )
}

function unpack(packed: Packed, ref: string): Cell {
  if (packed === null || typeof packed !== 'object') return { ref, ...contentOf(packed) }
  const marks = {
    ...(packed.m ? { merged: true as const } : {}),
    ...(packed.l ? { lossy: true as const } : {}),
    ...(packed.f ? { formula: true as const } : {}),
    ...(packed.t === undefined ? {} : { time: packed.t }),
  }
  if (packed.k === 'date') return { ref, kind: 'date', value: { date: String(packed.v) as CivilDate }, ...marks }
  if (packed.k === 'error') return { ref, kind: 'error', value: packed.v === null ? null : String(packed.v), ...marks }
  return { ref, ...contentOf(packed.v), ...marks }
}

function contentOf(value: null | string | number | boolean): CellContent {
  if (value === null) return { kind: 'empty', value }
  if (typeof value === 'string') return { kind: 'text', value }
  return typeof value === 'number' ? { kind: 'number', value } : { kind: 'boolean', value }
}

/** What is kept of a sheet beside its cells. */
export interface StoredSheet {
  name: string
  hidden: boolean
  width: number
  rows: number
  merges: readonly string[]
  /** Letters of the columns. */
  letters: readonly string[]
}

/** Some rows of a sheet, packed, from `from_row` on. */
export interface KeptPart {
  readonly sheet_no: number
  readonly from_row: number
  readonly text: string
}

/** A file as it is kept: its sheets, and their rows in parts, in order. */
export interface KeptFile {
  readonly file_name: string
  readonly sheets: readonly StoredSheet[]
  readonly parts: readonly KeptPart[]
}

/** The file again, as it was uploaded. */
export function workbookOf({ file_name, sheets, parts }: KeptFile): Workbook {
  const bySheet = Map.groupBy(parts, (part) => part.sheet_no)
  const again = sheets.map(({ name, hidden, width, merges, letters }, number): Sheet => ({
    name,
    hidden,
    width,
    merges,
    rows: (bySheet.get(number) ?? []).flatMap(({ text, from_row }) => unpackRows(text, from_row, letters)),
  }))
  return { file_name, format: 'xlsx', sheets: again }
}

/** Letters of the columns of a sheet. */
export function lettersOf(sheet: Pick<Sheet, 'rows'>): string[] {
  return (sheet.rows[0] ?? []).map((cell) => cell.ref.replaceAll(/\d/g, ''))
}

/** What of a cell a list may show. A column nobody has mapped may hold numbers of people: long runs of digits are masked. */
export function maskedValue(cell: Cell | undefined, attribute: Attribute | undefined): string | null {
  if (cell === undefined || cell.kind === 'empty') return null
  const text = rawText(cell).slice(0, 80)
  return attribute === undefined ? withoutNumbers(text) : maskFact(attribute, text)
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d{6,}[\dXx]*/g, (digits) => digits.slice(0, 2) + '*'.repeat(digits.length - 2))
}
