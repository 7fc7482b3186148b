import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type { FamilyChange, KeptDraft } from './change.ts'

/**
 * What a change ends, ends on a day that has come and not before it began. The register says "no longer" from the moment it is written,
 * while promises and acts of care ask for the day: with a day still ahead she would be a member here and none there, and could be
 * registered, and owed everything, twice.
 */
export function checkEnds(stored: KeptDraft, change: FamilyChange, today: CivilDate): Issue[] {
  const members = new Map(stored.members.map((member) => [member.id, member.member_from]))
  const relations = new Map(stored.relations.map((relation) => [relation.id, relation.valid_from]))
  return [
    ...(change.end_members ?? []).flatMap(({ person_id, member_to }, i) =>
      checkEnd(`end_members.${i}.member_to`, members.get(person_id), member_to, today),
    ),
    ...(change.end_relations ?? []).flatMap(({ relation_id, valid_to }, i) =>
      checkEnd(`end_relations.${i}.valid_to`, relations.get(relation_id), valid_to, today),
    ),
  ]
}

/** An end on the day of the beginning is a mistake taken back the same day. */
export function checkEnd(place: string, from: CivilDate | undefined, to: CivilDate, today: CivilDate): Issue[] {
  if (to > today) return [notYet(place)]
  if (from === undefined || to >= from) return []
  return [{ place, code: 'families.ends_before_it_begins', params: { from }, next: 'families.next_not_before' }]
}

/** The day has not come. */
export function notYet(place: string): Issue {
  return { place, code: 'families.date_in_future', next: 'families.next_day_that_came' }
}
