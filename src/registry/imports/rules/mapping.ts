import type { Sheet, Workbook } from '../../../platform/exchange/sheets.ts'
import { type Field, isField, type Layout, LAYOUTS } from './fields.ts'
import {
  findHeader,
  guessSheet,
  headersOf,
  letterOf,
  type Mapping,
  type MappedColumn,
  type SheetMapping,
} from './headers.ts'

/** What is remembered of a sheet with certain headers. */
export interface RememberedSheet {
  readonly layout: Layout
  readonly fields: readonly (string | null)[]
}

/**
 * How each sheet is to be read, guessed from its headers. Hidden sheets and sheets whose headers mean nothing are left out when another
 * can be read; when none can, the fullest visible one is offered with its columns unmapped.
 */
export function guessMapping(workbook: Workbook): Mapping {
  const guessed = workbook.sheets.map((sheet) => (sheet.hidden ? undefined : guessSheet(sheet)))
  if (guessed.some((one) => one !== undefined))
    return workbook.sheets.map((sheet, index) => guessed[index] ?? blankMapping(sheet, false))
  const visible = workbook.sheets.filter((sheet) => !sheet.hidden)
  const fullest = visible.toSorted((a, b) => b.rows.length * b.width - a.rows.length * a.width)[0]
  return workbook.sheets.map((sheet) => blankMapping(sheet, sheet === fullest))
}

function blankMapping(sheet: Sheet, read: boolean): SheetMapping {
  const header = findHeader(sheet)?.to ?? firstFullRow(sheet)
  const headers = headersOf(sheet, header, header)
  const columns = headers.map((text, index): MappedColumn => ({
    letter: letterOf(sheet, index),
    header: text,
    field: null,
  }))
  return { sheet: sheet.name, read, header_from: header, header_to: header, layout: 'person_rows', columns }
}

function firstFullRow(sheet: Sheet): number {
  const at = sheet.rows.findIndex(
    (row) => new Set(row.map((cell) => cell.value).filter((value) => value !== null)).size > 1,
  )
  return at === -1 ? 1 : at + 1
}

/** The guess, with what the association said of the same headers before put in its place. */
export function withRemembered(mapping: SheetMapping, remembered: RememberedSheet | undefined): SheetMapping {
  if (remembered === undefined || remembered.fields.length !== mapping.columns.length) return mapping
  return {
    ...mapping,
    layout: remembered.layout,
    columns: mapping.columns.map((column, index) => {
      const field = remembered.fields[index]
      return { ...column, field: typeof field === 'string' && isField(field) ? field : null }
    }),
  }
}

/** What an officer decides about one sheet; columns she does not name are not read. */
export interface SheetChoice {
  readonly sheet: string
  readonly read: boolean
  readonly layout: Layout
  readonly columns: readonly { readonly letter: string; readonly field: Field | null }[]
}

/** The officer's choices upon the sheets as they are; undefined when one names a sheet or column that is not there, or a field twice. */
export function chooseMapping(mapping: Mapping, choices: readonly SheetChoice[]): Mapping | undefined {
  const bySheet = new Map(choices.map((choice) => [choice.sheet, choice]))
  if (
    bySheet.size !== choices.length ||
    choices.some((choice) => !mapping.some((sheet) => sheet.sheet === choice.sheet))
  )
    return undefined
  const chosen = mapping.map((sheet) => {
    const choice = bySheet.get(sheet.sheet)
    return choice === undefined ? sheet : chooseSheet(sheet, choice)
  })
  return chosen.every((sheet) => sheet !== undefined) ? chosen : undefined
}

function chooseSheet(sheet: SheetMapping, choice: SheetChoice): SheetMapping | undefined {
  const fields = new Map(choice.columns.map((column) => [column.letter, column.field]))
  const letters = new Set(sheet.columns.map((column) => column.letter))
  const used = choice.columns.flatMap((column) => column.field ?? [])
  const unknown = choice.columns.some((column) => !letters.has(column.letter))
  if (unknown || new Set(used).size !== used.length || fields.size !== choice.columns.length) return undefined
  if (!LAYOUTS.includes(choice.layout)) return undefined
  return {
    ...sheet,
    read: choice.read,
    layout: choice.layout,
    columns: sheet.columns.map((column) => ({ ...column, field: fields.get(column.letter) ?? null })),
  }
}
