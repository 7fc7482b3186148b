import { describe, expect, test } from 'vitest'
import { cashOf, createOf } from '../../../../test/support/drafts.ts'
import { PANLONG } from '../../../../test/support/entitlements.ts'
import {
  alikeOf,
  born,
  draftOf,
  EMPTY,
  grouped,
  id,
  lawOf,
  monthly,
  over,
  raised,
  simulated,
  STREET,
} from '../../../../test/support/simulated.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import { withDraft } from '../../policies/rules/index.ts'
import { type Alike, outcomeOf } from './index.ts'
import { daysFrom, stageOf, withSettled } from './stage.ts'

// Named cases a case worker can read: who gains, who loses, and what each month costs. Amounts in yuan.

const MAO = born('1950-06-01')
const LIU = born('1962-06-01')

describe('a raise for the over-70s', () => {
  test('of one who is 76 costs the difference; one of 64 has none of it', () => {
    const today = lawOf(monthly(1, 100))
    const found = simulated({ today, draft: monthly(2, 50, { age: 70 }), people: [MAO, LIU] })
    // The top-up is its own policy beside the old one: only its own cost is counted.
    expect(found.who).toEqual({ gained: 1, lost: 0, more: 0, less: 0 })
    expect(found.yuan).toEqual([0, 600])
  })

  test('of the rate itself, from March on: eight months at the new rate, for everybody who has it', () => {
    const found = simulated({
      today: lawOf(monthly(1, 100)),
      draft: raised(2, 1, 130, { from: '2027-03-01' }),
      people: [MAO, LIU],
    })
    expect(found.who).toEqual({ gained: 0, lost: 0, more: 2, less: 0 })
    expect(found.yuan).toEqual([2400, 2400 + 2 * 8 * 30])
    expect(found.of(0)).toMatchObject({ cause: 'rate', month: '2027-03' })
    expect(found.months.map((line) => (line.draft_fen - line.today_fen) / 100)).toEqual([
      0,
      0,
      0,
      0,
      ...Array(8).fill(60),
    ])
  })

  test('that asks 70 instead of 60 takes it from the one of 64', () => {
    const found = simulated({
      today: lawOf(monthly(1, 100)),
      draft: raised(2, 1, 130, { age: 70 }),
      people: [MAO, LIU],
    })
    expect(found.who).toEqual({ gained: 0, lost: 1, more: 1, less: 0 })
    expect(found.of(1)).toMatchObject({ change: 'lost', cause: 'conditions', today_fen: 120_000, draft_fen: 0 })
  })
})

describe('an overlay', () => {
  const wide = lawOf(monthly(1, 100))

  test('that replaces a wider policy pays in its street and nowhere else', () => {
    const there = born('1950-06-01', { community: 530_103_006_001 })
    const found = simulated({
      today: wide,
      draft: monthly(2, 150, { division: STREET, replaces: 1 }),
      people: [MAO, there],
    })
    expect(found.who).toEqual({ gained: 0, lost: 0, more: 1, less: 0 })
    expect(found.yuan).toEqual([2400, 1200 + 1800])
    expect(found.places.map(({ place, more }) => [place, more])).toEqual([
      [530_103_001_000, 0],
      [STREET, 1],
    ])
  })

  test('that asks more than the wider one takes it from those who do not meet it', () => {
    const young = born('1962-06-01', { community: 530_103_006_001 })
    const found = simulated({
      today: wide,
      draft: monthly(2, 150, { division: STREET, replaces: 1, age: 70 }),
      people: [young],
    })
    expect(found.of(0)).toMatchObject({ change: 'lost', cause: 'replaced' })
  })
})

describe('an exclusion group', () => {
  const two = lawOf(monthly(1, 100), monthly(2, 150, { age: 70 }))

  test('leaves only the higher: who had both gets less', () => {
    const found = simulated({ today: two, draft: grouped(3, 1, 2), people: [MAO, LIU] })
    expect(found.who).toEqual({ gained: 0, lost: 0, more: 0, less: 1 })
    expect(found.yuan).toEqual([2400 + 1800, 1800 + 1200])
    expect(found.of(0)).toMatchObject({ cause: 'exclusion' })
  })

  test('is flipped by a raise: the one that paid nothing pays now, and the other no longer', () => {
    const today = withDraft(two, grouped(3, 1, 2))
    const found = simulated({ today, draft: raised(4, 1, 200, { from: '2027-01-01' }), people: [MAO] })
    expect(found.yuan).toEqual([1800, 2 * 150 + 10 * 200])
    expect(found.of(0)).toMatchObject({ change: 'more', cause: 'exclusion', month: '2027-01' })
  })
})

describe('time', () => {
  test('somebody who turns 70 in the fifth month is counted from the month after her birthday', () => {
    const turning = born('1957-03-15')
    const found = simulated({ today: EMPTY, draft: monthly(1, 100, { age: 70 }), people: [turning] })
    expect(found.of(0)).toMatchObject({ change: 'gained', cause: 'time', month: '2027-04' })
    expect(found.months.map((line) => line.draft_count)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1])
    expect(found.yuan).toEqual([0, 700])
  })

  test('somebody born on 29 February turns 70 on 1 March', () => {
    const leap = born('1956-02-29')
    const found = simulated({ today: EMPTY, draft: monthly(1, 100, { age: 71 }), people: [leap] })
    expect(found.of(0)).toMatchObject({ month: '2027-03' })
  })

  test('somebody who grows out of it loses the months after', () => {
    const version = cashOf(100, {
      cadence: 'monthly',
      rule: { combinator: 'and', rules: [{ field: 'age', operator: '<', value: 77 }] },
    })
    const found = simulated({ today: EMPTY, draft: draftOf(1, createOf(version)), people: [born('1950-01-20')] })
    expect(found.yuan).toEqual([0, 300])
  })

  test('a yearly promise of the year that has begun costs only what the draft adds to it', () => {
    const yearly = (yuan: number, valid_from: string) =>
      cashOf(yuan, { cadence: 'yearly', per: 'month', rule: over(60), valid_from: civilDate(valid_from) })
    const today = lawOf(draftOf(1, createOf(yearly(100, '2020-01-01'))))
    const draft = draftOf(2, { kind: 'version', policy_id: id(1), version: yearly(130, '2026-12-01') }, 1)
    const found = simulated({ today, draft, people: [MAO], months: 4 })
    // The year's sum is known with its new rate from the first run after approval; the next year falls due whole in January.
    expect(found.months.map((line) => [line.today_fen / 100, line.draft_fen / 100])).toEqual([
      [0, 30],
      [0, 0],
      [1200, 1560],
      [0, 0],
    ])
  })
})

describe('an end', () => {
  test('takes from its first day on', () => {
    const draft = draftOf(
      2,
      { kind: 'retire', policy_id: id(1), end: { valid_to: civilDate('2027-05-01'), reason: '停止' } },
      1,
    )
    const found = simulated({ today: lawOf(monthly(1, 100)), draft, people: [MAO] })
    expect(found.yuan).toEqual([1200, 600])
    expect(found.of(0)).toMatchObject({ change: 'less', cause: 'ended', month: '2027-05' })
  })
})

describe('what has been given for a period', () => {
  const today = lawOf(monthly(1, 100))
  function given(settled: Alike['settled'][number], yuan = 130) {
    const books = { today, draft: withDraft(today, raised(2, 1, yuan)) }
    const bare = stageOf({ books, about: [id(1)], place: PANLONG, days: daysFrom('2026-11', 2) })
    const stage = withSettled(bare, [{ policy_id: id(1), period: '2026-11' }])
    const { months, totals } = outcomeOf(stage, [{ ...alikeOf(stage, MAO, 0), settled: [settled] }])
    return { months: months.map((line) => [line.today_fen, line.draft_fen, line.draft_count]), totals }
  }
  const paid = (yuan: number) => ({
    place: PANLONG,
    branch: 'death',
    hukou_kind: null,
    rate_ids: [id(1)],
    months: [{ from: civilDate('2026-11-01'), fen: yuan * 100 }],
  })

  test('by hand costs nothing more, on either side', () => {
    expect(given('r').months).toEqual([
      [0, 0, 1],
      [10_000, 13_000, 1],
    ])
  })

  test('in a round costs what a raised rate adds to it, and she gets more, she gains nothing new', () => {
    const { months, totals } = given(paid(100))
    expect(months).toEqual([
      [0, 3_000, 1],
      [10_000, 13_000, 1],
    ])
    expect(totals).toMatchObject({ gained: 0, more: 1 })
  })

  test('in a round keeps what a lowered rate would take from it', () => {
    expect(given(paid(100), 80).months).toEqual([
      [0, 0, 1],
      [10_000, 8_000, 1],
    ])
  })

  test('in a round too little was owed before the draft: it is no cost of it', () => {
    // The second month of the paid period is the first simulated one: 20 are missing under today's law already.
    const books = { today, draft: withDraft(today, raised(2, 1, 130, { from: '2026-12-01' })) }
    const bare = stageOf({ books, about: [id(1)], place: PANLONG, days: daysFrom('2026-11', 1) })
    const stage = withSettled(bare, [{ policy_id: id(1), period: '2026-11' }])
    const { totals } = outcomeOf(stage, [{ ...alikeOf(stage, MAO, 0), settled: [paid(80)] }])
    expect(totals).toMatchObject({ today_fen: 2_000, draft_fen: 2_000, more: 0, gained: 0 })
  })
})

test('who is unknown is counted apart and costs nothing', () => {
  const rule = { combinator: 'and' as const, rules: [{ field: 'living_alone', operator: '=', value: true }] }
  const version = cashOf(100, { cadence: 'monthly', rule })
  const found = simulated({ today: EMPTY, draft: draftOf(1, createOf(version)), people: [MAO] })
  expect(found.totals).toMatchObject({ unknown: 1, gained: 0, draft_fen: 0 })
})
