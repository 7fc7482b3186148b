import type { Issue } from '../../../kernel/refusal.ts'
import type { Difference } from './change.ts'
import { cellOf, type ReadHousehold } from './drafts.ts'
import { blocks, type CellAt, type Fault } from './faults.ts'
import type { Attribute } from './fields.ts'

/** The faults the register's rules find in a household's draft, each at the cell it was read from. */
export function checkHousehold(household: ReadHousehold, issues: readonly Issue[]): Fault[] {
  return issues.flatMap((issue) =>
    isToldAlready(issue, household) ? [] : [faultOfIssue(issue, cellOfPlace(issue.place, household))],
  )
}

export function faultOfIssue(issue: Issue, at: CellAt): Fault {
  return blocks(at, issue.code, {
    ...(issue.params ? { params: issue.params } : {}),
    ...(issue.next ? { next: issue.next } : {}),
  })
}

/** Faults that follow from one the reader has told more exactly. */
function isToldAlready(issue: Issue, household: ReadHousehold): boolean {
  const member = household.members[Number(/^members\.(\d+)\./.exec(issue.place)?.[1] ?? -1)]
  if (issue.code === 'families.not_a_community') return household.draft.community === 0
  if (issue.code === 'families.id_twice_in_family') return true
  // Said of the child already, whose date it is about.
  if (issue.code === 'families.parent_too_young' && issue.place.startsWith('relations.')) return true
  if (issue.code === 'families.birth_date_missing') return member?.id_unreadable === true
  if (issue.code === 'families.holder_without_id') return household.members.some((one) => one.id_unreadable)
  return !household.branch_known && BRANCH_CODES.has(issue.code)
}

/** What only a known branch can ask for. */
const BRANCH_CODES: ReadonlySet<string> = new Set([
  'families.deceased_child_missing',
  'families.living_child_in_branch',
  'families.surviving_in_branch',
  'families.disability_missing',
  'families.grade_too_light',
])

const ATTRIBUTE_OF_PLACE: Readonly<Record<string, Attribute>> = {
  'identity.number': 'id_number',
  'identity.kind': 'id_number',
  hukou_division: 'hukou_place',
  member_from: 'registered_on',
}
const ATTRIBUTE_OF_CONTACT: Readonly<Record<string, Attribute>> = {
  name: 'contact_name',
  relation: 'contact_relation',
  roles: 'contact_roles',
  phone: 'contact_phone',
}

/** The cell behind a path of the draft: `members.0.identity.number`, `certificates.1.number`, `community`. */
export function cellOfPlace(place: string, household: ReadHousehold): CellAt {
  const [part = '', index = '', ...rest] = place.split('.')
  const path = rest.join('.')
  if (part === 'members' && index !== '') {
    const person = household.members[Number(index)]
    return person === undefined
      ? household.at
      : cellOf(person, ATTRIBUTE_OF_PLACE[path] ?? (path as Attribute), 'id_number')
  }
  if (part === 'certificates' && index !== '') {
    const cells = household.certificates.cells[Number(index)]
    if (cells !== undefined) return path === 'issued_on' ? cells.issued_on : cells.number
  }
  if (part === 'relations') {
    const tie = household.draft.relations[Number(index)]
    const person = tie && household.members[tie.member]
    return person === undefined ? household.at : cellOf(person)
  }
  if (part === 'decision_contacts')
    return (
      household.contacts[Number(index)]?.cells[ATTRIBUTE_OF_CONTACT[path.split('.')[0] ?? ''] ?? 'contact_name'] ??
      household.at
    )
  if (part === 'members' || part === 'certificates')
    return household.members[0] ? cellOf(household.members[0]) : household.at
  return household.cells[part as Attribute] ?? household.at
}

/** The cell behind a place of a change: `add_members.0.phone` is the first new member's, `certificates.0.set.number` a corrected number's. */
export function cellOfChange(place: string, household: ReadHousehold, difference: Difference): CellAt {
  const [part = '', at = '', ...rest] = place.split('.')
  const path = rest.filter((one) => one !== 'set').join('.')
  if (part === 'set') return household.cells[at as keyof typeof household.cells] ?? household.at
  const member = part === 'add_members' ? difference.added[Number(at)] : undefined
  if (member !== undefined) return cellOfPlace(`members.${member}.${path}`, household)
  if (part === 'members') {
    // A changed member is counted by the change, another one by the register; who is not in the file has no row of her own.
    const { change, registered, persons } = difference
    const id = rest[0] === 'set' ? change.members?.[Number(at)]?.person_id : registered[Number(at)]
    const index = id === undefined ? -1 : persons.indexOf(id)
    return index < 0 ? household.at : cellOfPlace(`members.${index}.${path}`, household)
  }
  const index = certificateIn(part, Number(at), household, difference)
  if (index >= 0) return cellOfPlace(`certificates.${index}.${path}`, household)
  const contacts = { add_contacts: difference.contacts.added, contacts: difference.contacts.changed }
  if (part === 'add_contacts' || part === 'contacts')
    return cellOfPlace(`decision_contacts.${contacts[part][Number(at)] ?? 0}.${path}`, household)
  return household.at
}

/** Which certificate of the file a part of a change writes; -1 where it is about none. */
function certificateIn(part: string, at: number, { draft }: ReadHousehold, { change }: Difference): number {
  const written =
    part === 'add_certificates'
      ? change.add_certificates?.[at]
      : part === 'certificates'
        ? change.certificates?.[at]?.set
        : undefined
  if (written === undefined) return -1
  return draft.certificates.findIndex(({ number, issued_on: issued }) =>
    written.number === undefined ? issued === written.issued_on : number === written.number,
  )
}
