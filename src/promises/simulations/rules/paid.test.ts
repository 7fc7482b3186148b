import { describe, expect, test } from 'vitest'
import { PANLONG } from '../../../../test/support/entitlements.ts'
import { id, lawOf, monthly, raised } from '../../../../test/support/simulated.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import type { Period } from '../../../kernel/period.ts'
import { withDraft } from '../../policies/rules/index.ts'
import { arrearsBefore, outcomeOf } from './index.ts'
import { monthsPaid, type PaidPart } from './paid.ts'
import { daysFrom, stageOf } from './stage.ts'

// What approval brings for periods that are over, from what was paid for them. Amounts in yuan.

const STREETS = [530_103_001_000, 530_103_006_000] as const

function part(from: string, months: number, yuan: number, more: Partial<PaidPart> = {}): PaidPart {
  return { from: civilDate(from), months, rate_id: id(1), rate_fen: yuan * 100, ...more }
}

describe('arrears of periods that are over', () => {
  // 100 a month since 2020; the draft says 130 from August on. November and December are simulated.
  const today = lawOf(monthly(1, 100))
  const stage = stageOf({
    books: { today, draft: withDraft(today, raised(2, 1, 130, { from: '2026-08-01' })) },
    about: [id(1)],
    place: PANLONG,
    days: daysFrom('2026-11', 2),
  })
  const paid = (period: string, lines: PaidPart[][], { count = 1, at = 0 as 0 | 1 } = {}) => ({
    policy_id: id(1),
    period: period as Period,
    part: STREETS[at],
    count,
    paid: { place: PANLONG, branch: 'death', hukou_kind: null, ...monthsPaid(lines) },
  })
  const cases: [title: string, paid: ReturnType<typeof paid>[], adds: number, open: number][] = [
    ['a month before the rise: nothing', [paid('2026-07', [[part('2026-07-01', 1, 100)]])], 0, 0],
    ['a month after it: the difference', [paid('2026-08', [[part('2026-08-01', 1, 100)]])], 30, 0],
    ['three people: three times that', [paid('2026-09', [[part('2026-09-01', 1, 100)]], { count: 3 })], 90, 0],
    [
      'arrears paid before count as paid',
      [paid('2026-09', [[part('2026-09-01', 1, 100)], [part('2026-09-01', 1, 20)]])],
      10,
      0,
    ],
    ['paid more than the draft says: nothing is taken back', [paid('2026-09', [[part('2026-09-01', 1, 150)]])], 0, 0],
    [
      'too little today already: that is owed from before, the rest comes with the draft',
      [paid('2026-09', [[part('2026-09-01', 1, 80)]])],
      30,
      20,
    ],
    [
      'of a longer period only its months from the rise on',
      [paid('2026-H2', [[part('2026-07-01', 6, 100)]])],
      5 * 30,
      0,
    ],
    [
      'a month that was paid under another policy in its place is none of it',
      [paid('2026-09', [[part('2026-09-01', 1, 0, { cut: 'paid' })]])],
      0,
      0,
    ],
    [
      'a month that is simulated and was paid in advance is counted there, not here',
      [paid('2026-11', [[part('2026-11-01', 1, 80)]])],
      0,
      0,
    ],
  ]
  test.each(cases)('%s', (_, everybody, adds, open) => {
    const { by_part, open_fen } = arrearsBefore(stage, everybody)
    expect([[...by_part.values()].reduce((sum, fen) => sum + fen, 0), open_fen]).toEqual([adds * 100, open * 100])
  })

  test('fall due in the first month, in the street she lives in, and in the total; nobody is listed for them', () => {
    const everybody = [
      paid('2026-09', [[part('2026-09-01', 1, 100)]], { count: 2 }),
      paid('2026-10', [[part('2026-10-01', 1, 100)]], { at: 1 }),
    ]
    const { totals, months, places, meant } = outcomeOf(stage, [], arrearsBefore(stage, everybody).by_part)
    expect(totals).toMatchObject({ today_fen: 0, draft_fen: 9_000, arrears_fen: 9_000, more: 0 })
    expect(months.map((line) => line.draft_fen)).toEqual([9_000, 0])
    expect(places.map((line) => [line.place, line.draft_fen])).toEqual([
      [STREETS[0], 6_000],
      [STREETS[1], 3_000],
    ])
    expect(meant.size).toBe(0)
  })
})
