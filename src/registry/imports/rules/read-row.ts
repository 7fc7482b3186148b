import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import { parseIdNumber, type Sex } from '../../../kernel/id-number.ts'
import { normaliseName } from '../../../kernel/names.ts'
import type { Cell } from '../../../platform/exchange/sheets.ts'
import type { Branch, ContactRole, HukouKind, LivingArrangement, MaritalCode } from '../../families/index.ts'
import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import type { Attribute, PersonRole } from './fields.ts'
import {
  type CellContext,
  readDate,
  readNumberText,
  readText,
  readWhole,
  readWord,
  simplified,
  type Texts,
  wordKey,
} from './read-cell.ts'
import * as words from './values.ts'

/** Where each fact of a person or household was read: faults found later point back to the cell. */
export type Cells = Partial<Record<Attribute, CellAt>>

/** One person as one row tells of her. */
export interface PersonReading {
  readonly role: PersonRole
  /** The row; its column is the one of the name, where there is one. */
  readonly at: CellAt
  readonly cells: Cells
  readonly name?: string | undefined
  readonly id_number?: string | undefined
  /** The cell held a number that could not be taken: not the same as no number. */
  readonly id_unreadable: boolean
  readonly sex?: Sex | undefined
  readonly birth_date?: CivilDate | undefined
  /** As a key of the lists. */
  readonly relation?: string | undefined
  readonly phone?: string | undefined
  readonly hukou_kind?: HukouKind | undefined
  readonly hukou_division?: Code | undefined
  readonly marital?: MaritalCode | undefined
  readonly marital_since?: CivilDate | undefined
  readonly ethnicity?: string | undefined
  readonly education?: string | undefined
  readonly died_on?: CivilDate | undefined
  readonly only_child_certificate?: string | undefined
  readonly only_child_issued_on?: CivilDate | undefined
  readonly disability_certificate?: string | undefined
  readonly disability_grade?: string | undefined
  readonly disability_issued_on?: CivilDate | undefined
}

/** What one row tells of its household. */
export interface HouseholdReading {
  readonly at: CellAt
  readonly cells: Cells
  readonly household_number?: string | undefined
  /** District, street and community as written, joined: what the names of the place are asked with. */
  readonly community?: string | undefined
  readonly address?: string | undefined
  readonly branch?: Branch | undefined
  readonly living_arrangement?: LivingArrangement | undefined
  readonly hardship?: boolean | undefined
  readonly registered_on?: CivilDate | undefined
  readonly children_born?: number | undefined
  readonly children_surviving?: number | undefined
  readonly has_only_child_certificate?: boolean | undefined
  readonly contact_name?: string | undefined
  readonly contact_relation?: string | undefined
  readonly contact_phone?: string | undefined
  readonly contact_roles?: readonly ContactRole[] | undefined
  readonly tags: readonly string[]
}

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
function lookAt(part: RowPart, context: RowContext) {
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

type Look = ReturnType<typeof lookAt>

/** Reads one person; undefined when none of her cells holds anything. */
export function readPersonPart(role: PersonRole, part: RowPart, context: RowContext): PersonReading | undefined {
  if ([...part.cells.values()].every(({ cell }) => cell.kind === 'empty')) return undefined
  const look = lookAt(part, context)
  const id = readId(look, context)
  const idCell = look.cellOf('id_number')
  const relation = look.plain('relation')
  return {
    role,
    at: look.at('name'),
    cells: look.cells,
    name: readName(look, 'name', context),
    id_number: id,
    id_unreadable: id === undefined && idCell !== undefined && ('lossy' in idCell || idCell.kind === 'error'),
    sex: look.word('sex', words.SEXES, blocks),
    birth_date: look.date('birth_date'),
    relation: relation === undefined ? undefined : wordKey(relation, context.texts),
    phone: readPhone(look, 'phone', context),
    hukou_kind: look.word('hukou_kind', words.HUKOU_KINDS),
    hukou_division: readHukou(look, context),
    marital: look.word('marital', words.MARITAL),
    marital_since: look.date('marital_since'),
    ethnicity: look.word('ethnicity', words.ETHNICITIES),
    education: look.word('education', words.EDUCATION),
    died_on: readDeath(look),
    only_child_certificate: readCertificateNumber(look, 'only_child_certificate'),
    only_child_issued_on: look.date('only_child_issued_on'),
    disability_certificate: look.number('disability_certificate'),
    disability_grade: look.word('disability_grade', words.DISABILITY_GRADES, blocks),
    disability_issued_on: look.date('disability_issued_on'),
  }
}

/** 无, 否 and the like in a column of dates or numbers say that there is none. */
function saysNone(look: Look, attribute: Attribute): boolean {
  const cell = look.cellOf(attribute)
  return cell?.kind === 'text' && /^(?:无|無|否|没有|沒有|暂无|暫無|健在|未)$/.test(cell.value.trim())
}

/** Of a number it is told that there is none, and that one which ends in zeros may be what a spreadsheet left of it. */
function readId(look: Look, context: RowContext): string | undefined {
  const at = look.at('id_number')
  if (saysNone(look, 'id_number')) {
    context.faults.push(warns(at, 'imports.id_missing', { next: 'imports.next_id_missing' }))
    return undefined
  }
  const id = look.number('id_number')
  // A wrong check digit is told by itself; by chance it is right for one number in eleven.
  if (id?.endsWith('000') === true && parseIdNumber(id).ok)
    context.faults.push(warns(at, 'imports.id_perhaps_cut', { next: 'imports.next_id_perhaps_cut' }))
  return id
}

function readDeath(look: Look): CivilDate | undefined {
  return saysNone(look, 'died_on') ? undefined : look.date('died_on')
}

function readCertificateNumber(look: Look, attribute: 'only_child_certificate'): string | undefined {
  return saysNone(look, attribute) ? undefined : look.number(attribute)
}

function readHukou(look: Look, context: RowContext): Code | undefined {
  const text = look.plain('hukou_place')
  if (text === undefined) return undefined
  const code = context.hukou(text)
  if (code === undefined)
    context.faults.push(warns(look.at('hukou_place'), 'imports.hukou_unknown', { next: 'imports.next_hukou' }))
  return code
}

/** Two numbers in one cell: the first mobile number is taken, and it is said that the other was left out. */
function readPhone(look: Look, attribute: 'phone' | 'contact_phone', context: RowContext): string | undefined {
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

/** Reads what a row says of its household. */
export function readHouseholdPart(part: RowPart, context: RowContext): HouseholdReading {
  const look = lookAt(part, context)
  const places = (['district', 'street', 'community'] as const).map((attribute) => look.text(attribute))
  const roles = look.text('contact_roles')
  return {
    at: look.at('household_number'),
    cells: look.cells,
    household_number: look.text('household_number'),
    community: places[2] === undefined ? undefined : places.filter((place) => place !== undefined).join(''),
    address: look.text('address'),
    branch: look.word('branch', words.BRANCHES, blocks),
    living_arrangement: readLiving(look),
    hardship: look.word('hardship', words.YES_NO),
    registered_on: look.date('registered_on'),
    children_born: look.whole('children_born', 20),
    children_surviving: look.whole('children_surviving', 20),
    has_only_child_certificate: look.word('has_only_child_certificate', words.YES_NO),
    contact_name: readName(look, 'contact_name', context),
    contact_relation: look.text('contact_relation'),
    contact_phone: readPhone(look, 'contact_phone', context),
    contact_roles: roles === undefined ? undefined : readContactRoles(look, roles, context),
    tags: (look.text('tags') ?? '').split(/[、,，;；\s]+/).filter((tag) => tag !== ''),
  }
}

/** A line break between two whole names is two people in one cell; one behind a surname is a narrow column. */
function readName(look: Look, attribute: 'name' | 'contact_name', context: RowContext): string | undefined {
  const text = look.plain(attribute)
  if (text === undefined) return undefined
  const whole = text.split(/[\n\r\t\v\f\u2028\u2029]+/).filter((part) => Array.from(normaliseName(part)).length >= 2)
  if (whole.length > 1)
    context.faults.push(blocks(look.at(attribute), 'imports.two_in_a_cell', { next: 'imports.next_two_in_a_cell' }))
  return normaliseName(text)
}

/** In a column 是否独居 a "no" says only that somebody else lives there: who is not known. */
function readLiving(look: Look): LivingArrangement | undefined {
  const text = look.text('living_arrangement')
  if (text !== undefined && words.YES_NO.get(text) === false) return undefined
  return look.word('living_arrangement', words.LIVING)
}

function readContactRoles(look: Look, text: string, context: RowContext): ContactRole[] {
  const read = text.split(/[、,，;；/\s]+/).map((word) => words.CONTACT_ROLES.get(wordKey(word, context.texts)))
  if (read.includes(undefined))
    context.faults.push(warns(look.at('contact_roles'), 'imports.word_unknown', { next: 'imports.next_word' }))
  return [...new Set(read.filter((role) => role !== undefined))]
}
