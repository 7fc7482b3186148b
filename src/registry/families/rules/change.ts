import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type {
  CertificateDraft,
  DecisionContactDraft,
  FamilyDraft,
  PersonDraft,
  PersonRelationDraft,
  PreferenceDraft,
  TagDraft,
} from './draft.ts'
import { forgetsOldNumber } from './identity.ts'

/** Present parts of a field; null takes what is there away, an absent field leaves it. */
type Settable<T> = { [K in keyof T]?: T[K] | null | undefined }

export type FamilyFields = Settable<
  Pick<
    FamilyDraft,
    | 'branch'
    | 'children_born'
    | 'children_surviving'
    | 'only_child_certificate'
    | 'living_arrangement'
    | 'hardship'
    | 'address'
  >
>
export type PersonFields = Settable<Omit<PersonDraft, 'id' | 'member_from'>>

/** What is to become different in one family. All parts are optional; they happen together or not at all. */
export interface FamilyChange {
  set?: FamilyFields | undefined
  members?: { person_id: Uuid; set: PersonFields }[] | undefined
  /** New members may name their id, so that proofs and relations of the same change can point at them. */
  add_members?: PersonDraft[] | undefined
  /** The first day on which she no longer belongs. A death is no end: the member stays, with the day of death. */
  end_members?: { person_id: Uuid; member_to: CivilDate }[] | undefined
  certificates?:
    | { certificate_id: Uuid; set: Settable<Pick<CertificateDraft, 'number' | 'issued_on' | 'valid_to'>> }[]
    | undefined
  add_certificates?: (Omit<CertificateDraft, 'member'> & { person_id: Uuid })[] | undefined
  add_relations?: (Omit<PersonRelationDraft, 'member' | 'other'> & { person_id: Uuid; other_id: Uuid })[] | undefined
  end_relations?: { relation_id: Uuid; valid_to: CivilDate }[] | undefined
  contacts?: { contact_id: Uuid; set: Settable<Omit<DecisionContactDraft, 'id'>> }[] | undefined
  add_contacts?: DecisionContactDraft[] | undefined
  end_contacts?: { contact_id: Uuid }[] | undefined
  /** Replaces the standing preference: the old one ends today, this one begins. */
  preference?: PreferenceDraft | undefined
  add_tags?: TagDraft[] | undefined
  end_tags?: { tag: string }[] | undefined
}

/** A draft every part of which has its id, as the register holds it. */
export interface KeptDraft extends FamilyDraft {
  members: (PersonDraft & { id: Uuid })[]
  certificates: (CertificateDraft & { id: Uuid })[]
  relations: (PersonRelationDraft & { id: Uuid })[]
  decision_contacts: (DecisionContactDraft & { id: Uuid })[]
}

/**
 * The family as it will be: pure, so that a form shows beforehand what a change brings with it, and the same rules judge the result
 * that judge a new draft. Three things follow by themselves: the only child's death moves the family to the other branch (the claim
 * moves with it), leaves no child surviving, and a death widows the spouse; a change that says so itself is not overruled. What it says of
 * those who `left` is judged by itself (`mendLeft`).
 */
export function applyChange(
  stored: KeptDraft,
  change: FamilyChange,
  newId: () => Uuid,
  left: ReadonlySet<Uuid> = new Set(),
): { draft: KeptDraft; issues: Issue[] } {
  const issues = unknownParts(stored, change, left)
  const ended = new Set((change.end_members ?? []).map((one) => one.person_id))
  const edits = new Map((change.members ?? []).map((one) => [one.person_id, one.set]))
  const everyone = [
    ...stored.members.map((member) => mergedMember(member, edits.get(member.id))),
    ...(change.add_members ?? []).map((member) => ({ ...member, id: member.id ?? newId() })),
  ]
  const members = everyone.filter((member) => !ended.has(member.id))
  const draft: KeptDraft = {
    ...merged(stored, change.set),
    members,
    certificates: certificatesOf(stored, change, members, newId, issues),
    relations: relationsOf(stored, change, members, newId, issues),
    decision_contacts: contactsOf(stored, change, newId),
    preference: change.preference ?? stored.preference,
    tags: [
      ...stored.tags.filter((tag) => !(change.end_tags ?? []).some((end) => end.tag === tag.tag)),
      ...(change.add_tags ?? []),
    ],
  }
  return { draft: withConsequences(stored, draft, change), issues }
}

/** One member with what is set of her. */
export function mergedMember<T extends PersonDraft>(member: T, set: PersonFields | undefined): T {
  return forgetsOldNumber(member, set, merged(member, set))
}

/** `null` clears, absent leaves. */
function merged<T extends object>(whole: T, set: object | undefined): T {
  if (!set) return whole
  const entries = Object.entries(set).filter(([, value]) => value !== undefined)
  return {
    ...whole,
    ...Object.fromEntries(entries.map(([key, value]) => [key, value === null ? undefined : value])),
  } as T
}

/** Of two sets of one part the later would win, and the other be lost without a word. */
export function namedTwice(change: FamilyChange): Issue[] {
  const again = <T>(part: string, list: readonly T[] | undefined, idOf: (one: T) => Uuid): Issue[] =>
    (list ?? []).flatMap((one, i, all) =>
      all.findIndex((other) => idOf(other) === idOf(one)) < i
        ? [{ place: `${part}.${i}`, code: 'families.part_named_twice', next: 'families.next_named_once' }]
        : [],
    )
  return [
    ...again('members', change.members, (one) => one.person_id),
    ...again('certificates', change.certificates, (one) => one.certificate_id),
    ...again('contacts', change.contacts, (one) => one.contact_id),
  ]
}

function unknownParts(stored: KeptDraft, change: FamilyChange, left: ReadonlySet<Uuid>): Issue[] {
  const has = (rows: readonly { id: Uuid }[], id: Uuid) => rows.some((row) => row.id === id)
  const missing = <T>(part: string, list: readonly T[] | undefined, known: (one: T) => boolean): Issue[] =>
    (list ?? []).flatMap((one, i) => (known(one) ? [] : [{ place: `${part}.${i}`, code: 'families.no_such_part' }]))
  return [
    ...missing('members', change.members, (one) => left.has(one.person_id) || has(stored.members, one.person_id)),
    ...missing('end_members', change.end_members, (one) => has(stored.members, one.person_id)),
    ...missing('certificates', change.certificates, (one) => has(stored.certificates, one.certificate_id)),
    ...missing('end_relations', change.end_relations, (one) => has(stored.relations, one.relation_id)),
    ...missing('contacts', change.contacts, (one) => has(stored.decision_contacts, one.contact_id)),
    ...missing('end_contacts', change.end_contacts, (one) => has(stored.decision_contacts, one.contact_id)),
    ...missing('end_tags', change.end_tags, (one) => stored.tags.some((tag) => tag.tag === one.tag)),
  ]
}

type Members = readonly { id: Uuid }[]

function certificatesOf(stored: KeptDraft, change: FamilyChange, members: Members, newId: () => Uuid, issues: Issue[]) {
  const edits = new Map((change.certificates ?? []).map((one) => [one.certificate_id, one.set]))
  const kept = stored.certificates.flatMap((certificate) => {
    const member = indexOf(members, stored.members[certificate.member]?.id)
    return member < 0 ? [] : [{ ...merged(certificate, edits.get(certificate.id)), member }]
  })
  const added = (change.add_certificates ?? []).flatMap(({ person_id, ...certificate }, i) => {
    const member = indexOf(members, person_id)
    if (member < 0) issues.push({ place: `add_certificates.${i}.person_id`, code: 'families.no_such_member' })
    return member < 0 ? [] : [{ ...certificate, id: certificate.id ?? newId(), member }]
  })
  return [...kept, ...added]
}

function relationsOf(stored: KeptDraft, change: FamilyChange, members: Members, newId: () => Uuid, issues: Issue[]) {
  const ended = new Set((change.end_relations ?? []).map((one) => one.relation_id))
  const kept = stored.relations.flatMap((relation) => {
    const member = indexOf(members, stored.members[relation.member]?.id)
    const other = indexOf(members, stored.members[relation.other]?.id)
    return ended.has(relation.id) || member < 0 || other < 0 ? [] : [{ ...relation, member, other }]
  })
  const added = (change.add_relations ?? []).flatMap(({ person_id, other_id, ...relation }, i) => {
    const [member, other] = [indexOf(members, person_id), indexOf(members, other_id)]
    if (member < 0 || other < 0) issues.push({ place: `add_relations.${i}`, code: 'families.no_such_member' })
    return member < 0 || other < 0 ? [] : [{ ...relation, id: relation.id ?? newId(), member, other }]
  })
  return [...kept, ...added]
}

function contactsOf(stored: KeptDraft, change: FamilyChange, newId: () => Uuid) {
  const edits = new Map((change.contacts ?? []).map((one) => [one.contact_id, one.set]))
  const ended = new Set((change.end_contacts ?? []).map((one) => one.contact_id))
  return [
    ...stored.decision_contacts
      .filter((contact) => !ended.has(contact.id))
      .map((contact) => merged(contact, edits.get(contact.id))),
    ...(change.add_contacts ?? []).map((contact) => ({ ...contact, id: contact.id ?? newId() })),
  ]
}

function indexOf(members: Members, id: Uuid | undefined): number {
  return members.findIndex((member) => member.id === id)
}

function withConsequences(stored: KeptDraft, draft: KeptDraft, change: FamilyChange): KeptDraft {
  const before = new Map(stored.members.map((member) => [member.id, member.died_on]))
  const died = draft.members.filter(
    (member) => member.died_on !== undefined && before.get(member.id) !== member.died_on,
  )
  if (died.length === 0) return draft
  const children = draft.members.filter((member) => member.relation === 'child')
  const childless =
    died.some((member) => member.relation === 'child') && children.every((child) => child.died_on !== undefined)
  return {
    ...draft,
    members: draft.members.map((member) => widowed(member, draft, died, change)),
    ...(childless && change.set?.branch === undefined ? { branch: 'death' as const } : {}),
    ...(childless && change.set?.children_surviving === undefined && draft.children_surviving !== undefined
      ? { children_surviving: 0 }
      : {}),
  }
}

function widowed(
  member: PersonDraft & { id: Uuid },
  draft: KeptDraft,
  died: readonly { id: Uuid; died_on?: CivilDate | undefined }[],
  change: FamilyChange,
): PersonDraft & { id: Uuid } {
  const said = (change.members ?? []).some((one) => one.person_id === member.id && one.set.marital !== undefined)
  if (member.died_on !== undefined || said) return member
  const index = indexOf(draft.members, member.id)
  const spouse = died.find((one) => {
    const other = indexOf(draft.members, one.id)
    return draft.relations.some(
      (relation) =>
        relation.kind === 'spouse' &&
        ((relation.member === index && relation.other === other) ||
          (relation.member === other && relation.other === index)),
    )
  })
  return spouse ? { ...member, marital: '30', marital_since: spouse.died_on } : member
}

/**
 * Faults are found in the family as it will be; the reader wrote a change. `members.3.phone` of the result is
 * `add_members.0.phone` or `members.1.set.phone` of the change, when the change names it.
 */
export function placeInChange(issue: Issue, draft: KeptDraft, change: FamilyChange): Issue {
  const [list = '', at = '', ...rest] = issue.place.split('.')
  const index = Number(at)
  if (!['members', 'certificates', 'relations', 'decision_contacts', 'tags'].includes(list) || at === '') {
    const set = change.set && list in change.set ? `set.${issue.place}` : issue.place
    return { ...issue, place: set }
  }
  const added = addedPart(list, change)
  const rows: readonly unknown[] = draft[list as 'members']
  const fromEnd = index - (rows.length - added.count)
  if (fromEnd >= 0) return { ...issue, place: [added.name, String(fromEnd), ...rest].join('.') }
  const edited = editedIndex(list, index, draft, change)
  return edited < 0 ? issue : { ...issue, place: [editedPart(list), String(edited), 'set', ...rest].join('.') }
}

function addedPart(list: string, change: FamilyChange): { name: string; count: number } {
  const name = list === 'decision_contacts' ? 'add_contacts' : `add_${list}`
  return { name, count: (change[name as 'add_members'] ?? []).length }
}

function editedPart(list: string): string {
  return list === 'decision_contacts' ? 'contacts' : list
}

function editedIndex(list: string, index: number, draft: KeptDraft, change: FamilyChange): number {
  if (list === 'members') return (change.members ?? []).findIndex((one) => one.person_id === draft.members[index]?.id)
  if (list === 'certificates')
    return (change.certificates ?? []).findIndex((one) => one.certificate_id === draft.certificates[index]?.id)
  if (list === 'decision_contacts')
    return (change.contacts ?? []).findIndex((one) => one.contact_id === draft.decision_contacts[index]?.id)
  return -1
}
