import type { ReadHousehold } from './drafts.ts'
import { idKey } from './duplicates.ts'
import type { KnownPerson } from './match.ts'
import type { PersonReading } from './read-row.ts'

/**
 * Two people whose numbers the file and the register have crosswise, in one household or in two: each is known again by the name, so that the
 * numbers are put right. Taken by their numbers, husband and wife would exchange their names, and with them their accounts and phones.
 */
export function exchangedNumbers(
  households: readonly ReadHousehold[],
  byId: ReadonlyMap<string, KnownPerson>,
): ReadonlyMap<PersonReading, KnownPerson> {
  const odd = households.flatMap(({ members }) =>
    members.flatMap((person) => {
      const bearer = person.id_number === undefined ? undefined : byId.get(idKey(person.id_number))
      return person.name === undefined || bearer === undefined || nameOf(bearer) === person.name
        ? []
        : [{ person, name: person.name, bearer }]
    }),
  )
  const named = Map.groupBy(odd, ({ name }) => name)
  return new Map(
    odd.flatMap(({ person, name, bearer }) => {
      const [other, ...more] = named.get(nameOf(bearer) ?? '') ?? []
      const alone = more.length === 0 && named.get(name)?.length === 1
      return other !== undefined && alone && nameOf(other.bearer) === name ? [[person, other.bearer] as const] : []
    }),
  )
}

function nameOf({ family, index }: KnownPerson): string | undefined {
  return family.draft.members[index]?.name
}
