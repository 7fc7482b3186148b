import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import { parseIdNumber, type Sex } from '../../../kernel/id-number.ts'
import type { Branch, HukouKind, LivingArrangement, MaritalCode } from '../../families/index.ts'
import { type ContactReading, readContact } from './contacts.ts'
import { blocks, type CellAt, warns } from './faults.ts'
import type { Attribute, PersonRole } from './fields.ts'
import { type Cells, type Look, lookAt, readName, readPhone, type RowContext, type RowPart, saysNone } from './look.ts'
import { isNone } from './none.ts'
import { saysAnything, wordKey } from './read-cell.ts'
import * as words from './values.ts'

/** One person as one row tells of her. */
export interface PersonReading {
  readonly role: PersonRole
  /** The row; its column is the one of the name, where there is one. */
  readonly at: CellAt
  readonly cells: Cells
  /** Those of which a cell says that there is none: 无, 健在. Not the same as an empty one. */
  readonly none: readonly Attribute[]
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
  readonly district?: string | undefined
  readonly street?: string | undefined
  readonly address?: string | undefined
  readonly branch?: Branch | undefined
  readonly living_arrangement?: LivingArrangement | undefined
  /** 否 under 是否独居: somebody else lives there, who is not said. */
  readonly not_alone?: true | undefined
  readonly hardship?: boolean | undefined
  readonly registered_on?: CivilDate | undefined
  readonly children_born?: number | undefined
  readonly children_surviving?: number | undefined
  /** Where a word says that there are none: 0, or nothing known. */
  readonly no_surviving?: CellAt | undefined
  readonly has_only_child_certificate?: boolean | undefined
  /** One of a row; of a household, all that its rows name. */
  readonly contacts: readonly ContactReading[]
  readonly tags: readonly { readonly tag: string; readonly at: CellAt }[]
}

const MAY_BE_NONE = ['died_on', 'phone', 'only_child_certificate', 'disability_certificate'] as const

/** Reads one person; undefined when none of her cells says anything. */
export function readPersonPart(role: PersonRole, part: RowPart, context: RowContext): PersonReading | undefined {
  if (![...part.cells.values()].some(({ cell }) => saysAnything(cell))) return undefined
  const look = lookAt(part, context)
  const id = readId(look, context)
  const idCell = look.cellOf('id_number')
  const relation = look.plain('relation')
  return {
    role,
    at: look.at('name'),
    cells: look.cells,
    none: MAY_BE_NONE.filter((attribute) => saysNone(look, attribute)),
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
    only_child_certificate: readCertificate(look, 'only_child_certificate'),
    only_child_issued_on: look.date('only_child_issued_on'),
    disability_certificate: readCertificate(look, 'disability_certificate'),
    disability_grade: look.word('disability_grade', words.DISABILITY_GRADES, blocks),
    disability_issued_on: look.date('disability_issued_on'),
  }
}

/** Of a number that ends in zeros it is told that it may be what a spreadsheet left of it. */
function readId(look: Look, context: RowContext): string | undefined {
  const at = look.at('id_number')
  const id = saysNone(look, 'id_number') ? undefined : look.number('id_number')
  // A wrong check digit is told by itself; by chance it is right for one number in eleven.
  if (id?.endsWith('000') === true && parseIdNumber(id).ok)
    context.faults.push(warns(at, 'imports.id_perhaps_cut', { next: 'imports.next_id_perhaps_cut' }))
  return id
}

function readDeath(look: Look): CivilDate | undefined {
  return saysNone(look, 'died_on') ? undefined : look.date('died_on')
}

function readCertificate(
  look: Look,
  attribute: 'only_child_certificate' | 'disability_certificate',
): string | undefined {
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

/** Reads what a row says of its household. */
export function readHouseholdPart(part: RowPart, context: RowContext): HouseholdReading {
  const look = lookAt(part, context)
  const [district, street, community] = (['district', 'street', 'community'] as const).map((place) => look.text(place))
  const contact = readContact(look, context)
  return {
    at: look.at('household_number'),
    cells: look.cells,
    household_number: look.text('household_number'),
    community: community === undefined ? undefined : [district, street, community].join(''),
    district,
    street,
    address: look.text('address'),
    branch: look.word('branch', words.BRANCHES, blocks),
    ...readLiving(look),
    hardship: look.word('hardship', words.YES_NO),
    registered_on: look.date('registered_on'),
    children_born: look.whole('children_born', 20),
    children_surviving: look.whole('children_surviving', 20),
    no_surviving: saysNone(look, 'children_surviving') ? look.at('children_surviving') : undefined,
    has_only_child_certificate: look.word('has_only_child_certificate', words.YES_NO),
    contacts: contact === undefined ? [] : [contact],
    tags: (look.text('tags') ?? '')
      .split(/[、,，;；\s]+/)
      .flatMap((tag) => (tag === '' || isNone(tag) ? [] : [{ tag, at: look.at('tags') }])),
  }
}

/** In a column 是否独居 a "no" says only that somebody else lives there: who is not known. */
function readLiving(look: Look): Pick<HouseholdReading, 'living_arrangement' | 'not_alone'> {
  const text = look.text('living_arrangement')
  if (text !== undefined && words.YES_NO.get(text) === false) return { not_alone: true }
  return { living_arrangement: look.word('living_arrangement', words.LIVING) }
}
