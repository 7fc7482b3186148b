import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { type CareAct, counterRecord, type Kind, listKinds, recordCare } from '../../ledgers/care-records/index.ts'
import type { Actor, Call } from '../../platform/call.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { command, readIn } from '../../platform/database/transact.ts'
import { type Asked, figureOf, loadRollup } from './commands/figures.ts'
import { breakdownOf, listBehind, statementOf } from './commands/index.ts'
import { listIndicators } from './queries/index.ts'
import { addsUp, type Indicator } from './rules.ts'

const CITY = 530_100_000_000
const DISTRICT = 530_103_000_000
const STREET = 530_103_001_000
const HOME = 530_103_001_001
const NEXT_DOOR = 530_103_001_002
const OTHER_STREET = 530_103_002_001
const OTHER_DISTRICT = 530_102_000_000

let db: TestDatabase
let officer: Actor
let leader: Actor
let indicators: Indicator[]
let families: TestFamily[]

const write = <T>(work: (tx: Tx, call: Call) => Promise<T>, actor: Actor = officer): Promise<T> => {
  const call = callOf(db, actor)
  return command(db.db, call, { name: 'test.write', input: null }, async (tx) => ({ result: await work(tx, call) }))
}
const read = <T>(work: (tx: Tx, call: Call) => Promise<T>, actor: Actor = officer): Promise<T> => {
  const call = callOf(db, actor)
  return readIn(db.db, call, (tx) => work(tx, call))
}

const DAYS = ['2017-12-31', '2018-01-01', '2018-01-31', '2018-02-15', '2018-12-31', '2019-01-01'].map(civilDate)
let amount = 0

/** A done act of the kind that says everything the kind counts, each time with other figures. */
function actOf(kind: Kind, family: TestFamily, guests: TestFamily[], on: number, place?: number): CareAct {
  amount += 1
  const counts = (...units: string[]) => kind.units.some((unit) => units.includes(unit))
  const own = kind.needs.includes('family')
  const people = own ? family.parents : guests.flatMap((guest) => guest.parents)
  return {
    id: testId(),
    kind: kind.code,
    ...(kind.written_by === null ? {} : { source: { room: kind.written_by, id: null } }),
    happened_on: DAYS[on % DAYS.length] ?? civilDate('2018-01-01'),
    ...(own ? { family_id: family.id, district: family.district } : { place: place ?? family.community }),
    ...(counts('person', 'person_time') && counts('person') ? { person_ids: people } : {}),
    ...(counts('person_time') && !own ? { headcount: 1 + (amount % 3) } : {}),
    ...(counts('minute', 'hour') ? { minutes: 10 + amount } : {}),
    ...(counts('fen') ? { amount_fen: 10_000 + amount } : {}),
    ...(counts('piece') ? { quantity: 1 + (amount % 5) } : {}),
    ...(counts('copy') ? { copies: 100 + amount } : {}),
    ...(counts('view') ? { views: 1_000 + amount } : {}),
    ...(counts('session') || kind.needs.includes('title') ? { title: '一次活动' } : {}),
  }
}

/** For every kind an indicator counts: acts on every day and in every place, some not done, every fifth taken back. */
async function liveThrough(): Promise<void> {
  const kinds = await read((tx) => listKinds(tx, [...new Set(indicators.flatMap((one) => one.kinds))]))
  const acts: CareAct[] = []
  for (const kind of kinds) {
    for (const [n, family] of families.entries()) {
      for (const turn of [0, 3]) {
        acts.push(actOf(kind, family, families.slice(n % 4, (n % 4) + 3), n + turn, n === 0 ? DISTRICT : undefined))
      }
    }
    if (kind.needs.includes('family') && families[1]) {
      const { id, district } = families[1]
      const on = civilDate('2018-03-03')
      const { source } = actOf(kind, families[1], [], 0)
      acts.push({
        id: testId(),
        kind: kind.code,
        family_id: id,
        district,
        happened_on: on,
        outcome: 'refused',
        ...(source && { source }),
      })
    }
  }
  await write((tx, call) => recordCare(tx, call, acts))
  for (const act of acts.filter((_, n) => n % 5 === 2)) {
    await write((tx, call) => counterRecord(tx, call, act.id as Uuid, '记错了'))
  }
}

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
  leader = await makeActor(db, 'city_leader', '5301')
  indicators = await read((tx) => listIndicators(tx))
  families = []
  for (const place of [HOME, NEXT_DOOR, OTHER_STREET]) families.push(...(await makeFamilies(db, place, 2)))
  await liveThrough()
  const neighbour = await makeActor(db, 'district_officer', '530102')
  const [elsewhere] = await makeFamilies(db, 530_102_001_001, 1)
  await write(
    (tx, call) =>
      recordCare(tx, call, [
        {
          family_id: elsewhere?.id as Uuid,
          kind: 'visit_festival',
          amount_fen: 777,
          happened_on: civilDate('2018-05-05'),
        },
      ]),
    neighbour,
  )
})
// What the bank pays is written here without a bank: the figures alone are asked.
afterAll(() => db.drop({ broken: ['payments/by-round'] }))

const SPANS = {
  'a whole year': ['2018-01-01', '2018-12-31'],
  'several years': ['2015-01-01', '2019-12-31'],
  'a broken period': ['2018-01-02', '2018-12-30'],
  'one day': ['2018-02-15', '2018-02-15'],
} as const
type SpanName = keyof typeof SPANS
const spanOf = (name: SpanName) => ({ from: civilDate(SPANS[name][0]), to: civilDate(SPANS[name][1]) })

/** All pages of a figure's list. */
async function listOf(tx: Tx, call: Call, code: string, asked: Asked, size: number) {
  let cursor: string | undefined
  const items = []
  for (;;) {
    const page = await listBehind(tx, call, code, asked, { size, cursor })
    items.push(...page.items)
    if (page.next_cursor === null) return { ...page, items }
    cursor = page.next_cursor
  }
}

const shares = (items: readonly { share: number }[]) => items.reduce((sum, item) => sum + item.share, 0)

describe('a figure is the length of its list', () => {
  const places = { district: DISTRICT, street: STREET, community: HOME, 'the next community': NEXT_DOOR }
  test.each(Object.keys(SPANS).flatMap((span) => Object.keys(places).map((place) => [span, place] as const)))(
    'for every indicator over %s in the %s',
    async (span, place) => {
      const asked = { ...spanOf(span as SpanName), division: places[place as keyof typeof places] }
      await read(async (tx, call) => {
        const statement = await statementOf(tx, call, asked)
        const figures = statement.sections.flatMap((section) => section.figures)
        expect(figures.map((figure) => figure.code)).toEqual(indicators.map((one) => one.code))
        for (const figure of figures) {
          const list = await listOf(tx, call, figure.code, asked, 50)
          expect({ code: figure.code, value: shares(list.items) + list.unnamed }).toEqual({
            code: figure.code,
            value: figure.value,
          })
          expect(list.figure).toEqual(figure)
          if (figure.value > 0)
            expect({ code: figure.code, behind: figure.records > 0 }).toMatchObject({ behind: true })
          if (figure.list === 'records') expect(list.items).toHaveLength(figure.records)
          if (figure.unit === 'household' || figure.unit === 'person') expect(list.items).toHaveLength(figure.value)
          expect(new Set(list.items.map((item) => item.key)).size).toBe(list.items.length)
        }
      })
    },
  )

  test('every indicator counts something in the district over several years, or the tests above prove nothing', async () => {
    const statement = await read((tx, call) =>
      statementOf(tx, call, { ...spanOf('several years'), division: DISTRICT }),
    )
    const empty = statement.sections.flatMap((section) => section.figures).filter((figure) => figure.value === 0)
    expect(empty.map((figure) => figure.code)).toEqual([])
  })

  test('also for a city over its districts, with masked names', async () => {
    const asked = { ...spanOf('a whole year'), division: CITY }
    await read(async (tx, call) => {
      const figures = (await statementOf(tx, call, asked)).sections.flatMap((section) => section.figures)
      const visits = figures.find((figure) => figure.code === 'festival_visits')
      const list = await listOf(tx, call, 'festival_visits', asked, 50)
      expect(shares(list.items)).toBe(visits?.value)
      expect(list.items.some((item) => Math.floor((item.community ?? 0) / 1_000_000) === 530_102)).toBe(true)
      expect(list.items.every((item) => /^.\*+(、.\*+)*$/.test(item.title))).toBe(true)
    }, leader)
  })

  test('page by page gives the same rows in the same order as all at once', async () => {
    const asked = { ...spanOf('a whole year'), division: DISTRICT }
    await read(async (tx, call) => {
      for (const code of ['families', 'members', 'streets', 'festival_visits', 'doctor_signings', 'festival_money']) {
        const [one, all] = [await listOf(tx, call, code, asked, 1), await listOf(tx, call, code, asked, 100)]
        expect(one.items).toEqual(all.items)
      }
    })
  })
})

describe('the two ways to a figure', () => {
  test.each(['a whole year', 'several years'] as const)(
    'the roll-up and the records say the same over %s',
    async (span) => {
      for (const [division, actor] of [
        [DISTRICT, officer],
        [CITY, leader],
      ] as const) {
        const asked = { ...spanOf(span), division }
        await read(async (tx, call) => {
          const rollup = await loadRollup(tx, call, asked)
          expect(rollup?.size).toBeGreaterThan(30)
          for (const indicator of indicators) {
            const fromRecords = await figureOf(tx, call, indicator, asked, undefined)
            expect(await figureOf(tx, call, indicator, asked, rollup)).toEqual(fromRecords)
          }
        }, actor)
      }
    },
  )

  test('a broken month or a place below the district is never answered from the roll-up', async () => {
    await read(async (tx, call) => {
      expect(await loadRollup(tx, call, { ...spanOf('a broken period'), division: DISTRICT })).toBeUndefined()
      expect(await loadRollup(tx, call, { ...spanOf('a whole year'), division: STREET })).toBeUndefined()
    })
  })
})

describe('by place and by month', () => {
  test('places below and what stays at this level add up to the whole where the unit adds up', async () => {
    const asked = { ...spanOf('a whole year'), division: DISTRICT }
    await read(async (tx, call) => {
      for (const indicator of indicators) {
        const { figure, places, months } = await breakdownOf(tx, call, indicator.code, asked)
        const below = places.reduce((sum, place) => sum + place.value, 0)
        const byMonth = months.reduce((sum, month) => sum + month.value, 0)
        if (indicator.source === 'care') expect(months.map((month) => month.month)).toHaveLength(12)
        if (!addsUp(figure)) {
          expect(below).toBeGreaterThanOrEqual(figure.value)
          continue
        }
        expect(below).toBeLessThanOrEqual(figure.value)
        if (indicator.source === 'care') expect(byMonth).toBe(figure.value)
        else expect(below).toBe(figure.value)
      }
    })
  })

  test('a place opens to the same figure as its own list, a month to its own days', async () => {
    const asked = { ...spanOf('a broken period'), division: DISTRICT }
    await read(async (tx, call) => {
      const { places, months } = await breakdownOf(tx, call, 'meals', asked)
      const street = places.find((place) => place.division === STREET)
      const list = await listBehind(tx, call, 'meals', { ...asked, division: STREET }, { size: 1 })
      expect(list.figure.value).toBe(street?.value)
      const january = { ...asked, to: civilDate('2018-01-31') }
      expect((await listBehind(tx, call, 'meals', january, { size: 1 })).figure.value).toBe(months[0]?.value)
    })
  })

  test('the other district is not in it', async () => {
    const asked = { ...spanOf('a whole year'), division: CITY }
    const { places } = await read((tx, call) => breakdownOf(tx, call, 'festival_money', asked), leader)
    expect(places.find((place) => place.division === OTHER_DISTRICT)?.value).toBe(777)
  })
})
