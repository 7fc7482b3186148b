import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ageOn, civilDate } from '../../../kernel/calendar.ts'
import { describeRule } from './describe.ts'
import type { FactsRow } from './facts.ts'
import { type Group, checkRule, evaluate, qualifiesOn, type RawGroup, type RuleValue, withoutNot } from './rule.ts'
import { MOTHER_FACTS } from '../../../../test/support/facts-row.ts'

const ON = civilDate('2026-11-21')
const ROW: FactsRow = {
  ...MOTHER_FACTS,
  birth_date: civilDate('1979-03-05'),
}
const one = (field: string, operator: string, value: RuleValue): RawGroup => ({
  combinator: 'and',
  rules: [{ field, operator, value }],
})

describe('checkRule', () => {
  test.each([
    ['a fact that is not in the catalogue', one('income', '>', 3), 'rule.rules.0.field', 'policies.rule_field'],
    ['an inherited name', one('constructor', '=', true), 'rule.rules.0.field', 'policies.rule_field'],
    [
      'a grade compared as a number',
      one('child_disability_grade', '>=', 3),
      'rule.rules.0.operator',
      'policies.rule_operator',
    ],
    [
      'a grade that is none',
      one('child_disability_grade', 'atLeastAsSevere', 5),
      'rule.rules.0.value',
      'policies.rule_value',
    ],
    ['an age in text', one('age', '>=', '49'), 'rule.rules.0.value', 'policies.rule_value'],
    ['an age with a fraction', one('age', '>=', 49.5), 'rule.rules.0.value', 'policies.rule_value'],
    ['a day that does not exist', one('birth_date', '>=', '1933-02-30'), 'rule.rules.0.value', 'policies.rule_value'],
    ['a choice that is none', one('branch', '=', 'other'), 'rule.rules.0.value', 'policies.rule_value'],
    ['a range upside down', one('age', 'between', [60, 50]), 'rule.rules.0.value', 'policies.rule_value'],
    ['an empty list', one('branch', 'in', []), 'rule.rules.0.value', 'policies.rule_value'],
    ['a place that is no code', one('hukou', 'within', 5301), 'rule.rules.0.value', 'policies.rule_value'],
    ['an empty group', { combinator: 'and', rules: [] }, 'rule', 'policies.rule_empty'],
  ] as [string, RawGroup, string, string][])('refuses %s, and says where', (_, rule, place, code) => {
    expect(checkRule(rule)).toMatchObject([{ place, code }])
  })

  test('refuses a rule too deep and names every fault at once', () => {
    let deep: RawGroup = one('age', '>=', 1)
    for (let i = 0; i < 5; i++) deep = { combinator: 'or', rules: [deep] }
    expect(checkRule(deep)).toMatchObject([{ code: 'policies.rule_too_deep' }])
    const many: RawGroup = { combinator: 'and', rules: [...one('x', '=', 1).rules, ...one('age', 'in', [1]).rules] }
    expect(checkRule(many).map((issue) => issue.place)).toEqual(['rule.rules.0.field', 'rule.rules.1.operator'])
  })
})

describe('qualifiesOn', () => {
  const rule = (...rules: Group['rules']): Group => ({ combinator: 'and', rules })

  test('is the latest of the days that are still to come', () => {
    const both = rule({ field: 'age', operator: '>=', value: 60 }, { field: 'age_of_wife', operator: '>', value: 48 })
    expect(qualifiesOn(both, ROW, ON)).toBe('2039-03-05')
  })

  test('is the earliest where one of several is enough', () => {
    const any: Group = {
      combinator: 'or',
      rules: [...rule({ field: 'age', operator: '>=', value: 60 }).rules, { field: 'age', operator: '=', value: 50 }],
    }
    expect(qualifiesOn(any, ROW, ON)).toBe('2029-03-05')
  })

  test('is never where something else fails, or facts are missing, or she is too old already', () => {
    expect(
      qualifiesOn(
        rule({ field: 'age', operator: '>=', value: 60 }, { field: 'hardship', operator: '=', value: true }),
        ROW,
        ON,
      ),
    ).toBeNull()
    expect(
      qualifiesOn(
        rule({ field: 'age', operator: '>=', value: 60 }, { field: 'living_alone', operator: '=', value: true }),
        ROW,
        ON,
      ),
    ).toBeNull()
    expect(qualifiesOn(rule({ field: 'age', operator: '<', value: 40 }), ROW, ON)).toBeNull()
  })

  test('is the first such day: the day before it, the rule does not hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 48, max: 100 }), (age) => {
        const day = qualifiesOn(rule({ field: 'age', operator: '>=', value: age }), ROW, ON)
        expect(day === null ? null : ageOn(ROW.birth_date, day)).toBe(age)
      }),
    )
  })
})

describe('a rule in words', () => {
  const rule: Group = {
    combinator: 'and',
    not: true,
    rules: [
      { field: 'age', operator: '<', value: 49 },
      {
        combinator: 'or',
        rules: [
          { field: 'sex', operator: '=', value: 'male' },
          { field: 'hukou', operator: 'within', value: 530103000000 },
        ],
      },
    ],
  }
  const places = new Map([[530103000000, '盘龙区']])

  test('reads without a "not" around it, in both languages', () => {
    expect(describeRule(rule, 'zh', places)).toEqual([
      { depth: 0, text: '本人年满 49 周岁' },
      { depth: 0, text: '以下全部满足' },
      { depth: 1, text: '性别不是男' },
      { depth: 1, text: '户籍不在盘龙区' },
    ])
    expect(describeRule(rule, 'en', places).map((line) => line.text)).toEqual([
      'the person: at least 49 years old',
      'all of these',
      'sex: not male',
      'hukou outside 盘龙区',
    ])
    expect(evaluate(withoutNot(rule), ROW, ON)).toBe(evaluate(rule, ROW, ON))
  })
})
