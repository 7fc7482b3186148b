import { refuse } from '../../kernel/refusal.ts'
import type { Limits } from './sheets.ts'

/** Refuses a sheet longer than the limit. */
export function tooManyRows(sheet: string, limits: Limits): never {
  return refuse('bad_input', 'exchange.too_many_rows', {
    place: sheet,
    params: { limit: limits.rows },
    next: 'exchange.next_split_file',
  })
}

/** Refuses a sheet wider than the limit. */
export function tooManyColumns(sheet: string, columns: number, limits: Limits): never {
  return refuse('bad_input', 'exchange.too_many_columns', {
    place: sheet,
    params: { columns, limit: limits.columns },
    next: 'exchange.next_split_file',
  })
}

/** Refuses a workbook of more cells than the server will hold in memory. */
export function tooManyCells(limits: Limits): never {
  return refuse('bad_input', 'exchange.too_many_cells', {
    params: { limit: limits.cells },
    next: 'exchange.next_split_file',
  })
}
