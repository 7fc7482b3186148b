import { addDays, addYears, type CivilDate, civilDate } from '../kernel/calendar.ts'
import type { Relation } from '../registry/families/index.ts'
import type { Sex } from '../kernel/id-number.ts'
import { dayBetween, earlierOf, givenName, LAST_REGISTERED, laterOf, surname } from './people.ts'
import { between, chance, pick, type Random } from './random.ts'
import { type Extra, type Pens, ROSTER_DAY, type RosterMember, type Shape } from './roster-shape.ts'

/** The members of one family of the demonstration roster. */

const NOBODY = { died_on: null, only_child_certificate: null, disability_certificate: null } as const
const SCHOOLS = ['小学', '小学', '初中', '初中', '初中', '高中', '中专', '大专', '大学本科'] as const

export function makeParents(pens: Pens, shape: Shape): RosterMember[] {
  const { random } = pens
  const oldest = addDays(addYears(ROSTER_DAY, -86), 1)
  const youngest = addYears(ROSTER_DAY, -49)
  // A grandparent alive or a grandchild born asks for an age in between.
  const from = shape.extras.includes('grandparent') ? addYears(ROSTER_DAY, -66) : oldest
  const to =
    shape.extras.includes('grandchild') || shape.extras.includes('child_in_law') ? addYears(ROSTER_DAY, -58) : youngest
  const born = dayBetween(random, from, to)
  const spouseBorn = clamp(addDays(born, between(random, -1500, 1500)), oldest, youngest)
  const apart = pick(random, ['丧偶', '丧偶', '离婚'] as const)
  const marital = shape.couple ? pick(random, ['初婚', '初婚', '初婚', '初婚', '再婚'] as const) : apart
  const sexes: readonly Sex[] = shape.couple || chance(random, 0.3) ? ['male', 'female'] : ['female', 'male']
  const make = (sex: Sex, day: CivilDate, called: string): RosterMember => ({
    ...NOBODY,
    name: surname(random) + givenName(random, sex, day),
    relation: 'parent',
    called,
    sex,
    born: day,
    id_number: pens.id(day, sex),
    phone: chance(random, 0.92) ? pens.phone() : null,
    marital,
    education: pick(random, SCHOOLS),
  })
  const [first = 'female', second = 'male'] = sexes
  const head = make(first, born, '户主')
  return shape.couple ? [head, make(second, spouseBorn, '配偶')] : [head]
}

function clamp(day: CivilDate, from: CivilDate, to: CivilDate): CivilDate {
  return day < from ? from : day > to ? to : day
}

export function makeChild(pens: Pens, shape: Shape, parents: readonly RosterMember[]): RosterMember {
  const { random } = pens
  const youngest = laterOf(...parents.map((parent) => parent.born))
  const sex: Sex = chance(random, 0.55) ? 'male' : 'female'
  const grownUp = shape.extras.includes('grandchild') || shape.extras.includes('child_in_law')
  const born = dayBetween(random, addYears(youngest, 21), addYears(youngest, grownUp ? 25 : 30))
  const father = parents.find((parent) => parent.sex === 'male')
  const name = (father?.name.charAt(0) ?? surname(random)) + givenName(random, sex, born)
  const child = {
    ...NOBODY,
    name,
    relation: 'child' as const,
    called: sex === 'male' ? '儿子' : '女儿',
    sex,
    born,
    phone: null,
  }
  if (shape.branch === 'disability') {
    const id = pens.id(born, sex)
    const kind = pick(random, [1, 2, 4, 4, 5, 5, 6, 6, 7])
    const certificate = {
      number: `${id}${kind}${between(random, 1, 3)}`,
      issued_on: dayBetween(random, civilDate('2008-07-01'), civilDate('2014-02-20')),
    }
    return {
      ...child,
      id_number: id,
      marital: grownUp ? '初婚' : '未婚',
      education: null,
      disability_certificate: certificate,
    }
  }
  const diedOn = dayOfDeath(random, born, grownUp)
  // Numbers of 18 digits came in 1999: who died before has none in the register.
  const id = diedOn < '2000' ? null : pens.id(born, sex)
  return { ...child, id_number: id, marital: null, education: null, died_on: diedOn }
}

/** 1995 to 2014: all of it lies before the first day that the demonstration lives through. */
function dayOfDeath(random: Random, born: CivilDate, grownUp: boolean): CivilDate {
  const earliest = laterOf(addYears(born, grownUp ? 26 : 4), civilDate('1995-01-01'))
  return dayBetween(random, earliest, civilDate('2014-10-31'))
}

/** One certificate for the couple, on both their rows as officers write it. */
export function certify(
  random: Random,
  parents: readonly RosterMember[],
  child: RosterMember,
  number: string,
): RosterMember[] {
  const issuedOn = laterOf(civilDate('1980-11-01'), addDays(child.born, between(random, 120, 1500)))
  const certificate = { number: `盘独字${issuedOn.slice(0, 4)}第${number.slice(2)}号`, issued_on: issuedOn }
  return parents.map((parent) => ({ ...parent, only_child_certificate: certificate }))
}

export function makeExtra(
  pens: Pens,
  extra: Extra,
  parents: readonly RosterMember[],
  child: RosterMember,
): RosterMember {
  const { random } = pens
  const person = (
    relation: Relation,
    called: string,
    sex: Sex,
    born: CivilDate,
    marital: RosterMember['marital'],
  ): RosterMember => ({
    ...NOBODY,
    name: (relation === 'grandchild' ? child.name.charAt(0) : surname(random)) + givenName(random, sex, born),
    relation,
    called,
    sex,
    born,
    id_number: pens.id(born, sex),
    phone: relation === 'child_in_law' ? pens.phone() : null,
    marital,
    education: null,
  })
  if (extra === 'grandchild') {
    const sex: Sex = chance(random, 0.5) ? 'male' : 'female'
    const last = child.died_on ?? addYears(child.born, 34)
    const born = dayBetween(random, addYears(child.born, 21), earlierOf(last, LAST_REGISTERED))
    return person('grandchild', sex === 'male' ? '孙子' : '孙女', sex, born, null)
  }
  if (extra === 'child_in_law') {
    const sex: Sex = child.sex === 'male' ? 'female' : 'male'
    const born = addDays(child.born, between(random, -900, 900))
    return person('child_in_law', sex === 'female' ? '儿媳' : '女婿', sex, born, '丧偶')
  }
  const eldest = parents.map((parent) => parent.born).toSorted()[0] ?? ROSTER_DAY
  const born = dayBetween(random, addYears(eldest, -28), addYears(eldest, -20))
  return person('grandparent', '祖母', 'female', born, '丧偶')
}
