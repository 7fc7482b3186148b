import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import { type FamilyChange, mergedMember, type PersonFields } from './change.ts'
import type { PersonDraft } from './draft.ts'
import { numberOf } from './identity.ts'
import { checkDays, checkGenerations, checkParents } from './kinship.ts'
import { type ReadPerson, readPerson } from './read-person.ts'

/**
 * Of who left a file, or with whom it ended, only the number may still be put right. It is not history: in the whole country it says who she was,
 * and what she was paid is held under it, so that a slip leaves out whoever truly bears it.
 */
export interface LeftMember extends PersonDraft {
  id: Uuid
  member_from: CivilDate
  member_to: CivilDate
}

/** One of them as she will be known. */
export interface MendedMember {
  before: LeftMember
  read: ReadPerson
}

/** A member and the days of her membership; `to` is missing of who is there. */
interface Span {
  id: Uuid
  read: ReadPerson
  from: CivilDate
  to: CivilDate | undefined
  /** Her place in the change; missing of who is not changed. */
  at?: number | undefined
}

/** Whether nothing but numbers of people who left is changed. */
export function onlyNumbersOfLeft(change: FamilyChange, left: readonly LeftMember[]): boolean {
  const { members = [], ...rest } = change
  const others = Object.values(rest).some((part) => part !== undefined && !(Array.isArray(part) && part.length === 0))
  return (
    !others &&
    members.length > 0 &&
    members.every(({ person_id, set }) => left.some((one) => one.id === person_id) && isNumber(set))
  )
}

/** The number, and sex and birth where it says nothing of them. */
const OF_NUMBER: ReadonlySet<string> = new Set(['identity', 'sex', 'birth_date'] satisfies (keyof PersonFields)[])
const said = (set: PersonFields) => Object.entries(set).flatMap(([key, value]) => (value === undefined ? [] : [key]))
const isNumber = (set: PersonFields) => Boolean(set.identity) && said(set).every((key) => OF_NUMBER.has(key))

/**
 * What a change says of those who left, read and judged by the rules that judge a member: each by herself, and beside those who were members
 * when she was. What was in the file before is not held against the change.
 */
export function mendLeft(
  file: {
    registered_on: CivilDate
    left: readonly LeftMember[]
    present: readonly ReadPerson[]
  },
  change: FamilyChange,
  today: CivilDate,
): { mended: MendedMember[]; issues: Issue[] } {
  const issues: Issue[] = []
  const mended: (MendedMember & { at: number })[] = []
  for (const [at, { person_id, set }] of (change.members ?? []).entries()) {
    const before = file.left.find((one) => one.id === person_id)
    if (before === undefined) continue
    if (!isNumber(set)) {
      const field = said(set).find((key) => !OF_NUMBER.has(key)) ?? 'identity'
      issues.push({
        place: `members.${at}.set.${field}`,
        code: 'families.only_number_of_left',
        next: 'families.next_only_numbers',
      })
      continue
    }
    const { person, issues: found } = readPerson(mergedMember(before, set), today, `members.${at}.set`)
    issues.push(...found.map((issue) => atWhatIsSet(issue, set, at)))
    if (found.length === 0 && person.id_number === numberOf(before)) issues.push(sameNumber(at))
    mended.push({ at, before, read: person })
  }
  if (issues.length === 0 && mended.length > 0) issues.push(...judgeBeside(file, mended, today))
  return { mended, issues }
}

/** Sex and birth go along with another number, and are not changed without one. */
function sameNumber(at: number): Issue {
  return {
    place: `members.${at}.set.identity.number`,
    code: 'families.only_number_of_left',
    next: 'families.next_only_numbers',
  }
}

/** What contradicts the file, her day of death for one, stands at what is written: the number. */
function atWhatIsSet(issue: Issue, set: PersonFields, at: number): Issue {
  const [, , , field = ''] = issue.place.split('.')
  if (field === 'identity' || (field in set && OF_NUMBER.has(field))) return issue
  return { ...issue, place: `members.${at}.set.identity.number`, next: issue.next ?? 'families.next_compare_id' }
}

function judgeBeside(
  file: Parameters<typeof mendLeft>[0],
  mended: readonly (MendedMember & { at: number })[],
  today: CivilDate,
): Issue[] {
  const { registered_on, present } = file
  const spanOf = (one: LeftMember, read: ReadPerson, at?: number): Span => {
    return { id: one.id, read, from: one.member_from, to: one.member_to, at }
  }
  const there = present.flatMap((read): Span[] => {
    const { id, member_from: from } = read.draft
    return id === undefined ? [] : [{ id, read, from: from ?? registered_on, to: undefined }]
  })
  const before = file.left.map((one) => spanOf(one, readPerson(one, today, '').person))
  const after = before.map((span) => {
    const one = mended.find((other) => other.before.id === span.id)
    return one ? spanOf(one.before, one.read, one.at) : span
  })
  const judge = (all: readonly Span[], of: Span) =>
    faultsBeside(
      registered_on,
      all.filter((one) => one.id === of.id || together(one, of)),
      today,
    )
  const placeOf = (one: Span) => `members.${one.at ?? 0}.set.identity.number`
  const all = [...there, ...after]
  const mendedOnes = after.filter((one) => one.at !== undefined)
  const twice = mendedOnes.filter((one) => bearsNumberOf(one, all))
  // Two fathers and the like follow from it.
  if (twice.length > 0)
    return twice.map((one) => ({
      place: placeOf(one),
      code: 'families.id_twice_in_family',
      next: 'families.next_id_twice',
    }))
  return mendedOnes.flatMap((one) => {
    const known = new Set(judge([...there, ...before], one).map(({ code }) => code))
    const found = judge(all, one).find(({ code }) => !known.has(code))
    return found ? [{ ...found, place: placeOf(one), next: found.next ?? 'families.next_compare_id' }] : []
  })
}

function faultsBeside(registered_on: CivilDate, company: readonly Span[], today: CivilDate): Issue[] {
  const members = company.map(({ read }) => read)
  return [...checkParents(members), ...checkGenerations(members), ...checkDays({ registered_on }, members, today)]
}

/** Another member of her days has the number; of two that are given it in one act the later is told. */
function bearsNumberOf(one: Span, all: readonly Span[]): boolean {
  return all.some(
    (other) =>
      other.id !== one.id &&
      one.read.id_number !== null &&
      other.read.id_number === one.read.id_number &&
      (other.at === undefined || other.at < (one.at ?? 0)) &&
      together(one, other),
  )
}

/** Who left and came back later is another member of the same number. */
function together(one: Span, other: Span): boolean {
  const begins = (a: Span, b: Span) => b.to === undefined || a.from < b.to
  return (begins(one, other) && begins(other, one)) || (one.from === other.from && one.to === other.to)
}
