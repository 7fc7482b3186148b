import { describe, expect, test } from 'vitest'
import { bereavedCouple, idOf, motherOfDisabledChild } from '../../../../test/support/families.ts'
import { addYears, type CivilDate, civilDate } from '../../../kernel/calendar.ts'
import type { FamilyDraft, PersonDraft } from './draft.ts'
import { checkFamilyDraft } from './index.ts'

const TODAY = civilDate('2026-11-21')
const faults = (draft: FamilyDraft) => checkFamilyDraft(draft, TODAY).map(({ place, code }) => `${place} ${code}`)

function withMember(draft: FamilyDraft, index: number, more: Partial<PersonDraft>): FamilyDraft {
  return { ...draft, members: draft.members.map((member, i) => (i === index ? { ...member, ...more } : member)) }
}

describe('a draft that may be registered', () => {
  test('a couple whose only child died has no fault', () => {
    expect(faults(bereavedCouple(1))).toEqual([])
  })
  test('a widow with a child certified of grade 2 has no fault', () => {
    expect(faults(motherOfDisabledChild(1))).toEqual([])
  })
  test('a foreign resident with a new card is read like a citizen, with an old card by what the draft says', () => {
    const number = '911103199001011233'
    const born = withMember(bereavedCouple(1), 1, {
      identity: { kind: 'foreign', number: 'JPN110081062209' },
      birth_date: civilDate('1950-01-01'),
      sex: 'female',
    })
    expect(faults(born)).toEqual([])
    expect(faults(withMember(bereavedCouple(1), 1, { identity: { kind: 'foreign', number } })).join()).toContain(
      'kernel.id_number',
    )
  })
})

describe('the parents of one family', () => {
  const two = (a: FamilyDraft, b: FamilyDraft): FamilyDraft => ({
    ...a,
    members: [...a.members, ...b.members.filter((member) => member.relation === 'parent')],
  })
  test('two families written into one are told, at each parent too many', () => {
    expect(faults(two(bereavedCouple(1), bereavedCouple(2)))).toEqual([
      'members.3.relation families.too_many_parents',
      'members.4.relation families.too_many_parents',
    ])
    const mourned = bereavedCouple(1)
    const dead = withMember(two(mourned, bereavedCouple(2)), 0, { died_on: civilDate('2015-01-01') })
    expect(faults(dead)).toContain('members.3.relation families.too_many_parents')
  })
  test('two mothers are one too many', () => {
    const mother = motherOfDisabledChild(1)
    expect(faults(two(mother, motherOfDisabledChild(2)))).toEqual(['members.2.relation families.too_many_parents'])
  })
  test('who married in later may stand beside them, but no third couple', () => {
    const married = (draft: FamilyDraft): FamilyDraft => ({
      ...draft,
      members: draft.members.map((member) => (member.relation === 'parent' ? { ...member, marital: '22' } : member)),
    })
    const four = two(bereavedCouple(1), married(bereavedCouple(2)))
    expect(faults(four)).toEqual([])
    expect(faults(two(four, married(bereavedCouple(3))))).toEqual([
      'members.5.relation families.too_many_parents',
      'members.6.relation families.too_many_parents',
    ])
  })
})

describe('days that cannot be', () => {
  test('a family is not registered before its parents were born', () => {
    const registered = (day: string) => faults({ ...bereavedCouple(1), registered_on: civilDate(day) })
    expect(registered('1900-01-01')).toEqual(['registered_on families.registered_before_birth'])
    expect(registered('1949-01-01')).toEqual(['registered_on families.registered_before_birth'])
    expect(registered('1990-01-01')).toEqual([])
  })
  test('a child whose birth nobody knows did not die before a parent was twelve', () => {
    const died = (day: string) =>
      faults(withMember(bereavedCouple(1), 2, { birth_date: undefined, died_on: civilDate(day) }))
    expect(died('1930-01-01')).toEqual(['members.2.died_on families.child_died_too_early'])
    expect(died('1962-07-21')).toEqual(['members.2.died_on families.child_died_too_early'])
    expect(died('1962-07-22')).toEqual([])
  })
})

describe('names', () => {
  test('a name too long is told as that, not as wrong characters', () => {
    const named = (name: string) => faults(withMember(bereavedCouple(1), 0, { name }))
    expect(named('王'.repeat(60))).toEqual([])
    expect(named('王'.repeat(61))).toEqual(['members.0.name families.name_too_long'])
    expect(named('王1')).toEqual(['members.0.name families.name_characters'])
    expect(named(' ')).toEqual(['members.0.name families.name_missing'])
  })
})

describe('numbers', () => {
  test('a wrong check digit is said at the number', () => {
    const right = idOf(5, civilDate('1950-01-01'), 'female')
    const wrong = right.slice(0, 17) + (right.endsWith('1') ? '2' : '1')
    expect(faults(withMember(bereavedCouple(1), 1, { identity: { kind: 'resident', number: wrong } }))).toEqual([
      'members.1.identity.number kernel.id_number.check_digit',
    ])
  })
  test('full-width digits, spaces and a small x are what people type, not faults', () => {
    const birth = civilDate('1950-01-01')
    const ending = Array.from({ length: 200 }, (_, n) => idOf(n, birth, 'female')).find((id) => id.endsWith('X')) ?? ''
    expect(ending).not.toBe('')
    const typed = ` ${ending.slice(0, 6)} ${ending.slice(6, 17)}ｘ`
    expect(faults(withMember(bereavedCouple(1), 1, { identity: { kind: 'resident', number: typed } }))).toEqual([])
  })
  test('sex and birth that differ from the number are both said', () => {
    const draft = withMember(bereavedCouple(1), 0, { sex: 'female', birth_date: civilDate('1960-01-01') })
    expect(faults(draft)).toEqual([
      'members.0.sex families.sex_differs_from_id',
      'members.0.birth_date families.birth_differs_from_id',
    ])
  })
  test('two members cannot have the same number', () => {
    const draft = bereavedCouple(1)
    const first = draft.members[0]?.identity
    expect(first && faults(withMember(draft, 1, { identity: first }))).toContain(
      'members.1.identity.number families.id_twice_in_family',
    )
  })
  test('a parent without a number must say when she was born; a child who died long ago need not', () => {
    expect(faults(withMember(bereavedCouple(1), 0, { identity: { kind: 'none' } }))).toEqual([
      'members.0.birth_date families.birth_date_missing',
    ])
    expect(faults(withMember(bereavedCouple(1), 2, { birth_date: undefined }))).toEqual([])
  })
})

describe('lives', () => {
  test('death is not before birth and not tomorrow', () => {
    expect(faults(withMember(bereavedCouple(1), 2, { died_on: civilDate('1970-01-01') }))).toEqual([
      'members.2.died_on families.death_before_birth',
    ])
    expect(faults(withMember(bereavedCouple(1), 2, { died_on: civilDate('2026-11-22') }))).toEqual([
      'members.2.died_on families.date_in_future',
    ])
    expect(faults(withMember(bereavedCouple(1), 2, { died_on: TODAY }))).toEqual([])
  })
  test('a parent was at least 14 when the child was born', () => {
    const child = civilDate('1975-05-12')
    const mother = (birth: CivilDate) =>
      withMember(bereavedCouple(1), 1, { identity: { kind: 'none' }, sex: 'female', birth_date: birth })
    expect(faults(mother(addYears(child, -14)))).toEqual([])
    expect(faults(mother(civilDate('1961-05-13')))).toEqual(['members.2.birth_date families.parent_too_young'])
  })
})

describe('the branch', () => {
  test('the child belongs to the register of a family that mourns', () => {
    const draft = bereavedCouple(1)
    expect(faults({ ...draft, members: draft.members.slice(0, 2) })).toEqual([
      'members families.deceased_child_missing',
    ])
  })
  test('grades 1, 2 and 3 belong to the scheme, 4 does not: 1 is the heaviest', () => {
    const graded = (grade: number) => {
      const draft = motherOfDisabledChild(1)
      const [certificate] = draft.certificates
      return faults({
        ...draft,
        certificates: certificate ? [{ ...certificate, number: `${certificate.number?.slice(0, 19)}${grade}` }] : [],
      })
    }
    expect([1, 2, 3].map(graded)).toEqual([[], [], []])
    expect(graded(4)).toEqual(['certificates.0.number families.grade_too_light'])
  })
  test('the twenty characters are the number of the child who holds them', () => {
    const draft = motherOfDisabledChild(1)
    const other = `${idOf(99, civilDate('1990-01-01'), 'male')}52`
    expect(faults({ ...draft, certificates: [{ member: 1, kind: 'disability', number: other }] })).toEqual([
      'certificates.0.number families.certificate_of_another_person',
    ])
    expect(
      faults({ ...draft, certificates: [{ member: 1, kind: 'disability', number: other.slice(0, 12) }] }),
    ).toContain('certificates.0.number kernel.id_number.certificate_length')
  })
})

test('everything that is wrong is said at once, each with its place', () => {
  const draft = bereavedCouple(1, {
    community: 530_103_001_000,
    registered_on: civilDate('2027-01-01'),
    children_surviving: 2,
  })
  const [contact] = draft.decision_contacts
  const bad: FamilyDraft = {
    ...withMember(draft, 0, { name: '', phone: '12345' }),
    decision_contacts: contact ? [{ ...contact, roles: [] }] : [],
    preference: { quiet_days: ['02-30'] },
    tags: [{ tag: '高龄' }, { tag: '高龄' }],
  }
  expect(faults(bad)).toEqual([
    'community families.not_a_community',
    'registered_on families.date_in_future',
    'children_surviving families.more_surviving_than_born',
    'members.0.name families.name_missing',
    'members.0.phone families.phone_format',
    'children_surviving families.surviving_in_branch',
    'decision_contacts.0.roles families.contact_role_missing',
    'preference.quiet_days.0 families.quiet_day_format',
    'tags.1.tag families.tag_twice',
  ])
})
