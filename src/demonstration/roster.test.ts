import { describe, expect, test } from 'vitest'
import { ageOn } from '../kernel/calendar.ts'
import { isGradeThreeOrMoreSevere, parseDisabilityCertificate, parseIdNumber } from '../kernel/id-number.ts'
import { seededRandom } from './random.ts'
import { ROSTER_DAY } from './roster-shape.ts'
import { DEATH_FAMILIES, DISABILITY_FAMILIES, LIVING_MEMBERS, makeRoster } from './roster.ts'

const PLACES = Array.from({ length: 105 }, (_, n) => ({
  code: 530_103_001_001 + n,
  name: n % 5 === 0 ? `试验${n}村委会` : `试验${n}社区居委会`,
  street_name: '拓东街道',
}))

describe.each([1, 2, 530_103])('a roster made with seed %i', (seed) => {
  const families = makeRoster(seededRandom(seed), PLACES)
  const members = families.flatMap((family) => family.members)

  test('has 184 and 173 families and 873 living members, in every community', () => {
    expect(families.filter((family) => family.branch === 'death')).toHaveLength(DEATH_FAMILIES)
    expect(families.filter((family) => family.branch === 'disability')).toHaveLength(DISABILITY_FAMILIES)
    expect(members.filter((member) => member.died_on === null)).toHaveLength(LIVING_MEMBERS)
    expect(members.filter((member) => member.died_on !== null)).toHaveLength(DEATH_FAMILIES)
    expect(new Set(families.map((family) => family.place.code)).size).toBe(PLACES.length)
  })

  test('has right and different numbers, and parents of 49 to 85', () => {
    const numbers = members.flatMap((member) => member.id_number ?? [])
    expect(numbers.filter((number) => !parseIdNumber(number).ok)).toEqual([])
    expect(new Set(numbers).size).toBe(numbers.length)
    const ages = members
      .filter((member) => member.relation === 'parent')
      .map((member) => ageOn(member.born, ROSTER_DAY))
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(49)
    expect(Math.max(...ages)).toBeLessThanOrEqual(85)
  })

  test('has certificates of grades 1 to 3 for every living child, and deaths before 2015', () => {
    const children = members.filter((member) => member.relation === 'child' && member.died_on === null)
    const parsed = children.map((child) => parseDisabilityCertificate(child.disability_certificate?.number ?? ''))
    expect(parsed.every((one) => one.ok && isGradeThreeOrMoreSevere(one.value.grade))).toBe(true)
    const deaths = members.flatMap((member) => member.died_on ?? [])
    expect(deaths.filter((day) => day < '1995' || day >= '2015')).toEqual([])
  })

  test('is the same each time', () => {
    expect(makeRoster(seededRandom(seed), PLACES)).toEqual(families)
  })
})
