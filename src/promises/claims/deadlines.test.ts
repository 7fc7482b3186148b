import { describe, expect, test } from 'vitest'
import { addDays, type CivilDate, civilDate } from '../../kernel/calendar.ts'
import { dueOn, NOTICE_DAYS, objectionDueOn, pressing, REVIEW_DAYS, STEP_DAYS } from './rules/index.ts'

const TODAY = civilDate('2026-11-21')

describe('the day a step is due', () => {
  const after = (days: number) => ({ deadline_days: days, deadline_on: null })
  const yearly = (day: string) => ({ deadline_days: null, deadline_on: day })
  test.each([
    ['fifteen days are calendar days: a week of holidays is among them', after(15), '2026-09-25', '2026-10-10'],
    ['it may fall on a Sunday', after(15), '2026-11-07', '2026-11-22'],
    ['one day is the next day', after(1), '2026-11-21', '2026-11-22'],
    ['over the end of the year', after(10), '2026-12-28', '2027-01-07'],
    ['over the end of February', after(1), '2027-02-28', '2027-03-01'],
    ['over the end of February in a leap year', after(1), '2028-02-28', '2028-02-29'],
    ['a day of the year that is to come', yearly('03-31'), '2026-03-30', '2026-03-31'],
    ['a day of the year that is today', yearly('03-31'), '2026-03-31', '2026-03-31'],
    ['a day of the year that was yesterday is next year’s', yearly('03-31'), '2026-04-01', '2027-03-31'],
    ['the last day of the year', yearly('12-31'), '2026-12-31', '2026-12-31'],
    ['29 February in a leap year', yearly('02-29'), '2028-02-01', '2028-02-29'],
    ['29 February is 1 March in a common year', yearly('02-29'), '2027-02-28', '2027-03-01'],
    ['on 1 March of a common year it is that day', yearly('02-29'), '2027-03-01', '2027-03-01'],
    ['from 2 March of the year before it is the day itself', yearly('02-29'), '2027-03-02', '2028-02-29'],
    ['after 29 February of a leap year it is 1 March', yearly('02-29'), '2028-03-01', '2029-03-01'],
    ['no deadline, no day', { deadline_days: null, deadline_on: null }, '2026-11-21', null],
  ])('%s', (_, step, since, due) => {
    expect(dueOn(step, civilDate(since))).toBe(due)
  })
})

describe('a deadline', () => {
  const days: [string, string | null, string | null][] = [
    ['whose day was yesterday is overdue', '2026-11-20', 'overdue'],
    ['holds through its day', '2026-11-21', 'soon'],
    ['of tomorrow is near', '2026-11-22', 'soon'],
    ['a week ahead is near', '2026-11-28', 'soon'],
    ['of the day after presses nobody yet', '2026-11-29', null],
    ['that is not set presses nobody', null, null],
  ]
  test.each(days)('%s', (_, due_on, which) => {
    expect(pressing(due_on as CivilDate | null, TODAY, STEP_DAYS)).toBe(which)
  })

  test('of a notice is near three days before, of a yearly review a month before', () => {
    const near = (days: number, ahead: number) => pressing(addDays(TODAY, ahead), TODAY, days)
    expect([near(NOTICE_DAYS, 3), near(NOTICE_DAYS, 4)]).toEqual(['soon', null])
    expect([near(REVIEW_DAYS, 30), near(REVIEW_DAYS, 31)]).toEqual(['soon', null])
  })
})

test.each([
  ['fifteen days after it came', '2026-11-05', '2026-12-30', '2026-11-20'],
  ['with the step it holds up, when that is due before', '2026-11-05', '2026-11-19', '2026-11-19'],
  ['fifteen days after it came where the step has no deadline', '2026-12-20', null, '2027-01-04'],
])('an objection is to be found on %s', (_, received_on, step_due_on, due) => {
  expect(objectionDueOn(civilDate(received_on), step_due_on as CivilDate | null)).toBe(due)
})
