import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type CivilDate, civilDate } from '../../../kernel/calendar.ts'
import { type Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import { findRate, periodAmount, type Rate, rateGaps } from './rates.ts'

let number = 0
function rate(valid_from: string, valid_to: string | null, yuan: number, more: Partial<Rate> = {}): Rate {
  number += 1
  return {
    id: `00000000-0000-8000-8000-${String(number).padStart(12, '0')}` as Uuid,
    division: 0,
    branch: 'death',
    hukou_kind: null,
    valid_from: civilDate(valid_from),
    valid_to: valid_to === null ? null : civilDate(valid_to),
    amount_fen: fen(yuan * 100),
    per: 'month',
    document_number: null,
    confidence: 'sourced',
    source: 'test',
    ...more,
  }
}

const NATION = [rate('2018-01-01', '2022-01-01', 450), rate('2022-01-01', null, 590)]
const BEIJING = [
  rate('2022-06-01', '2022-07-01', 720, { division: 110000000000 }),
  rate('2022-07-01', null, 900, { division: 110000000000 }),
]
const WHO = { place: 530103000000, branch: 'death', hukou_kind: 'urban' }
const FROM_2018 = civilDate('2018-01-01')

describe('findRate', () => {
  test('takes the rate of the day, and the narrowest place that holds the person’s', () => {
    const all = [...NATION, ...BEIJING]
    expect(findRate(all, WHO, civilDate('2021-12-31'))?.amount_fen).toBe(45_000)
    expect(findRate(all, WHO, civilDate('2022-01-01'))?.amount_fen).toBe(59_000)
    expect(findRate(all, { ...WHO, place: 110101000000 }, civilDate('2022-06-30'))?.amount_fen).toBe(72_000)
    expect(findRate(all, { ...WHO, place: 110101000000 }, civilDate('2022-07-01'))?.amount_fen).toBe(90_000)
  })

  test('finds none for another branch, before the first, or when the kind of hukou is not known but asked', () => {
    expect(findRate(NATION, { ...WHO, branch: 'disability' }, civilDate('2020-01-01'))).toBeUndefined()
    expect(findRate(NATION, WHO, civilDate('2017-12-31'))).toBeUndefined()
    const urban = [rate('2014-01-01', null, 340, { hukou_kind: 'urban' })]
    expect(findRate(urban, { ...WHO, hukou_kind: null }, civilDate('2014-01-01'))).toBeUndefined()
    expect(findRate(urban, WHO, civilDate('2014-01-01'))?.amount_fen).toBe(34_000)
  })
})

describe('periodAmount', () => {
  const amount = (period: string, rates: Rate[] = NATION) => periodAmount(rates, WHO, period as Period, FROM_2018)

  test('adds the months as each stood on its first day', () => {
    expect(amount('2021')).toMatchObject({ amount_fen: 12 * 45_000, missing: [] })
    expect(amount('2022-H1').amount_fen).toBe(6 * 59_000)
    expect(amount('2022-03').amount_fen).toBe(59_000)
    const change = [rate('2022-01-01', '2022-07-01', 720), rate('2022-07-01', null, 900)]
    expect(amount('2022', change)).toMatchObject({ amount_fen: 6 * 72_000 + 6 * 90_000 })
    expect(amount('2022', change).rate_ids).toHaveLength(2)
  })

  test('takes a yearly or occasional rate once', () => {
    expect(amount('2018-spring', [rate('2015-01-01', null, 300, { per: 'occasion' })]).amount_fen).toBe(30_000)
    expect(amount('2018', [rate('2015-01-01', null, 1000, { per: 'year' })]).amount_fen).toBe(100_000)
    expect(amount('once', [rate('2015-01-01', null, 100, { per: 'occasion' })]).amount_fen).toBe(10_000)
  })

  test('gives no sum when the year begins by the month and goes on by the year, in whatever order', () => {
    const month = (from: string, to: string | null) => rate(from, to, 100)
    const year = (from: string, to: string | null) => rate(from, to, 1200, { per: 'year' })
    for (const turned of [
      [month('2025-01-01', '2026-07-01'), year('2026-07-01', null)],
      [year('2025-01-01', '2026-07-01'), month('2026-07-01', null)],
    ]) {
      expect(amount('2026', turned)).toEqual({ amount_fen: null, rate_ids: [], missing: [] })
      expect(amount('2026', turned.toReversed()).amount_fen).toBeNull()
      // The years before and after are stated alike.
      expect([amount('2025', turned).amount_fen, amount('2027', turned).amount_fen]).toEqual([120_000, 120_000])
    }
    const with_new_year = [month('2025-01-01', '2026-01-01'), year('2026-01-01', null)]
    expect(['2025', '2026'].map((period) => amount(period, with_new_year).amount_fen)).toEqual([120_000, 120_000])
  })

  test('gives nobody a sum where a narrower place’s rate is by the year beside the wider one by the month', () => {
    const beside = [
      rate('2026-01-01', null, 100),
      rate('2026-01-01', null, 1500, { division: 530_103_000_000, per: 'year' }),
    ]
    for (const rates of [beside, beside.toReversed()]) {
      expect(amount('2026', rates).amount_fen).toBeNull()
      expect(periodAmount(rates, { ...WHO, place: 110_101_000_000 }, '2026' as Period, FROM_2018).amount_fen).toBeNull()
    }
  })

  test('gives no sum when a month has no rate, and says which', () => {
    expect(amount('2017-H2', [rate('2017-09-01', null, 340)])).toMatchObject({
      amount_fen: null,
      missing: ['2017-07-01', '2017-08-01'],
    })
    expect(amount('2017', [])).toMatchObject({ amount_fen: null, missing: ['2017-01-01'] })
  })
})

describe('rateGaps', () => {
  test('finds what lies before, between and after', () => {
    const rates = [rate('2008-01-01', '2009-01-01', 200), rate('2022-06-01', '2023-01-01', 720)]
    expect(rateGaps(rates, 0, civilDate('2007-01-01'), null).map(({ from, to }) => [from, to])).toEqual([
      ['2007-01-01', '2008-01-01'],
      ['2009-01-01', '2022-06-01'],
      ['2023-01-01', null],
    ])
    expect(rateGaps(NATION, 0, FROM_2018, null)).toEqual([])
    expect(rateGaps([], 0, FROM_2018, null)).toMatchObject([{ branch: null, from: FROM_2018, to: null }])
  })

  test('sees a gap of one branch or one kind of hukou only', () => {
    const branches = [...NATION, rate('2018-01-01', '2020-01-01', 350, { branch: 'disability' })]
    expect(rateGaps(branches, 0, FROM_2018, null)).toMatchObject([{ branch: 'disability', from: '2020-01-01' }])
    const kinds = [rate('2018-01-01', null, 340, { hukou_kind: 'urban' })]
    expect(rateGaps(kinds, 0, FROM_2018, null)).toMatchObject([
      { hukou_kind: 'rural', from: FROM_2018 },
      { hukou_kind: 'resident', from: FROM_2018 },
    ])
    expect(rateGaps([rate('2018-01-01', null, 1, { division: 110000000000 })], 0, FROM_2018, null)).toHaveLength(1)
  })

  test('has a day in it exactly when no rate is found for that day', () => {
    const start = civilDate('2020-01-01')
    const span = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 15 }))
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), (spans) => {
        const rates = spans.map(([from, length]) => rate(addDays(start, from), addDays(start, from + length), 1))
        const end = addDays(start, 60)
        const gaps = rateGaps(rates, 0, start, end)
        for (let i = 0; i < 60; i++) {
          const day: CivilDate = addDays(start, i)
          const inGap = gaps.some((gap) => gap.from <= day && (gap.to === null || day < gap.to))
          expect(inGap).toBe(findRate(rates, WHO, day) === undefined)
        }
      }),
    )
  })
})
