import { type CivilDate, isCivilDate } from '../../../kernel/calendar.ts'
import { isCode } from '../../../kernel/division-code.ts'
import {
  type DisabilityGrade,
  type DisabilityKind,
  isGradeThreeOrMoreSevere,
  parseDisabilityCertificate,
} from '../../../kernel/id-number.ts'
import { toHalfWidth } from '../../../kernel/half-width.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type { CertificateDraft, DecisionContactDraft, FamilyDraft, PreferenceDraft } from './draft.ts'
import { notYet } from './ends.ts'
import { checkDays, checkGenerations, checkParents, isOldEnough, PARENT_OLDER_BY_YEARS } from './kinship.ts'
import { type ReadPerson, readPerson, tidyPhone } from './read-person.ts'

export interface ReadCertificate {
  draft: CertificateDraft
  number: string | null
  disability: { kind: DisabilityKind; grade: DisabilityGrade } | null
}

/** A draft whose numbers, names and dates have been read; only one without issues may be written. */
export interface ReadFamily {
  draft: FamilyDraft
  members: ReadPerson[]
  certificates: ReadCertificate[]
}

/** What reading a draft says of it on one day. */
export interface JudgedDraft {
  family: ReadFamily
  issues: Issue[]
}

const MEMBERS_MAX = 20

/**
 * Reads a draft and says EVERYTHING that is wrong with it, each with its place, so that a sheet is mended in one go.
 * Pure: `today` is given. The branch's conditions are those of the scheme (国人口发〔2007〕78号 and the local texts built on it):
 * no surviving child, or a living only child certified grade 3 or more severe.
 */
export function readFamilyDraft(draft: FamilyDraft, today: CivilDate): JudgedDraft {
  const read = draft.members.map((member, index) => readPerson(member, today, `members.${index}`))
  const members = read.map(({ person }) => person)
  const certificates = draft.certificates.map((certificate, index) =>
    readCertificate(certificate, members[certificate.member], today, `certificates.${index}`),
  )
  const family: ReadFamily = { draft, members, certificates: certificates.map((one) => one.certificate) }
  const twice = checkNumbersOnce(members)
  const issues = [
    ...checkFields(draft, today),
    ...read.flatMap((one) => one.issues),
    ...twice,
    // Of two parents with one number, that both are fathers follows from it.
    ...(twice.length > 0 ? [] : checkParents(members)),
    ...checkGenerations(members),
    ...checkDays(draft, members, today),
    ...certificates.flatMap((one) => one.issues),
    ...checkBranch(family),
    ...checkRelations(family, today),
    ...draft.decision_contacts.flatMap((contact, i) => checkDecisionContact(contact, today, `decision_contacts.${i}`)),
    ...(draft.preference ? checkPreference(draft.preference, 'preference') : []),
    ...checkTags(draft, today),
  ]
  return { family, issues }
}

/** All faults of a draft; empty when it may be registered. */
export function checkFamilyDraft(draft: FamilyDraft, today: CivilDate): Issue[] {
  return readFamilyDraft(draft, today).issues
}

function checkFields(draft: FamilyDraft, today: CivilDate): Issue[] {
  const issues: Issue[] = []
  if (!isCode(draft.community) || draft.community % 1000 === 0)
    issues.push({ place: 'community', code: 'families.not_a_community', next: 'families.next_community' })
  if (!isCivilDate(draft.registered_on)) issues.push({ place: 'registered_on', code: 'kernel.date' })
  else if (draft.registered_on > today) issues.push({ place: 'registered_on', code: 'families.date_in_future' })
  if (!draft.members.some((member) => member.relation === 'parent'))
    issues.push({ place: 'members', code: 'families.parent_missing', next: 'families.next_parent' })
  if (draft.members.length > MEMBERS_MAX)
    issues.push({ place: 'members', code: 'families.too_many_members', params: { max: MEMBERS_MAX } })
  if (draft.address !== undefined && (draft.address.trim() === '' || draft.address.length > 200))
    issues.push({ place: 'address', code: 'families.address_length' })
  const { children_born: born, children_surviving: surviving } = draft
  if (born !== undefined && surviving !== undefined && surviving > born)
    issues.push({ place: 'children_surviving', code: 'families.more_surviving_than_born' })
  return issues
}

function checkNumbersOnce(members: readonly ReadPerson[]): Issue[] {
  const first = new Map<string, number>()
  return members.flatMap((member, index): Issue[] => {
    if (member.id_number === null) return []
    const known = first.get(member.id_number)
    if (known !== undefined)
      return [
        {
          place: `members.${index}.identity.number`,
          code: 'families.id_twice_in_family',
          next: 'families.next_id_twice',
        },
      ]
    first.set(member.id_number, index)
    return []
  })
}

/** The number as the register keeps it; of a disability certificate its 20 characters, where they can be read. */
export function certificateNumber({ kind, number }: Pick<CertificateDraft, 'kind' | 'number'>): string | null {
  if (number === undefined) return null
  const tidy = toHalfWidth(number).replaceAll(/\s/g, '').toUpperCase()
  const parsed = kind === 'disability' ? parseDisabilityCertificate(tidy) : undefined
  return parsed?.ok === true ? parsed.value.number : tidy
}

/** Reads one certificate; for the disability certificate the 20 characters must be the holder's number with kind and grade. */
export function readCertificate(
  draft: CertificateDraft,
  holder: Pick<ReadPerson, 'id_number'> | undefined,
  today: CivilDate,
  place: string,
): { certificate: ReadCertificate; issues: Issue[] } {
  const issues: Issue[] = []
  const say = (field: string, code: string, next?: string) =>
    issues.push({ place: `${place}.${field}`, code, ...(next ? { next } : {}) })
  if (!holder) say('member', 'families.no_such_member')
  if (draft.issued_on !== undefined && !isCivilDate(draft.issued_on)) say('issued_on', 'kernel.date')
  else if (draft.issued_on !== undefined && draft.issued_on > today) say('issued_on', 'families.date_in_future')
  if (draft.valid_to !== undefined && draft.issued_on !== undefined && draft.valid_to <= draft.issued_on)
    say('valid_to', 'families.certificate_ends_before_it_begins')
  const number = certificateNumber(draft)
  const certificate: ReadCertificate = { draft, number, disability: null }
  if (number !== null && (number === '' || number.length > 60)) say('number', 'families.certificate_number_length')
  if (draft.kind !== 'disability') return { certificate, issues }
  if (number === null) {
    say('number', 'families.disability_number_missing', 'families.next_disability_number')
    return { certificate, issues }
  }
  const parsed = parseDisabilityCertificate(number, today)
  if (!parsed.ok) say('number', `kernel.id_number.${parsed.reason}`, 'families.next_disability_number')
  else {
    certificate.number = parsed.value.number
    certificate.disability = { kind: parsed.value.kind, grade: parsed.value.grade }
    if (holder?.id_number === null) say('member', 'families.holder_without_id', 'families.next_holder_id')
    else if (holder && holder.id_number !== parsed.value.id.number)
      say('number', 'families.certificate_of_another_person', 'families.next_compare_id')
  }
  return { certificate, issues }
}

function checkBranch({ draft, members, certificates }: ReadFamily): Issue[] {
  const children = members.filter((member) => member.draft.relation === 'child')
  const issues: Issue[] = []
  if (draft.branch === 'death') {
    if (!children.some((child) => child.draft.died_on !== undefined))
      issues.push({ place: 'members', code: 'families.deceased_child_missing', next: 'families.next_deceased_child' })
    members.forEach((member, index) => {
      if (member.draft.relation === 'child' && member.draft.died_on === undefined)
        issues.push({
          place: `members.${index}.died_on`,
          code: 'families.living_child_in_branch',
          next: 'families.next_branch',
        })
    })
    if ((draft.children_surviving ?? 0) > 0)
      issues.push({ place: 'children_surviving', code: 'families.surviving_in_branch', next: 'families.next_branch' })
    return issues
  }
  const holders = certificates.filter((one) => {
    const holder = members[one.draft.member]
    return one.draft.kind === 'disability' && holder?.draft.relation === 'child' && holder.draft.died_on === undefined
  })
  if (holders.length === 0)
    issues.push({ place: 'certificates', code: 'families.disability_missing', next: 'families.next_disability_number' })
  const graded = holders.flatMap((one) => (one.disability ? [one.disability.grade] : []))
  if (graded.length > 0 && !graded.some(isGradeThreeOrMoreSevere))
    issues.push({
      place: `certificates.${certificates.findIndex((one) => holders.includes(one))}.number`,
      code: 'families.grade_too_light',
    })
  return issues
}

function checkRelations({ draft, members }: ReadFamily, today: CivilDate): Issue[] {
  const seen = new Set<string>()
  return draft.relations.flatMap(({ member, other, kind, valid_from }, index): Issue[] => {
    const place = `relations.${index}`
    const [one, two] = [members[member], members[other]]
    if (!one || !two) return [{ place, code: 'families.no_such_member' }]
    if (member === other) return [{ place, code: 'families.related_to_oneself' }]
    const key = `${member}:${other}:${kind}`
    if (seen.has(key)) return [{ place, code: 'families.relation_twice' }]
    seen.add(key)
    if (valid_from !== undefined && valid_from > today) return [notYet(`${place}.valid_from`)]
    if (kind === 'spouse' && one.sex === two.sex && one.sex !== 'unknown')
      return [{ place, code: 'families.spouses_same_sex' }]
    if (kind === 'parent_of' && !isOldEnough(one.birth_date, two.birth_date))
      return [{ place, code: 'families.parent_too_young', params: { years: PARENT_OLDER_BY_YEARS } }]
    return []
  })
}

export function checkDecisionContact(contact: DecisionContactDraft, today: CivilDate, place: string): Issue[] {
  const issues: Issue[] = []
  const say = (field: string, code: string, next?: string) =>
    issues.push({ place: `${place}.${field}`, code, ...(next ? { next } : {}) })
  if (contact.name.trim() === '') say('name', 'families.name_missing')
  else if (contact.name.length > 60) say('name', 'families.name_too_long', 'families.next_name_too_long')
  if (contact.relation.trim() === '' || contact.relation.length > 40)
    say('relation', 'families.contact_relation_missing')
  if (contact.roles.length === 0) say('roles', 'families.contact_role_missing')
  if (contact.phone !== undefined && !/^(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})$/.test(tidyPhone(contact.phone)))
    say('phone', 'families.phone_format', 'families.next_phone')
  if (contact.document_on !== undefined && contact.document_on > today) say('document_on', 'families.date_in_future')
  return issues
}

export function checkPreference(preference: PreferenceDraft, place: string): Issue[] {
  // 2024 is a leap year: 02-29 is a day a family may name.
  return (preference.quiet_days ?? []).flatMap((day, index): Issue[] =>
    isCivilDate(`2024-${day}`) ? [] : [{ place: `${place}.quiet_days.${index}`, code: 'families.quiet_day_format' }],
  )
}

function checkTags(draft: FamilyDraft, today: CivilDate): Issue[] {
  const seen = new Set<string>()
  return draft.tags.flatMap(({ tag, valid_from, valid_to }, index): Issue[] => {
    const place = `tags.${index}`
    if (tag.trim() === '' || tag.length > 30) return [{ place: `${place}.tag`, code: 'families.tag_length' }]
    if (seen.has(tag)) return [{ place: `${place}.tag`, code: 'families.tag_twice' }]
    seen.add(tag)
    const from = valid_from ?? draft.registered_on
    if (valid_from !== undefined && valid_from > today) return [notYet(`${place}.valid_from`)]
    return valid_to !== undefined && valid_to <= from
      ? [{ place: `${place}.valid_to`, code: 'families.ends_before_it_begins' }]
      : []
  })
}
