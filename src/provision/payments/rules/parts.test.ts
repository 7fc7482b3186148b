import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded } from '../../../../test/support/seed.ts'
import { addDays, addMonths, civilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import type { Condition, Group, Rate } from '../../../promises/policies/rules/index.ts'
import { demandedBranch, partClasses, partsOf, sumOfParts } from './parts.ts'

// What a line says it is made of, for random monthly rates of two places and two branches.

const START = civilDate('2024-11-15')
const PLACES = [0, 530_103_000_000]
const PERIODS = ['2025', '2025-H1', '2025-Q4', '2025-07', '2024-12'] as Period[]

const worlds: fc.Arbitrary<Rate[]> = fc
  .uniqueArray(
    fc.record({
      division: fc.constantFrom(...PLACES),
      branch: fc.constantFrom(null, 'death' as const, 'disability' as const),
      spans: fc.array(
        fc.record({ days: fc.integer({ min: 20, max: 300 }), amount: fc.integer({ min: 1, max: 99_999 }) }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
    }),
    { minLength: 1, maxLength: 4, selector: ({ division, branch }) => `${division} ${branch}` },
  )
  .map((all) =>
    all.flatMap(({ division, branch, spans }, s) => {
      let day = START
      return spans.map(({ days, amount }, n): Rate => {
        const valid_from = day
        day = addDays(day, days)
        return {
          id: `00000000-0000-8000-8000-${String(s * 10 + n).padStart(12, '0')}` as Uuid,
          division,
          branch,
          hukou_kind: null,
          valid_from,
          valid_to: n === spans.length - 1 ? null : day,
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
  place: fc.constantFrom(530_103_001_001, 110_101_001_001),
  branch: fc.constantFrom('death', 'disability', 'none'),
  hukou_kind: fc.constantFrom('urban', 'rural', 'resident', null),
})

test('the parts are the months of the period, each once, in order, and their sum is rate times months to the fen', () => {
  fc.assert(
    fc.property(worlds, subjects, fc.constantFrom(...PERIODS), (rates, subject, period) => {
      const parts = partsOf(rates, subject, period, START)
      if (parts === null) return
      const { from, to_exclusive } = periodRange(period)
      let day = from
      for (const part of parts) {
        expect(part.from).toBe(day)
        expect(part.rate_fen).toBe(rates.find((rate) => rate.id === part.rate_id)?.amount_fen)
        day = addMonths(day, part.months)
      }
      expect(day).toBe(to_exclusive)
      expect(parts.every((part, i) => part.rate_id !== parts[i + 1]?.rate_id)).toBe(true)
      const sum = parts.reduce((all, { rate_fen, months }) => all + BigInt(rate_fen) * BigInt(months), 0n)
      expect(BigInt(sumOfParts(parts))).toBe(sum)
    }),
    seeded(500),
  )
})

test('the classes a round is composed by give everybody the parts that are hers', () => {
  fc.assert(
    fc.property(worlds, subjects, fc.constantFrom(...PERIODS), (rates, subject, period) => {
      const here = partClasses(rates, period, START).filter(
        (one) =>
          one.lo <= subject.place &&
          subject.place < one.hi &&
          one.branch === subject.branch &&
          one.hukou_kind === subject.hukou_kind,
      )
      // The first that holds the place counts: narrow places come first.
      expect(here[0]?.parts).toEqual(partsOf(rates, subject, period, START))
    }),
    seeded(500),
  )
})

const branch = (operator: '=' | '!=' | 'in' | 'notIn', ...values: string[]): Condition => ({
  field: 'branch',
  operator,
  value: operator === '=' || operator === '!=' ? (values[0] ?? '') : values,
})
const AGE: Condition = { field: 'age', operator: '>=', value: 60 }
const all = (...rules: Group['rules']): Group => ({ combinator: 'and', rules })
const any = (...rules: Group['rules']): Group => ({ combinator: 'or', rules })

test.each<[string, Group, ReturnType<typeof demandedBranch>]>([
  ['one branch', all(AGE, branch('=', 'disability')), 'disability'],
  ['a list of one', all(AGE, branch('in', 'death')), 'death'],
  ['not the other, as a list', all(AGE, branch('notIn', 'death', 'none')), 'disability'],
  ['not the other', all(AGE, branch('!=', 'disability')), 'death'],
  ['one branch in a group within', all(AGE, all(AGE, branch('=', 'disability'))), 'disability'],
  ['the same branch in every alternative', any(all(AGE, branch('=', 'death')), branch('in', 'death')), 'death'],
  ['the other one denied', { ...all(any(branch('=', 'death'))), not: true }, 'disability'],
  ['both in a list', all(AGE, branch('in', 'death', 'disability')), undefined],
  ['a branch as one alternative of two', any(AGE, branch('=', 'death')), undefined],
  ['no branch', all(AGE), undefined],
])('the branch a promise is for: %s', (_, rule, expected) => {
  expect(demandedBranch(rule)).toBe(expected)
})
