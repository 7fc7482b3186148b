import type { CivilDate } from '../../../kernel/calendar.ts'
import type { FactsRow } from '../../../promises/policies/rules/index.ts'

/**
 * What the register says of somebody on a past day, as is known today: what was frozen when she was paid, with what has been learned
 * since and carries a date. What has no date in the register (where she lives, her hukou, how many children were born, how she lives)
 * may have changed after that day; it stays as it was frozen, so that a change of today takes nothing back of yesterday.
 */
export function factsOn(then: FactsRow, now: FactsRow, day: CivilDate): FactsRow {
  return {
    ...then,
    birth_date: now.birth_date,
    sex: now.sex === 'unknown' ? then.sex : now.sex,
    ...childOn(then, now, day),
    ...marriageOn(then, now, day),
  }
}

/** The child's death counts by its own date; a certificate from the day it was issued, before it what was known then. */
function childOn(then: FactsRow, now: FactsRow, day: CivilDate): Partial<FactsRow> {
  // Another child stands first in the family now: what is said of it is not about the one the money was paid for.
  const same = then.child_birth_date === null || now.child_birth_date === then.child_birth_date
  const death = same && now.child_died_on !== then.child_died_on ? deathOf(then, now) : {}
  const issued = now.child_disabled_from
  const counts = same && now.child_disability_grade !== null && (issued === null || issued <= day)
  return {
    ...death,
    ...(counts ? certificateOf(now) : {}),
  }
}

function certificateOf(facts: FactsRow): Partial<FactsRow> {
  const { child_disabled_from, child_disabled_to, child_disability_grade } = facts
  return { child_disabled_from, child_disabled_to, child_disability_grade }
}

/** Learned that the child has died, that it lives, or that it died on another day. The number of survivors goes with it. */
function deathOf(then: FactsRow, now: FactsRow): Partial<FactsRow> {
  const fewer = (then.child_died_on === null ? 1 : 0) - (now.child_died_on === null ? 1 : 0)
  return {
    branch: now.branch,
    child_died_on: now.child_died_on,
    children_surviving: then.children_surviving === null ? null : Math.max(0, then.children_surviving - fewer),
  }
}

/** A marriage counts from its own day; of the one there was then, the other's death may have become known. */
function marriageOn(then: FactsRow, now: FactsRow, day: CivilDate): Partial<FactsRow> {
  const { marital, marital_since, spouse_birth_date, spouse_sex, spouse_died_on } = now
  if (marital_since !== null && marital_since !== then.marital_since && marital_since <= day) {
    return { marital, marital_since, spouse_birth_date, spouse_sex, spouse_died_on }
  }
  const same = then.spouse_birth_date !== null && spouse_birth_date === then.spouse_birth_date
  return same ? { spouse_died_on } : {}
}

/**
 * What the register says without a date, so that a change of it says nothing of a past day: not looked at when searching for payments
 * about which something has been learned. The number of children goes with the child's death.
 */
export const UNDATED_FACTS = [
  'relation',
  'member_from',
  'community',
  'hukou_division',
  'hukou_kind',
  'has_only_child_certificate',
  'children_born',
  'children_surviving',
  'child_birth_date',
  'living_alone',
  'living_arrangement',
  'hardship',
] as const satisfies readonly (keyof FactsRow)[]
