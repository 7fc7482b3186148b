import type { Uuid } from '../../../kernel/ids.ts'
import type { CertificateDraft, FamilyDraft, PersonDraft } from '../../families/index.ts'
import { type FamilyChange, type FamilyFields, type PersonFields, tidyPhone } from '../../families/rules/index.ts'
import type { ReadHousehold } from './drafts.ts'
import { idKey } from './duplicates.ts'
import type { CellAt } from './faults.ts'
import type { Attribute } from './fields.ts'
import { maskFact } from './masks.ts'
import type { KnownFamily, Matched } from './match.ts'

/** One fact that will be different. Sensitive values are masked; coded ones are codes, words are the reader's. */
export interface ChangedFact {
  /** Whose: a member's name; null for the household. */
  readonly name: string | null
  readonly attribute: Attribute
  readonly before: string | null
  readonly after: string
  readonly at: CellAt
}

export interface Difference {
  readonly change: FamilyChange
  readonly facts: readonly ChangedFact[]
  /** Indexes of members of the file who come new to the family. */
  readonly added: readonly number[]
  /** Ids of registered members whose facts change. */
  readonly changed: readonly Uuid[]
}

interface Pen {
  readonly household: ReadHousehold
  readonly facts: ChangedFact[]
  readonly changed: Set<Uuid>
}

const HOUSEHOLD_FACTS = [
  'branch',
  'children_born',
  'children_surviving',
  'living_arrangement',
  'hardship',
  'address',
] as const satisfies readonly (keyof FamilyDraft & Attribute)[]
const PERSON_FACTS = [
  ['name', 'name'],
  ['relation', 'relation'],
  ['sex', 'sex'],
  ['birth_date', 'birth_date'],
  ['phone', 'phone'],
  ['hukou_division', 'hukou_place'],
  ['hukou_kind', 'hukou_kind'],
  ['marital', 'marital'],
  ['marital_since', 'marital_since'],
  ['died_on', 'died_on'],
  ['ethnicity', 'ethnicity'],
  ['education', 'education'],
] as const satisfies readonly (readonly [keyof PersonDraft, Attribute])[]

/**
 * What a household of the file changes in the family it is. An empty cell changes nothing and nobody is taken away: a roster says what is,
 * its silence says nothing.
 */
export function differenceOf({ household, persons }: Matched, family: KnownFamily, newId: () => Uuid): Difference {
  const pen: Pen = { household, facts: [], changed: new Set() }
  const ids = persons.map((id) => id ?? newId())
  const set = changedFields(pen, family)
  const members = changedMembers(pen, family, persons)
  const added = persons.flatMap((id, index) => (id === null ? [index] : []))
  const { draft } = household
  const certificates = changedCertificates(pen, family, ids)
  const contacts = changedContacts(pen, family)
  const tags = draft.tags.filter(({ tag }) => !family.draft.tags.some((other) => other.tag === tag))
  for (const { tag } of tags) note(pen, null, 'tags', null, tag)
  const change: FamilyChange = {
    ...(Object.keys(set).length > 0 ? { set } : {}),
    ...(members.length > 0 ? { members } : {}),
    ...(added.length > 0 ? { add_members: added.flatMap((index) => newMember(draft, index, ids)) } : {}),
    ...certificates,
    ...(added.length > 0 ? { add_relations: newTies(draft, added, ids) } : {}),
    ...contacts,
    ...(tags.length > 0 ? { add_tags: tags } : {}),
  }
  return { change, facts: pen.facts, added, changed: [...pen.changed] }
}

/** Whether there is nothing to do. */
export function isEmpty({ change }: Difference): boolean {
  return Object.values(change).every((part) => part === undefined || (Array.isArray(part) && part.length === 0))
}

type Said = string | number | boolean | null | undefined

function note(pen: Pen, member: number | null, attribute: Attribute, before: Said, after: Said): void {
  const person = member === null ? undefined : pen.household.members[member]
  const cells = person?.cells ?? pen.household.cells
  pen.facts.push({
    name: person?.name ?? null,
    attribute,
    before: before === undefined || before === null ? null : maskFact(attribute, String(before)),
    after: maskFact(attribute, String(after)),
    at: cells[attribute] ?? person?.at ?? pen.household.at,
  })
}

function changedFields(pen: Pen, family: KnownFamily): FamilyFields {
  const { draft, branch_known: branchKnown } = pen.household
  const set: Record<string, unknown> = {}
  for (const fact of HOUSEHOLD_FACTS) {
    const after = draft[fact]
    const unsaid =
      after === undefined ||
      (fact === 'branch' && !branchKnown) ||
      (fact === 'living_arrangement' && after === 'unknown')
    if (unsaid || after === family.draft[fact]) continue
    set[fact] = after
    note(pen, null, fact, family.draft[fact], after)
  }
  const held = draft.only_child_certificate
  if (held !== undefined && held !== family.draft.only_child_certificate) {
    set['only_child_certificate'] = held
    note(pen, null, 'has_only_child_certificate', family.draft.only_child_certificate, held)
  }
  return set
}

function changedMembers(pen: Pen, family: KnownFamily, persons: Matched['persons']) {
  return persons.flatMap((id, index) => {
    const before = family.draft.members.find((member) => member.id === id)
    const after = pen.household.draft.members[index]
    if (id === null || before === undefined || after === undefined) return []
    const set: Record<string, unknown> = {}
    const numbered = after.identity.kind !== 'none' || before.identity.kind !== 'none'
    for (const [fact, attribute] of PERSON_FACTS) {
      // Sex and birth follow from the number; a relation the file does not state is a guess of the layout.
      if (numbered && (fact === 'sex' || fact === 'birth_date')) continue
      if (fact === 'relation' && pen.household.members[index]?.relation === undefined) continue
      const value = fact === 'phone' && after.phone !== undefined ? tidyPhone(after.phone) : after[fact]
      if (value === undefined || value === before[fact]) continue
      set[fact] = value
      note(pen, index, attribute, before[fact], value)
    }
    if (after.identity.kind !== 'none' && before.identity.kind === 'none') {
      set['identity'] = after.identity
      note(pen, index, 'id_number', null, after.identity.number)
    }
    if (Object.keys(set).length === 0) return []
    pen.changed.add(id)
    return [{ person_id: id, set: set as PersonFields }]
  })
}

function newMember(draft: FamilyDraft, index: number, ids: readonly Uuid[]): PersonDraft[] {
  const member = draft.members[index]
  return member === undefined ? [] : [{ ...member, id: ids[index] }]
}

function newTies(draft: FamilyDraft, added: readonly number[], ids: readonly Uuid[]) {
  return draft.relations.flatMap(({ member, other, kind }) => {
    const [person_id, other_id] = [ids[member], ids[other]]
    if (person_id === undefined || other_id === undefined) return []
    return added.includes(member) || added.includes(other) ? [{ person_id, other_id, kind }] : []
  })
}

function changedCertificates(pen: Pen, family: KnownFamily, ids: readonly Uuid[]): FamilyChange {
  const edits: NonNullable<FamilyChange['certificates']> = []
  const added: NonNullable<FamilyChange['add_certificates']> = []
  for (const certificate of pen.household.draft.certificates) {
    const holder = ids[certificate.member]
    if (holder === undefined) continue
    const before = certificateLike(certificate, family, holder)
    const attribute = certificate.kind === 'disability' ? 'disability_certificate' : 'only_child_certificate'
    if (before === undefined) {
      added.push({
        kind: certificate.kind,
        number: certificate.number,
        issued_on: certificate.issued_on,
        person_id: holder,
      })
      note(pen, certificate.member, attribute, null, certificate.number ?? '')
      continue
    }
    const number = idKey(certificate.number ?? '')
    const set: { number?: string; issued_on?: NonNullable<CertificateDraft['issued_on']> } = {}
    if (number !== '' && number.slice(0, 20) !== idKey(before.number ?? '').slice(0, 20)) {
      set.number = number
      note(pen, certificate.member, attribute, before.number, number)
    }
    if (certificate.issued_on !== undefined && certificate.issued_on !== before.issued_on) {
      set.issued_on = certificate.issued_on
      const issued = certificate.kind === 'disability' ? 'disability_issued_on' : 'only_child_issued_on'
      note(pen, certificate.member, issued, before.issued_on, certificate.issued_on)
    }
    if (Object.keys(set).length > 0) edits.push({ certificate_id: before.id, set })
  }
  return {
    ...(edits.length > 0 ? { certificates: edits } : {}),
    ...(added.length > 0 ? { add_certificates: added } : {}),
  }
}

/** The one with the same number, whoever holds it, else the holder's own of that kind. */
function certificateLike(certificate: CertificateDraft, family: KnownFamily, holder: Uuid) {
  const ofKind = family.draft.certificates.filter((other) => other.kind === certificate.kind)
  const number = idKey(certificate.number ?? '')
  return (
    ofKind.find((other) => number !== '' && idKey(other.number ?? '') === number) ??
    ofKind.find((other) => family.draft.members[other.member]?.id === holder && other.valid_to === undefined)
  )
}

function changedContacts(pen: Pen, family: KnownFamily): FamilyChange {
  const contacts: NonNullable<FamilyChange['contacts']> = []
  const added: NonNullable<FamilyChange['add_contacts']> = []
  const { draft, cells } = pen.household
  for (const contact of draft.decision_contacts) {
    const before = family.draft.decision_contacts.find((other) => other.name === contact.name)
    if (before === undefined) {
      added.push(contact)
      note(pen, null, 'contact_name', null, contact.name)
      continue
    }
    const set: { phone?: string; relation?: string } = {}
    const phone = contact.phone === undefined ? undefined : tidyPhone(contact.phone)
    if (phone !== undefined && phone !== before.phone) {
      set.phone = phone
      note(pen, null, 'contact_phone', before.phone, phone)
    }
    if (cells.contact_relation !== undefined && contact.relation !== before.relation) {
      set.relation = contact.relation
      note(pen, null, 'contact_relation', before.relation, contact.relation)
    }
    if (Object.keys(set).length > 0) contacts.push({ contact_id: before.id, set })
  }
  return { ...(contacts.length > 0 ? { contacts } : {}), ...(added.length > 0 ? { add_contacts: added } : {}) }
}
