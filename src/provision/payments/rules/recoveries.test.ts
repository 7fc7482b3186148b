import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  asked,
  type Case,
  DEATH_OF_CHILD,
  id,
  line,
  MOTHER,
  onRoll,
  paid,
  raisedFrom,
  REGULAR,
  SECOND,
  told,
} from '../../../../test/support/slots.ts'
import { addMonths, civilDate } from '../../../kernel/calendar.ts'
import type { Condition, Group, PolicyAt } from '../../../promises/policies/rules/index.ts'
import { arrearsOf, recoveriesOf, type Slot, weigh } from './arrears.ts'

const GRADE: Condition = { field: 'child_disability_grade', operator: 'atLeastAsSevere', value: 3 }
const SECOND_AS_LIST: Group = {
  combinator: 'and',
  rules: [{ field: 'branch', operator: 'in', value: ['disability'] }, GRADE],
}
const SECOND_WITHIN: Group = {
  combinator: 'and',
  rules: [{ combinator: 'and', rules: [{ field: 'branch', operator: '=', value: 'disability' }, GRADE] }],
}
const ruled = (rule: Group): PolicyAt => ({ ...SECOND, rule })

describe('recoveries', () => {
  const cases: Case[] = [
    [
      'died on 10 February: the months after February',
      paid({ now: { died_on: civilDate('2022-02-10') } }),
      '- 2360 died 2022-03 to 2022-06',
    ],
    [
      'her number is put right, and with it a second file found that was paid for April and May: these are given back',
      paid({ elsewhere: [civilDate('2022-04-01'), civilDate('2022-05-01')] }),
      '- 1180 elsewhere 2022-04 to 2022-05',
    ],
    [
      'of months after a death it is the death that counts, whoever else was paid for them',
      paid({ elsewhere: [civilDate('2022-06-01')], now: { died_on: civilDate('2022-04-10') } }),
      '- 1180 died 2022-05 to 2022-06',
    ],
    [
      'died on the first of March: March is hers',
      paid({ now: { died_on: civilDate('2022-03-01') } }),
      '- 1770 died 2022-04 to 2022-06',
    ],
    ['died in the month of payment: nothing', paid({ now: { died_on: civilDate('2022-06-02') } })],
    [
      'died before the period: all of it',
      paid({ now: { died_on: civilDate('2021-11-30') } }),
      '- 3540 died 2022-01 to 2022-06',
    ],
    [
      'her death was known when it was paid: the months after it were never owed',
      paid({ frozen: { ...MOTHER, died_on: civilDate('2022-02-10') } }),
      '- 2360 died 2022-03 to 2022-06',
    ],
    [
      'that she would leave in April was known when it was paid: May and June',
      paid({ frozen: { ...MOTHER, member_to: civilDate('2022-04-20') } }),
      '- 1180 left 2022-05 to 2022-06',
    ],
    [
      'her death was known when it was paid, and the rate rose since: nothing is owed for the months after it',
      paid({ frozen: { ...MOTHER, died_on: civilDate('2022-02-10') }, rates: raisedFrom('2022-01-01') }),
      '+ 2 × 150 rate from 2022-01',
      '- 2360 died 2022-03 to 2022-06',
    ],
    [
      'left the family in April: May and June',
      paid({ now: { member_to: civilDate('2022-04-20') } }),
      '- 1180 left 2022-05 to 2022-06',
    ],
    [
      'the certificate was graded 4 from 8 April: the months from May',
      paid({ now: { child_disabled_from: civilDate('2022-04-08'), child_disability_grade: 4 } }),
      '- 1180 conditions 2022-05 to 2022-06',
    ],
    [
      'the certificate was renewed with the same grade: nothing',
      paid({ now: { child_disabled_from: civilDate('2022-04-08') } }),
    ],
    [
      'born later than stated, never 49 in those months: all of it',
      paid({ now: { birth_date: civilDate('1974-03-05') } }),
      '- 3540 conditions 2022-01 to 2022-06',
    ],
    [
      'turned 49 in March and was paid the whole half-year: nothing',
      paid({ frozen: { ...MOTHER, birth_date: civilDate('1973-03-05') } }),
    ],
    [
      'another child was born since: what is paid is not asked back by a count that has no date',
      paid({
        now: {
          children_born: 2,
          children_surviving: 2,
          child_birth_date: civilDate('2022-08-01'),
          child_disability_grade: null,
          child_disabled_from: null,
          child_disabled_to: null,
        },
      }),
    ],
    [
      'off the roll before the period began: all of it',
      paid({ on_roll: [onRoll('2020-01-01', '2021-12-01')] }),
      '- 3540 conditions 2022-01 to 2022-06',
    ],
    [
      'off the roll within the period: the period was begun in force and stays hers',
      paid({ on_roll: [onRoll('2020-01-01', '2022-02-01')] }),
    ],
    [
      'off the roll before the period began, on it again after its end: all of it',
      paid({ on_roll: [onRoll('2020-01-01', '2021-12-01'), onRoll('2022-07-01', null)] }),
      '- 3540 conditions 2022-01 to 2022-06',
    ],
    [
      'off the roll before the period began, on it again within it: it is owed whole',
      paid({ on_roll: [onRoll('2020-01-01', '2021-12-01'), onRoll('2022-06-10', null)] }),
    ],
    [
      'a claim between two others that was in force during the period: nothing',
      paid({
        on_roll: [
          onRoll('2020-01-01', '2020-12-01'),
          onRoll('2021-06-01', '2022-08-01'),
          onRoll('2023-01-01', '2023-02-01'),
        ],
      }),
    ],
    [
      'paid before a claim was asked for, and off the roll since: nothing',
      paid({ on_roll: [onRoll('2022-07-01', '2023-01-01')] }),
    ],
    [
      'the child had not died after all: the difference of the branches',
      paid({
        frozen: { ...MOTHER, branch: 'death', child_died_on: civilDate('2021-05-01'), children_surviving: 0 },
        now: { branch: 'disability', child_died_on: null, children_surviving: 1 },
      }),
      '- 780 branch 2022-01 to 2022-06',
    ],
    [
      'a promise of the second branch alone, and the child died within the half-year: it was begun under that branch and stays hers',
      paid({ policy: SECOND, now: DEATH_OF_CHILD('2022-03-10') }),
    ],
    [
      'the same promise, its branch written as a list of one: it stays hers',
      paid({ policy: ruled(SECOND_AS_LIST), now: DEATH_OF_CHILD('2022-03-10') }),
    ],
    [
      'the same promise, its branch asked in a group within: it stays hers',
      paid({ policy: ruled(SECOND_WITHIN), now: DEATH_OF_CHILD('2022-03-10') }),
    ],
    [
      'a promise of the second branch alone, and the child had died before it began: all of it',
      paid({ policy: SECOND, now: DEATH_OF_CHILD('2021-12-10') }),
      '- 3540 conditions 2022-01 to 2022-06',
    ],
    [
      'a promise of the second branch alone, and the child died on its first day: all of it',
      paid({ policy: SECOND, now: DEATH_OF_CHILD('2022-01-01') }),
      '- 3540 conditions 2022-01 to 2022-06',
    ],
    [
      'a remarriage of this year says nothing of the last',
      paid({
        now: { marital: '22', marital_since: civilDate('2023-01-05'), spouse_birth_date: civilDate('1990-01-01') },
      }),
    ],
    [
      'asked back before: nothing more',
      paid({ now: { died_on: civilDate('2022-02-10') }, asked_back: asked(false, '2022-03-01', 4) }),
    ],
    [
      'come back before: nothing more',
      paid({ now: { died_on: civilDate('2022-02-10') }, asked_back: asked(true, '2022-03-01', 4) }),
    ],
    [
      'asked from May on, and she died earlier than thought: only the months not yet asked',
      paid({ now: { died_on: civilDate('2022-02-10') }, asked_back: asked(false, '2022-05-01', 2) }),
      '- 1180 died 2022-03 to 2022-04',
    ],
    [
      'the rate rose from January and she died in February: arrears for two months, four to give back',
      paid({ now: { died_on: civilDate('2022-02-10') }, rates: raisedFrom('2022-01-01') }),
      '+ 2 × 150 rate from 2022-01',
      '- 2360 died 2022-03 to 2022-06',
    ],
  ]
  test.for(cases)('%s', ([, slot, ...differences]) => {
    expect(told(slot)).toEqual(differences)
  })

  test('of a month paid twice the arrears go back first, and each payment for itself', () => {
    const slot = paid({
      now: { died_on: civilDate('2022-04-10') },
      rates: raisedFrom('2022-04-01'),
      lines: [...paid().lines, line(1, '2022-04-01', 3, 150)],
    })
    expect(recoveriesOf(slot, weigh(slot)).map(({ payment_id, amount_fen }) => [payment_id, amount_fen])).toEqual([
      [id(901), 30_000],
      [REGULAR, 118_000],
    ])
  })
})

describe('whatever is learned', () => {
  const day = fc.integer({ min: 0, max: 17 }).map((n) => addMonths(civilDate('2021-08-10'), n))
  const maybe = fc.option(day, { nil: null })
  const slots = fc
    .record({ died_on: maybe, member_to: maybe, child: maybe, raised: day, off: maybe })
    .map(({ died_on, member_to, child, raised, off }) =>
      paid({
        now: { died_on, member_to, ...(child === null ? {} : DEATH_OF_CHILD(child)) },
        rates: raisedFrom(raised),
        on_roll: off === null ? [] : [onRoll('2020-01-01', off)],
      }),
    )

  test('once the difference is paid and what is not owed has been asked back, nothing is left to do', () => {
    fc.assert(
      fc.property(slots, fc.boolean(), (slot, returned) => {
        const months = weigh(slot)
        const parts = arrearsOf(months)
        const back = recoveriesOf(slot, months)
        const after: Slot = {
          ...slot,
          lines: parts.length === 0 ? slot.lines : [...slot.lines, { id: id(901), adjustment: 1, parts }],
          asked_back: back.flatMap(({ payment_id, months: some }) =>
            some.map(({ from, back_fen }) => ({ payment_id, from, fen: back_fen, returned })),
          ),
        }
        expect(told(after)).toEqual([])
      }),
    )
  })

  test('no more is asked back than was paid', () => {
    fc.assert(
      fc.property(slots, (slot) => {
        const back = recoveriesOf(slot, weigh(slot)).reduce((sum, one) => sum + one.amount_fen, 0)
        expect(back).toBeLessThanOrEqual(6 * 59_000)
      }),
    )
  })
})
