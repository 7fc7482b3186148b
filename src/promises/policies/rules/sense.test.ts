import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MOTHER_FACTS } from '../../../../test/support/facts-row.ts'
import { seeded } from '../../../../test/support/seed.ts'
import { addYears, civilDate } from '../../../kernel/calendar.ts'
import type { FactKey } from './facts.ts'
import { candidateRule } from './policy.ts'
import { type Condition, conditionsOf, evaluate, type Group, type Operator, type RuleValue } from './rule.ts'
import { senselessOf } from './sense.ts'

const ON = civilDate('2026-11-21')
const PANLONG = 530_103_000_000
const STREET = 530_103_006_000
const GIVEN: Condition[] = [
  ...conditionsOf(candidateRule({ asked: 'parents' })),
  { field: 'residence', operator: 'within', value: PANLONG },
]
const ask = (field: FactKey, operator: Operator, value: RuleValue): Condition => ({ field, operator, value })
const all = (...rules: Group['rules']): Group => ({ combinator: 'and', rules })
const any = (...rules: Group['rules']): Group => ({ combinator: 'or', rules })
const not = (group: Group): Group => ({ ...group, not: true })
const found = (rule: Group) => senselessOf(rule, 'rule', GIVEN).map(({ place, why }) => `${place} ${why}`)

describe('a rule that nobody can meet is named at the condition', () => {
  test.each([
    ['70 and over, and under 60', all(ask('age', '>=', 70), ask('age', '<', 60)), 'rule.rules.1 never'],
    ['over 69 and under 70', all(ask('age', '>', 69), ask('age', '<', 70)), 'rule.rules.1 never'],
    ['just 70, and not 70', all(ask('age', '=', 70), ask('age', '!=', 70)), 'rule.rules.1 never'],
    [
      'outside of what is asked',
      all(ask('age', 'between', [50, 60]), ask('age', 'notBetween', [40, 70])),
      'rule.rules.1 never',
    ],
    ['under nothing', all(ask('children_surviving', '<', 0)), 'rule.rules.0 never'],
    [
      'born after, and before',
      all(ask('birth_date', '>', '1960-01-01'), ask('birth_date', '<', '1960-01-02')),
      'rule.rules.1 never',
    ],
    ['both branches', all(ask('branch', '=', 'death'), ask('branch', '=', 'disability')), 'rule.rules.1 never'],
    ['neither branch', all(ask('branch', 'notIn', ['death', 'disability'])), 'rule.rules.0 never'],
    [
      'neither branch, by a not',
      not(any(ask('branch', '=', 'death'), ask('branch', '=', 'disability'))),
      'rule.rules.1 never',
    ],
    ['a child where parents are asked', all(ask('relation', '=', 'child')), 'rule.rules.0 never'],
    [
      'grave, and lighter',
      all(ask('child_disability_grade', 'atLeastAsSevere', 2), ask('child_disability_grade', 'notAsSevere', 2)),
      'rule.rules.1 never',
    ],
    ['poor, and not poor', all(ask('hardship', '=', true), ask('hardship', '!=', true)), 'rule.rules.1 never'],
    [
      'living elsewhere than the policy’s place',
      all(ask('residence', 'within', 110_101_000_000)),
      'rule.rules.0 never',
    ],
    [
      'in a street, and not in its district',
      all(ask('hukou', 'within', STREET), ask('hukou', 'notWithin', PANLONG)),
      'rule.rules.1 never',
    ],
    [
      'nested all the same',
      all(ask('age', '>=', 70), all(all(ask('age', '<', 60)))),
      'rule.rules.1.rules.0.rules.0 never',
    ],
    [
      'one way of several',
      all(ask('age', '>=', 70), any(ask('hardship', '=', true), ask('age', '<', 60))),
      'rule.rules.1.rules.1 never',
    ],
    ['the dead', all(ask('alive', '=', false)), 'rule.rules.0 dead'],
    ['the dead, by a not', not(any(ask('alive', '=', true))), 'rule.rules.0 dead'],
    ['who is no member, or something else', any(ask('age', '>=', 70), ask('member', '!=', true)), 'rule.rules.1 dead'],
  ] as [string, Group, string][])('%s', (_, rule, where) => {
    expect(found(rule)).toEqual([where])
  })
})

test.each([
  ['one of two ages', any(ask('age', '>=', 70), ask('age', '<', 60))],
  ['an age of one year', all(ask('age', '>', 69), ask('age', '<=', 70))],
  ['a branch and the other, one enough', any(ask('branch', '=', 'death'), ask('branch', '=', 'disability'))],
  ['a district but for one street', all(ask('hukou', 'within', PANLONG), ask('hukou', 'notWithin', STREET))],
  ['another hukou than the place lived in', all(ask('hukou', 'notWithin', PANLONG))],
  ['no grade yet', all(ask('child_disability_grade', 'notAsSevere', 4))],
  ['the living members, said again', all(ask('alive', '=', true), ask('member', '!=', false))],
] as [string, Group][])('a rule that somebody can meet stands: %s', (_, rule) => {
  expect(found(rule)).toEqual([])
})

test('of ages: refused exactly when there is no age that meets it', () => {
  const age = fc.integer({ min: 0, max: 120 })
  const condition = fc.oneof(
    fc.record({ operator: fc.constantFrom<Operator>('=', '!=', '<', '<=', '>', '>='), value: age }),
    fc.record({
      operator: fc.constantFrom<Operator>('between', 'notBetween'),
      value: fc.tuple(age, age).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
    }),
  )
  const rules = fc.array(condition, { minLength: 1, maxLength: 4 }).map((parts) => {
    return all(...parts.map(({ operator, value }) => ask('age', operator, value)))
  })
  fc.assert(
    fc.property(rules, (rule) => {
      const met = Array.from({ length: 125 }, (_, n) => {
        return evaluate(rule, { ...MOTHER_FACTS, birth_date: addYears(civilDate('2026-01-01'), -n) }, ON)
      })
      expect(found(rule).length === 0).toBe(met.includes('yes'))
    }),
    seeded(300),
  )
})
