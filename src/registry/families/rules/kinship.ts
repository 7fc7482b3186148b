import { addYears, ageOn, birthdayOfAge, type CivilDate, isCivilDate } from '../../../kernel/calendar.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type { FamilyDraft, Relation } from './draft.ts'
import type { ReadPerson } from './read-person.ts'

/** Who may stand beside whom in one family. */

/** Youngest age at which someone is taken for the parent of a child; below it a date is taken for a slip of the pen. */
export const PARENT_OLDER_BY_YEARS = 14
/** Father and mother; with a step-parent beside each it is four. */
const PARENTS_MAX = 4
const REMARRIED = '22'

/**
 * One father and one mother, living or not: more are people of another family, written into this one. Who married in later, and says so
 * by her marital status, may stand beside them.
 */
export function checkParents(members: readonly ReadPerson[]): Issue[] {
  const parents = members.flatMap((member, index) => (member.draft.relation === 'parent' ? [{ member, index }] : []))
  const first = parents.filter(({ member }) => member.draft.marital !== REMARRIED)
  const surplus = first.filter(
    ({ member }, at) =>
      at >= 2 || (member.sex !== 'unknown' && first.slice(0, at).some((other) => other.member.sex === member.sex)),
  )
  return [...surplus, ...parents.slice(PARENTS_MAX).filter((one) => !surplus.includes(one))].map(({ index }) => ({
    place: `members.${index}.relation`,
    code: 'families.too_many_parents',
    next: 'families.next_parents',
  }))
}

const OLDER_THAN: readonly (readonly [Relation, Relation])[] = [
  ['parent', 'child'],
  ['grandparent', 'parent'],
  ['child', 'grandchild'],
]

export function checkGenerations(members: readonly ReadPerson[]): Issue[] {
  return members.flatMap((younger, index) => {
    const tooYoung = members.some(
      (older) =>
        OLDER_THAN.some(([a, b]) => older.draft.relation === a && younger.draft.relation === b) &&
        !isOldEnough(older.birth_date, younger.birth_date),
    )
    return tooYoung
      ? [
          {
            place: `members.${index}.birth_date`,
            code: 'families.parent_too_young',
            params: { years: PARENT_OLDER_BY_YEARS },
          },
        ]
      : []
  })
}

/** Whether the older was at least 14 on the day the younger was born; unknown dates raise no doubt. */
export function isOldEnough(older: CivilDate | null, younger: CivilDate | null): boolean {
  if (older === null || younger === null) return true
  return birthdayOfAge(older, PARENT_OLDER_BY_YEARS) <= younger && ageOn(older, younger) >= PARENT_OLDER_BY_YEARS
}

/** No child of theirs dies before a parent is this old: younger than any mother of whom a register tells. */
const CHILD_DIES_AFTER_YEARS = 12

/** Days that the births of the family rule out, where the day itself exists: a register before its parents, a child's death before a mother. */
export function checkDays(
  draft: Pick<FamilyDraft, 'registered_on'>,
  members: readonly ReadPerson[],
  today: CivilDate,
): Issue[] {
  // A birth that is no day or lies ahead is told by itself.
  const births = members.flatMap(({ draft: { relation }, birth_date: born }) =>
    relation === 'parent' && born !== null && isCivilDate(born) && born <= today ? [born] : [],
  )
  const last = births.toSorted().at(-1)
  if (last === undefined) return []
  const issues: Issue[] = []
  if (draft.registered_on < last)
    issues.push({
      place: 'registered_on',
      code: 'families.registered_before_birth',
      params: { born: last },
      next: 'families.next_registered_on',
    })
  const earliest = addYears(last, CHILD_DIES_AFTER_YEARS)
  members.forEach(({ draft: { relation, died_on: died } }, index) => {
    if (relation === 'child' && died !== undefined && died < earliest)
      issues.push({
        place: `members.${index}.died_on`,
        code: 'families.child_died_too_early',
        params: { born: last, years: CHILD_DIES_AFTER_YEARS },
        next: 'families.next_died_on',
      })
  })
  return issues
}
