import type { FamilyDraft } from '../../families/index.ts'
import { cellOf, type ReadHousehold } from './drafts.ts'
import { birthOf } from './duplicates.ts'
import { type Fault, warns } from './faults.ts'
import type { KnownFamily } from './match.ts'

/**
 * Father and mother on rows of their own, each telling of the same child: the usual list of those who are supported. Without a household
 * number they are two families, and may be: parents part. So it is asked, never joined by itself.
 */

/** A child is one by name with the day of death or of birth; two couples have no child in common. */
function keysOf(community: number, name: string | undefined, died: string | undefined, born: string | undefined) {
  if (name === undefined || community === 0) return []
  return [died === undefined ? undefined : `died ${died}`, born === undefined ? undefined : `born ${born}`].flatMap(
    (day) => (day === undefined ? [] : [[community, name, day].join('\u0000')]),
  )
}

function childrenOf(household: ReadHousehold) {
  return household.members.flatMap((person, index) =>
    household.draft.members[index]?.relation === 'child'
      ? [{ person, keys: keysOf(household.draft.community, person.name, person.died_on, birthOf(person)) }]
      : [],
  )
}

function mayShare(one: FamilyDraft, other: FamilyDraft): boolean {
  return [...one.members, ...other.members].filter((member) => member.relation === 'parent').length <= 2
}

/** Children told of in two households of the file. */
export function findSharedChildren(households: readonly ReadHousehold[]): Fault[] {
  const first = new Map<string, ReadHousehold>()
  const faults: Fault[] = []
  for (const household of households)
    for (const { person, keys } of childrenOf(household)) {
      const other = keys.flatMap((key) => first.get(key) ?? []).find((one) => one !== household)
      if (other !== undefined && mayShare(household.draft, other.draft))
        faults.push(
          warns(cellOf(person), 'imports.one_child_two_households', {
            params: { sheet: other.at.sheet, row: other.at.row },
            next: 'imports.next_one_child',
          }),
        )
      for (const key of keys) if (!first.has(key)) first.set(key, household)
    }
  return faults
}

/** Children of new households who are children of a registered family. */
export function findRegisteredChildren(
  households: readonly ReadHousehold[],
  families: readonly KnownFamily[],
): Fault[] {
  const registered = new Map<string, KnownFamily>()
  for (const family of families)
    for (const member of family.draft.members)
      if (member.relation === 'child')
        for (const key of keysOf(family.draft.community, member.name, member.died_on, member.birth_date))
          registered.set(key, family)
  return households.flatMap((household) =>
    childrenOf(household).flatMap(({ person, keys }) => {
      const family = keys.map((key) => registered.get(key)).find((one) => one !== undefined)
      return family !== undefined && mayShare(household.draft, family.draft)
        ? [
            warns(cellOf(person), 'imports.child_registered', {
              params: { file: family.file },
              next: 'imports.next_child_registered',
            }),
          ]
        : []
    }),
  )
}
