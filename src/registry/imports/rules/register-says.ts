import type { Uuid } from '../../../kernel/ids.ts'
import type { PersonDraft } from '../../families/index.ts'
import { wantsNumber } from './certificates.ts'
import { saysBirth } from '../../families/rules/index.ts'
import { endsAlone } from './change.ts'
import { certificateMeant } from './change-certificates.ts'
import { cellOf, type ReadHousehold } from './drafts.ts'
import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import type { KnownFamily, Matched } from './match.ts'
import type { PersonReading } from './read-row.ts'

/**
 * Where a cell says something that the register, once it knows the family, neither takes nor holds: each is told at its cell. A file stops
 * where one of the two must be wrong about a person; it goes on where it only leaves the register as it is.
 */
export function whatRegisterSays({ household, persons }: Matched, family: KnownFamily): Fault[] {
  const known = new Map(family.draft.members.map((member) => [member.id, member]))
  const ofPersons = household.members.flatMap((person, index) => {
    const id = persons[index]
    const member = id ? known.get(id) : undefined
    return member === undefined ? [] : [...aboutBirth(person, member), ...aboutNone(person, member, family)]
  })
  return [...ofPersons, ...aboutCertificates(household, persons, family), ...aboutHousehold(household, family)]
}

/** The file has no number for her, the register has one that says otherwise. */
function aboutBirth(person: PersonReading, member: PersonDraft & { id: Uuid }): Fault[] {
  if (person.id_number !== undefined || !saysBirth(member.identity)) return []
  const tell = (at: CellAt, code: string) => blocks(at, code, { next: 'imports.next_differs_from_register' })
  const { sex, birth_date: birth } = person
  return [
    ...(sex !== undefined && sex !== member.sex
      ? [tell(cellOf(person, 'sex'), 'imports.sex_differs_from_register')]
      : []),
    ...(birth !== undefined && birth !== member.birth_date
      ? [tell(cellOf(person, 'birth_date'), 'imports.birth_differs_from_register')]
      : []),
  ]
}

/** 无 and 健在 take nothing away. */
function aboutNone(person: PersonReading, member: PersonDraft & { id: Uuid }, family: KnownFamily): Fault[] {
  const holds = (kind: 'only_child' | 'disability') =>
    family.draft.certificates.some(
      (one) => one.kind === kind && one.valid_to === undefined && family.draft.members[one.member]?.id === member.id,
    )
  return person.none.flatMap((attribute): Fault[] => {
    const at = cellOf(person, attribute)
    if (attribute === 'died_on' && member.died_on !== undefined && person.died_on === undefined)
      return [blocks(at, 'imports.registered_as_dead', { params: { file: family.file }, next: 'imports.next_dead' })]
    const kept =
      (attribute === 'phone' && member.phone !== undefined && person.phone === undefined) ||
      (attribute === 'only_child_certificate' && holds('only_child') && person[attribute] === undefined) ||
      (attribute === 'disability_certificate' && holds('disability') && person[attribute] === undefined)
    return kept ? [keeps(at, family)] : []
  })
}

function keeps(at: CellAt, family: KnownFamily): Fault {
  return warns(at, 'imports.register_keeps', { params: { file: family.file }, next: 'imports.next_register_keeps' })
}

/** A day or a grade without a number is about the certificate that is registered; the grade stands in its number. */
function aboutCertificates(household: ReadHousehold, persons: Matched['persons'], family: KnownFamily): Fault[] {
  return household.certificates.unnumbered.flatMap((one) => {
    const meant = certificateMeant(one, household, family, persons[one.member])
    if (meant === undefined) return wantsNumber(one)
    const differs = one.grade !== undefined && meant.number?.[19] !== one.grade
    return differs
      ? [blocks(one.grade_at, 'imports.grade_differs_from_register', { next: 'imports.next_grade_of_register' })]
      : []
  })
}

function aboutHousehold(household: ReadHousehold, family: KnownFamily): Fault[] {
  const { facts, contacts } = household
  const at = facts.cells.living_arrangement ?? household.at
  const registered = family.draft.living_arrangement
  const unsaid = facts.living_arrangement === 'unknown' && registered !== 'unknown'
  const open = registered === 'unknown' || endsAlone(household, family)
  const phones = contacts.filter(
    (contact) =>
      contact.no_phone &&
      contact.phone === undefined &&
      family.draft.decision_contacts.some((one) => one.name === contact.name && one.phone !== undefined),
  )
  return [
    ...(unsaid ? [keeps(at, family)] : []),
    ...aboutSurviving(household, family),
    ...(open ? withWhom(household) : []),
    ...phones.map((contact) => keeps(contact.cells.contact_phone ?? household.at, family)),
  ]
}

/** 无 under 现存子女数, where it is not certain to be 0. */
function aboutSurviving(household: ReadHousehold, family: KnownFamily): Fault[] {
  const { children_surviving: registered } = family.draft
  if (registered === undefined) return noneOrZero(household)
  const at = household.facts.no_surviving
  const kept = registered > 0 && at !== undefined && household.draft.children_surviving === undefined
  return kept ? [keeps(at, family)] : []
}

/** Whether no child survives or nobody knows: money follows from it, so it is asked. */
export function noneOrZero({ facts, draft }: ReadHousehold): Fault[] {
  return facts.no_surviving !== undefined && draft.children_surviving === undefined
    ? [warns(facts.no_surviving, 'imports.none_or_zero', { next: 'imports.next_none_or_zero' })]
    : []
}

/** 否 under 是否独居 leaves open with whom. */
export function withWhom({ facts, at }: ReadHousehold): Fault[] {
  return facts.not_alone === true && facts.living_arrangement === undefined
    ? [warns(facts.cells.living_arrangement ?? at, 'imports.not_alone', { next: 'imports.next_not_alone' })]
    : []
}
