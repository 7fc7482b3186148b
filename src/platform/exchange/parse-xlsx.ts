import type { CellValue, MergeRange, Sheet as RawSheet, Workbook as RawWorkbook } from 'hucre'
import { damaged } from './archive.ts'
import { tooManyCells, tooManyColumns, tooManyRows } from './limits.ts'
import type { Limits } from './sheets.ts'

/** A sheet as the library gives it, cut to what is used: plain values that can pass from one thread to another. */
export interface ParsedSheet {
  readonly name: string
  readonly hidden: boolean
  readonly width: number
  /** Each row has `width` values. */
  readonly values: readonly (readonly CellValue[])[]
  /** Keys `row,column`, counted from 0, of the cells that hold a formula, and of those that hold an error value. */
  readonly formulas: ReadonlySet<string>
  readonly errors: ReadonlySet<string>
  readonly merges: readonly MergeRange[]
}

/**
 * Parses a workbook whose archive was inspected before, under the limits of rows, columns and cells.
 *
 * @throws Refusal `bad_input` exchange.damaged, too_many_rows, too_many_columns, too_many_cells
 */
export async function parseXlsx(bytes: Uint8Array, limits: Limits): Promise<ParsedSheet[]> {
  const raw = await open(bytes)
  const sheets: ParsedSheet[] = []
  let cells = 0
  for (const sheet of raw.sheets) {
    const size = usedSize(sheet)
    if (size.rows > limits.rows) tooManyRows(sheet.name, limits)
    if (size.columns > limits.columns) tooManyColumns(sheet.name, size.columns, limits)
    cells += size.rows * size.columns
    if (cells > limits.cells) tooManyCells(limits)
    sheets.push(cut(sheet, size))
  }
  return sheets
}

async function open(bytes: Uint8Array): Promise<RawWorkbook> {
  const { readXlsx } = await import('hucre')
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
    const last = row.findLastIndex((value) => value !== null && value !== '')
    if (last >= 0) rows = index + 1
    columns = Math.max(columns, last + 1)
  }
  // A formula no program has calculated yet holds something too, though its value is missing.
  for (const [key, cell] of sheet.cells ?? []) {
    if (cell.formula === undefined) continue
    const [row = 0, column = 0] = key.split(',').map(Number)
    rows = Math.max(rows, row + 1)
    columns = Math.max(columns, column + 1)
  }
  return { rows, columns }
}

function cut(sheet: RawSheet, size: Size): ParsedSheet {
  const values = Array.from({ length: size.rows }, (_, row) =>
    Array.from({ length: size.columns }, (__, column) => sheet.rows[row]?.[column] ?? null),
  )
  const formulas = new Set<string>()
  const errors = new Set<string>()
  for (const [key, cell] of sheet.cells ?? []) {
    if (cell.formula !== undefined) formulas.add(key)
    if (cell.type === 'error') errors.add(key)
  }
  const hidden = sheet.hidden === true || sheet.veryHidden === true
  return { name: sheet.name, hidden, width: size.columns, values, formulas, errors, merges: sheet.merges ?? [] }
}
