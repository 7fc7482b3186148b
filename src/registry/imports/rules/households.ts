import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import type { HouseholdAttribute } from './fields.ts'
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
    for (const attribute of COMPARED) {
      const differs =
        household[attribute] !== undefined &&
        facts[attribute] !== undefined &&
        household[attribute] !== facts[attribute]
      const at = household.cells[attribute]
      if (differs && at !== undefined)
        faults.push(
          warns(at, 'imports.household_differs', { params: { row: facts.cells[attribute]?.row ?? first.row } }),
        )
    }
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
    facts = merged(facts, household)
  }
  const persons = mergePersons(group.rows.flatMap((row) => row.persons))
  return { at: { sheet: first.household.at.sheet, row: first.row, column: null }, facts, persons }
}

/** `first` wins where both say something; the cells follow the values. */
function merged<T extends HouseholdReading | PersonReading>(first: T, second: T): T {
  const cells = { ...first.cells }
  for (const [attribute, at] of Object.entries(second.cells) as [keyof typeof cells, CellAt][]) {
    const isSource = first[attribute as keyof T] === undefined && second[attribute as keyof T] !== undefined
    if (cells[attribute] === undefined || isSource) cells[attribute] = at
  }
  const added = Object.fromEntries(Object.entries(second).filter(([key]) => first[key as keyof T] === undefined))
  const tags = 'tags' in first && 'tags' in second ? { tags: [...new Set([...first.tags, ...second.tags])] } : {}
  return { ...first, ...added, ...tags, cells }
}

/**
 * A child or spouse told of in columns of each parent's row is one person. Rows of their own stay apart, even when they tell of the same
 * person: that is a fault of the file, found later.
 */
function mergePersons(persons: readonly PersonReading[]): PersonReading[] {
  const result: PersonReading[] = []
  for (const person of persons) {
    const at = result.findIndex(
      (other) => (person.role !== 'person' || other.role !== 'person') && areOne(person, other),
    )
    const other = result[at]
    if (other === undefined) result.push(person)
    else
      result[at] = other.role === 'person' || person.role !== 'person' ? merged(other, person) : merged(person, other)
  }
  return result
}

function areOne(a: PersonReading, b: PersonReading): boolean {
  if (a.id_number !== undefined && b.id_number !== undefined)
    return a.id_number.toUpperCase() === b.id_number.toUpperCase()
  const sameBirth = a.birth_date === undefined || b.birth_date === undefined || a.birth_date === b.birth_date
  return a.name === b.name && sameBirth
}
