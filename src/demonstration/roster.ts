import { addDays, addYears, type CivilDate, civilDate } from '../kernel/calendar.ts'
import type { Code } from '../kernel/division-code.ts'
import type { Sex } from '../kernel/id-number.ts'
import type { Branch, Relation } from '../registry/families/index.ts'
import { dayBetween, givenName, laterOf, numberGiver, phoneGiver, surname } from './people.ts'
import { between, chance, pick, type Random } from './random.ts'

/*
 * The demonstration roster of 盘龙区 (530103): 357 families, 184 of one branch (the child has died) and 173 of the other (the child is
 * certified disabled of grade 1 to 3). Its 873 people are the LIVING members of these families: 587 parents, the 173 disabled children,
 * and 113 grandchildren, children-in-law and grandparents who live with them. The 184 children who died have rows of their own and are
 * not among the 873. Pure: the same stream of chance and the same communities give the same roster.
 */

export const DEATH_FAMILIES = 184
export const DISABILITY_FAMILIES = 173
export const LIVING_MEMBERS = 873
/** Ages of the parents are 49 to 88 on this day. */
export const ROSTER_DAY = civilDate('2018-01-01')

const DEATH_COUPLES = 120
const DISABILITY_COUPLES = 110

export interface Place {
  readonly code: Code
  readonly name: string
  readonly street_name: string
}

export interface RosterMember {
  readonly name: string
  readonly relation: Relation
  /** As the roster calls her: 户主, 配偶, 儿子. */
  readonly called: string
  readonly sex: Sex
  readonly born: CivilDate
  /** Null for a child who died before numbers were given to all. */
  readonly id_number: string | null
  readonly phone: string | null
  readonly marital: '初婚' | '再婚' | '离婚' | '丧偶' | '未婚' | null
  readonly education: string | null
  readonly died_on: CivilDate | null
  readonly only_child_certificate: { readonly number: string; readonly issued_on: CivilDate } | null
  readonly disability_certificate: { readonly number: string; readonly issued_on: CivilDate } | null
}

export interface RosterFamily {
  readonly number: string
  readonly place: Place
  readonly branch: Branch
  readonly address: string
  readonly rural: boolean
  readonly hukou: string
  readonly living: '夫妻同住' | '独居' | '与亲属同住' | '养老院'
  readonly hardship: boolean
  readonly registered_on: CivilDate
  readonly members: readonly RosterMember[]
  readonly contact: { readonly name: string; readonly relation: string; readonly phone: string; readonly roles: string } | null
}

interface Pens {
  readonly random: Random
  readonly id: (born: CivilDate, sex: Sex) => string
  readonly phone: () => string
}

type Extra = 'grandchild' | 'child_in_law' | 'grandparent'

/** What one family is to be, before chance fills it in. */
interface Shape {
  readonly branch: Branch
  readonly couple: boolean
  readonly extras: Extra[]
}

/** The families of the roster, spread over all the communities given, in the order of their places. */
export function makeRoster(random: Random, places: readonly Place[]): RosterFamily[] {
  const pens: Pens = { random, id: numberGiver(random), phone: phoneGiver(random) }
  const shapes = shuffle(random, makeShapes(random))
  const spread = shapes.map((shape, index) => ({ shape, place: places[index % places.length] ?? pick(random, places) }))
  // Every community has some; the towns in the middle have more than the villages.
  const placed = spread.map((one, index) => (index < places.length ? one : { ...one, place: denser(random, places) }))
  return placed
    .toSorted((a, b) => a.place.code - b.place.code)
    .map(({ shape, place }, index) => makeFamily(pens, shape, place, `PL${String(index + 1).padStart(4, '0')}`))
}

function denser(random: Random, places: readonly Place[]): Place {
  const [one, other] = [pick(random, places), pick(random, places)]
  return isVillage(one) ? other : one
}

function isVillage(place: Place): boolean {
  return place.name.includes('村委会')
}

/** 184 and 173 families with 2 or 1 parents, and enough relatives who live with them to come to 873 living members. */
function makeShapes(random: Random): Shape[] {
  const shapes: Shape[] = [
    ...Array.from({ length: DEATH_FAMILIES }, (_, n): Shape => ({ branch: 'death', couple: n < DEATH_COUPLES, extras: [] })),
    ...Array.from({ length: DISABILITY_FAMILIES }, (_, n): Shape => ({ branch: 'disability', couple: n < DISABILITY_COUPLES, extras: [] })),
  ]
  const living = shapes.reduce((sum, shape) => sum + (shape.couple ? 2 : 1) + (shape.branch === 'disability' ? 1 : 0), 0)
  for (let more = LIVING_MEMBERS - living; more > 0;) {
    const shape = pick(random, shapes)
    const extra: Extra = shape.branch === 'death' ? pick(random, ['grandchild', 'child_in_law']) : pick(random, ['grandparent', 'grandchild'])
    if (shape.extras.includes(extra)) continue
    shape.extras.push(extra)
    more -= 1
  }
  return shapes
}

function shuffle<T>(random: Random, list: readonly T[]): T[] {
  return list
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

function makeFamily(pens: Pens, shape: Shape, place: Place, number: string): RosterFamily {
  const { random } = pens
  const parents = makeParents(pens, shape)
  const child = makeChild(pens, shape, parents)
  const extras = shape.extras.map((extra) => makeExtra(pens, extra, parents, child))
  const withCertificate = chance(random, 0.85)
  const certified = withCertificate ? certify(random, parents, child, number) : parents
  const rural = isVillage(place)
  const lived = child.died_on === null ? civilDate('2014-03-03') : addDays(child.died_on, between(random, 60, 300))
  return {
    number,
    place,
    branch: shape.branch,
    address: makeAddress(random, place, rural),
    rural,
    hukou: chance(random, 0.08) ? '云南省昆明市五华区' : '云南省昆明市盘龙区',
    living: livingOf(random, shape),
    hardship: chance(random, 0.14),
    registered_on: laterOf(lived, dayBetween(random, civilDate('2014-03-03'), civilDate('2014-11-28'))),
    members: [...certified, child, ...extras],
    contact: chance(random, 0.4) ? makeContact(pens) : null,
  }
}

function livingOf(random: Random, shape: Shape): RosterFamily['living'] {
  if (shape.branch === 'disability' || shape.extras.length > 0) return '与亲属同住'
  if (shape.couple) return '夫妻同住'
  return chance(random, 0.1) ? '养老院' : '独居'
}

const NOBODY = { died_on: null, only_child_certificate: null, disability_certificate: null } as const
const SCHOOLS = ['小学', '小学', '初中', '初中', '初中', '高中', '中专', '大专', '大学本科'] as const

function makeParents(pens: Pens, shape: Shape): RosterMember[] {
  const { random } = pens
  const oldest = addDays(addYears(ROSTER_DAY, -89), 1)
  const youngest = addYears(ROSTER_DAY, -49)
  // A grandparent alive or a grandchild born asks for an age in between.
  const from = shape.extras.includes('grandparent') ? addYears(ROSTER_DAY, -66) : oldest
  const to = shape.extras.includes('grandchild') || shape.extras.includes('child_in_law') ? addYears(ROSTER_DAY, -58) : youngest
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

function makeChild(pens: Pens, shape: Shape, parents: readonly RosterMember[]): RosterMember {
  const { random } = pens
  const youngest = laterOf(...parents.map((parent) => parent.born))
  const sex: Sex = chance(random, 0.55) ? 'male' : 'female'
  const grownUp = shape.extras.includes('grandchild') || shape.extras.includes('child_in_law')
  const born = dayBetween(random, addYears(youngest, 21), addYears(youngest, grownUp ? 25 : 30))
  const father = parents.find((parent) => parent.sex === 'male')
  const name = (father?.name.charAt(0) ?? surname(random)) + givenName(random, sex, born)
  const child = { ...NOBODY, name, relation: 'child' as const, called: sex === 'male' ? '儿子' : '女儿', sex, born, phone: null }
  if (shape.branch === 'disability') {
    const id = pens.id(born, sex)
    const kind = pick(random, [1, 2, 4, 4, 5, 5, 6, 6, 7])
    const certificate = { number: `${id}${kind}${between(random, 1, 3)}`, issued_on: dayBetween(random, civilDate('2008-07-01'), civilDate('2014-02-20')) }
    return { ...child, id_number: id, marital: grownUp ? '初婚' : '未婚', education: null, disability_certificate: certificate }
  }
  const diedOn = dayOfDeath(random, born, grownUp)
  // Numbers of 18 digits came in 1999: who died before has none in the register.
  const id = diedOn < '2000' ? null : pens.id(born, sex)
  return { ...child, id_number: id, marital: null, education: null, died_on: diedOn }
}

/** 1995 to 2014 for most, so that what is due exists from 2015 on; 2015 to 2017 for some. */
function dayOfDeath(random: Random, born: CivilDate, grownUp: boolean): CivilDate {
  const earliest = laterOf(addYears(born, grownUp ? 26 : 4), civilDate('1995-01-01'))
  const late = chance(random, 0.12) || earliest > '2014-06-30'
  return late
    ? dayBetween(random, laterOf(earliest, civilDate('2015-01-10')), civilDate('2017-02-20'))
    : dayBetween(random, earliest, civilDate('2014-10-31'))
}

/** One certificate for the couple, on both their rows as officers write it. */
function certify(random: Random, parents: readonly RosterMember[], child: RosterMember, number: string): RosterMember[] {
  const issuedOn = laterOf(civilDate('1980-11-01'), addDays(child.born, between(random, 120, 1500)))
  const certificate = { number: `盘独字${issuedOn.slice(0, 4)}第${number.slice(2)}号`, issued_on: issuedOn }
  return parents.map((parent) => ({ ...parent, only_child_certificate: certificate }))
}

function makeExtra(pens: Pens, extra: Extra, parents: readonly RosterMember[], child: RosterMember): RosterMember {
  const { random } = pens
  const person = (relation: Relation, called: string, sex: Sex, born: CivilDate, marital: RosterMember['marital']): RosterMember => ({
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
    const born = dayBetween(random, addYears(child.born, 21), last < '2016-12-31' ? last : civilDate('2016-12-31'))
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

const ROADS = ['白塔路', '北京路', '穿金路', '龙泉路', '人民东路', '东风东路', '金江路', '万华路', '青松路', '桃源街', '环城东路', '北辰大道'] as const

function makeAddress(random: Random, place: Place, rural: boolean): string {
  const head = `昆明市盘龙区${place.street_name}`
  if (rural) return `${head}${place.name.replace(/委会$/, '')}${between(random, 1, 12)}组${between(random, 1, 96)}号`
  const building = `${between(random, 1, 18)}栋${between(random, 1, 4)}单元${between(random, 1, 7)}0${between(random, 1, 4)}室`
  return `${head}${pick(random, ROADS)}${between(random, 1, 380)}号${building}`
}

function makeContact(pens: Pens): RosterFamily['contact'] {
  const { random } = pens
  const [relation, sex] = pick(random, [
    ['侄女', 'female'],
    ['侄子', 'male'],
    ['妹妹', 'female'],
    ['弟弟', 'male'],
    ['外甥', 'male'],
    ['好友', 'female'],
  ] as const)
  const roles = pick(random, ['紧急联系人', '紧急联系人', '紧急联系人、医院联系人', '监护人、医院联系人', '担保人'])
  return { name: surname(random) + givenName(random, sex, civilDate('1975-01-01')), relation, phone: pens.phone(), roles }
}
