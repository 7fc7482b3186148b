import { describe, expect, test } from 'vitest'
import { compare, type Kept } from './compared.ts'

/** A kept simulation: whom it changes, and yuan by month and by street. */
function keptOf(changes: [gained: number, lost: number, more: number, less: number], kept: Omit<Kept, 'totals'>): Kept {
  const [gained, lost, more, less] = changes
  const draft_fen = kept.by_month.reduce((sum, line) => sum + line.draft_fen, 0)
  return { ...kept, totals: { gained, lost, more, less, unknown: 0, today_fen: 90_000, draft_fen, arrears_fen: 0 } }
}
const month = (name: string, yuan: number) => ({ month: name, draft_fen: yuan * 100 })
const street = (place: number, name: string | null, yuan: number) => ({ place, name, draft_fen: yuan * 100 })
const [TUODONG, LONGQUAN, SONGHUA] = [530_103_001_000, 530_103_008_000, 530_103_010_000]

/** From 70 on, over November and December. */
const A = keptOf([8, 5, 2, 0], {
  by_month: [month('2026-11', 500), month('2026-12', 700)],
  by_place: [street(TUODONG, '拓东街道', 900), street(LONGQUAN, '龙泉街道', 300)],
})
/** From 75 on, over December and January. */
const B = keptOf([3, 9, 2, 1], {
  by_month: [month('2026-12', 400), month('2027-01', 450)],
  by_place: [street(TUODONG, '拓东街道', 250), street(SONGHUA, null, 600)],
})

describe('two kept simulations, the second less the first', () => {
  test('by change: who is gained, lost, given more and given less', () => {
    expect(compare(A, B).changes).toEqual({
      gained: { a: 8, b: 3, difference: -5 },
      lost: { a: 5, b: 9, difference: 4 },
      more: { a: 2, b: 2, difference: 0 },
      less: { a: 0, b: 1, difference: 1 },
    })
  })

  test('in all: what falls due under the draft, and under the law of today', () => {
    expect(compare(A, B)).toMatchObject({
      draft_fen: { a: 120_000, b: 85_000, difference: -35_000 },
      today_fen: { a: 90_000, b: 90_000, difference: 0 },
    })
  })

  test('by month, in order; of a month only one of them covers there is no difference', () => {
    expect(compare(A, B).by_month).toEqual([
      { month: '2026-11', a: 50_000, b: null, difference: null },
      { month: '2026-12', a: 70_000, b: 40_000, difference: -30_000 },
      { month: '2027-01', a: null, b: 45_000, difference: null },
    ])
  })

  test('by street; a street only one of them covers has no difference, and one without a name keeps its code', () => {
    expect(compare(A, B).by_place).toEqual([
      { place: TUODONG, name: '拓东街道', a: 90_000, b: 25_000, difference: -65_000 },
      { place: LONGQUAN, name: '龙泉街道', a: 30_000, b: null, difference: null },
      { place: SONGHUA, name: null, a: null, b: 60_000, difference: null },
    ])
  })

  test('held the other way round every difference has the other sign', () => {
    const [there, back] = [compare(A, B), compare(B, A)]
    expect(back.changes.gained.difference).toBe(5)
    expect(back.draft_fen.difference).toBe(35_000)
    expect(back.by_month.map((line) => line.month)).toEqual(there.by_month.map((line) => line.month))
    expect(back.by_month[1]?.difference).toBe(30_000)
    expect(back.by_place.find((line) => line.place === TUODONG)?.difference).toBe(65_000)
  })

  test('what is there and comes to nothing is nothing, not absent', () => {
    const none = keptOf([0, 0, 0, 0], { by_month: [month('2026-11', 0)], by_place: [street(TUODONG, '拓东街道', 0)] })
    const compared = compare(none, A)
    expect(compared.by_month[0]).toEqual({ month: '2026-11', a: 0, b: 50_000, difference: 50_000 })
    expect(compared.by_place[0]).toMatchObject({ a: 0, b: 90_000, difference: 90_000 })
  })
})
