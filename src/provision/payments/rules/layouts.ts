import { encodeGb18030, lengthInGb18030 } from '../../../kernel/gb18030.ts'
import { type BankLayout, type BankLine, cellsOf, type TemplateColumn } from './templates.ts'

/** Why a text file cannot be written: a cell is longer than its column, or a character has no place in the bank's encoding. */
export type Unwritten = { too_long: string; line_no: number } | { unwritable: string }

/** Texts of a fixed-width or comma-separated file; a cell too long for its column stops the file rather than being cut. */
export function textFile(layout: BankLayout, lines: readonly BankLine[]): string | Unwritten {
  const headers = layout.headed ? [layout.line.map(({ header }) => header)] : []
  const rows = lines.map((line) => cellsOf(layout, line))
  if (layout.format === 'csv') return [...headers, ...rows].map(csvLine).join('')
  for (const [i, row] of rows.entries()) {
    const wide = layout.line.find(({ width }, column) => lengthIn(layout, row[column] ?? '') > width)
    if (wide) return { too_long: wide.header, line_no: lines[i]?.line_no ?? 0 }
  }
  const pad = (cell: string, i: number) => cell + ' '.repeat((layout.line[i]?.width ?? 0) - lengthIn(layout, cell))
  return [...headers, ...rows].map((row) => `${row.map(pad).join('')}\r\n`).join('')
}

/** A text file as the bytes the bank is given. */
export function bytesOf(layout: BankLayout, text: string): Uint8Array | Unwritten {
  if (layout.encoding === 'gb18030') return encodeGb18030(text)
  return new TextEncoder().encode(layout.encoding === 'utf8_bom' ? `\uFEFF${text}` : text)
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`
}

type Measure = Pick<BankLayout, 'width_in' | 'encoding'>

/** How long a text is as this bank counts. A rare character of two code units is one character. */
export function lengthIn({ width_in, encoding }: Measure, text: string): number {
  if (width_in === 'characters') return Array.from(text).length
  return encoding === 'gb18030' ? lengthInGb18030(text) : new TextEncoder().encode(text).length
}

/** How long the rows of a fixed-width answer are; blanks at the end of the last column may be missing. */
function widthOf(columns: readonly TemplateColumn<string>[]): { least: number; most: number } {
  const most = columns.reduce((sum, { width }) => sum + width, 0)
  return { least: most - (columns.at(-1)?.width ?? 0) + 1, most }
}

export interface CutRow {
  readonly row: number
  readonly length: number
  /** The header of the column whose end lies inside a character. */
  readonly split?: string
}

/**
 * Cuts the rows of a fixed-width answer into cells, in characters or bytes as agreed. `uneven` are the rows, from 1, that are of another
 * length or whose columns end inside a character.
 */
export function cutFixed(layout: BankLayout, text: string): { rows: string[][]; uneven: CutRow[] } {
  const { least, most } = widthOf(layout.answer)
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/(?:\r?\n)+$/, '')
    .split(/\r?\n/)
  const cut = lines.map((line) => cutLine(layout, line))
  const uneven = lines.flatMap((line, index) => {
    const length = lengthIn(layout, line)
    const split = cut[index]?.split
    if (line.trim() === '') return []
    if (length < least || lengthIn(layout, line.trimEnd()) > most) return [{ row: index + 1, length }]
    return split === undefined ? [] : [{ row: index + 1, length, split }]
  })
  return { rows: cut.map(({ cells }) => cells), uneven }
}

function cutLine(layout: BankLayout, line: string): { cells: string[]; split?: string } {
  const characters = Array.from(line)
  let [next, at, end] = [0, 0, 0]
  let split: string | undefined
  const cells = layout.answer.map(({ header, width }) => {
    end += width
    let cell = ''
    while (at < end && next < characters.length) {
      const character = characters[next++] ?? ''
      cell += character
      at += lengthIn(layout, character)
    }
    if (at > end) split ??= header
    return cell.trim()
  })
  return split === undefined ? { cells } : { cells, split }
}
