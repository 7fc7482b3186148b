import { describe, expect, test } from 'vitest'
import { civilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Rate } from '../../policies/rules/index.ts'
import {
  differenceOf,
  dueBy,
  mayMove,
  periodFor,
  planActs,
  priceClasses,
  type Reachable,
  reachableFrom,
  STATES,
} from './index.ts'

const day = civilDate

describe('the period of a cadence', () => {
  test.each([
    ['monthly', '2018-06-30', '2018-06'],
    ['quarterly', '2018-06-30', '2018-Q2'],
    ['half_yearly', '2018-07-01', '2018-H2'],
    ['yearly', '2018-12-31', '2018'],
    ['once', '2018-12-31', 'once'],
    ['festival', '2018-02-16', '2018-spring'],
    ['festival', '2018-02-17', '2018-dragon_boat'],
    ['festival', '2018-12-31', '2019-spring'],
  ] as const)('%s on %s is %s', (cadence, on, period) => {
    expect(periodFor({ cadence }, day(on))).toBe(period)
  })

  test('ends on its last day, and once never ends', () => {
    expect(dueBy('2018-H1' as Period)).toBe('2018-06-30')
    expect(dueBy('2018-spring' as Period)).toBe('2018-02-16')
    expect(dueBy('once' as Period)).toBeNull()
  })

  test.each([
    ['2018-H2', '2018-07-01'],
    ['2018-spring', '2017-10-05'],
    ['2018', '2018-01-01'],
  ] as const)('%s may be handed out from %s on, whenever it was found owed', (period, from) => {
    const row = { in_force_from: day('2020-01-01'), member_from: day('2021-01-01') }
    expect(reachableFrom({ ...row, period: period as Period })).toBe(from)
  })

  test('what is owed once, not before the policy was in force nor before she was on the register', () => {
    const once = { period: 'once' as Period, in_force_from: day('2020-01-01') }
    expect(reachableFrom({ ...once, member_from: day('2021-05-01') })).toBe('2021-05-01')
    expect(reachableFrom({ ...once, member_from: day('2016-05-01') })).toBe('2020-01-01')
    expect(reachableFrom({ ...once, member_from: null })).toBe('2020-01-01')
  })
})

function rate(division: number, amount: number, more: Partial<Rate> = {}): Rate {
  return {
    id: `rate-${division}-${amount}` as Uuid,
    division,
    branch: null,
    hukou_kind: null,
    valid_from: day('2008-01-01'),
    valid_to: null,
    amount_fen: fen(amount),
    per: 'month',
    document_number: null,
    confidence: 'sourced',
    source: '试验',
    ...more,
  }
}

describe('what is owed', () => {
  const priceAt = (rates: Rate[], period: string, place: number, branch: string, hukou_kind: string | null = 'urban') =>
    priceClasses(rates, period as Period, day('2018-01-01')).find(
      (one) => place >= one.lo && place < one.hi && one.branch === branch && one.hukou_kind === hukou_kind,
    )?.amount_fen

  test('is the monthly rate over the months of the period', () => {
    const rates = [rate(0, 45_000)]
    expect(priceAt(rates, '2018-06', 530_103_000_000, 'death')).toBe(45_000)
    expect(priceAt(rates, '2018-Q2', 530_103_000_000, 'death')).toBe(3 * 45_000)
    expect(priceAt(rates, '2018-H1', 530_103_000_000, 'death')).toBe(6 * 45_000)
    expect(priceAt(rates, '2018', 530_103_000_000, 'death')).toBe(12 * 45_000)
  })

  test('follows a rate that rises within the period, month by month', () => {
    const rates = [rate(0, 45_000, { valid_to: day('2018-03-01') }), rate(0, 59_000, { valid_from: day('2018-03-01') })]
    expect(priceAt(rates, '2018-H1', 530_103_000_000, 'death')).toBe(2 * 45_000 + 4 * 59_000)
  })

  test('is that of the narrowest place, of the branch and of the kind of hukou', () => {
    const rates = [
      rate(0, 34_000, { hukou_kind: 'urban' }),
      rate(0, 17_000, { hukou_kind: 'rural' }),
      rate(530_000_000_000, 40_000, { branch: 'death' }),
      rate(530_103_000_000, 50_000, { branch: 'death' }),
    ]
    expect(priceAt(rates, '2018-06', 530_103_001_001, 'death')).toBe(50_000)
    expect(priceAt(rates, '2018-06', 530_102_001_001, 'death')).toBe(40_000)
    expect(priceAt(rates, '2018-06', 530_103_001_001, 'disability', 'rural')).toBe(17_000)
    expect(priceAt(rates, '2018-06', 110_101_001_001, 'death', 'urban')).toBe(34_000)
  })

  test('has no sum where a month has no rate, rather than a smaller one', () => {
    expect(priceAt([rate(0, 45_000, { valid_to: day('2018-06-01') })], '2018-H1', 0, 'death')).toBeNull()
    expect(priceAt([rate(0, 45_000, { hukou_kind: 'urban' })], '2018-H1', 0, 'death', null)).toBeNull()
  })
})

describe('a move', () => {
  test('is legal only as the table says, for every pair of states and every mover', () => {
    const legal = STATES.flatMap((from) =>
      STATES.flatMap((to) =>
        (['hand', 'run', 'exit', 'counter_record'] as const)
          .filter((by) => mayMove(from, to, by))
          .map((by) => `${from} → ${to} by ${by}`),
      ),
    )
    expect(legal).toEqual([
      'due → reached by hand',
      'due → held by hand',
      'due → void by hand',
      'due → void by run',
      'due → void by exit',
      'reached → due by counter_record',
      'held → due by hand',
      'held → void by hand',
      'held → void by run',
      'held → void by exit',
      'void → due by hand',
      'void → due by run',
    ])
  })
})

describe('a difference', () => {
  const owed = { answer: 'yes', amount_fen: 300, quantity: 1, unit: 'fen', policy_version: 1 } as const
  const row = { ...owed, void_by: null }

  test.each([
    ['entitled, no row', owed, undefined, 'gained'],
    ['entitled, due', owed, { ...row, state: 'due' }, 'kept'],
    ['entitled, due with another amount', owed, { ...row, amount_fen: 200, state: 'due' }, 'changed'],
    ['entitled, due under an older version', { ...owed, policy_version: 2 }, { ...row, state: 'due' }, 'changed'],
    ['entitled, due since a day on which she was not', owed, { ...row, state: 'due', day_fell: true }, 'changed'],
    ['entitled, held since a day on which she was not', owed, { ...row, state: 'held', day_fell: true }, 'kept'],
    ['entitled, held with another amount', owed, { ...row, amount_fen: 200, state: 'held' }, 'kept'],
    ['entitled, reached with another amount', owed, { ...row, amount_fen: 200, state: 'reached' }, 'kept'],
    ['entitled again after a run', owed, { ...row, state: 'void', void_by: 'run' }, 'gained'],
    ['entitled, but ended by a person', owed, { ...row, state: 'void', void_by: 'hand' }, 'set_aside'],
    ['entitled, but off the roll by an exit', owed, { ...row, state: 'void', void_by: 'exit' }, 'set_aside'],
    ['entitled, and on the roll again', owed, { ...row, state: 'void', void_by: 'exit', on_roll: true }, 'gained'],
    ['not entitled, due', undefined, { ...row, state: 'due' }, 'lost'],
    ['not entitled, held', undefined, { ...row, state: 'held' }, 'lost'],
    ['not entitled on that day, found later', undefined, { ...row, state: 'due', found_later: true }, 'kept'],
    ['not entitled on that day, reached later', undefined, { ...row, state: 'reached', found_later: true }, undefined],
    ['not entitled, reached', undefined, { ...row, state: 'reached' }, undefined],
    ['not entitled, void', undefined, { ...row, state: 'void', void_by: 'run' }, undefined],
    ['facts missing, due', { ...owed, answer: 'unknown' }, { ...row, state: 'due' }, 'unknown'],
    ['no rate, due', { ...owed, amount_fen: null }, { ...row, state: 'due' }, 'unknown'],
  ] as const)('%s', (_, promised, standing, expected) => {
    expect(differenceOf(promised, standing)).toBe(expected)
  })
})

describe('the acts that reach', () => {
  const base: Reachable = {
    district: 530_103,
    id: 'a' as Uuid,
    family_id: 'f' as Uuid,
    person_id: 'p' as Uuid,
    policy_id: 'x' as Uuid,
    care_kind: 'assistance_payment',
    kind_units: ['household', 'person', 'fen'],
    unit: 'fen',
    amount_fen: 1_000,
    quantity: 1,
    version: 1,
    parents: [],
  }
  const on = { happened_on: day('2018-06-01') }
  const plan = (rows: Reachable[], how = {}) => planActs(rows, { ...on, ...how }, (row) => row.id)

  test('are one for each beneficiary and policy, with the sums of all periods', () => {
    const acts = plan([
      base,
      { ...base, id: 'b' as Uuid, amount_fen: 500 },
      { ...base, id: 'c' as Uuid, person_id: 'q' as Uuid },
    ])
    expect(acts.map(({ act }) => [act.id, act.amount_fen, act.person_ids])).toEqual([
      ['a', 1_500, ['p']],
      ['c', 1_000, ['q']],
    ])
    expect(acts[0]?.entitlements.map((row) => row.id)).toEqual(['a', 'b'])
  })

  test('for a family reach its living parents', () => {
    const [one] = plan([{ ...base, person_id: null, parents: ['m' as Uuid, 'n' as Uuid] }])
    expect(one?.act.person_ids).toEqual(['m', 'n'])
  })

  test('say hours in minutes and cards in pieces', () => {
    const [one] = plan([{ ...base, unit: 'hour', quantity: 3, amount_fen: 0, kind_units: ['piece', 'hour'] }])
    expect(one?.act).toMatchObject({ minutes: 180, quantity: 1 })
  })

  test('leave out what the kind does not count', () => {
    const [one] = plan([{ ...base, unit: 'person_time', quantity: 1, amount_fen: 0, kind_units: ['person'] }])
    expect(one?.act).not.toHaveProperty('quantity')
  })

  test('take what was really paid where the promise names no amount', () => {
    const [one] = plan([{ ...base, unit: 'person_time', amount_fen: 0 }], { amount_fen_each: 10_000 })
    expect(one?.act.amount_fen).toBe(10_000)
    const [money] = plan([base], { amount_fen_each: 10_000 })
    expect(money?.act.amount_fen).toBe(1_000)
  })
})
