import type { Uuid } from '../../../kernel/ids.ts'
import type { FamilyDraft, PersonDraft } from '../../families/index.ts'
import {
  type FamilyChange,
  type FamilyFields,
  numberOf,
  type PersonFields,
  saysBirth,
  tidyPhone,
} from '../../families/rules/index.ts'
import { changedCertificates } from './change-certificates.ts'
import { contactsOf } from './change-contacts.ts'
import type { ReadHousehold } from './drafts.ts'
import { idKey } from './duplicates.ts'
import type { Attribute } from './fields.ts'
import type { KnownFamily, Matched } from './match.ts'
import { type ChangedFact, note, type Pen } from './pen.ts'

export interface Difference {
  readonly change: FamilyChange
  readonly facts: readonly ChangedFact[]
  /** Indexes of members of the file who come new to the family. */
  readonly added: readonly number[]
  /** Which registered member each member of the file is, and all who are registered, in their order: the places of faults count by these. */
  readonly persons: Matched['persons']
  readonly registered: readonly Uuid[]
  /** Ids of registered members whose facts change. */
  readonly changed: readonly Uuid[]
  /** Indexes of contacts of the file: those of `add_contacts` and those of `contacts`. */
  readonly contacts: { readonly added: readonly number[]; readonly changed: readonly number[] }
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
  const contacts = contactsOf(pen, family)
  const tags = draft.tags.filter(({ tag }) => !family.draft.tags.some((other) => other.tag === tag))
  for (const { tag } of tags)
    note(pen, null, 'tags', null, tag, household.facts.tags.find((one) => one.tag === tag)?.at)
  const change: FamilyChange = {
    ...(Object.keys(set).length > 0 ? { set } : {}),
    ...(members.length > 0 ? { members } : {}),
    ...(added.length > 0 ? { add_members: added.flatMap((index) => newMember(draft, index, ids)) } : {}),
    ...certificates,
    ...(added.length > 0 ? { add_relations: newTies(draft, added, ids) } : {}),
    ...contacts.change,
    ...(tags.length > 0 ? { add_tags: tags } : {}),
  }
  const { added: newContacts, changed: changedContacts } = contacts
  return {
    change,
    facts: pen.facts,
    added,
    persons,
    registered: family.draft.members.map(({ id }) => id),
    changed: [...pen.changed],
    contacts: { added: newContacts, changed: changedContacts },
  }
}

/** Whether there is nothing to do. */
export function isEmpty({ change }: Difference): boolean {
  return Object.values(change).every((part) => part === undefined || (Array.isArray(part) && part.length === 0))
}

function changedFields(pen: Pen, family: KnownFamily): FamilyFields {
  const { draft, branch_known: branchKnown } = pen.household
  const set: Record<string, unknown> = {}
  if (endsAlone(pen.household, family)) {
    set['living_arrangement'] = 'unknown'
    note(pen, null, 'living_arrangement', 'alone', 'unknown')
  }
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

/** 否 under 是否独居: promises hang on living alone, so it ends, though with whom she lives now is not said. */
export function endsAlone({ facts }: ReadHousehold, family: KnownFamily): boolean {
  return (
    facts.not_alone === true && facts.living_arrangement === undefined && family.draft.living_arrangement === 'alone'
  )
}

function changedMembers(pen: Pen, family: KnownFamily, persons: Matched['persons']) {
  return persons.flatMap((id, index) => {
    const before = family.draft.members.find((member) => member.id === id)
    const after = pen.household.draft.members[index]
    if (id === null || before === undefined || after === undefined) return []
    const set: Record<string, unknown> = {}
    const numbered = saysBirth(after.identity) || saysBirth(before.identity)
    for (const [fact, attribute] of PERSON_FACTS) {
      // Sex and birth follow from the number, and what contradicts it is told; a relation the file does not state is a guess of the layout.
      if (numbered && (fact === 'sex' || fact === 'birth_date')) continue
      if (fact === 'relation' && pen.household.members[index]?.relation === undefined) continue
      const value = fact === 'phone' && after.phone !== undefined ? tidyPhone(after.phone) : after[fact]
      if (value === undefined || value === before[fact]) continue
      set[fact] = value
      note(pen, index, attribute, before[fact], value)
    }
    const number = numberOf(before)
    // Another number than hers is only said of who is known again by her name, because two have each other's.
    if (after.identity.kind !== 'none' && (number === null || idKey(number) !== idKey(after.identity.number))) {
      set['identity'] = after.identity
      note(pen, index, 'id_number', number, after.identity.number)
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
