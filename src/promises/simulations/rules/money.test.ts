import { describe, expect, test } from 'vitest'
import { againstMoney } from './money.ts'

describe('against the appropriation', () => {
  const month = (name: string, fen: number) => ({
    month: name,
    today_fen: 100,
    draft_fen: fen,
    today_count: 1,
    draft_count: 1,
  })
  const months = ['2027-07', '2027-08', '2027-09', '2027-10', '2027-11', '2027-12', '2028-01'].map((m) => month(m, 300))

  test('the money runs out in October, and says by how much', () => {
    const [first, second] = againstMoney(months, [{ year: 2027, available_fen: 1_000 }], 0)
    expect(first).toMatchObject({
      left_fen: 1_000,
      draft_fen: 1_800,
      draft_short_fen: 800,
      draft_short_from: '2027-10',
    })
    expect(first).toMatchObject({ today_short_fen: 0, today_short_from: null })
    expect(second).toMatchObject({ year: 2028, left_fen: null, draft_short_fen: 0, draft_short_from: null })
  })

  test('what is owed from before comes first', () => {
    const [first] = againstMoney(months, [{ year: 2027, available_fen: 1_000 }], 400)
    expect(first).toMatchObject({ open_fen: 400, draft_short_fen: 1_200, draft_short_from: '2027-09' })
  })

  test('several appropriations of a year count together', () => {
    const left = [600, 1_200].map((available_fen) => ({ year: 2027, available_fen }))
    expect(againstMoney(months, left, 0)[0]).toMatchObject({
      left_fen: 1_800,
      draft_short_fen: 0,
      draft_short_from: null,
    })
  })
})
