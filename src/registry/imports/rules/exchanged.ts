import type { KeptDraft } from '../../families/rules/index.ts'
import type { ReadHousehold } from './drafts.ts'
import { birthOf, idKey } from './duplicates.ts'
import type { KnownPerson } from './match.ts'
import type { PersonReading } from './read-row.ts'

/** Who of the file does not bear in the register the number beside her name. */
export interface OddNumbers {
  /** Two have each other's numbers: each with whom she is in the register. */
  readonly exchanged: ReadonlyMap<PersonReading, KnownPerson>
  /** Whose number is somebody else's, each with whose: nobody can tell from the file which of the two is wrong. */
  readonly foreign: ReadonlyMap<PersonReading, KnownPerson>
}

/** A row whose number the register has under another name; both names as they are compared. */
interface Odd {
  readonly household: ReadHousehold
  readonly person: PersonReading
  readonly name: string
  readonly bearer: KnownPerson
  readonly bears: string
}

/**
 * Two people whose numbers the file and the register have crosswise, in one household or in two, are known again by their names, so that the
 * numbers are put right. Taken by their numbers, husband and wife would exchange their names, and with them their accounts and phones. Where
 * more than two are concerned, or it is not plain who is meant, the number is told as somebody else's; a corrected name stays possible.
 */
export function oddNumbers(households: readonly ReadHousehold[], byId: ReadonlyMap<string, KnownPerson>): OddNumbers {
  const odd: Odd[] = []
  // Of names that stand in the file without being the registered bearer of the number beside them.
  const astray = new Set<string>()
  for (const household of households) {
    for (const person of household.members) {
      if (person.name === undefined) continue
      const name = comparedName(person.name)
      const bearer = person.id_number === undefined ? undefined : byId.get(idKey(person.id_number))
      const bears = bearer === undefined ? undefined : nameOf(bearer)
      if (bears === name) continue
      astray.add(name)
      if (bearer !== undefined && bears !== undefined) odd.push({ household, person, name, bearer, bears })
    }
  }
  const exchanged = pairsOf(odd)
  const open = odd.filter(({ person }) => !exchanged.has(person))
  const deprived = new Set(open.map(({ bears }) => bears))
  const foreign = open.filter((one) => astray.has(one.bears) || deprived.has(one.name) || !isRenamed(one))
  return { exchanged, foreign: new Map(foreign.map(({ person, bearer }) => [person, bearer])) }
}

/** First within a household, where a name that is frequent in the file says enough; then where the two names stand so only once in the file. */
function pairsOf(odd: readonly Odd[]): ReadonlyMap<PersonReading, KnownPerson> {
  const pairs = new Map<PersonReading, KnownPerson>()
  const pair = (rows: readonly Odd[]): void => {
    const ways = Map.groupBy(rows, ({ name, bears }) => wayOf(name, bears))
    for (const { person, name, bears } of rows) {
      const [other, ...others] = ways.get(wayOf(bears, name)) ?? []
      const alone = others.length === 0 && ways.get(wayOf(name, bears))?.length === 1
      if (other !== undefined && alone) pairs.set(person, other.bearer)
    }
  }
  for (const rows of Map.groupBy(odd, ({ household }) => household).values()) pair(rows)
  pair(odd.filter(({ person }) => !pairs.has(person)))
  return pairs
}

const wayOf = (name: string, bears: string) => `${name}\u0000${bears}`

/**
 * Whether the bearer may be the same person under a corrected name: nobody else of her family is called so, and the two names have a
 * character in common or somebody else of the household is of that family.
 */
function isRenamed({ household, person, name, bearer, bears }: Odd): boolean {
  const others = bearer.family.draft.members.filter((_, index) => index !== bearer.index)
  if (others.some((member) => comparedName(member.name) === name)) return false
  const alike = Array.from(name).some((character) => bears.includes(character))
  return alike || household.members.some((other) => other !== person && others.some((member) => isSame(other, member)))
}

function isSame(person: PersonReading, { name, identity, birth_date: born }: KeptDraft['members'][number]): boolean {
  if (person.name === undefined || comparedName(person.name) !== comparedName(name)) return false
  return person.id_number === undefined || identity.kind === 'none'
    ? birthOf(person) !== undefined && birthOf(person) === born
    : idKey(person.id_number) === idKey(identity.number)
}

function nameOf({ family, index }: KnownPerson): string | undefined {
  const name = family.draft.members[index]?.name
  return name === undefined ? undefined : comparedName(name)
}

/** The dot of minority and foreign names is typed in many ways, or not at all. */
function comparedName(name: string): string {
  return name.replaceAll(/[\s·•・･‧∙⋅●．.]/g, '').toLowerCase()
}
