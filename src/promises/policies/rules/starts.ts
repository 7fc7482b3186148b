import { type CivilDate, compareDates } from '../../../kernel/calendar.ts'
import { canonicalJson } from '../../../kernel/canonical.ts'
import { type Cadence, isOfCalendar } from '../../../kernel/period.ts'
import { periodOf, periodRange } from '../../../kernel/period-days.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type { VersionInput } from './draft.ts'
import { type Group, isGroup, withoutNot } from './rule.ts'

// What the calendar gives is owed by the period, whole, by what counts on a day of it. Law that changed within a period would owe the
// same months twice or not at all, so it changes where periods begin.

/** What is given, and how often. */
export type Given = Pick<VersionInput, 'grant_kind' | 'cadence'>

/** The first day, `day` or later, on which a period of each of the calendar's cadences begins: the longest begins where all others do. */
export function startOfAll(cadences: readonly Cadence[], day: CivilDate): CivilDate {
  const starts = cadences.map((cadence) => {
    const { from, to_exclusive } = periodRange(periodOf(cadence, day))
    return from === day ? day : to_exclusive
  })
  return starts.toSorted(compareDates).at(-1) ?? day
}

/** A day on which people stop or begin to be owed the money of any of these. */
export function checkStart(place: string, day: CivilDate, given: readonly Given[]): Issue[] {
  const timed = given.filter(({ grant_kind, cadence }) => grant_kind === 'cash' && isOfCalendar(cadence))
  const cadences = timed.map(({ cadence }) => cadence)
  const next = startOfAll(cadences, day)
  return next === day ? [] : [{ place, code: 'policies.within_period', params: { day, next } }]
}

type Read = Pick<VersionInput, 'rule' | 'grant_kind' | 'cadence' | 'claim_required'>

/** A version after the one it follows: another cadence, another rule or another grant begins with a period; rates may change with any month. */
export function checkFollowing(version: Read & Pick<VersionInput, 'valid_from'>, before: Read): Issue[] {
  const { valid_from, cadence } = version
  const place = 'version.valid_from'
  if (cadence === before.cadence)
    return sameOwed(version, before) ? [] : checkStart(place, valid_from, [version, before])
  if (!isOfCalendar(cadence) || !isOfCalendar(before.cadence)) {
    return [{ place: 'version.cadence', code: 'policies.cadence_kind', next: 'policies.cadence_kind_next' }]
  }
  const next = startOfAll([cadence, before.cadence], valid_from)
  return next === valid_from
    ? []
    : [{ place, code: 'policies.cadence_within_period', params: { day: valid_from, next } }]
}

/** Whether both owe the same people the same kind of thing; the clause a condition names is no part of the question. */
function sameOwed(a: Read, b: Read): boolean {
  const asked = (part: Group | Group['rules'][number]): object =>
    isGroup(part)
      ? { combinator: part.combinator, rules: part.rules.map(asked) }
      : { field: part.field, operator: part.operator, value: part.value }
  const owed = ({ rule, grant_kind, claim_required }: Read) =>
    canonicalJson({ rule: asked(withoutNot(rule as Group)), grant_kind, claim_required })
  return owed(a) === owed(b)
}

/**
 * A policy on its first day, and those of wider places whose people it takes: with a period of its own, for months before it have no rate and
 * what has no rate is owed to nobody; and in periods that can begin together.
 */
export function checkBeginning(version: Given & Pick<VersionInput, 'valid_from'>, taken: readonly Given[]): Issue[] {
  const cash = taken.filter(({ grant_kind }) => grant_kind === 'cash' && version.grant_kind === 'cash')
  const apart = cash.some(
    ({ cadence }) => cadence !== version.cadence && !(isOfCalendar(cadence) && isOfCalendar(version.cadence)),
  )
  if (apart) return [{ place: 'version.cadence', code: 'policies.cadence_apart', next: 'policies.cadence_apart_next' }]
  return checkStart('version.valid_from', version.valid_from, [version, ...taken])
}
