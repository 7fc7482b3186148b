import { sql } from 'kysely'
import type { CivilDate } from '../kernel/calendar.ts'
import type { Code } from '../kernel/division-code.ts'
import type { Uuid } from '../kernel/ids.ts'
import { periodOf } from '../kernel/period-days.ts'
import { within } from '../platform/database/scope.ts'
import { readIn } from '../platform/database/transact.ts'
import {
  holdEntitlements,
  markPaidBefore,
  markReached,
  type ReachInput,
  runEligibility,
  voidEntitlements,
} from '../promises/entitlements/index.ts'
import { draw } from './cast.ts'
import { day, type Entry, YEARS } from './diary.ts'
import { DISTRICT, type Stage } from './stage.ts'

export const ASSISTANCE = ['panlong_special_assistance_death', 'panlong_special_assistance_disability'] as const
export const FESTIVAL = 'panlong_festival_condolence'
export const ACCIDENT = 'panlong_accident_insurance'
export const HOSPITAL_CARE = 'panlong_hospital_care_insurance'
export const HEAT_GOODS = 'panlong_heat_goods'
export const CLEANING = 'panlong_appliance_cleaning'
export const SIGNING = 'panlong_doctor_signing'
const VOUCHER = 'panlong_housekeeping_voucher'
const TRANSIT = 'panlong_transit_card'
const WRISTBAND = 'panlong_wristband'

/** What is asked in each quarter; every month the assistance is. */
const OF_QUARTER: readonly (readonly string[])[] = [
  [FESTIVAL, VOUCHER, ACCIDENT, HOSPITAL_CARE, TRANSIT, HEAT_GOODS, CLEANING, SIGNING, WRISTBAND],
  [FESTIVAL, HOSPITAL_CARE, TRANSIT, HEAT_GOODS, CLEANING],
  [FESTIVAL, HOSPITAL_CARE, TRANSIT, HEAT_GOODS, CLEANING],
  // Summer is over, and the period of the next Spring Festival is asked on the first of January.
  [HOSPITAL_CARE, TRANSIT, CLEANING, WRISTBAND],
]

export interface Owed {
  id: Uuid
  family_id: Uuid
  name: string
}

/** What was found to be owed up to a day, whatever became of it since: the same list at every loading. */
export async function owedBy(stage: Stage, on: CivilDate, policy: string, period: string): Promise<Owed[]> {
  const call = stage.call('demo-district', on, 'owed')
  return readIn(stage.db, call, async (tx) => {
    const { rows } = await sql<Owed>`
      select e.id, e.family_id, concat_ws(' ', f.file_number, n.birth_date, n.sex, n.relation) as name
      from entitlement e join policy p on p.id = e.policy_id join family f on f.district = e.district and f.id = e.family_id
      left join person n on n.district = e.district and n.id = e.person_id
      where ${within(call.actor.scope, 'e.community')} and p.code = ${policy} and e.period = ${period} and e.due_from <= ${on}::date
      order by f.file_number, n.birth_date, n.relation`.execute(tx)
    return rows
  })
}

/** The same order every time, and for every year: who is first on the list of one year is first on the next one's. */
const drawn = (owed: readonly Owed[]) => draw(owed, owed.length, (one) => one.name)
const ids = (owed: readonly Owed[]) => owed.map((one) => one.id)

function reach(stage: Stage, on: CivilDate, step: string, input: ReachInput): Promise<unknown> {
  return markReached(stage.db, stage.call('demo-district', on, step), input)
}

export function runOn(stage: Stage, on: CivilDate, codes: readonly string[], today = on): Promise<unknown> {
  return runEligibility(stage.db, stage.call('demo-district', today, `run:${on}`), {
    division: DISTRICT,
    as_of: on,
    policy_codes: codes,
    apply: true,
  })
}

function runs(stage: Stage): Entry[] {
  return YEARS.flatMap((year) =>
    Array.from({ length: 12 }, (_, month): Entry => {
      const on = day(year, month + 1, 1)
      const more = month % 3 === 0 ? (OF_QUARTER[month / 3] ?? []) : []
      return { on, act: () => runOn(stage, on, [...ASSISTANCE, ...more]) }
    }),
  )
}

/** Paid in June and December for the six months, before rounds were run here: one act for each person, by the list of that day. */
function payments(stage: Stage): Entry[] {
  return YEARS.flatMap((year) =>
    [1, 7].map((first): Entry => {
      const on = day(year, first + 5, 20)
      const period = Array.from({ length: 6 }, (_, n) => periodOf('monthly', day(year, first + n, 1)))
      const filter = { policy: [...ASSISTANCE], period }
      const paper = `${year}年${first === 1 ? '上' : '下'}半年扶助金发放名册`
      const call = stage.call('demo-district', on, `assistance:${on}`)
      return { on, act: () => markPaidBefore(stage.db, call, { filter, paper }) }
    }),
  )
}

/** 1,805 at 80 yuan and 166 at 100 yuan: 1,971 person-times, 161,000 yuan. */
const INSURED = [
  { year: 2015, at_80: 480, at_100: 0 },
  { year: 2016, at_80: 490, at_100: 0 },
  { year: 2017, at_80: 495, at_100: 0 },
  { year: 2018, at_80: 340, at_100: 166 },
] as const

function insurance(stage: Stage): Entry[] {
  return INSURED.map(({ year, at_80, at_100 }): Entry => {
    const on = day(year, 3, 12)
    return {
      on,
      async act() {
        const owed = drawn(await owedBy(stage, on, ACCIDENT, String(year)))
        const [low, high, none] = [owed.slice(0, at_80), owed.slice(at_80, at_80 + at_100), owed.slice(at_80 + at_100)]
        await reach(stage, on, `accident:${year}:80`, { entitlement_ids: ids(low), amount_fen_each: 8_000 })
        if (high.length > 0)
          await reach(stage, on, `accident:${year}:100`, { entitlement_ids: ids(high), amount_fen_each: 10_000 })
        await voidEntitlements(stage.db, stage.call('demo-district', on, `accident:${year}:declined`), {
          entitlement_ids: ids(none),
          reason: '本人已另有意外保险，自愿不参加本年度投保',
        })
      },
    }
  })
}

/** What is handed to everybody it is owed, year by year. */
function yearly(stage: Stage): Entry[] {
  return YEARS.flatMap((year): Entry[] => {
    const all = (policy: string, on: CivilDate, more: Partial<ReachInput> = {}): Entry => ({
      on,
      act: () =>
        reach(stage, on, `${policy}:${on}`, {
          filter: { policy: [policy], period: [periodOf('yearly', on)] },
          ...more,
        }),
    })
    return [
      all(HOSPITAL_CARE, day(year, 4, 21), { amount_fen_each: 10_000 }),
      all(HOSPITAL_CARE, day(year, 10, 22), { amount_fen_each: 10_000 }),
      all(HEAT_GOODS, day(year, 7, 15), { channel: 'visit' }),
      all(CLEANING, day(year, 10, 19)),
    ]
  })
}

/** 184 households, three hours each, 100 yuan: half of them in each of two springs. */
function vouchers(stage: Stage): Entry[] {
  return [2016, 2017].map((year, half): Entry => {
    const on = day(year, 3, 18)
    return {
      on,
      async act() {
        const owed = drawn(await owedBy(stage, day(2016, 1, 1), VOUCHER, 'once'))
        const part = owed.filter((_, index) => index % 2 === half)
        await reach(stage, on, `voucher:${year}`, { entitlement_ids: ids(part), amount_fen_each: 10_000 })
      },
    }
  })
}

/** 317 people in three autumns. Who does not want one says so; a few are asked again. */
function transitCards(stage: Stage): Entry[] {
  const reached = [
    { on: day(2015, 9, 22), from: 0, to: 120 },
    { on: day(2016, 9, 20), from: 120, to: 220 },
    { on: day(2017, 9, 19), from: 220, to: 317 },
  ]
  const cards = async () => drawn(await owedBy(stage, day(2015, 1, 1), TRANSIT, 'once'))
  const end = day(2018, 11, 20)
  return [
    ...reached.map(({ on, from, to }) => ({
      on,
      act: async () =>
        reach(stage, on, `transit:${on}`, { entitlement_ids: ids((await cards()).slice(from, to)), channel: 'site' }),
    })),
    {
      on: end,
      async act() {
        const rest = (await cards()).slice(317)
        const call = stage.call('demo-district', end, 'transit:not_wanted')
        const wanted = { entitlement_ids: ids(rest.slice(6)), reason: '本人表示平时不乘公交地铁，暂不需要' }
        await voidEntitlements(stage.db, call, wanted)
        await holdEntitlements(stage.db, stage.call('demo-district', end, 'transit:held'), {
          entitlement_ids: ids(rest.slice(0, 6)),
          reason: '身份证正在换领，办好后再制卡',
          review_on: day(2019, 3, 1),
        })
      },
    },
  ]
}

/** 116 bands of 300 yuan and one of 400: 35,200 yuan. */
function wristbands(stage: Stage): Entry[] {
  const on = day(2018, 10, 16)
  return [
    {
      on,
      async act() {
        const owed = drawn(await owedBy(stage, on, WRISTBAND, 'once'))
        const give = (step: string, part: readonly Owed[], fen: number) =>
          reach(stage, on, step, { entitlement_ids: ids(part), amount_fen_each: fen, channel: 'visit' })
        await give('wristband:300', owed.slice(0, 116), 30_000)
        await give('wristband:400', owed.slice(116, 117), 40_000)
      },
    },
  ]
}

/** All 873, street by street, in the spring of 2018. */
function signings(stage: Stage, streets: readonly Code[]): Entry[] {
  return streets.map((street, index): Entry => {
    const on = day(2018, 4, 9 + index)
    const filter = { policy: [SIGNING], period: [periodOf('yearly', on)], division: street }
    return { on, act: () => reach(stage, on, `signing:${street}`, { filter, channel: 'site' }) }
  })
}

/** Four years of promises: found month by month, reached when their time has come. */
export function promisesKept(stage: Stage, streets: readonly Code[]): Entry[] {
  return [
    ...runs(stage),
    ...payments(stage),
    ...insurance(stage),
    ...yearly(stage),
    ...vouchers(stage),
    ...transitCards(stage),
    ...wristbands(stage),
    ...signings(stage, streets),
  ]
}
