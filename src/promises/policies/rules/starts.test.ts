import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../../../test/support/seed.ts'
import { cashOf } from '../../../../test/support/drafts.ts'
import { versionOf } from '../../../../test/support/version.ts'
import { addDays, type CivilDate, civilDate } from '../../../kernel/calendar.ts'
import type { Cadence } from '../../../kernel/period.ts'
import { periodOf, periodRange, periodsBetween } from '../../../kernel/period-days.ts'
import type { VersionInput } from './draft.ts'
import type { RawGroup } from './rule.ts'
import { checkBeginning, checkFollowing, checkStart, startOfAll } from './starts.ts'

const CALENDAR: readonly Cadence[] = ['monthly', 'quarterly', 'half_yearly', 'yearly']
const day = civilDate
const over = (age: number, clause?: string): RawGroup => ({
  combinator: 'and',
  rules: [{ field: 'age', operator: '>=', value: age, ...(clause === undefined ? {} : { clause }) }],
})
const days = fc.nat({ max: 3000 }).map((n) => addDays(day('2024-01-01'), n))
const cadences = fc.constantFrom(...CALENDAR)

describe('a version of another cadence', () => {
  const from = (valid_from: string, cadence: Cadence, before: Cadence = 'half_yearly') =>
    checkFollowing(cashOf(100, { cadence, valid_from: day(valid_from) }), cashOf(100, { cadence: before }))

  test('begins where a period of both begins, and is told the next such day', () => {
    expect(from('2026-09-01', 'monthly')).toEqual([
      {
        place: 'version.valid_from',
        code: 'policies.cadence_within_period',
        params: { day: '2026-09-01', next: '2027-01-01' },
      },
    ])
    expect(from('2027-01-01', 'monthly')).toEqual([])
    expect(from('2026-07-01', 'monthly')).toEqual([])
    expect(from('2026-07-01', 'yearly', 'monthly')).toMatchObject([{ params: { next: '2027-01-01' } }])
    expect(from('2026-04-01', 'quarterly', 'monthly')).toEqual([])
    expect(from('2026-04-02', 'quarterly', 'monthly')).toMatchObject([{ params: { next: '2026-07-01' } }])
  })

  test('does not go between the calendar and what is given once or at festivals', () => {
    for (const [cadence, before] of [
      ['once', 'monthly'],
      ['festival', 'monthly'],
      ['yearly', 'once'],
      ['half_yearly', 'festival'],
      ['once', 'festival'],
    ] as const) {
      expect(from('2027-01-01', cadence, before)).toMatchObject([
        { place: 'version.cadence', code: 'policies.cadence_kind', next: 'policies.cadence_kind_next' },
      ])
    }
  })

  test('owes no day twice and leaves out none, whatever the two cadences and the day', () => {
    fc.assert(
      fc.property(cadences, cadences, days, (before, cadence, asked) => {
        const begins = startOfAll([before, cadence], asked)
        expect(begins >= asked).toBe(true)
        const version = cashOf(100, { cadence, valid_from: asked })
        if (before !== cadence) {
          expect(checkFollowing(version, cashOf(100, { cadence: before })).length === 0).toBe(begins === asked)
        }
        const last = periodsBetween(before, day('2023-01-01'), addDays(begins, -1)).at(-1)
        expect(last && periodRange(last).to_exclusive).toBe(begins)
        expect(periodRange(periodOf(cadence, begins)).from).toBe(begins)
        // And there is no earlier such day.
        for (let earlier = asked; earlier < begins; earlier = addDays(earlier, 1)) {
          const both = [before, cadence].every((each) => periodRange(periodOf(each, earlier)).from === earlier)
          expect(both).toBe(false)
        }
      }),
      seeded(100),
    )
  })
})

describe('a version of the same cadence', () => {
  const next = (valid_from: string, more: Partial<VersionInput>, before: VersionInput = cashOf(100)) =>
    checkFollowing({ ...before, valid_from: day(valid_from), ...more }, before).map(({ code, params }) => [
      code,
      params?.['next'],
    ])

  test('changes who is owed, what, or whether a claim is needed with a period', () => {
    for (const change of [{ rule: over(60) }, { claim_required: true }, { grant_kind: 'thing' as const }]) {
      expect(next('2026-10-01', change)).toEqual([['policies.within_period', '2027-01-01']])
      expect(next('2027-01-01', change)).toEqual([])
    }
  })

  test('changes rates, the document and the clauses it names on any day', () => {
    const rates = cashOf(200).rates
    expect(next('2026-10-01', { rates, document_title: '新办法', rule: over(70, '第五条') })).toEqual([])
    expect(next('2026-10-01', { rule: { ...over(70), not: false } })).toEqual([])
  })

  test('of things, or of money at festivals, changes on any day', () => {
    expect(next('2026-10-03', { rule: over(60) }, versionOf())).toEqual([])
    const festival = cashOf(300, { cadence: 'festival', per: 'occasion' })
    expect(next('2026-10-03', { rule: over(60) }, festival)).toEqual([])
  })
})

describe('a policy in the place of a wider one', () => {
  const taking = (valid_from: CivilDate, cadence: Cadence, taken: readonly Cadence[]) =>
    checkBeginning(
      { ...cashOf(100, { cadence, valid_from }) },
      taken.map((each) => ({ grant_kind: 'cash' as const, cadence: each })),
    ).map(({ place, code, params }) => [place, code, params?.['next']])

  test('begins where periods of its own and of the wider one begin', () => {
    expect(taking(day('2026-10-01'), 'half_yearly', ['half_yearly'])).toEqual([
      ['version.valid_from', 'policies.within_period', '2027-01-01'],
    ])
    expect(taking(day('2026-10-01'), 'monthly', ['monthly'])).toEqual([])
    expect(taking(day('2026-10-01'), 'monthly', ['half_yearly', 'monthly'])).toHaveLength(1)
    expect(taking(day('2027-01-01'), 'monthly', ['half_yearly'])).toEqual([])
  })

  test('is not given by the calendar where the wider one is given once or at festivals', () => {
    expect(taking(day('2027-01-01'), 'monthly', ['festival'])).toEqual([
      ['version.cadence', 'policies.cadence_apart', undefined],
    ])
    expect(taking(day('2027-01-01'), 'once', ['yearly'])).toHaveLength(1)
    expect(taking(day('2026-10-03'), 'festival', ['festival'])).toEqual([])
  })
})

test('a new policy begins with a period: of the months before its first day nobody would know what is owed', () => {
  const begins = (valid_from: string, more: Parameters<typeof cashOf>[1] = {}) =>
    checkBeginning({ ...cashOf(100, more), valid_from: day(valid_from) }, []).map(({ params }) => params?.['next'])
  expect(begins('2027-02-01')).toEqual(['2027-07-01'])
  expect(begins('2027-07-01')).toEqual([])
  expect(begins('2027-02-01', { cadence: 'monthly' })).toEqual([])
  expect(begins('2027-02-03', { cadence: 'monthly' })).toEqual(['2027-03-01'])
  expect(begins('2027-02-03', { cadence: 'festival', per: 'occasion' })).toEqual([])
})

test('an end within a period is told the first day of the next', () => {
  expect(checkStart('end.valid_to', day('2026-12-01'), [cashOf(100)])).toEqual([
    { place: 'end.valid_to', code: 'policies.within_period', params: { day: '2026-12-01', next: '2027-01-01' } },
  ])
  expect(checkStart('end.valid_to', day('2026-12-01'), [cashOf(100, { cadence: 'monthly' })])).toEqual([])
  expect(checkStart('end.valid_to', day('2026-12-01'), [versionOf()])).toEqual([])
})
