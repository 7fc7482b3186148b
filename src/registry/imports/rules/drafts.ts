import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type {
  Branch,
  CertificateDraft,
  FamilyDraft,
  Identity,
  PersonDraft,
  PersonRelationDraft,
  Relation,
} from '../../families/index.ts'
import { readCertificates, type ReadCertificates } from './certificates.ts'
import { contactDrafts, type ContactReading } from './contacts.ts'
import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import type { HouseholdRows } from './households.ts'
import { isHead } from './heads.ts'
import { headerKey, type SheetMapping } from './headers.ts'
import type { Cells } from './look.ts'
import type { HouseholdReading, PersonReading } from './read-row.ts'
import { RELATIONS, SEX_OF_RELATION, YES_NO } from './values.ts'

/** A household of the file as a draft, with the cell behind every part of it. */
export interface ReadHousehold {
  readonly at: CellAt
  readonly cells: Cells
  readonly draft: FamilyDraft
  /** Aligned with the draft's members. */
  readonly members: readonly PersonReading[]
  readonly certificates: ReadCertificates
  /** Aligned with the draft's. */
  readonly contacts: readonly ContactReading[]
  /** What its rows say, before anything is taken from what they do not say. */
  readonly facts: HouseholdReading
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
  const certificates = readCertificates(rows.persons, members, context.faults)
  const branch = facts.branch ?? inferBranch(members, certificates.drafts)
  const { no_surviving: noSurviving } = facts
  const none = noSurviving !== undefined && facts.children_surviving === undefined && branch === 'death'
  const draft: FamilyDraft = {
    community: context.community(rows),
    branch: branch ?? 'death',
    children_born: facts.children_born,
    children_surviving: none ? 0 : facts.children_surviving,
    only_child_certificate: holdsOnlyChildCertificate(rows, context),
    living_arrangement: facts.living_arrangement ?? 'unknown',
    hardship: facts.hardship,
    address: facts.address,
    registered_on: facts.registered_on ?? context.today,
    members,
    certificates: [...certificates.drafts],
    relations: tiesOf(members),
    decision_contacts: contactDrafts(facts.contacts),
    tags: [...new Set(facts.tags.map(({ tag }) => tag))].map((tag) => ({ tag })),
  }
  return {
    at: rows.at,
    cells: none ? { ...facts.cells, children_surviving: noSurviving } : facts.cells,
    draft,
    members: rows.persons,
    certificates,
    contacts: facts.contacts,
    facts,
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
    if (person.role !== 'person') return relationOfColumns(person, context)
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

/** Whose columns they are says how she stands in the family; a relation beside it must not say otherwise. */
function relationOfColumns(person: PersonReading, context: DraftContext): Relation {
  const relation = person.role === 'child' ? 'child' : 'parent'
  if (person.relation !== undefined && RELATIONS.get(person.relation) !== relation)
    context.faults.push(
      blocks(cellOf(person, 'relation'), 'imports.relation_unknown', { next: 'imports.next_relation' }),
    )
  return relation
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

/** Said in a column of its own, or by a 有 under the number; where two cells differ the first counts and the other is told. */
function holdsOnlyChildCertificate({ facts, persons }: HouseholdRows, context: DraftContext): boolean | undefined {
  const said = persons.flatMap((person) => {
    const held = YES_NO.get(person.only_child_certificate ?? '')
    return held === undefined ? [] : [{ held, at: cellOf(person, 'only_child_certificate') }]
  })
  const [first] = said
  const counts = facts.has_only_child_certificate ?? first?.held
  const row =
    facts.has_only_child_certificate === undefined ? first?.at.row : facts.cells.has_only_child_certificate?.row
  for (const { held, at } of said)
    if (held !== counts) context.faults.push(warns(at, 'imports.household_differs', { params: { row: row ?? at.row } }))
  return counts
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
