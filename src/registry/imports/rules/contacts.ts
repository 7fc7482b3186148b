import type { ContactRole, FamilyDraft } from '../../families/index.ts'
import { tidyPhone } from '../../families/rules/index.ts'
import { type CellAt, type Fault, warns } from './faults.ts'
import type { Attribute } from './fields.ts'
import { type Cells, type Look, readName, readPhone, type RowContext, saysNone } from './look.ts'
import { isNone } from './none.ts'
import { wordKey } from './read-cell.ts'
import { CONTACT_ROLES } from './values.ts'

/** Somebody who may be called about a family, as one row names her. */
export interface ContactReading {
  readonly row: number
  readonly cells: Cells
  /** Missing where a row tells of somebody without saying who. */
  readonly name?: string | undefined
  readonly relation?: string | undefined
  readonly phone?: string | undefined
  /** The cell says that she has none. */
  readonly no_phone: boolean
  readonly roles?: readonly ContactRole[] | undefined
  /** A word among the roles was not understood: those that were are not all. */
  readonly roles_in_part: boolean
}

const FACTS = [
  ['relation', 'contact_relation'],
  ['phone', 'contact_phone'],
  ['roles', 'contact_roles'],
] as const satisfies readonly (readonly [keyof ContactReading, Attribute])[]

/** Undefined where the row says nothing of a contact. */
export function readContact(look: Look, context: RowContext): ContactReading | undefined {
  const roles = readRoles(look, context)
  const contact = {
    row: look.at('contact_name').row,
    cells: look.cells,
    name: readName(look, 'contact_name', context),
    relation: look.text('contact_relation'),
    phone: readPhone(look, 'contact_phone', context),
    no_phone: saysNone(look, 'contact_phone'),
    ...roles,
  }
  return contact.name === undefined && FACTS.every(([fact]) => contact[fact] === undefined) ? undefined : contact
}

function readRoles(look: Look, context: RowContext): Pick<ContactReading, 'roles' | 'roles_in_part'> {
  const text = look.text('contact_roles')
  if (text === undefined) return { roles_in_part: false }
  const words = text.split(/[、,，;；/\s]+/).filter((word) => word !== '' && !isNone(word))
  const read = words.map((word) => CONTACT_ROLES.get(wordKey(word, context.texts)))
  const inPart = read.includes(undefined)
  if (inPart)
    context.faults.push(warns(look.at('contact_roles'), 'imports.word_unknown', { next: 'imports.next_word' }))
  const roles = [...new Set(read.filter((role) => role !== undefined))]
  return { roles: roles.length === 0 ? undefined : roles, roles_in_part: inPart }
}

/**
 * All contacts the rows of a household name, each once. What a row says without a name is about the only one who is named; where nobody or
 * several are, it is told and not taken: a phone must not come to the wrong person.
 */
export function joinContacts(readings: readonly ContactReading[], faults: Fault[]): ContactReading[] {
  const named: ContactReading[] = []
  const add = (contact: ContactReading, at: number): void => {
    const before = named[at]
    if (before === undefined) named.push(contact)
    else named[at] = joined(before, contact, faults)
  }
  for (const contact of readings)
    if (contact.name !== undefined)
      add(
        contact,
        named.findIndex((other) => other.name === contact.name),
      )
  const one = named.length === 1 ? 0 : -1
  for (const contact of readings) {
    if (contact.name !== undefined) continue
    if (one === 0) add(contact, one)
    else faults.push(...filled(contact).map((at) => nameless(at)))
  }
  return named
}

function nameless(at: CellAt): Fault {
  return warns(at, 'imports.contact_name_missing', { next: 'imports.next_contact_name' })
}

function filled(contact: ContactReading): CellAt[] {
  return FACTS.flatMap(([fact, attribute]) => (contact[fact] === undefined ? [] : (contact.cells[attribute] ?? [])))
}

/** The first row that says something counts; another one that differs is told. */
function joined(first: ContactReading, second: ContactReading, faults: Fault[]): ContactReading {
  const cells = { ...first.cells }
  let taken: Partial<ContactReading> = {}
  for (const [fact, attribute] of FACTS) {
    const at = second.cells[attribute]
    if (second[fact] === undefined || at === undefined) continue
    if (first[fact] === undefined) {
      cells[attribute] = at
      taken = { ...taken, [fact]: second[fact] }
    } else if (!isSame(fact, first, second))
      faults.push(warns(at, 'imports.household_differs', { params: { row: cells[attribute]?.row ?? first.row } }))
  }
  return { ...first, ...taken, cells, roles_in_part: first.roles_in_part || second.roles_in_part }
}

function isSame(fact: (typeof FACTS)[number][0], one: ContactReading, other: ContactReading): boolean {
  if (fact === 'roles') return areSameRoles(one.roles ?? [], other.roles ?? [])
  if (fact === 'phone') return tidyPhone(one.phone ?? '') === tidyPhone(other.phone ?? '')
  return one[fact] === other[fact]
}

export function areSameRoles(one: readonly ContactRole[], other: readonly ContactRole[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role))
}

/** As a new family is given them: who is named without more is called first. */
export function contactDrafts(contacts: readonly ContactReading[]): FamilyDraft['decision_contacts'] {
  return contacts.map(({ name = '', relation, phone, roles }) => ({
    name,
    relation: relation ?? '联系人',
    roles: roles === undefined ? ['call_first'] : [...roles],
    phone,
  }))
}
