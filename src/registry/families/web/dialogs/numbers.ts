import { Problem } from '../../../../web/problem.ts'
import type { Change } from './change.ts'

/** Her number as it is sent. */
export type Mended = NonNullable<Change['members']>[number]

/** Where her fields stand in the dialog: at who she is, since her place among those of whom something is said is another at every key. */
export const placeOf = (person_id: string): string => `members.${person_id}.set`

/** A refusal as the dialog shows it: what is wrong with one of those who were `sent` stands at her own field, until the next sending. */
export function atWhoWasSent(problem: Problem | null, sent: readonly Mended[]): Problem | null {
  if (problem === null) return null
  const { place } = problem.body
  const issues = problem.issues.map((issue) => ({ ...issue, place: ofPerson(issue.place, sent) }))
  return new Problem({
    ...problem.body,
    issues,
    ...(typeof place === 'string' ? { place: ofPerson(place, sent) } : {}),
  })
}

function ofPerson(place: string, sent: readonly Mended[]): string {
  const [, index, field] = /^members\.(\d+)\.set\.(.+)$/.exec(place) ?? []
  const person = index === undefined ? undefined : sent[Number(index)]
  return person === undefined ? place : `${placeOf(person.person_id)}.${field}`
}
