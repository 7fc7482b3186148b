import type { Uuid } from '../../../kernel/ids.ts'
import type { KeptDraft } from '../../families/rules/index.ts'
import { cellOf, type ReadHousehold } from './drafts.ts'
import { birthOf, idKey } from './duplicates.ts'
import { type OddNumbers, oddNumbers } from './exchanged.ts'
import { blocks, type Fault, warns } from './faults.ts'

/** A family of the register as it is compared with; `file` is its public reference. */
export interface KnownFamily {
  readonly id: Uuid
  readonly file: string
  readonly version: number
  readonly draft: KeptDraft
}

/** A household of the file and the family it is; null: a new one. `persons[i]` is the registered person the i-th member is. */
export interface Matched {
  readonly household: ReadHousehold
  readonly family: KnownFamily | null
  readonly persons: readonly (Uuid | null)[]
}

/** A member of the register. */
export interface KnownPerson {
  readonly family: KnownFamily
  readonly index: number
}

/** Finds for each household the family it is: by ID numbers; where the file or the register has none, by name and birth in one community. */
export function matchHouseholds(
  households: readonly ReadHousehold[],
  families: readonly KnownFamily[],
): { matched: Matched[]; faults: Fault[] } {
  const faults: Fault[] = []
  const byId = new Map<string, KnownPerson>()
  const byLikeness = new Map<string, KnownPerson[]>()
  for (const family of families) {
    family.draft.members.forEach((member, index) => {
      const known = { family, index }
      if (member.identity.kind !== 'none') byId.set(idKey(member.identity.number), known)
      if (member.birth_date !== undefined) {
        const key = likeness(family.draft.community, member.name, member.birth_date)
        byLikeness.set(key, [...(byLikeness.get(key) ?? []), known])
      }
    })
  }
  const odd = oddNumbers(households, byId)
  const { exchanged } = odd
  for (const [person, { family }] of exchanged)
    faults.push(
      warns(cellOf(person, 'id_number'), 'imports.numbers_exchanged', {
        params: { file: family.file },
        next: 'imports.next_numbers_exchanged',
      }),
    )
  for (const [person, { family }] of odd.foreign)
    faults.push(
      blocks(cellOf(person, 'id_number'), 'imports.number_of_another', {
        params: { file: family.file },
        next: 'imports.next_number_of_another',
      }),
    )
  const taken = new Map<Uuid, ReadHousehold>()
  const matched = households.map((household) => {
    const found = findFamily(household, { byId, byLikeness, odd }, faults)
    const before = found && taken.get(found.id)
    if (found && before) {
      faults.push(
        blocks(nameCell(household), 'imports.one_family_twice', {
          params: { file: found.file, sheet: before.at.sheet, row: before.at.row },
          next: 'imports.next_one_family_twice',
        }),
      )
      return { household, family: null, persons: household.members.map(() => null) }
    }
    if (found) taken.set(found.id, household)
    return {
      household,
      family: found ?? null,
      persons: found ? pairMembers(household, found, exchanged) : household.members.map(() => null),
    }
  })
  return { matched, faults }
}

function likeness(community: number, name: string, birth: string): string {
  return [community, name, birth].join('\u0000')
}

function nameCell(household: ReadHousehold) {
  const [first] = household.members
  return first ? cellOf(first) : household.at
}

interface Register {
  byId: ReadonlyMap<string, KnownPerson>
  byLikeness: ReadonlyMap<string, readonly KnownPerson[]>
  odd: OddNumbers
}

function findFamily(
  household: ReadHousehold,
  { byId, byLikeness, odd }: Register,
  faults: Fault[],
): KnownFamily | undefined {
  const found = new Map<Uuid, KnownFamily>()
  for (const person of household.members) {
    const number = person.id_number === undefined ? undefined : idKey(person.id_number)
    // A number that is somebody else's says nothing about the family, and is told by itself.
    const known = odd.foreign.has(person)
      ? undefined
      : (odd.exchanged.get(person) ?? (number === undefined ? undefined : byId.get(number)))
    if (known === undefined) continue
    if (found.size > 0 && !found.has(known.family.id))
      faults.push(
        blocks(cellOf(person, 'id_number'), 'imports.two_families', {
          params: { file: known.family.file },
          next: 'imports.next_two_families',
        }),
      )
    found.set(known.family.id, known.family)
  }
  const [family] = found.values()
  return family ?? findAlike(household, byLikeness, faults)
}

/** By name and birth: taken for the same where one side has no number, only asked about where both have different ones. */
function findAlike(
  household: ReadHousehold,
  byLikeness: ReadonlyMap<string, readonly KnownPerson[]>,
  faults: Fault[],
): KnownFamily | undefined {
  let taken: KnownFamily | undefined
  household.members.forEach((person, index) => {
    const birth = birthOf(person)
    const isChild = household.draft.members[index]?.relation === 'child'
    if (birth === undefined || person.name === undefined || isChild) return
    const alike = byLikeness.get(likeness(household.draft.community, person.name, birth)) ?? []
    const [one, ...others] = alike
    if (one === undefined) return
    const theirs = one.family.draft.members[one.index]?.identity
    const bothNumbered = person.id_number !== undefined && theirs?.kind !== 'none'
    const params = { file: one.family.file }
    if (bothNumbered || others.length > 0 || person.id_unreadable) {
      faults.push(
        warns(cellOf(person), 'imports.perhaps_registered', { params, next: 'imports.next_perhaps_registered' }),
      )
      return
    }
    faults.push(
      warns(cellOf(person), 'imports.taken_for_registered', { params, next: 'imports.next_taken_for_registered' }),
    )
    taken ??= one.family
  })
  return taken
}

/** Which registered member each member of the file is; each is taken once. */
function pairMembers(
  household: ReadHousehold,
  family: KnownFamily,
  exchanged: OddNumbers['exchanged'],
): (Uuid | null)[] {
  const free = new Map(family.draft.members.map((member) => [member.id, member]))
  const pairs: (Uuid | null)[] = household.members.map(() => null)
  const pair = (isSame: (at: number, id: Uuid) => boolean): void => {
    household.members.forEach((_, at) => {
      if (pairs[at] !== null) return
      const found = [...free.keys()].find((id) => isSame(at, id))
      if (found === undefined) return
      pairs[at] = found
      free.delete(found)
    })
  }
  const numberOf = (id: Uuid) => {
    const identity = free.get(id)?.identity
    return identity === undefined || identity.kind === 'none' ? undefined : idKey(identity.number)
  }
  const said = (at: number) => {
    const number = household.members[at]?.id_number
    return number === undefined ? undefined : idKey(number)
  }
  const byName = (at: number) => {
    const person = household.members[at]
    const known = person && exchanged.get(person)
    return known?.family.draft.members[known.index]?.id
  }
  pair((at, id) => byName(at) === id)
  pair((at, id) => said(at) !== undefined && said(at) === numberOf(id))
  // Only where one of the two has no number: two numbers are two people.
  const mayBe = (at: number, id: Uuid) => said(at) === undefined || numberOf(id) === undefined
  pair((at, id) => {
    const person = household.members[at]
    const other = free.get(id)
    return mayBe(at, id) && person !== undefined && person.name === other?.name && birthOf(person) === other?.birth_date
  })
  pair((at, id) => {
    const relation = household.draft.members[at]?.relation
    return mayBe(at, id) && household.members[at]?.name === free.get(id)?.name && relation === free.get(id)?.relation
  })
  return pairs
}
