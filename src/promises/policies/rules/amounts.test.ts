import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../../../test/support/seed.ts'
import { addDays, civilDate } from '../../../kernel/calendar.ts'
import { contains } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import { findRate, HUKOU_KINDS as KINDS, periodAmount, type Rate, rateGaps } from './rates.ts'

// What rates come to, for random rates as they may stand together: in one place, for one branch and kind of hukou, one at a time.

const START = civilDate('2025-01-01')
const [NATION, DISTRICT, STREET] = [0, 530_103_000_000, 530_103_006_000] as const
const PLACES = [NATION, DISTRICT, STREET]
const BRANCHES = ['death', 'disability'] as const

const series = fc.record({
  division: fc.constantFrom(...PLACES),
  branch: fc.constantFrom(null, ...BRANCHES),
  hukou_kind: fc.constantFrom(null, ...KINDS),
  from: fc.nat({ max: 300 }),
  spans: fc.array(
    fc.record({
      days: fc.integer({ min: 1, max: 250 }),
      gap: fc.constantFrom(0, 0, 0, 20),
      amount: fc.nat({ max: 200_000 }),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  open: fc.boolean(),
})

const worlds: fc.Arbitrary<Rate[]> = fc
  .uniqueArray(series, {
    maxLength: 6,
    selector: ({ division, branch, hukou_kind }) => `${division} ${branch} ${hukou_kind}`,
  })
  .map((all) =>
    all.flatMap(({ division, branch, hukou_kind, from, spans, open }, s) => {
      let day = addDays(START, from - 100)
      return spans.map(({ days, gap, amount }, n): Rate => {
        const valid_from = day
        const valid_to = open && n === spans.length - 1 ? null : addDays(day, days)
        day = addDays(day, days + gap)
        return {
          id: `00000000-0000-8000-8000-${String(s * 10 + n).padStart(12, '0')}` as Uuid,
          division,
          branch,
          hukou_kind,
          valid_from,
          valid_to,
          amount_fen: fen(amount),
          per: 'month',
          document_number: null,
          confidence: 'sourced',
          source: '试验',
        }
      })
    }),
  )
const subjects = fc.record({
  place: fc.constantFrom(STREET + 1, DISTRICT + 7_001, 110_101_001_001),
  branch: fc.constantFrom(...BRANCHES),
  hukou_kind: fc.constantFrom(...KINDS),
})
const days = fc.nat({ max: 700 }).map((n) => addDays(START, n))
const months = (year: number) =>
  Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, '0')}` as Period)
const amountOf = (rates: readonly Rate[], subject: Parameters<typeof findRate>[1], period: string) =>
  periodAmount(rates, subject, period as Period, START).amount_fen
const total = (parts: readonly (number | null)[]) =>
  parts.includes(null) ? null : parts.reduce((sum: number, one) => sum + Number(one), 0)

describe('on each day', () => {
  test('there is exactly one rate, that of the narrowest place, or none', () => {
    fc.assert(
      fc.property(worlds, subjects, days, (rates, subject, day) => {
        const found = findRate(rates, subject, day)
        const fitting = rates.filter(
          (rate) =>
            contains(rate.division, subject.place) &&
            (rate.branch ?? subject.branch) === subject.branch &&
            (rate.hukou_kind ?? subject.hukou_kind) === subject.hukou_kind &&
            rate.valid_from <= day &&
            (rate.valid_to === null || day < rate.valid_to),
        )
        expect(found === undefined).toBe(fitting.length === 0)
        expect(fitting.every((rate) => contains(rate.division, found?.division ?? -1))).toBe(true)
        expect(findRate(rates.toReversed(), subject, day)).toEqual(found)
      }),
      seeded(500),
    )
  })

  test('who has no rate is named as a gap, and no gap is named where there is one', () => {
    const to = addDays(START, 701)
    fc.assert(
      fc.property(worlds, fc.constantFrom(...BRANCHES), days, (rates, branch, day) => {
        const gaps = rateGaps(rates, DISTRICT, START, to, BRANCHES).filter(
          (gap) => (gap.branch ?? branch) === branch && gap.from <= day && (gap.to === null || day < gap.to),
        )
        const lacks = (hukou_kind: string) =>
          findRate(rates, { place: DISTRICT, branch, hukou_kind }, day) === undefined
        // What all kinds lack from and to the same day is named once, for all.
        for (const kind of KINDS) {
          expect(gaps.some((gap) => (gap.hukou_kind ?? kind) === kind)).toBe(lacks(kind))
        }
      }),
      seeded(500),
    )
  })
})

describe('a period', () => {
  test('comes to the same by the year, the half years, the quarters and the months', () => {
    fc.assert(
      fc.property(worlds, subjects, (rates, subject) => {
        const of = (period: string) => amountOf(rates, subject, period)
        const year = total(months(2025).map(of))
        expect(total(['2025-H1', '2025-H2'].map(of))).toBe(year)
        expect(total(['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4'].map(of))).toBe(year)
        expect(of('2025')).toBe(year)
      }),
      seeded(500),
    )
  })

  test('comes to the same when a rate is split at any day into two of the same sum', () => {
    fc.assert(
      fc.property(worlds, subjects, fc.nat({ max: 20 }), fc.nat({ max: 400 }), (rates, subject, pick, n) => {
        const split = rates.flatMap((rate, i): Rate[] => {
          const at = addDays(rate.valid_from, n + 1)
          if (i !== pick % rates.length || (rate.valid_to !== null && at >= rate.valid_to)) return [rate]
          const later = { ...rate, id: `${rate.id.slice(0, -1)}9` as Uuid, valid_from: at }
          return [{ ...rate, valid_to: at }, later]
        })
        for (const period of ['2025', '2025-H2', '2025-Q3', '2025-08', '2026-01']) {
          expect(amountOf(split, subject, period)).toBe(amountOf(rates, subject, period))
        }
      }),
      seeded(500),
    )
  })

  test('never comes to less for anybody because a rate is raised', () => {
    fc.assert(
      fc.property(worlds, subjects, fc.nat({ max: 20 }), fc.nat({ max: 90_000 }), (rates, subject, pick, more) => {
        const raised = rates.map((rate, i) =>
          i === pick % rates.length ? { ...rate, amount_fen: fen(rate.amount_fen + more) } : rate,
        )
        for (const period of [...months(2025), '2025', '2025-H1']) {
          const [before, after] = [amountOf(rates, subject, period), amountOf(raised, subject, period)]
          expect(before === null).toBe(after === null)
          expect(Number(after)).toBeGreaterThanOrEqual(Number(before))
        }
      }),
      seeded(300),
    )
  })

  test('lacks a sum exactly when a month of it has no rate, and names those months', () => {
    fc.assert(
      fc.property(worlds, subjects, (rates, subject) => {
        const { missing, amount_fen } = periodAmount(rates, subject, '2025' as Period, START)
        // Without any rate that is monthly there is one question for the whole year.
        const firsts = rates.length === 0 ? [START] : months(2025).map((month) => periodRange(month).from)
        expect(missing).toEqual(firsts.filter((day) => findRate(rates, subject, day) === undefined))
        expect(amount_fen === null).toBe(missing.length > 0)
      }),
      seeded(300),
    )
  })

  test('has a sum only where all rates that count within it are stated by one measure, and then one of that measure', () => {
    const turns = fc.array(fc.constantFrom('month' as const, 'month' as const, 'year' as const), {
      minLength: 24,
      maxLength: 24,
    })
    fc.assert(
      fc.property(worlds, turns, subjects, (plain, pers, subject) => {
        const rates = plain.map((rate, i) => ({ ...rate, per: pers[i] ?? 'month' }))
        const { from, to_exclusive } = periodRange('2025' as Period)
        const within = rates.filter(
          ({ valid_from, valid_to }) => valid_from < to_exclusive && (valid_to === null || valid_to > from),
        )
        const stated = new Set(within.map((rate) => rate.per))
        const found = amountOf(rates, subject, '2025')
        if (stated.size > 1) expect(found).toBeNull()
        else if (stated.has('year')) expect(found).toBe(findRate(rates, subject, from)?.amount_fen ?? null)
        else if (stated.has('month')) expect(found).toBe(amountOf(plain, subject, '2025'))
        // What is never said twice: turning the order of the rates changes nothing.
        expect(amountOf(rates.toReversed(), subject, '2025')).toBe(found)
      }),
      seeded(500),
    )
  })
})
