import { cellOf, type ReadHousehold } from './drafts.ts'
import { idKey } from './duplicates.ts'
import { blocks, type Fault } from './faults.ts'

/** People of the file whom a place out of the officer's reach registers. */
export function peopleElsewhere(households: readonly ReadHousehold[], numbers: ReadonlySet<string>): Fault[] {
  if (numbers.size === 0) return []
  return households
    .flatMap(({ members }) =>
      members.filter((person) => person.id_number !== undefined && numbers.has(idKey(person.id_number))),
    )
    .map((person) =>
      blocks(cellOf(person, 'id_number'), 'families.registered_elsewhere', { next: 'families.next_ask_district' }),
    )
}

/**
 * Of what is registered out of reach, people and certificates, at most `tells`: that somebody is in the register is itself to be protected,
 * and a disability certificate has her number in its own. Where there are more, the file is told so as a whole.
 */
export function toldElsewhere(found: readonly Fault[], tells: number): Fault[] {
  const [first] = found
  if (first === undefined || found.length <= tells) return [...found]
  return [
    ...found.slice(0, tells),
    blocks({ sheet: first.sheet, row: 1, column: null }, 'imports.more_registered_elsewhere', {
      next: 'imports.next_more_registered_elsewhere',
    }),
  ]
}
