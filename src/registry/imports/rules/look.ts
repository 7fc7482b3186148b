import type { Code } from '../../../kernel/division-code.ts'
import { normaliseName } from '../../../kernel/names.ts'
import type { Cell } from '../../../platform/exchange/sheets.ts'
import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import type { Attribute } from './fields.ts'
import { deniesIt } from './none.ts'
import {
  type CellContext,
  readDate,
  readNumberText,
  readText,
  readWhole,
  readWord,
  simplified,
  type Texts,
} from './read-cell.ts'

/** What a reader of one part of a row has before it: its cells, and where each stands. */

/** Where each fact stands or would stand: faults found later point back to the cell, an empty one too. */
export type Cells = Partial<Record<Attribute, CellAt>>

/** The cells of one row that a mapping reads for one person or for the household. */
export interface RowPart {
  readonly sheet: string
  readonly row: number
  readonly cells: ReadonlyMap<Attribute, { readonly cell: Cell; readonly letter: string }>
}

export interface RowContext {
  readonly faults: Fault[]
  readonly texts: Texts
  readonly hukou: (text: string) => Code | undefined
}

/** Looks at one part of a row, remembering where everything stood. */
export function lookAt(part: RowPart, context: RowContext) {
  const at = (attribute: Attribute): CellAt => ({
    sheet: part.sheet,
    row: part.row,
    column: part.cells.get(attribute)?.letter ?? null,
  })
  const cellOf = (attribute: Attribute) => part.cells.get(attribute)?.cell
  const inCell = (attribute: Attribute): CellContext => ({
    at: at(attribute),
    faults: context.faults,
    texts: context.texts,
  })
  const cells: Cells = {}
  for (const attribute of part.cells.keys()) cells[attribute] = at(attribute)
  return {
    at,
    cells,
    inCell,
    cellOf,
    text(attribute: Attribute) {
      const text = readText(cellOf(attribute), inCell(attribute))
      return text === undefined ? undefined : simplified(text, context.texts)
    },
    plain: (attribute: Attribute) => readText(cellOf(attribute), inCell(attribute)),
    number: (attribute: Attribute) => readNumberText(cellOf(attribute), inCell(attribute)),
    date: (attribute: Attribute) => readDate(cellOf(attribute), inCell(attribute)),
    whole: (attribute: Attribute, max: number) => readWhole(cellOf(attribute), inCell(attribute), max),
    word: <T>(attribute: Attribute, list: ReadonlyMap<string, T>, make: typeof blocks = warns) =>
      readWord(cellOf(attribute), inCell(attribute), list, (where) =>
        make(where, 'imports.word_unknown', { next: 'imports.next_word' }),
      ),
  }
}

export type Look = ReturnType<typeof lookAt>

/** 无, 否 and the like in a column of dates or numbers say that there is none, of which the register may know better. */
export function saysNone(look: Look, attribute: Attribute): boolean {
  const cell = look.cellOf(attribute)
  return cell?.kind === 'text' && deniesIt(cell.value.trim())
}

/** A line break between two whole names is two people in one cell; one behind a surname is a narrow column. */
export function readName(look: Look, attribute: 'name' | 'contact_name', context: RowContext): string | undefined {
  const text = look.plain(attribute)
  if (text === undefined) return undefined
  const whole = text.split(/[\n\r\t\v\f\u2028\u2029]+/).filter((part) => Array.from(normaliseName(part)).length >= 2)
  if (whole.length > 1)
    context.faults.push(blocks(look.at(attribute), 'imports.two_in_a_cell', { next: 'imports.next_two_in_a_cell' }))
  return normaliseName(text)
}

/** Two numbers in one cell: the first mobile number is taken, and it is said that the other was left out. */
export function readPhone(look: Look, attribute: 'phone' | 'contact_phone', context: RowContext): string | undefined {
  const text = saysNone(look, attribute) ? undefined : look.plain(attribute)
  if (text === undefined) return undefined
  const cell = look.cellOf(attribute)
  if (cell?.kind === 'number') return look.number(attribute)
  const several = simplified(text, context.texts)
    .split(/[/、,，;；\n]|\s+(?=\d{7,})/)
    .filter((one) => /\d{7}/.test(one))
  if (several.length < 2) return simplified(text, context.texts)
  context.faults.push(warns(look.at(attribute), 'imports.second_phone', { next: 'imports.next_second_phone' }))
  return several.find((one) => /^\s*1[3-9]\d{9}\s*$/.test(one)) ?? several[0]
}
