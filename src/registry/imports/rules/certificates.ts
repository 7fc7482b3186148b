import type { CivilDate } from '../../../kernel/calendar.ts'
import { parseDisabilityCertificate } from '../../../kernel/id-number.ts'
import type { CertificateDraft, PersonDraft } from '../../families/index.ts'
import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import type { PersonReading } from './read-row.ts'
import { YES_NO } from './values.ts'

/** The certificates of a household of the file, and what is said of one whose number it does not say. */

/** A day of issue or a grade without a number: about the certificate the register holds, if it holds one. */
export interface Unnumbered {
  readonly kind: 'only_child' | 'disability'
  readonly member: number
  readonly issued_on?: CivilDate | undefined
  readonly issued_at: CellAt
  readonly grade?: string | undefined
  readonly grade_at: CellAt
}

export interface ReadCertificates {
  readonly drafts: readonly CertificateDraft[]
  /** Aligned with the drafts: the cells of the number and of the day of issue. */
  readonly cells: readonly { readonly number: CellAt; readonly issued_on: CellAt }[]
  readonly unnumbered: readonly Unnumbered[]
}

interface Pen {
  readonly drafts: CertificateDraft[]
  readonly cells: { number: CellAt; issued_on: CellAt }[]
  readonly unnumbered: Unnumbered[]
  readonly faults: Fault[]
}

export function readCertificates(
  persons: readonly PersonReading[],
  members: readonly PersonDraft[],
  faults: Fault[],
): ReadCertificates {
  const pen: Pen = { drafts: [], cells: [], unnumbered: [], faults }
  const firstParent = members.findIndex((member) => member.relation === 'parent')
  persons.forEach((person, index) => {
    const number = person.only_child_certificate
    if (number === undefined || YES_NO.has(number)) return
    const holder = members[index]?.relation === 'parent' ? index : Math.max(firstParent, 0)
    const known = shared(pen, (other) => other.number?.toUpperCase() === number.toUpperCase())
    // A couple shares one certificate: it stands on each row and is one all the same.
    if (known >= 0) issue(pen, known, person)
    else
      add(pen, person, {
        member: holder,
        kind: 'only_child',
        number,
        issued_on: person.only_child_issued_on,
      })
  })
  persons.forEach((person, index) => {
    dayAlone(pen, person, index)
    disability(pen, person, index)
  })
  return pen
}

function shared(pen: Pen, isIt: (draft: CertificateDraft) => boolean): number {
  return pen.drafts.findIndex((draft) => draft.kind === 'only_child' && isIt(draft))
}

function add(pen: Pen, person: PersonReading, draft: CertificateDraft): void {
  const number = draft.kind === 'disability' ? 'disability_certificate' : 'only_child_certificate'
  const issued = draft.kind === 'disability' ? 'disability_issued_on' : 'only_child_issued_on'
  pen.drafts.push(draft)
  pen.cells.push({ number: cellIn(person, number), issued_on: cellIn(person, issued) })
}

function cellIn(person: PersonReading, attribute: keyof PersonReading['cells']): CellAt {
  return person.cells[attribute] ?? person.cells.name ?? person.at
}

/** The day of a shared certificate on the row of the other parent: it fills, or differs and is told. */
function issue(pen: Pen, index: number, person: PersonReading): void {
  const [draft, cells] = [pen.drafts[index], pen.cells[index]]
  const day = person.only_child_issued_on
  if (draft === undefined || cells === undefined || day === undefined) return
  const at = cellIn(person, 'only_child_issued_on')
  if (draft.issued_on === undefined) {
    pen.drafts[index] = { ...draft, issued_on: day }
    cells.issued_on = at
  } else if (draft.issued_on !== day) differs(pen, at, cells.issued_on)
}

function differs(pen: Pen, at: CellAt, before: CellAt): void {
  pen.faults.push(warns(at, 'imports.household_differs', { params: { row: before.row } }))
}

/** A day of issue without a number belongs to the only certificate of the household. */
function dayAlone(pen: Pen, person: PersonReading, member: number): void {
  const number = person.only_child_certificate
  const day = person.only_child_issued_on
  if (day === undefined || (number !== undefined && !YES_NO.has(number))) return
  const many = pen.drafts.filter((draft) => draft.kind === 'only_child').length
  if (many === 1) {
    issue(
      pen,
      shared(pen, () => true),
      person,
    )
    return
  }
  const at = cellIn(person, 'only_child_issued_on')
  const before = pen.unnumbered.find((one) => one.kind === 'only_child')
  if (before === undefined)
    pen.unnumbered.push({ kind: 'only_child', member, issued_on: day, issued_at: at, grade_at: at })
  else if (before.issued_on !== day) differs(pen, at, before.issued_at)
}

function disability(pen: Pen, person: PersonReading, member: number): void {
  const { disability_certificate: number, disability_grade: grade, disability_issued_on: issued } = person
  if (number !== undefined) {
    const parsed = parseDisabilityCertificate(number)
    if (grade !== undefined && parsed.ok && String(parsed.value.grade) !== grade)
      pen.faults.push(
        blocks(cellIn(person, 'disability_grade'), 'imports.grade_differs', { next: 'imports.next_grade_differs' }),
      )
    add(pen, person, { member, kind: 'disability', number, issued_on: issued })
  } else if (grade !== undefined || issued !== undefined)
    pen.unnumbered.push({
      kind: 'disability',
      member,
      issued_on: issued,
      issued_at: cellIn(person, 'disability_issued_on'),
      grade,
      grade_at: cellIn(person, 'disability_grade'),
    })
}

/** Where neither file nor register has the certificate, the day or grade has nothing it could belong to. */
export function wantsNumber({ issued_on: issued, issued_at: issuedAt, grade, grade_at: gradeAt }: Unnumbered): Fault[] {
  const tell = (at: CellAt) =>
    warns(at, 'imports.certificate_number_missing', { next: 'imports.next_certificate_number' })
  return [...(issued === undefined ? [] : [tell(issuedAt)]), ...(grade === undefined ? [] : [tell(gradeAt)])]
}
