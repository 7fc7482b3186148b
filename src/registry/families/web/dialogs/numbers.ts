import { Problem } from '../../../../web/problem.ts'
import type { Change } from './change.ts'

/** Her number as it is sent. */
export type Mended = NonNullable<Change['members']>[number]

/** Where her fields stand in the dialog: at who she is, since her place among those of whom something is said is another at every key. */
export const placeOf = (person_id: string): string => `members.${person_id}.set`

/** What the dialog shows of each kind of document: a citizen's number says her sex and birth itself. */
const SHOWN: Readonly<Record<NonNullable<Mended['set']['identity']>['kind'], readonly string[]>> = {
  resident: ['identity.kind', 'identity.number'],
  foreign: ['identity.kind', 'identity.number', 'sex', 'birth_date'],
  none: ['identity.kind', 'sex', 'birth_date'],
}

/**
 * A refusal as the dialog shows it: what is wrong with one of those who were `sent` stands at her own field, until the next sending. What
 * her number contradicts and the dialog does not show, as her day of birth or of death, stands at what was written.
 */
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
  const [, index, field = ''] = /^members\.(\d+)\.set\.(.+)$/.exec(place) ?? []
  const person = index === undefined ? undefined : sent[Number(index)]
  if (person === undefined) return place
  const kind = person.set.identity?.kind ?? 'resident'
  const written = kind === 'none' ? 'identity.kind' : 'identity.number'
  return `${placeOf(person.person_id)}.${SHOWN[kind].includes(field) ? field : written}`
}
