import type { Uuid } from '../../../kernel/ids.ts'
import type { CertificateDraft } from '../../families/index.ts'
import type { FamilyChange } from '../../families/rules/index.ts'
import type { Unnumbered } from './certificates.ts'
import type { ReadHousehold } from './drafts.ts'
import { idKey } from './duplicates.ts'
import type { CellAt } from './faults.ts'
import type { KnownFamily } from './match.ts'
import { note, type Pen, type Said } from './pen.ts'

export function changedCertificates(pen: Pen, family: KnownFamily, ids: readonly Uuid[]): FamilyChange {
  const edits: NonNullable<FamilyChange['certificates']> = []
  const added: NonNullable<FamilyChange['add_certificates']> = []
  const { certificates } = pen.household
  const named = new Set(certificates.drafts.map(keyOf))
  certificates.drafts.forEach((certificate, index) => {
    const holder = ids[certificate.member]
    if (holder === undefined) return
    const before = certificateLike(certificate, family, holder, named)
    const cells = certificates.cells[index]
    const attribute = certificate.kind === 'disability' ? 'disability_certificate' : 'only_child_certificate'
    if (before === undefined) {
      added.push({
        kind: certificate.kind,
        number: certificate.number,
        issued_on: certificate.issued_on,
        person_id: holder,
      })
      note(pen, certificate.member, attribute, null, certificate.number ?? '', cells?.number)
      return
    }
    const { number } = certificate
    const set: { number?: string; issued_on?: NonNullable<CertificateDraft['issued_on']> } = {}
    if (number !== undefined && keyOf(certificate) !== keyOf(before)) {
      set.number = number
      note(pen, certificate.member, attribute, before.number, number, cells?.number)
    }
    if (certificate.issued_on !== undefined && certificate.issued_on !== before.issued_on) {
      set.issued_on = certificate.issued_on
      noteIssued(pen, certificate, before.issued_on, cells?.issued_on)
    }
    if (Object.keys(set).length > 0) edits.push({ certificate_id: before.id, set })
  })
  for (const one of certificates.unnumbered) {
    const before = certificateMeant(one, pen.household, family, ids[one.member])
    if (before === undefined || one.issued_on === undefined || one.issued_on === before.issued_on) continue
    noteIssued(pen, one, before.issued_on, one.issued_at)
    edits.push({ certificate_id: before.id, set: { issued_on: one.issued_on } })
  }
  return {
    ...(edits.length > 0 ? { certificates: edits } : {}),
    ...(added.length > 0 ? { add_certificates: added } : {}),
  }
}

function noteIssued(
  pen: Pen,
  { kind, member, issued_on: after }: Pick<CertificateDraft, 'kind' | 'member' | 'issued_on'>,
  before: Said,
  at: CellAt | undefined,
): void {
  note(pen, member, kind === 'disability' ? 'disability_issued_on' : 'only_child_issued_on', before, after, at)
}

/** Of a disability certificate the 20 characters: a reissued one (B1 behind them) is the same. */
function keyOf({ kind, number = '' }: CertificateDraft): string {
  return `${kind} ${kind === 'disability' ? idKey(number).slice(0, 20) : idKey(number)}`
}

/** The one with the same number, whoever holds it, else the holder's own of that kind, unless the file names that one too. */
function certificateLike(certificate: CertificateDraft, family: KnownFamily, holder: Uuid, named: ReadonlySet<string>) {
  const ofKind = family.draft.certificates.filter((other) => other.kind === certificate.kind)
  const key = keyOf(certificate)
  return (
    ofKind.find((other) => keyOf(other) === key) ??
    ofKind.find(
      (other) =>
        family.draft.members[other.member]?.id === holder && other.valid_to === undefined && !named.has(keyOf(other)),
    )
  )
}

/**
 * The registered certificate a day or grade without a number is about: the person's own; of those for the only child the one the family
 * has, unless the file names others.
 */
export function certificateMeant(
  { kind }: Pick<Unnumbered, 'kind'>,
  household: ReadHousehold,
  family: KnownFamily,
  holder: Uuid | null | undefined,
) {
  const valid = family.draft.certificates.filter((one) => one.kind === kind && one.valid_to === undefined)
  if (kind === 'disability') return valid.find((one) => family.draft.members[one.member]?.id === holder)
  const named = household.certificates.drafts.some((one) => one.kind === kind)
  return valid.length === 1 && !named ? valid[0] : undefined
}
