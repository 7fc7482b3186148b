import type { Code } from '../../../kernel/division-code.ts'
import { type Change, CHANGES, type Totals } from './outcome.ts'

/** A kept simulation, as far as two of them are held against each other: what would fall due under the draft. */
export interface Kept {
  readonly totals: Totals
  readonly by_month: readonly { readonly month: string; readonly draft_fen: number }[]
  readonly by_place: readonly { readonly place: Code; readonly name: string | null; readonly draft_fen: number }[]
}

/** Of the first, of the second, and the second less the first. */
export interface Pair {
  readonly a: number
  readonly b: number
  readonly difference: number
}

/** A month or a street that only one of the two covers has nothing to be held against: no figure there, and no difference. */
export interface PairOfSome {
  readonly a: number | null
  readonly b: number | null
  readonly difference: number | null
}

export interface Compared {
  readonly changes: Readonly<Record<Change, Pair>>
  readonly today_fen: Pair
  readonly draft_fen: Pair
  readonly arrears_fen: Pair
  readonly by_month: readonly (PairOfSome & { readonly month: string })[]
  readonly by_place: readonly (PairOfSome & { readonly place: Code; readonly name: string | null })[]
}

/** What the second means beyond the first: people by change, and whole fen by month and by street. */
export function compare(a: Kept, b: Kept): Compared {
  const months = [...new Set([...a.by_month, ...b.by_month].map((line) => line.month))].toSorted()
  const places = new Map([...a.by_place, ...b.by_place].map((line) => [line.place, line.name]))
  const [monthOfA, monthOfB] = [a, b].map((kept) => new Map(kept.by_month.map((line) => [line.month, line.draft_fen])))
  const [placeOfA, placeOfB] = [a, b].map((kept) => new Map(kept.by_place.map((line) => [line.place, line.draft_fen])))
  const pairOf = (change: Change): [Change, Pair] => [change, pair(a.totals[change], b.totals[change])]
  return {
    changes: Object.fromEntries(CHANGES.map(pairOf)) as Record<Change, Pair>,
    today_fen: pair(a.totals.today_fen, b.totals.today_fen),
    draft_fen: pair(a.totals.draft_fen, b.totals.draft_fen),
    arrears_fen: pair(a.totals.arrears_fen, b.totals.arrears_fen),
    by_month: months.map((month) => ({ month, ...pairOfSome(monthOfA?.get(month), monthOfB?.get(month)) })),
    by_place: [...places].map(([place, name]) => ({
      place,
      name,
      ...pairOfSome(placeOfA?.get(place), placeOfB?.get(place)),
    })),
  }
}

const pair = (a: number, b: number): Pair => ({ a, b, difference: b - a })

function pairOfSome(a: number | undefined, b: number | undefined): PairOfSome {
  return a === undefined || b === undefined ? { a: a ?? null, b: b ?? null, difference: null } : pair(a, b)
}
