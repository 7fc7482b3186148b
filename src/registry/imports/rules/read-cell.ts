import type { CivilDate } from '../../../kernel/calendar.ts'
import { toHalfWidth } from '../../../kernel/half-width.ts'
import { parseLooseDate } from '../../../kernel/loose-date.ts'
import { normaliseText } from '../../../kernel/names.ts'
import type { Cell } from '../../../platform/exchange/sheets.ts'
import { blocks, type CellAt, type Fault } from './faults.ts'
import { isNone } from './none.ts'

/** Reads single cells: text with its stray marks taken off, dates, words of a list. Faults are added to `faults`. */

/** Texts of one reading of one file, simplified once: most cells of a roster repeat. */
export type Texts = Map<string, string>

/** What a cell reader needs besides the cell: where it stands, and where faults go. */
export interface CellContext {
  readonly at: CellAt
  readonly faults: Fault[]
  readonly texts: Texts
}

const ASCII = /^[\u0020-\u007e]*$/
const STRAY_QUOTES = /^['’‘`´＇"“”]+|['’‘`´＇"“”]+$/g

/**
 * The text of a cell as a person meant it; undefined for an empty one and for one that says there is none. A number is written out whole,
 * a date as 1962-03-05; apostrophes that force text in a spreadsheet are taken off both ends.
 */
export function readText(cell: Cell | undefined, context: CellContext): string | undefined {
  const text = readWritten(cell, context)
  return text === undefined || isNone(text) ? undefined : text
}

/** The text of a cell, 无 too. */
function readWritten(cell: Cell | undefined, context: CellContext): string | undefined {
  if (cell === undefined || cell.kind === 'empty') return undefined
  if (cell.kind === 'error') {
    context.faults.push(blocks(context.at, 'imports.cell_error', { next: 'imports.next_cell_error' }))
    return undefined
  }
  const text = tidy(cell)
  return text === '' ? undefined : text
}

function tidy(cell: Cell): string {
  return rawText(cell).replaceAll(STRAY_QUOTES, '').trim()
}

/** A cell as it stands, for showing and for keys: never fails. */
export function rawText(cell: Cell): string {
  switch (cell.kind) {
    case 'empty':
      return ''
    case 'text':
      return cell.value.trim()
    case 'number':
      return String(cell.value)
    case 'boolean':
      return cell.value ? '是' : '否'
    case 'date':
      return cell.value.date
    case 'error':
      return cell.value ?? ''
  }
}

/** Whether a cell says anything: what is empty, says that there is none or holds marks alone does not. */
export function saysAnything(cell: Cell): boolean {
  const text = tidy(cell)
  return cell.kind === 'error' || (text !== '' && !isNone(text))
}

/** A number that identifies: refused where the spreadsheet has already lost its digits, never rounded. */
export function readNumberText(cell: Cell | undefined, context: CellContext): string | undefined {
  if (cell !== undefined && 'lossy' in cell && cell.lossy === true) {
    context.faults.push(blocks(context.at, 'imports.lossy_number', { next: 'imports.next_lossy_number' }))
    return undefined
  }
  const text = readText(cell, context)
  if (text === undefined) return undefined
  return toHalfWidth(text).replaceAll(/\s/g, '')
}

export function readDate(cell: Cell | undefined, context: CellContext): CivilDate | undefined {
  if (cell?.kind === 'date') return cell.value.date
  if (cell?.kind === 'number') return parsed(parseLooseDate(cell.value), context)
  const text = readText(cell, context)
  return text === undefined ? undefined : parsed(parseLooseDate(text), context)
}

function parsed(result: ReturnType<typeof parseLooseDate>, context: CellContext): CivilDate | undefined {
  if (result.ok) return result.value
  context.faults.push(blocks(context.at, `kernel.loose_date.${result.reason}`, { next: 'imports.next_date' }))
  return undefined
}

export function readWhole(cell: Cell | undefined, context: CellContext, max: number): number | undefined {
  const text = readNumberText(cell, context)
  if (text === undefined) return undefined
  const digits = /^(\d{1,3})[个名人]?$/.exec(text)?.[1]
  if (digits !== undefined && Number(digits) <= max) return Number(digits)
  context.faults.push(blocks(context.at, 'imports.not_a_count', { params: { max } }))
  return undefined
}

/** A word of a list; in one of yes and no, 无 is a word. Whether a word in no list stops the file is for the caller to say: `unknown` makes the fault. */
export function readWord<T>(
  cell: Cell | undefined,
  context: CellContext,
  words: ReadonlyMap<string, T>,
  unknown: (at: CellAt) => Fault,
): T | undefined {
  const text = readWritten(cell, context)
  if (text === undefined) return undefined
  const value = words.get(wordKey(text, context.texts))
  if (value === undefined && !isNone(text)) context.faults.push(unknown(context.at))
  return value
}

/** A word as the lists hold it. */
export function wordKey(text: string, texts: Texts): string {
  return simplified(text, texts)
    .toLowerCase()
    .replaceAll(/[（(][^（）()]*[)）]/g, '')
    .replaceAll(/[\s、,，.。;；:：/／\-—_]/g, '')
}

/** Simplified, half-width text. The dictionary of scripts is asked once for each text; pure ASCII needs none. */
export function simplified(text: string, texts: Texts): string {
  if (ASCII.test(text)) return text.trim()
  const before = texts.get(text)
  if (before !== undefined) return before
  const after = normaliseText(text)
  texts.set(text, after)
  return after
}
