import type { Params } from '../../../kernel/refusal.ts'

/** A cell, or a whole row where `column` is null. Rows count from 1, columns are letters, as the reader's own program shows them. */
export interface CellAt {
  readonly sheet: string
  readonly row: number
  readonly column: string | null
}

/** `blocks`: nothing of the file is applied until it is mended. `warns`: read and decide; it may be applied as it is. */
export type Severity = 'blocks' | 'warns'

/** One fault of one cell. It holds no personal value: the value is shown from the sealed row, masked. */
export interface Fault extends CellAt {
  /** A words key. */
  readonly code: string
  readonly params?: Params
  /** A words key: what the reader can do. */
  readonly next?: string
  readonly severity: Severity
}

/** Something of the file that is not taken, said aloud: a blank line, a line of totals, a column nobody asked for. */
export interface Skipped extends CellAt {
  /** The last row of a run of blank lines. */
  readonly to_row?: number
  readonly code:
    | 'imports.skipped_blank'
    | 'imports.skipped_header'
    | 'imports.skipped_total'
    | 'imports.skipped_note'
    | 'imports.skipped_title'
    | 'imports.skipped_sheet'
    | 'imports.skipped_hidden_sheet'
    | 'imports.skipped_column'
  readonly params?: Params
}

type More = { readonly params?: Params; readonly next?: string }

export function blocks(at: CellAt, code: string, more: More = {}): Fault {
  return { sheet: at.sheet, row: at.row, column: at.column, code, severity: 'blocks', ...more }
}

export function warns(at: CellAt, code: string, more: More = {}): Fault {
  return { sheet: at.sheet, row: at.row, column: at.column, code, severity: 'warns', ...more }
}

/** In reading order, each said once: by sheet as they stand in the file, then row, then column; what blocks comes first in a cell. */
export function orderFaults(faults: readonly Fault[], sheets: readonly string[]): Fault[] {
  const seen = new Set<string>()
  const once = faults.filter((fault) => {
    const key = [fault.sheet, fault.row, fault.column ?? '', fault.code].join('\u0000')
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
  const order = new Map(sheets.map((name, index) => [name, index]))
  return once.toSorted(
    (a, b) =>
      (order.get(a.sheet) ?? 0) - (order.get(b.sheet) ?? 0) ||
      a.row - b.row ||
      columnNumber(a.column) - columnNumber(b.column) ||
      Number(a.severity === 'warns') - Number(b.severity === 'warns'),
  )
}

/** 1 for A, 27 for AA, 0 for a whole row. */
export function columnNumber(column: string | null): number {
  return Array.from(column ?? '').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
}
