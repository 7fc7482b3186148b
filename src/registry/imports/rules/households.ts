import { joinContacts } from './contacts.ts'
import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import { type Attribute, type HouseholdAttribute, PERSON_ATTRIBUTES } from './fields.ts'
import { beginsHousehold, isHead } from './heads.ts'
import type { SheetMapping } from './headers.ts'
import type { HouseholdReading, PersonReading } from './read-row.ts'
import type { RowReading } from './read-sheet.ts'

/** The rows of one household, its own facts brought together. */
export interface HouseholdRows {
  readonly at: CellAt
  readonly facts: HouseholdReading
  readonly persons: readonly PersonReading[]
}

interface Group {
  readonly number: string | undefined
  /** As `placeOf` knows it. */
  community: string | undefined
  readonly rows: RowReading[]
}

/** One key for one community, however it is written; the text itself where nobody knows it. */
export type PlaceOf = (text: string) => string

/** Binds the rows of a sheet into households: by number, by the head who begins one, or row by row. */
export function groupRows(
  mapping: SheetMapping,
  rows: readonly RowReading[],
  faults: Fault[],
  placeOf: PlaceOf,
): HouseholdRows[] {
  const keyed = ({ household: { community } }: RowReading) => (community === undefined ? undefined : placeOf(community))
  const fields = new Set(mapping.columns.map((column) => column.field))
  const numbered = fields.has('household.household_number')
  const related = fields.has('person.relation')
  const groups: Group[] = []
  const byKey = new Map<string, Group>()
  let current: Group | undefined
  const begin = (row: RowReading): Group => {
    const group: Group = { number: row.household.household_number, community: keyed(row), rows: [row] }
    groups.push(group)
    if (group.number !== undefined) byKey.set(keyOf(group.number, group.community), group)
    return group
  }
  for (const row of rows) {
    const joined = numbered
      ? byNumber(row, keyed(row), { current, byKey, faults })
      : byHead(row, current, { mapping, related, faults })
    if (joined === undefined) current = begin(row)
    else {
      current = joined
      joined.rows.push(row)
      joined.community ??= keyed(row)
    }
  }
  return groups.map((group) => bringTogether(group, faults, placeOf))
}

function keyOf(number: string, community: string | undefined): string {
  return `${community ?? ''}\u0000${number}`
}

/** The household a numbered row belongs to; undefined when it begins one. */
function byNumber(
  row: RowReading,
  community: string | undefined,
  { current, byKey, faults }: { current: Group | undefined; byKey: ReadonlyMap<string, Group>; faults: Fault[] },
): Group | undefined {
  const { household_number: number } = row.household
  if (number === undefined) return byPosition(row, current, faults)
  if (
    current?.number === number &&
    (community === undefined || current.community === undefined || community === current.community)
  )
    return current
  const known = byKey.get(keyOf(number, community))
  if (known !== undefined)
    faults.push(warns(row.household.at, 'imports.household_apart', { params: { row: known.rows[0]?.row ?? 0 } }))
  return known
}

/** A row without a number stands below the first row of its household, unless it names a head of its own. */
function byPosition(row: RowReading, current: Group | undefined, faults: Fault[]): Group | undefined {
  if (current === undefined || isOfAnother(row, current)) {
    faults.push(blocks(row.household.at, 'imports.household_number_missing', { next: 'imports.next_household_number' }))
    return undefined
  }
  return current
}

/** A second head, or somebody who cannot belong to the household above. */
function isOfAnother(row: RowReading, { rows }: Group): boolean {
  if (row.persons.some(isHead)) return rows.some((other) => other.persons.some(isHead))
  return beginsHousehold(row, rows, [])
}

function byHead(
  row: RowReading,
  current: Group | undefined,
  how: { mapping: SheetMapping; related: boolean; faults: Fault[] },
): Group | undefined {
  if (current === undefined || how.mapping.layout === 'household_rows' || !how.related) return undefined
  return beginsHousehold(row, current.rows, how.faults) ? undefined : current
}

const COMPARED = [
  'address',
  'branch',
  'living_arrangement',
  'hardship',
  'registered_on',
  'children_born',
  'children_surviving',
  'has_only_child_certificate',
] as const satisfies readonly HouseholdAttribute[]

/** The facts of the first row that states each; a later row that states another is told. */
function bringTogether(group: Group, faults: Fault[], placeOf: PlaceOf): HouseholdRows {
  const [first] = group.rows
  if (first === undefined) throw new Error('A household has a row.')
  let facts: HouseholdReading = first.household
  for (const { household } of group.rows.slice(1)) {
    for (const attribute of COMPARED)
      if (
        household[attribute] !== undefined &&
        facts[attribute] !== undefined &&
        household[attribute] !== facts[attribute]
      )
        tellDiffers(facts, household, attribute, faults)
    const deniesAlone = facts.not_alone === true && household.living_arrangement === 'alone'
    if (deniesAlone || (household.not_alone === true && facts.living_arrangement === 'alone'))
      tellDiffers(facts, household, 'living_arrangement', faults)
    const place = household.cells.community
    if (
      household.community !== undefined &&
      facts.community !== undefined &&
      placeOf(household.community) !== placeOf(facts.community) &&
      place !== undefined
    )
      faults.push(
        blocks(place, 'imports.community_differs', {
          params: { row: first.row },
          next: 'imports.next_community_differs',
        }),
      )
    facts = merged(facts, deniesAlone ? { ...household, living_arrangement: undefined } : household)
  }
  tellPlaces(group, faults)
  const contacts = joinContacts(
    group.rows.flatMap((row) => row.household.contacts),
    faults,
  )
  const persons = mergePersons(
    group.rows.flatMap((row) => row.persons),
    faults,
  )
  const at = { sheet: first.household.at.sheet, row: first.row, column: null }
  return { at, facts: { ...facts, contacts }, persons }
}

/** District and street of a row without a community have nothing to say but what the row with the community says. */
function tellPlaces({ rows }: Group, faults: Fault[]): void {
  const source = rows.find((row) => row.household.community !== undefined)?.household
  if (source === undefined) return
  for (const { household } of rows)
    for (const attribute of ['district', 'street'] as const)
      if (
        household.community === undefined &&
        household[attribute] !== undefined &&
        household[attribute] !== source[attribute]
      )
        tellDiffers(source, household, attribute, faults)
}

type Reading = HouseholdReading | PersonReading

function tellDiffers(first: Reading, second: Reading, attribute: Attribute, faults: Fault[]): void {
  const at = second.cells[attribute] ?? second.at
  faults.push(warns(at, 'imports.household_differs', { params: { row: first.cells[attribute]?.row ?? first.at.row } }))
}

/** `first` wins where both say something; the cells follow the values. */
function merged<T extends Reading>(first: T, second: T): T {
  const cells = { ...first.cells }
  for (const [attribute, at] of Object.entries(second.cells) as [keyof typeof cells, CellAt][]) {
    const fact = factOf(attribute) as keyof T
    const isSource = first[fact] === undefined && second[fact] !== undefined
    if (cells[attribute] === undefined || isSource) cells[attribute] = at
  }
  const added = Object.fromEntries(Object.entries(second).filter(([key]) => first[key as keyof T] === undefined))
  const tags = 'tags' in first && 'tags' in second ? { tags: [...first.tags, ...second.tags] } : {}
  const none = 'none' in first && 'none' in second ? { none: [...new Set([...first.none, ...second.none])] } : {}
  return { ...first, ...added, ...tags, ...none, cells }
}

function factOf(attribute: Attribute): string {
  return attribute === 'hukou_place' ? 'hukou_division' : attribute
}

/**
 * A child or spouse told of in columns of each parent's row is one person. Rows of their own stay apart, even when they tell of the same
 * person: that is a fault of the file, found later.
 */
function mergePersons(persons: readonly PersonReading[], faults: Fault[]): PersonReading[] {
  const result: PersonReading[] = []
  for (const person of persons) {
    const at = result.findIndex(
      (other) => (person.role !== 'person' || other.role !== 'person') && areOne(person, other),
    )
    const other = result[at]
    if (other === undefined) {
      result.push(person)
      continue
    }
    const [first, second] = other.role === 'person' || person.role !== 'person' ? [other, person] : [person, other]
    for (const attribute of PERSON_ATTRIBUTES) {
      const fact = factOf(attribute) as keyof PersonReading
      if (first[fact] !== undefined && second[fact] !== undefined && keyOfFact(first[fact]) !== keyOfFact(second[fact]))
        tellDiffers(first, second, attribute, faults)
    }
    result[at] = merged(first, second)
  }
  return result
}

/** Numbers are the same in small letters. */
function keyOfFact(value: unknown): string {
  return String(value).toUpperCase()
}

function areOne(a: PersonReading, b: PersonReading): boolean {
  if (a.id_number !== undefined && b.id_number !== undefined)
    return a.id_number.toUpperCase() === b.id_number.toUpperCase()
  const sameBirth = a.birth_date === undefined || b.birth_date === undefined || a.birth_date === b.birth_date
  return a.name === b.name && sameBirth
}
