import { normaliseText } from '../../../kernel/names.ts'
import type { Cell, Sheet } from '../../../platform/exchange/sheets.ts'
import { ALIASES, ROLE_WORDS } from './aliases.ts'
import { type Attribute, type Field, fieldOf, isPersonAttribute, type Layout, type PersonRole } from './fields.ts'

/** One column of a sheet under its header, and what it is taken for; null: not read. */
export interface MappedColumn {
  readonly letter: string
  /** As it stands in the file, the lines of a header of two lines joined by a space. */
  readonly header: string
  readonly field: Field | null
}

/** How one sheet is read. Rows count from 1; the header may have two lines. */
export interface SheetMapping {
  readonly sheet: string
  readonly read: boolean
  readonly header_from: number
  readonly header_to: number
  readonly layout: Layout
  readonly columns: readonly MappedColumn[]
}

export type Mapping = readonly SheetMapping[]

const HEADER_SEARCH_ROWS = 20
const FIELDS_FOR_A_HEADER = 2

/** A header as aliases are compared: simplified, half-width, lower case, without spaces, marks and what stands in brackets. */
export function headerKey(text: string): string {
  return bare(normaliseText(text).replaceAll(/[（(【[][^）)】\]]*[)）】\]]/g, ''))
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[\s*＊:：、,，.。/\\|_\-—–·"'“”‘’（）()【】[\]]/g, '')
}

const BY_ALIAS = new Map(
  Object.entries(ALIASES).flatMap(([attribute, aliases]) =>
    aliases.map((alias): [string, Attribute] => [alias, attribute as Attribute]),
  ),
)
const ROLE_PREFIXES = Object.entries(ROLE_WORDS)
  .flatMap(([role, words]) => words.map((word) => ({ role: role as PersonRole, word })))
  .toSorted((a, b) => b.word.length - a.word.length)

interface Meaning {
  /** Undefined: the header names no person. */
  readonly role: PersonRole | undefined
  readonly attribute: Attribute
}

/** What a header says by itself: 父亲身份证号 → father, id_number; 姓名（母亲） → mother, name; 户编号 → household_number. */
export function meaningOf(header: string): Meaning | undefined {
  const key = headerKey(header)
  const bracket = /[（(]([^（）()]*)[)）]/.exec(normaliseText(header))?.[1] ?? ''
  const bracketRole = ROLE_PREFIXES.find(({ word }) => word === bare(bracket))?.role
  const plain = BY_ALIAS.get(key) ?? BY_ALIAS.get(bare(normaliseText(header)))
  if (plain !== undefined) return { role: bracketRole, attribute: plain }
  const named = ROLE_PREFIXES.find(({ word }) => key.startsWith(word))
  if (named === undefined) return undefined
  const rest = key.slice(named.word.length).replace(/^的/, '')
  const attribute = rest === '' ? 'name' : BY_ALIAS.get(rest)
  if (attribute === undefined || !isPersonAttribute(attribute)) return undefined
  return { role: named.role, attribute }
}

/** The header of each column; that of two lines joined unless they are the same (a header merged downwards). */
export function headersOf(sheet: Sheet, from: number, to: number): string[] {
  return Array.from({ length: sheet.width }, (_, column) => {
    const lines = sheet.rows.slice(from - 1, to).map((row) => textOf(row[column]))
    return [...new Set(lines.filter((line) => line !== ''))].join(' ')
  })
}

function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  if (cell.kind === 'text') return cell.value.replaceAll(/\s+/g, ' ').trim()
  return cell.kind === 'number' || cell.kind === 'boolean' ? String(cell.value) : ''
}

/**
 * Where the header stands: the row, or two rows of which the upper groups the lower (父亲 over 姓名, 身份证号), that mean most columns.
 * Undefined when no row among the first twenty means two.
 */
export function findHeader(sheet: Sheet): { from: number; to: number } | undefined {
  let best: { from: number; to: number; score: number } | undefined
  const last = Math.min(sheet.rows.length, HEADER_SEARCH_ROWS)
  for (let row = 1; row <= last; row++) {
    for (const from of row > 1 && isGroupLine(sheet, row - 1) ? [row, row - 1] : [row]) {
      const meanings = headersOf(sheet, from, row).map(meaningOf)
      const score = new Set(meanings.flatMap((m) => (m ? [`${m.role}.${m.attribute}`] : []))).size
      if (score >= FIELDS_FOR_A_HEADER && score > (best?.score ?? 0)) best = { from, to: row, score }
    }
  }
  return best && { from: best.from, to: best.to }
}

/** A line of two or more different texts: a title across the sheet is one text. */
function isGroupLine(sheet: Sheet, row: number): boolean {
  return new Set((sheet.rows[row - 1] ?? []).map(textOf).filter((text) => text !== '')).size > 1
}

/** Facts of a person whose header may leave out whose they are, when a person's name stands before them. */
const FOLLOWING: ReadonlySet<Attribute> = new Set([
  'id_number',
  'sex',
  'birth_date',
  'hukou_kind',
  'hukou_place',
  'marital',
])
const OF_THE_CHILD: ReadonlySet<Attribute> = new Set([
  'died_on',
  'disability_certificate',
  'disability_grade',
  'disability_issued_on',
])

/** What an officer's own headers most likely mean. A column taken for nothing stays null and is shown. */
export function guessSheet(sheet: Sheet): SheetMapping | undefined {
  const header = findHeader(sheet)
  if (header === undefined) return undefined
  const headers = headersOf(sheet, header.from, header.to)
  const meanings = headers.map((text) => (text === '' ? undefined : meaningOf(text)))
  const layout = guessLayout(meanings)
  const fields = layout === 'person_rows' ? personFields(meanings) : householdFields(meanings)
  if (layout === 'person_rows') numberByMerges(sheet, headers, fields, header.to)
  const columns = headers.map((text, index): MappedColumn => ({
    letter: letterOf(sheet, index),
    header: text,
    field: fields[index] ?? null,
  }))
  return { sheet: sheet.name, read: true, header_from: header.from, header_to: header.to, layout, columns }
}

function guessLayout(meanings: readonly (Meaning | undefined)[]): Layout {
  const names = new Set(meanings.flatMap((m) => (m?.attribute === 'name' && m.role !== undefined ? [m.role] : [])))
  if (meanings.some((m) => m?.attribute === 'relation')) return 'person_rows'
  if (['father', 'mother', 'spouse'].some((role) => names.has(role as PersonRole))) return 'household_rows'
  const ownName = meanings.some((m) => m?.attribute === 'name' && m.role === undefined)
  return !ownName && names.has('self') ? 'household_rows' : 'person_rows'
}

/** One row is one person. A second column of the same meaning is left for the officer to decide. */
function personFields(meanings: readonly (Meaning | undefined)[]): (Field | null)[] {
  const taken = new Set<Field>()
  let last: PersonRole = 'person'
  return meanings.map((meaning) => {
    if (meaning === undefined) return null
    const { attribute } = meaning
    const role = meaning.role === 'child' ? 'child' : 'person'
    if (meaning.role !== undefined) last = role
    const own = fieldOf(role, attribute)
    const following = meaning.role === undefined && last === 'child' && FOLLOWING.has(attribute) && taken.has(own)
    return take(taken, following ? fieldOf('child', attribute) : own)
  })
}

function householdFields(meanings: readonly (Meaning | undefined)[]): (Field | null)[] {
  const taken = new Set<Field>()
  let last: PersonRole | undefined
  return meanings.map((meaning) => {
    if (meaning === undefined) return null
    const { attribute } = meaning
    if (meaning.role !== undefined) {
      last = meaning.role
      return take(taken, fieldOf(meaning.role, attribute))
    }
    if (OF_THE_CHILD.has(attribute)) return take(taken, fieldOf('child', attribute))
    if (attribute === 'name') last = 'self'
    const phoneOfParent = attribute === 'phone' && last !== undefined && last !== 'child'
    const follows = last !== undefined && (FOLLOWING.has(attribute) || phoneOfParent)
    return take(taken, fieldOf(follows && last !== undefined ? last : 'self', attribute))
  })
}

function take(taken: Set<Field>, field: Field): Field | null {
  if (taken.has(field)) return null
  taken.add(field)
  return field
}

/** 序号 numbers rows in most rosters; where its cells are merged over several rows it numbers households. */
function numberByMerges(sheet: Sheet, headers: readonly string[], fields: (Field | null)[], headerTo: number): void {
  if (fields.includes('household.household_number')) return
  const serial = headers.findIndex((text) => ['序号', '编号', 'no'].includes(headerKey(text)))
  if (serial === -1) return
  const below = sheet.rows.slice(headerTo)
  if (below.some((row) => row[serial]?.merged === true && row[serial]?.kind !== 'empty'))
    fields[serial] = 'household.household_number'
}

/** The letters of a column, as its cells name it. */
export function letterOf(sheet: Sheet, column: number): string {
  return sheet.rows[0]?.[column]?.ref.replaceAll(/\d/g, '') ?? ''
}

/** The same headers in the same order are read the same way next time. */
export function headerSignature(mapping: Pick<SheetMapping, 'columns'>): string {
  return mapping.columns.map((column) => headerKey(column.header)).join('|')
}
