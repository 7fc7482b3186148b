import { cellOf, type ReadHousehold } from './drafts.ts'
import { idKey } from './duplicates.ts'
import { blocks, type Fault } from './faults.ts'

/**
 * People of the file whom a place out of the officer's reach registers, at most `tells` of them: that somebody is in the register is
 * itself to be protected. Where there are more, the file is told so as a whole.
 */
export function toldElsewhere(
  households: readonly ReadHousehold[],
  numbers: ReadonlySet<string>,
  tells: number,
): Fault[] {
  if (numbers.size === 0) return []
  const found = households.flatMap(({ members }) =>
    members.filter((person) => person.id_number !== undefined && numbers.has(idKey(person.id_number))),
  )
  const faults = found
    .slice(0, tells)
    .map((person) =>
      blocks(cellOf(person, 'id_number'), 'families.registered_elsewhere', { next: 'families.next_ask_district' }),
    )
  const sheet = households[0]?.at.sheet
  if (found.length > tells && sheet !== undefined)
    faults.push(
      blocks({ sheet, row: 1, column: null }, 'imports.more_registered_elsewhere', {
        next: 'imports.next_more_registered_elsewhere',
      }),
    )
  return faults
}
