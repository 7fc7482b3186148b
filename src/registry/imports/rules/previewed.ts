import { cellOf } from './drafts.ts'
import type { CellAt } from './faults.ts'
import type { Plan, PlannedHousehold } from './plan.ts'

/** One thing applying would do: where the file says so, and all of it in words that are equal only for the same thing. */
export interface Intended {
  readonly at: CellAt
  readonly said: string
}

/**
 * What applying a plan would do, each new household, new member and changed fact by itself, so that one that has dropped out since the
 * preview does not stop the others. A fact is told with its old value: somebody else's new value is another change.
 */
export function intendedBy(plan: Plan): Intended[] {
  return plan.households.flatMap(intendedFor)
}

function intendedFor({ kind, at, household, family, facts, added }: PlannedHousehold): Intended[] {
  const say = (...parts: readonly unknown[]) => JSON.stringify([at.sheet, at.row, family?.id ?? null, ...parts])
  if (kind === 'new') return [{ at, said: say('new', household.draft.community) }]
  const newcomers = added.map((index): Intended => {
    const person = household.members[index]
    return { at: person ? cellOf(person) : at, said: say('added', index) }
  })
  return [...newcomers, ...facts.map((fact): Intended => ({ at: fact.at, said: say('fact', fact.said) }))]
}
