import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  added,
  changed,
  freshCondition,
  moved,
  numberTyped,
  partAt,
  removed,
  withOperator,
  withWord,
  wordOf,
} from './edit.ts'
import { FACT_KEYS, factOf } from './facts.ts'
import { checkRule, OPERATORS_OF, type RawGroup } from './rule.ts'

const age = (value: number) => ({ field: 'age', operator: '>=', value })
const rule: RawGroup = { combinator: 'and', rules: [age(1), { combinator: 'or', rules: [age(2), age(3)] }, age(4)] }

describe('the rule editor', () => {
  test('adds, changes and removes where it is told, and nowhere else', () => {
    expect(partAt(added(rule, [1], age(9)), [1, 2])).toEqual(age(9))
    expect(
      partAt(
        changed(rule, [1, 0], () => age(7)),
        [1, 0],
      ),
    ).toEqual(age(7))
    expect(changed(rule, [1, 0], () => age(7)).rules[0]).toBe(rule.rules[0])
    expect(removed(rule, [0]).rules).toEqual(rule.rules.slice(1))
  })

  test('a group that loses its last condition goes with it; the rule itself stays', () => {
    expect(removed(removed(rule, [1, 0]), [1, 0]).rules).toEqual([age(1), age(4)])
    expect(removed({ combinator: 'and', rules: [age(1)] }, [0])).toEqual({ combinator: 'and', rules: [] })
  })

  test('moves a part past its neighbour, and not past the end', () => {
    expect(moved(rule, [0], 1).rules[1]).toEqual(age(1))
    expect(moved(rule, [0], -1)).toEqual(rule)
    expect(partAt(moved(rule, [1, 1], -1), [1, 0])).toEqual(age(3))
  })

  test('says a group in one of four words', () => {
    for (const word of ['all', 'any', 'none', 'not_all'] as const) expect(wordOf(withWord(rule, word))).toBe(word)
  })

  test('an operator keeps what fits of the value', () => {
    expect(withOperator(age(60), 'between').value).toEqual([60, ''])
    expect(withOperator({ field: 'age', operator: 'between', value: [60, 70] }, '<').value).toBe(60)
    expect(withOperator({ field: 'branch', operator: '=', value: 'death' }, 'in').value).toEqual(['death'])
  })

  test('whole numbers are numbers, everything else is refused at its field', () => {
    expect([numberTyped(' 70 '), numberTyped('7.5'), numberTyped('-1'), numberTyped('')]).toEqual([70, '7.5', '-1', ''])
  })

  test('every fact of the catalogue can be asked with every one of its operators, once it is filled in', () => {
    for (const field of FACT_KEYS) {
      const { type, choices = [] } = factOf(field)
      for (const operator of OPERATORS_OF[type]) {
        const condition = withOperator(freshCondition(field), operator)
        const one = {
          years: 60,
          number: 1,
          date: '1980-01-01',
          boolean: true,
          choice: choices[0] ?? '',
          division: 530103000000,
          grade: 3,
        }[type]
        const value = Array.isArray(condition.value)
          ? operator === 'in' || operator === 'notIn'
            ? [String(one)]
            : [one, one]
          : one
        expect([
          field,
          operator,
          checkRule({ combinator: 'and', rules: [{ ...condition, value: value as never }] }),
        ]).toEqual([field, operator, []])
      }
    }
  })

  test('what is not filled in is refused, never guessed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FACT_KEYS.filter((key) => factOf(key).type !== 'boolean')), (field) => {
        const [issue] = checkRule({ combinator: 'and', rules: [freshCondition(field)] })
        expect(issue).toMatchObject({ place: 'rule.rules.0.value', code: 'policies.rule_value' })
      }),
    )
  })
})
