import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import { parseDisabilityCertificate } from '../../../kernel/id-number.ts'
import type {
  Branch,
  CertificateDraft,
  FamilyDraft,
  Identity,
  PersonDraft,
  PersonRelationDraft,
  Relation,
} from '../../families/index.ts'
import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import type { HouseholdRows } from './households.ts'
import { isHead } from './heads.ts'
import { headerKey, type SheetMapping } from './headers.ts'
import type { Cells, PersonReading } from './read-row.ts'
import { RELATIONS, SEX_OF_RELATION, YES_NO } from './values.ts'

/** A household of the file as a draft, with the cell behind every part of it. */
export interface ReadHousehold {
  readonly at: CellAt
  readonly cells: Cells
  readonly draft: FamilyDraft
  /** Aligned with the draft's members. */
  readonly members: readonly PersonReading[]
  /** Aligned with the draft's certificates. */
  readonly certificates: readonly CellAt[]
  /** Neither said by the file nor clear from its child: judged only where the register knows. */
  readonly branch_known: boolean
  /** The file itself says it: absence changes nothing. */
  readonly states_registered_on: boolean
}

export interface DraftContext {
  readonly today: CivilDate
  readonly faults: Fault[]
  readonly mapping: SheetMapping
  /** 0 when the place is not known; the fault is then told already. */
  readonly community: (rows: HouseholdRows) => Code
}

export function readHousehold(rows: HouseholdRows, context: DraftContext): ReadHousehold {
  const { facts } = rows
  const relations = relationsOf(rows, context)
  const members = rows.persons.map((person, index) => memberOf(person, relations[index] ?? 'other', context))
  const certificates = certificatesOf(rows.persons, members, context)
  const branch = facts.branch ?? inferBranch(members, certificates.drafts)
  const only = rows.persons
    .map((person) => YES_NO.get(person.only_child_certificate ?? ''))
    .find((said) => said !== undefined)
  const draft: FamilyDraft = {
    community: context.community(rows),
    branch: branch ?? 'death',
    children_born: facts.children_born,
    children_surviving: facts.children_surviving,
    only_child_certificate: facts.has_only_child_certificate ?? only,
    living_arrangement: facts.living_arrangement ?? 'unknown',
    hardship: facts.hardship,
    address: facts.address,
    registered_on: facts.registered_on ?? context.today,
    members,
    certificates: certificates.drafts,
    relations: tiesOf(members),
    decision_contacts: contactsOf(rows),
    tags: facts.tags.map((tag) => ({ tag })),
  }
  return {
    at: rows.at,
    cells: facts.cells,
    draft,
    members: rows.persons,
    certificates: certificates.cells,
    branch_known: branch !== undefined,
    states_registered_on: facts.registered_on !== undefined,
  }
}

/** How each stands in the family. Under a header that asks for the relation to the head, the head's father is a grandparent. */
function relationsOf(rows: HouseholdRows, context: DraftContext): Relation[] {
  const header = context.mapping.columns.find((column) => column.field === 'person.relation')?.header
  const asksHead = header !== undefined && headerKey(header).startsWith('与')
  const hasHead = rows.persons.some(isHead)
  return rows.persons.map((person) => {
    if (person.role === 'child') return 'child'
    if (person.role !== 'person') return 'parent'
    if (person.relation === undefined) {
      // A roster without such a column lists those who hold the entitlement: the parents.
      if (header !== undefined) missingRelation(person, context)
      return 'parent'
    }
    if (asksHead && hasHead && ['父亲', '母亲', '父', '母'].includes(person.relation)) return 'grandparent'
    const relation = RELATIONS.get(person.relation)
    if (relation === undefined)
      context.faults.push(
        blocks(cellOf(person, 'relation'), 'imports.relation_unknown', { next: 'imports.next_relation' }),
      )
    return relation ?? 'other'
  })
}

function missingRelation(person: PersonReading, context: DraftContext): void {
  context.faults.push(blocks(cellOf(person, 'relation'), 'imports.relation_missing', { next: 'imports.next_relation' }))
}

/** The cell of a fact, or the person's name, or her row. */
export function cellOf(person: PersonReading, ...attributes: readonly (keyof Cells)[]): CellAt {
  for (const attribute of attributes) {
    const at = person.cells[attribute]
    if (at !== undefined) return at
  }
  return person.cells.name ?? person.at
}

function memberOf(person: PersonReading, relation: Relation, context: DraftContext): PersonDraft {
  const saysRole = person.role === 'father' ? 'male' : person.role === 'mother' ? 'female' : undefined
  const saysRelation = person.id_number === undefined ? SEX_OF_RELATION.get(person.relation ?? '') : undefined
  const mourned = person.died_on !== undefined
  if (
    person.id_number === undefined &&
    !person.id_unreadable &&
    !mourned &&
    (relation === 'parent' || relation === 'child')
  )
    context.faults.push(warns(cellOf(person, 'id_number'), 'imports.id_missing', { next: 'imports.next_id_missing' }))
  return {
    name: person.name ?? '',
    relation,
    identity: identityOf(person.id_number),
    sex: person.sex ?? saysRole ?? saysRelation,
    birth_date: person.birth_date,
    phone: person.phone,
    hukou_division: person.hukou_division,
    hukou_kind: person.hukou_kind,
    marital: person.marital,
    marital_since: person.marital_since,
    died_on: person.died_on,
    ethnicity: person.ethnicity,
    education: person.education,
  }
}

/** Letters in front are a passport or an old card for foreigners, 9 the new one; all else is judged as a citizen's number. */
function identityOf(number: string | undefined): Identity {
  if (number === undefined) return { kind: 'none' }
  const foreign = /^(?:[A-Za-z]{1,3}\d{5,12}|9\d{16}[\dXx])$/.test(number)
  return { kind: foreign ? 'foreign' : 'resident', number }
}

function certificatesOf(persons: readonly PersonReading[], members: readonly PersonDraft[], context: DraftContext) {
  const drafts: CertificateDraft[] = []
  const cells: CellAt[] = []
  const firstParent = members.findIndex((member) => member.relation === 'parent')
  persons.forEach((person, index) => {
    const number = person.only_child_certificate
    if (number !== undefined && !YES_NO.has(number)) {
      // A couple shares one certificate: it stands on each row and is one all the same.
      const key = number.toUpperCase()
      const holder = members[index]?.relation === 'parent' ? index : Math.max(firstParent, 0)
      if (!drafts.some((other) => other.kind === 'only_child' && other.number?.toUpperCase() === key)) {
        drafts.push({ member: holder, kind: 'only_child', number, issued_on: person.only_child_issued_on })
        cells.push(cellOf(person, 'only_child_certificate'))
      }
    }
    if (person.disability_certificate === undefined) return
    checkGrade(person, context)
    drafts.push({
      member: index,
      kind: 'disability',
      number: person.disability_certificate,
      issued_on: person.disability_issued_on,
    })
    cells.push(cellOf(person, 'disability_certificate'))
  })
  return { drafts, cells }
}

function checkGrade(person: PersonReading, context: DraftContext): void {
  const parsed = parseDisabilityCertificate(person.disability_certificate ?? '')
  if (person.disability_grade !== undefined && parsed.ok && String(parsed.value.grade) !== person.disability_grade)
    context.faults.push(
      blocks(cellOf(person, 'disability_grade'), 'imports.grade_differs', { next: 'imports.next_grade_differs' }),
    )
}

/** What the child says of the family where no column does. */
function inferBranch(members: readonly PersonDraft[], certificates: readonly CertificateDraft[]): Branch | undefined {
  const children = members.filter((member) => member.relation === 'child')
  if (children.length > 0 && children.every((child) => child.died_on !== undefined)) return 'death'
  const certified = certificates.some((one) => {
    const holder = members[one.member]
    return one.kind === 'disability' && holder?.relation === 'child' && holder.died_on === undefined
  })
  return certified ? 'disability' : undefined
}

const APART: ReadonlySet<string> = new Set(['10', '30', '40'])

/** A married couple, and parents with their children: what follows from a roster without being said. */
function tiesOf(members: readonly PersonDraft[]): PersonRelationDraft[] {
  const of = (relation: Relation) => members.flatMap((member, index) => (member.relation === relation ? [index] : []))
  const parents = of('parent')
  const ties: PersonRelationDraft[] = parents.flatMap((member) =>
    of('child').map((other) => ({ member, other, kind: 'parent_of' as const })),
  )
  const [one, two, third] = parents
  if (one === undefined || two === undefined || third !== undefined) return ties
  const couple = [members[one], members[two]]
  if (couple.every((member) => member?.died_on === undefined && !APART.has(member?.marital ?? '')))
    ties.unshift({ member: one, other: two, kind: 'spouse' })
  return ties
}

function contactsOf(rows: HouseholdRows): FamilyDraft['decision_contacts'] {
  const { contact_name: name, contact_relation: relation, contact_phone: phone, contact_roles: roles } = rows.facts
  if (name === undefined) return []
  return [
    {
      name,
      relation: relation ?? '联系人',
      roles: roles === undefined || roles.length === 0 ? ['call_first'] : [...roles],
      phone,
    },
  ]
}
