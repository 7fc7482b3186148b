import type { Uuid } from '../../../kernel/ids.ts'
import type { ContactReading } from './contacts.ts'
import type { ReadHousehold } from './drafts.ts'
import type { CellAt } from './faults.ts'
import type { Attribute } from './fields.ts'
import { maskFact } from './masks.ts'

/** Notes every fact of a family that will be different, with the cell that says so. */

/** One fact that will be different. Sensitive values are masked; coded ones are codes, words are the reader's. */
export interface ChangedFact {
  /** Whose: a member's name; null for the household. */
  readonly name: string | null
  readonly attribute: Attribute
  readonly before: string | null
  readonly after: string
  readonly at: CellAt
  /** The change with its values unmasked, to compare with what was previewed: it is never shown, and only its keyed hash is kept. */
  readonly said: string
}

export interface Pen {
  readonly household: ReadHousehold
  readonly facts: ChangedFact[]
  readonly changed: Set<Uuid>
}

export type Said = string | number | boolean | null | undefined

export function note(
  pen: Pen,
  whose: number | ContactReading | null,
  attribute: Attribute,
  before: Said,
  after: Said,
  at?: CellAt,
): void {
  const person = typeof whose === 'number' ? pen.household.members[whose] : undefined
  const contact = typeof whose === 'number' ? undefined : whose
  const cells = person?.cells ?? contact?.cells ?? pen.household.cells
  pen.facts.push({
    name: person?.name ?? (attribute === 'contact_name' ? null : contact?.name) ?? null,
    attribute,
    before: before === undefined || before === null ? null : maskFact(attribute, String(before)),
    after: maskFact(attribute, String(after)),
    said: JSON.stringify([typeof whose === 'number' ? whose : (contact?.name ?? null), attribute, before, after]),
    at: at ?? cells[attribute] ?? person?.at ?? pen.household.at,
  })
}
