import { toHalfWidth } from '../../../kernel/half-width.ts'
import { parseIdNumber } from '../../../kernel/id-number.ts'
import type { Steps } from '../../../kernel/steps.ts'
import { cellOf, type ReadHousehold } from './drafts.ts'
import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import type { PersonReading } from './read-row.ts'

/** The one form of an ID number; what cannot be read is compared by its characters. */
export function idKey(number: string): string {
  return toHalfWidth(number)
    .replaceAll(/[\s\-‐–—]/g, '')
    .toUpperCase()
}

/** The day a person was born, by her number where it can be read, else as said. */
export function birthOf(person: Pick<PersonReading, 'id_number' | 'birth_date'>): string | undefined {
  const parsed = person.id_number === undefined ? undefined : parseIdNumber(person.id_number)
  return parsed?.ok ? parsed.value.birth_date : person.birth_date
}

/**
 * People who stand in the file twice: by the same ID number or certificate (blocks), or by the same name and birth in the same
 * community (warns: two people may be called alike).
 */
export function* findTwins(households: readonly ReadHousehold[]): Steps<Fault[]> {
  const byId = new Map<string, CellAt>()
  const byCertificate = new Map<string, CellAt>()
  const byName = new Map<string, { at: CellAt; id: string | undefined }>()
  const faults: Fault[] = []
  for (const household of households) {
    yield
    for (const person of household.members) {
      const id = person.id_number === undefined ? undefined : idKey(person.id_number)
      const at = cellOf(person, 'id_number')
      const same = id === undefined ? undefined : byId.get(id)
      if (same !== undefined)
        faults.push(
          blocks(at, 'imports.twice_in_file', {
            params: placeOf(same),
            // A child in columns of a parent's row cannot be deleted: the rows are of one household.
            next: person.role === 'child' ? 'imports.next_one_child' : 'imports.next_twice_in_file',
          }),
        )
      else if (id !== undefined) byId.set(id, at)
      const birth = birthOf(person)
      if (person.name === undefined || birth === undefined || household.draft.community === 0) continue
      const key = [household.draft.community, person.name, birth].join('\u0000')
      const alike = byName.get(key)
      if (alike === undefined) byName.set(key, { at: cellOf(person), id })
      else if (same === undefined && (alike.id === undefined || alike.id !== id))
        faults.push(
          warns(cellOf(person), 'imports.alike_in_file', { params: placeOf(alike.at), next: 'imports.next_alike' }),
        )
    }
    household.draft.certificates.forEach((certificate, index) => {
      const at = household.certificates.cells[index]?.number ?? household.at
      const key = `${certificate.kind}\u0000${idKey(certificate.number ?? '')}`
      const same = byCertificate.get(key)
      // The same disability certificate means the same person: told above.
      if (same !== undefined && certificate.kind !== 'disability')
        faults.push(
          blocks(at, 'imports.certificate_twice', { params: placeOf(same), next: 'imports.next_certificate_once' }),
        )
      else byCertificate.set(key, at)
    })
  }
  return faults
}

function placeOf(at: CellAt): { sheet: string; row: number } {
  return { sheet: at.sheet, row: at.row }
}
