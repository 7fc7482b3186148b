import { describe, expect, test } from 'vitest'
import { civilDate } from '../../../kernel/calendar.ts'
import { explainLines, reasonsIn } from './explain.ts'
import type { FactsRow } from './facts.ts'
import { type Answer, type Condition, type Group } from './rule.ts'
import { MOTHER_FACTS } from '../../../../test/support/facts-row.ts'

const ON = civilDate('2026-11-21')
const ROW: FactsRow = MOTHER_FACTS
const AGED: Condition = { field: 'age', operator: '>=', value: 80 }
const ALONE: Condition = { field: 'living_alone', operator: '=', value: true }
const HARD: Condition = { field: 'hardship', operator: '=', value: true }
const BEREAVED: Condition = { field: 'branch', operator: '=', value: 'death' }
const and = (...rules: Group['rules']): Group => ({ combinator: 'and', rules })
const or = (...rules: Group['rules']): Group => ({ combinator: 'or', rules })

const told = (rule: Group, answers: Answer[]) =>
  explainLines(rule, answers, ROW, ON).map((line) => [
    line.kind === 'group' ? line.combinator : line.field,
    line.state,
    line.decides,
  ])

describe('an "or" in an explanation', () => {
  const rule = and(BEREAVED, or(AGED, ALONE, HARD))

  test('that is met: the alternative that met it, and the others as not needed, whether failed or missing', () => {
    expect(told(rule, ['yes', 'no', 'unknown', 'yes'])).toEqual([
      ['branch', 'met', false],
      ['or', 'met', false],
      ['age', 'not_needed', false],
      ['living_alone', 'not_needed', false],
      ['hardship', 'met', false],
    ])
  })

  test('that is met, in a rule that is not: only what failed decides', () => {
    expect(told(rule, ['no', 'no', 'unknown', 'yes'])).toEqual([
      ['branch', 'failed', true],
      ['or', 'met', false],
      ['age', 'not_needed', false],
      ['living_alone', 'not_needed', false],
      ['hardship', 'met', false],
    ])
  })

  test('that failed, or is not known: every alternative that could have met it says why not', () => {
    expect(told(rule, ['yes', 'no', 'no', 'no']).slice(1)).toEqual([
      ['or', 'failed', true],
      ['age', 'failed', true],
      ['living_alone', 'failed', true],
      ['hardship', 'failed', true],
    ])
    expect(told(rule, ['yes', 'no', 'unknown', 'no']).slice(1)).toEqual([
      ['or', 'unknown', true],
      ['age', 'failed', false],
      ['living_alone', 'unknown', true],
      ['hardship', 'failed', false],
    ])
  })

  test('that failed counts as one condition that is not met, whatever it holds; what is missing counts fact by fact', () => {
    const reasons = (of: Group, answers: Answer[]) => reasonsIn(explainLines(of, answers, ROW, ON))
    expect(reasons(rule, ['yes', 'no', 'no', 'no'])).toBe(1)
    expect(reasons(rule, ['no', 'no', 'no', 'no'])).toBe(2)
    expect(reasons(and(or(ALONE, and(AGED, HARD)), BEREAVED), ['no', 'no', 'no', 'no'])).toBe(2)
    expect(reasons(and(AGED, ALONE, HARD), ['no', 'yes', 'no'])).toBe(2)
    expect(reasons(rule, ['yes', 'unknown', 'unknown', 'no'])).toBe(2)
  })

  test('with groups in it: a group that was not needed says so with all it holds', () => {
    expect(told(or(and(AGED, ALONE), HARD), ['no', 'yes', 'yes'])).toEqual([
      ['and', 'not_needed', false],
      ['age', 'not_needed', false],
      ['living_alone', 'met', false],
      ['hardship', 'met', false],
    ])
  })

  test('what was not needed names no day on which time would meet it', () => {
    const day = (answers: Answer[]) =>
      explainLines(or(AGED, HARD), answers, ROW, ON).map((line) => line.kind === 'condition' && line.met_on)
    expect(day(['no', 'no'])).toEqual(['2030-03-05', null])
    expect(day(['no', 'yes'])).toEqual([null, null])
  })
})
