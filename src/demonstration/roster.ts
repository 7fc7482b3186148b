import { addDays, civilDate } from '../kernel/calendar.ts'
import {
  dayBetween,
  earlierOf,
  givenName,
  LAST_REGISTERED,
  laterOf,
  numberGiver,
  phoneGiver,
  surname,
} from './people.ts'
import { between, chance, pick, type Random } from './random.ts'
import { certify, makeChild, makeExtra, makeParents } from './roster-members.ts'
import type { Extra, Pens, Place, RosterFamily, Shape } from './roster-shape.ts'

/*
 * The demonstration roster of 盘龙区 (530103): 357 families, 184 of one branch (the child has died) and 173 of the other (the child is
 * certified disabled of grade 1 to 3). Its 873 people are the LIVING members of these families: 587 parents, the 173 disabled children,
 * and 113 grandchildren, children-in-law and grandparents who live with them. The 184 children who died have rows of their own and are
 * not among the 873. Pure: the same stream of chance and the same communities give the same roster.
 */

export const DEATH_FAMILIES = 184
export const DISABILITY_FAMILIES = 173
export const LIVING_MEMBERS = 873

const DEATH_COUPLES = 120
const DISABILITY_COUPLES = 110

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

/** Where the two community workers of the demonstration are at home: 任旗营 and 天祥, the communities its report names. */
export const WORKED_COMMUNITIES = [530_103_005_003, 530_103_005_006] as const

function denser(random: Random, places: readonly Place[]): Place {
  const worked = places.filter((place) => WORKED_COMMUNITIES.some((code) => code === place.code))
  if (worked.length > 0 && chance(random, 0.09)) return pick(random, worked)
  const [one, other] = [pick(random, places), pick(random, places)]
  return isVillage(one) ? other : one
}

function isVillage(place: Place): boolean {
  return place.name.includes('村委会')
}

/** 184 and 173 families with 2 or 1 parents, and enough relatives who live with them to come to 873 living members. */
function makeShapes(random: Random): Shape[] {
  const shapes: Shape[] = [
    ...Array.from({ length: DEATH_FAMILIES }, (_, n): Shape => ({
      branch: 'death',
      couple: n < DEATH_COUPLES,
      extras: [],
    })),
    ...Array.from({ length: DISABILITY_FAMILIES }, (_, n): Shape => ({
      branch: 'disability',
      couple: n < DISABILITY_COUPLES,
      extras: [],
    })),
  ]
  const living = shapes.reduce(
    (sum, shape) => sum + (shape.couple ? 2 : 1) + (shape.branch === 'disability' ? 1 : 0),
    0,
  )
  for (let more = LIVING_MEMBERS - living; more > 0;) {
    const shape = pick(random, shapes)
    const extra: Extra =
      shape.branch === 'death'
        ? pick(random, ['grandchild', 'child_in_law'])
        : pick(random, ['grandparent', 'grandchild'])
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
    hukou: chance(random, 0.04) ? '云南省昆明市五华区' : '云南省昆明市盘龙区',
    living: livingOf(random, shape),
    hardship: chance(random, 0.43),
    registered_on: earlierOf(
      laterOf(lived, dayBetween(random, civilDate('2014-03-03'), civilDate('2014-11-28'))),
      LAST_REGISTERED,
    ),
    members: [...certified, child, ...extras],
    contact: chance(random, 0.4) ? makeContact(pens) : null,
  }
}

function livingOf(random: Random, shape: Shape): RosterFamily['living'] {
  if (shape.branch === 'disability' || shape.extras.length > 0) return '与亲属同住'
  if (shape.couple) return '夫妻同住'
  return chance(random, 0.1) ? '养老院' : '独居'
}

const ROADS = [
  '白塔路',
  '北京路',
  '穿金路',
  '龙泉路',
  '人民东路',
  '东风东路',
  '金江路',
  '万华路',
  '青松路',
  '桃源街',
  '环城东路',
  '北辰大道',
] as const

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
  return {
    name: surname(random) + givenName(random, sex, civilDate('1975-01-01')),
    relation,
    phone: pens.phone(),
    roles,
  }
}
