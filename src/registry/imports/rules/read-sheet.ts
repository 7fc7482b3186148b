import { normaliseText } from '../../../kernel/names.ts'
import type { Steps } from '../../../kernel/steps.ts'
import type { Cell, Sheet } from '../../../platform/exchange/sheets.ts'
import { blocks, type Fault, type Skipped, warns } from './faults.ts'
import { type Attribute, type PersonRole, splitField } from './fields.ts'
import { headerKey, type SheetMapping } from './headers.ts'
import type { RowContext, RowPart } from './look.ts'
import { rawText, saysAnything } from './read-cell.ts'
import { type HouseholdReading, type PersonReading, readHouseholdPart, readPersonPart } from './read-row.ts'

/** One row that holds people. */
export interface RowReading {
  readonly row: number
  readonly household: HouseholdReading
  readonly persons: readonly PersonReading[]
}

const TOTAL = /^(?:本页)?(?:合计|总计|小计|共计|累计|总数|总人数|总户数|人数合计)/
const NOTE = /^(?:注|备注|说明|填表|制表|审核|填报|负责人|经办|单位|日期|联系人|主管|盖章|注意)/

/** Reads the rows below the header of one sheet, row by row. Every row is either read or said to be skipped. */
export function* readSheet(
  sheet: Sheet,
  mapping: SheetMapping,
  context: RowContext,
  skipped: Skipped[],
): Steps<RowReading[]> {
  for (const column of mapping.columns) {
    if (column.field === null && (column.header !== '' || holdsData(sheet, column.letter, mapping.header_to)))
      skipped.push({
        sheet: sheet.name,
        row: mapping.header_to,
        column: column.letter,
        code: 'imports.skipped_column',
        params: { header: column.header.slice(0, 40) },
      })
  }
  for (let row = 1; row < mapping.header_from; row++)
    if (!isBlank(sheet.rows[row - 1]))
      skipped.push({ sheet: sheet.name, row, column: null, code: 'imports.skipped_title' })
  const readings: RowReading[] = []
  const parts = partsOf(mapping)
  const headers = mapping.columns.map((column) => headerKey(column.header))
  for (let row = mapping.header_to + 1; row <= sheet.rows.length; row++) {
    const cells = sheet.rows[row - 1] ?? []
    const code = notPeople(cells, mapping, headers)
    if (code === undefined) readings.push(readRow(sheet, row, cells, parts, context))
    else skip(skipped, sheet.name, row, code)
    yield
  }
  return readings
}

function holdsData(sheet: Sheet, letter: string, headerTo: number): boolean {
  return sheet.rows
    .slice(headerTo)
    .some((row) => row.some((cell) => cell.ref.startsWith(letter) && isIn(cell, letter) && cell.kind !== 'empty'))
}

function isIn(cell: Cell, letter: string): boolean {
  return cell.ref.replaceAll(/\d/g, '') === letter
}

/** Blank lines that follow one another are one entry. */
function skip(skipped: Skipped[], sheet: string, row: number, code: Skipped['code']): void {
  const last = skipped.at(-1)
  if (
    code === 'imports.skipped_blank' &&
    last?.code === code &&
    last.sheet === sheet &&
    (last.to_row ?? last.row) === row - 1
  )
    skipped[skipped.length - 1] = { ...last, to_row: row }
  else skipped.push({ sheet, row, column: null, code })
}

function isBlank(row: readonly Cell[] | undefined): boolean {
  // A copy out of a merged range is no line of its own.
  return (row ?? []).every((cell) => cell.kind === 'empty' || cell.merged === true || rawText(cell).trim() === '')
}

/** Why a row is not about people; undefined when it is. */
function notPeople(
  cells: readonly Cell[],
  mapping: SheetMapping,
  headers: readonly string[],
): Skipped['code'] | undefined {
  // First what decides for nearly every row: the rest costs the dictionary of scripts.
  if (hasIdNumber(cells, mapping)) return undefined
  const named = namesSomebody(cells, mapping)
  if (isBlank(cells) && !named) return 'imports.skipped_blank'
  if (repeatsHeader(cells, mapping, headers)) return 'imports.skipped_header'
  const texts = cells.filter((cell) => cell.kind !== 'empty').map(rawText)
  const first = normaliseText(texts[0] ?? '')
  if (TOTAL.test(first.replaceAll(/\s/g, ''))) return 'imports.skipped_total'
  if (named && !NOTE.test(first)) return undefined
  if (NOTE.test(first)) return 'imports.skipped_note'
  return new Set(texts).size === 1 && !/^\d+$/.test(first) ? 'imports.skipped_note' : undefined
}

function mapped(cells: readonly Cell[], mapping: SheetMapping, wanted: readonly Attribute[]): Cell[] {
  return mapping.columns.flatMap((column, index) => {
    const cell = cells[index]
    return column.field !== null && cell !== undefined && wanted.includes(splitField(column.field).attribute)
      ? [cell]
      : []
  })
}

function namesSomebody(cells: readonly Cell[], mapping: SheetMapping): boolean {
  return mapped(cells, mapping, ['name', 'id_number']).some((cell) => cell.kind !== 'empty' && cell.merged !== true)
}

function hasIdNumber(cells: readonly Cell[], mapping: SheetMapping): boolean {
  return mapped(cells, mapping, ['id_number']).some((cell) => cell.kind !== 'empty' && /\d{6}/.test(rawText(cell)))
}

function repeatsHeader(cells: readonly Cell[], mapping: SheetMapping, headers: readonly string[]): boolean {
  const read = mapping.columns.flatMap((column, index) =>
    column.field === null ? [] : [{ header: headers[index] ?? '', cell: cells[index] }],
  )
  const same = read.filter(({ header, cell }) => cell?.kind === 'text' && isHeaderText(cell.value, header)).length
  return same >= 2 && same * 2 >= read.filter(({ cell }) => cell !== undefined && cell.kind !== 'empty').length
}

function isHeaderText(text: string, header: string): boolean {
  const key = headerKey(text)
  return key !== '' && header.endsWith(key)
}

type Parts = Map<PersonRole | 'household', { attribute: Attribute; index: number; letter: string }[]>

function partsOf(mapping: SheetMapping): Parts {
  const parts: Parts = new Map([['household', []]])
  mapping.columns.forEach((column, index) => {
    if (column.field === null) return
    const { role, attribute } = splitField(column.field)
    const list = parts.get(role) ?? []
    list.push({ attribute, index, letter: column.letter })
    parts.set(role, list)
  })
  return parts
}

function readRow(sheet: Sheet, row: number, cells: readonly Cell[], parts: Parts, context: RowContext): RowReading {
  const partOf = (role: PersonRole | 'household'): RowPart => ({
    sheet: sheet.name,
    row,
    cells: new Map(
      (parts.get(role) ?? []).flatMap(({ attribute, index, letter }) => {
        const cell = cells[index]
        return cell === undefined ? [] : [[attribute, { cell, letter }] as const]
      }),
    ),
  })
  const roles = [...parts.keys()].filter((role) => role !== 'household')
  const persons = roles.flatMap((role) => {
    const person = readPersonPart(role, partOf(role), context)
    return person === undefined ? [] : [person]
  })
  for (const person of persons)
    if (person.name === undefined) context.faults.push(...namesNobody(person, partOf(person.role)))
  if (persons.length === 0)
    context.faults.push(
      blocks({ sheet: sheet.name, row, column: null }, 'imports.nobody', { next: 'imports.next_nobody' }),
    )
  return {
    row,
    household: readHouseholdPart(partOf('household'), context),
    persons: persons.filter((one) => one.name !== undefined),
  }
}

/**
 * A number, a date or a row of her own says that somebody is there. Of whom only a default such as 汉族 is filled in need not be: it is told;
 * and whether a phone is hers or was copied down, only a person can say.
 */
function namesNobody(person: PersonReading, part: RowPart): Fault[] {
  if (isExpected(person)) return [blocks(person.at, 'imports.name_missing', { next: 'imports.next_name' })]
  return [...part.cells].flatMap(([attribute, { cell }]) => {
    const at = person.cells[attribute]
    const says = at !== undefined && saysAnything(cell) && !person.none.includes(attribute)
    if (!says) return []
    return attribute === 'phone'
      ? [blocks(at, 'imports.phone_of_nobody', { next: 'imports.next_phone_of_nobody' })]
      : [warns(at, 'imports.nobody_named', { next: 'imports.next_nobody_named' })]
  })
}

function isExpected(person: PersonReading): boolean {
  return (
    person.role === 'person' ||
    person.id_number !== undefined ||
    person.id_unreadable ||
    person.birth_date !== undefined ||
    person.died_on !== undefined ||
    person.disability_certificate !== undefined ||
    person.disability_grade !== undefined
  )
}
