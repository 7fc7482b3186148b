import { describe, expect, test } from 'vitest'
import { civilDate } from '../../../kernel/calendar.ts'
import { hardDays } from './index.ts'

const NOTHING = { mourned: [], parents_birthdays: [], quiet_days: [] }
const days = (facts: Partial<typeof NOTHING> | object, from: string, count = 7) =>
  hardDays({ ...NOTHING, ...facts }, civilDate(from), count)

describe('days to be gentle on', () => {
  test("the child's birthday and day of death, and the parents' own birthdays, come without the reason", () => {
    const found = days(
      { mourned: [civilDate('1975-05-12'), civilDate('2009-05-14')], parents_birthdays: [civilDate('1950-05-16')] },
      '2026-05-11',
    )
    expect(found).toEqual([
      { date: '2026-05-12', shared: false, quiet: false },
      { date: '2026-05-14', shared: false, quiet: false },
      { date: '2026-05-16', shared: false, quiet: false },
    ])
  })
  test('a day outside the window is not told', () => {
    expect(days({ mourned: [civilDate('1975-05-12')] }, '2026-05-13', 364)).not.toContainEqual(
      expect.objectContaining({ date: '2026-05-12' }),
    )
  })
  test('a birthday on 29 February is kept on 1 March of a common year, on its own day in a leap year', () => {
    const facts = { mourned: [civilDate('1976-02-29')] }
    expect(days(facts, '2026-02-27').map((day) => day.date)).toEqual(['2026-03-01'])
    expect(days(facts, '2028-02-27').map((day) => day.date)).toEqual(['2028-02-29'])
  })
  test.each([
    ['清明', '2026-04-05'],
    ['中秋', '2026-09-25'],
    ['重阳', '2026-10-18'],
    ['除夕', '2027-02-05'],
  ])('%s weighs on every family', (_name, date) => {
    expect(days({}, date, 1)).toEqual([{ date, shared: true, quiet: false }])
  })
  test('a day the family wishes for quiet says so, festival or not', () => {
    expect(days({ quiet_days: ['04-05'] }, '2026-04-05', 1)).toEqual([
      { date: '2026-04-05', shared: false, quiet: true },
    ])
  })
  test('an ordinary day says nothing', () => {
    expect(days({}, '2026-11-21', 1)).toEqual([])
  })
})
