import { addDays, type CivilDate } from '../kernel/calendar.ts'
import { festivalDate } from '../kernel/lunar.ts'
import { ancestorAt, type Code } from '../kernel/division-code.ts'
import { type BulkAct, bulkAct, logAct, type StatedAct } from '../ledgers/care-records/index.ts'
import { type CastFamily, draw, type Member } from './cast.ts'
import { day, type Entry, YEARS } from './diary.ts'
import { ACTIVITIES, LECTURES, WISHES } from './programme.ts'
import { WORKED_COMMUNITIES } from './roster.ts'
import { demoId, DISTRICT, type Persona, type Stage, STREET } from './stage.ts'

const [HOME_COMMUNITY, NEIGHBOUR_COMMUNITY] = WORKED_COMMUNITIES

interface Guest {
  id: Member['id']
  name: string
}

const guestsOf = (families: readonly CastFamily[], who: 'parents' | 'members'): Guest[] =>
  families.flatMap((family) =>
    family.members
      .filter((member) => who === 'members' || member.parent)
      .map((member) => ({ id: member.id, name: `${family.file_number} ${member.birth_date} ${member.parent}` })),
  )

const invited = (guests: readonly Guest[], count: number, to: string) =>
  draw(guests, count, (guest) => `${to} ${guest.name}`).map((guest) => guest.id)

type Stated = Omit<StatedAct, 'id'>
type Bulk = Omit<BulkAct, 'batch_id' | 'happened_on'>

export function log(stage: Stage, persona: Persona, on: CivilDate, step: string, act: Stated): Entry {
  return { on, act: () => logAct(stage.db, stage.call(persona, on, step), { id: demoId(step), ...act }) }
}

export function bulk(stage: Stage, persona: Persona, on: CivilDate, step: string, act: Bulk): Entry {
  const input = { ...act, batch_id: demoId(step), happened_on: on }
  return { on, act: () => bulkAct(stage.db, stage.call(persona, on, step), input) }
}

const idsOf = (families: readonly CastFamily[]) => families.map((family) => ({ family_id: family.id }))
const drawFamilies = (families: readonly CastFamily[], count: number, to: string) =>
  draw(families, count, (family) => `${to} ${family.file_number}`)

/** 104 lectures of 96 people each, in the streets by turns. */
function lectures(stage: Stage, cast: readonly CastFamily[], streets: readonly Code[]): Entry[] {
  const guests = guestsOf(cast, 'parents')
  return Array.from({ length: 104 }, (_, index): Entry => {
    const on = addDays(day(2015, 1, 13), index * 14)
    const step = `lecture:${index}`
    return log(stage, 'demo-district', on, step, {
      kind: 'health_lecture',
      title: LECTURES[index % LECTURES.length] ?? LECTURES[0],
      place: streets[index % streets.length] ?? STREET,
      minutes: 90,
      person_ids: invited(guests, 96, step),
    })
  })
}

/** 64 sessions of eight people with the psychologist. */
function counselling(stage: Stage, cast: readonly CastFamily[], streets: readonly Code[]): Entry[] {
  const guests = guestsOf(cast, 'parents')
  return Array.from({ length: 64 }, (_, index): Entry => {
    const on = addDays(day(2015, 1, 22), index * 22)
    const step = `counselling:${index}`
    return log(stage, 'demo-psychologist', on, step, {
      kind: 'counselling',
      place: streets[index % streets.length] ?? STREET,
      minutes: 120,
      person_ids: invited(guests, 8, step),
    })
  })
}

/** The series under the names of the report, at the Home in 金辰街道 and elsewhere in the district. */
function activities(stage: Stage, cast: readonly CastFamily[]): Entry[] {
  const guests = guestsOf(cast, 'members')
  return YEARS.flatMap((year) =>
    ACTIVITIES.map(({ month, date, people, ...activity }): Entry => {
      const step = `activity:${year}-${month}`
      return log(stage, 'demo-district', day(year, month, date), step, {
        ...activity,
        place: STREET,
        person_ids: invited(guests, people, step),
      })
    }),
  )
}

/** 爱心小饭桌 of 任旗营: once a month in the book, for those who came. */
function meals(stage: Stage, cast: readonly CastFamily[]): Entry[] {
  const neighbours = guestsOf(
    cast.filter((family) => family.community === HOME_COMMUNITY),
    'parents',
  )
  return YEARS.flatMap((year) =>
    Array.from({ length: 12 }, (_, month): Entry => {
      const step = `meal:${year}-${month + 1}`
      return log(stage, 'demo-community', day(year, month + 1, 15), step, {
        kind: 'meal',
        title: '饱含真情的午餐',
        place: HOME_COMMUNITY,
        quantity: 14,
        amount_fen: 21_000,
        person_ids: invited(neighbours, 14, step),
      })
    }),
  )
}

/** 69 families in 2018: paired in January, met at four times of the year. */
function companionship(stage: Stage, cast: readonly CastFamily[]): Entry[] {
  const families = drawFamilies(cast, 69, 'kin')
  const act = { families: idsOf(families), reached: 'parents', per: 'family' } as const
  const meetings = [day(2018, 2, 11), day(2018, 5, 13), day(2018, 9, 22), day(2018, 10, 17)]
  return [
    bulk(stage, 'demo-district', day(2018, 1, 20), 'pairing:2018', { ...act, kind: 'pairing' }),
    ...meetings.map((on) =>
      bulk(stage, 'demo-district', on, `kin:${on}`, { ...act, kind: 'kin_companionship', minutes: 90 }),
    ),
  ]
}

/** Calls through the months, everyday visits, and those who wished none: each an honoured end. */
function contactsKept(stage: Stage, cast: readonly CastFamily[]): Entry[] {
  const months = YEARS.flatMap((year) => Array.from({ length: 12 }, (_, month) => ({ year, month: month + 1 })))
  const calls = months.map(({ year, month }): Entry => {
    const turn = cast.filter((family) => family.file_number % 4 === month % 4)
    return bulk(stage, 'demo-district', day(year, month, 25), `phone:${year}-${month}`, {
      kind: 'phone',
      families: idsOf(turn),
      reached: 'parents',
      per: 'family',
      channel: 'phone',
      minutes: 10,
    })
  })
  const quarters = YEARS.flatMap((year) => [2, 5, 8, 11].map((month) => ({ year, month })))
  const visits = quarters.flatMap(({ year, month }): Entry[] =>
    (
      [
        ['demo-community', HOME_COMMUNITY],
        ['demo-neighbour', NEIGHBOUR_COMMUNITY],
      ] as const
    ).map(([persona, community]) => {
      const open = cast.filter((family) => family.community === community && !family.no_home_visit)
      return bulk(stage, persona, day(year, month, 8), `visit:${persona}:${year}-${month}`, {
        kind: 'visit_daily',
        families: idsOf(open),
        reached: 'parents',
        per: 'family',
        channel: 'visit',
        minutes: 40,
      })
    }),
  )
  const declined = quarters.flatMap(({ year, month }): Entry[] =>
    (['refused', 'quiet', 'not_reached'] as const).map((outcome, index) =>
      bulk(stage, 'demo-district', day(year, month, 16 + index), `declined:${outcome}:${year}-${month}`, {
        kind: 'visit_daily',
        families: idsOf(drawFamilies(cast, 3, `${outcome} ${year} ${month}`)),
        reached: 'listed',
        per: 'family',
        channel: 'visit',
        outcome,
      }),
    ),
  )
  return [...calls, ...visits, ...declined]
}

/** 爱心家政服务队 for the infirm, cards used, wishes fulfilled, letters to those who wish no visit. */
function services(stage: Stage, cast: readonly CastFamily[]): Entry[] {
  const infirm = drawFamilies(
    cast.filter((family) => family.living === 'alone' || family.living === 'couple'),
    24,
    'infirm',
  )
  const each = { reached: 'parents', per: 'family' } as const
  return YEARS.flatMap((year): Entry[] => [
    ...[3, 6, 9, 12].map((month) =>
      bulk(stage, 'demo-district', day(year, month, 27), `cleaning:${year}-${month}`, {
        ...each,
        kind: 'home_cleaning',
        families: idsOf(infirm),
        title: '“爱心”家政服务队',
        minutes: 120,
      }),
    ),
    ...WISHES.slice(0, 4).map((_, index) => {
      const title = WISHES[(index + year) % WISHES.length] ?? WISHES[0]
      return bulk(stage, 'demo-district', day(year, 3 + index * 2, 29), `wish:${year}-${index}`, {
        ...each,
        kind: 'micro_wish',
        families: idsOf(drawFamilies(cast, 3, `wish ${year} ${index}`)),
        title: `微心愿：${title}`,
        amount_fen: 12_000,
        quantity: 1,
      })
    }),
    bulk(stage, 'demo-district', day(year, 11, 26), `letter:${year}`, {
      ...each,
      kind: 'letter',
      families: idsOf(cast.filter((family) => family.no_home_visit)),
      channel: 'letter',
      copies: 1,
    }),
  ])
}

/** Cards used in the summer and autumn after they were handed out; student volunteers at festivals; what was told to everybody. */
function others(stage: Stage, cast: readonly CastFamily[]): Entry[] {
  const withCard = cast.filter((family) => family.branch === 'death')
  const redeemed = [2016, 2017].flatMap((year) =>
    [7, 10].map((month) =>
      bulk(stage, 'demo-district', day(year, month, 30), `redeem:${year}-${month}`, {
        kind: 'voucher_redeem',
        families: idsOf(drawFamilies(withCard, 40, `redeem ${year} ${month}`)),
        reached: 'parents',
        per: 'family',
        minutes: year === 2016 ? 90 : 180,
      }),
    ),
  )
  const students = YEARS.flatMap((year) =>
    (['spring', 'mid_autumn'] as const).map((festival) =>
      log(stage, 'demo-district', addDays(festivalDate(year, festival), -1), `students:${year}-${festival}`, {
        kind: 'volunteer_service',
        title: '大学生志愿者节日陪护',
        place: DISTRICT,
        minutes: 480,
        person_ids: invited(guestsOf(cast, 'parents'), 20, `students ${year} ${festival}`),
      }),
    ),
  )
  const told = YEARS.flatMap((year) => [
    log(stage, 'demo-district', day(year, 5, 29), `publicity:${year}`, {
      kind: 'publicity_event',
      title: '计生协会员活动日',
      place: DISTRICT,
      minutes: 180,
      headcount: 260,
      copies: 800,
    }),
    log(stage, 'demo-district', day(year, 9, 25), `leaflets:${year}`, {
      kind: 'leaflets',
      place: DISTRICT,
      copies: 3_000,
    }),
  ])
  return [...redeemed, ...students, ...told]
}

/** Everything of the four years that is not a promise or a round. */
export function actsOfCare(stage: Stage, cast: readonly CastFamily[]): Entry[] {
  const streets = [...new Set(cast.map((family) => ancestorAt(family.community, 'street')))]
  return [
    ...lectures(stage, cast, streets),
    ...counselling(stage, cast, streets),
    ...activities(stage, cast),
    ...meals(stage, cast),
    ...companionship(stage, cast),
    ...contactsKept(stage, cast),
    ...services(stage, cast),
    ...others(stage, cast),
  ]
}
