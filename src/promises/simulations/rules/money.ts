import type { MonthLine } from './outcome.ts'

/** What is left of the appropriations of a year. */
export interface Left {
  readonly year: number
  /** Appropriated, less reserved, spent and carried over. */
  readonly available_fen: number
}

export interface YearOfMoney {
  year: number
  /** Null: nothing has been appropriated for the year yet. */
  left_fen: number | null
  /** Owed from before the simulated months, with no money set aside for it yet; of the first year only. */
  open_fen: number
  today_fen: number
  draft_fen: number
  /** How much is missing by the end of the simulated months of the year; 0: enough. */
  today_short_fen: number
  draft_short_fen: number
  /** The month in which the money runs out, `2026-10`; null where it does not. */
  today_short_from: string | null
  draft_short_from: string | null
}

/**
 * The months' cost against what is left of the appropriations, year by year: a fiscal year is a calendar year, money is not carried
 * over on trust. Whole fen. `open_fen`: what is owed from before and has no money set aside, for what has is not in `available_fen` either.
 */
export function againstMoney(months: readonly MonthLine[], left: readonly Left[], open_fen: number): YearOfMoney[] {
  const years = [...new Set(months.map((line) => Number(line.month.slice(0, 4))))]
  return years.map((year, i): YearOfMoney => {
    const mine = months.filter((line) => line.month.startsWith(`${year}-`))
    const found = left.filter((one) => one.year === year)
    const left_fen = found.length === 0 ? null : sum(found.map((one) => one.available_fen))
    const open = i === 0 ? open_fen : 0
    const today = runningOut(mine, 'today_fen', left_fen, open)
    const draft = runningOut(mine, 'draft_fen', left_fen, open)
    return {
      year,
      left_fen,
      open_fen: open,
      today_fen: sum(mine.map((line) => line.today_fen)),
      draft_fen: sum(mine.map((line) => line.draft_fen)),
      today_short_fen: today.short_fen,
      draft_short_fen: draft.short_fen,
      today_short_from: today.from,
      draft_short_from: draft.from,
    }
  })
}

function runningOut(
  months: readonly MonthLine[],
  side: 'today_fen' | 'draft_fen',
  left: number | null,
  open: number,
): { short_fen: number; from: string | null } {
  if (left === null) return { short_fen: 0, from: null }
  let needed = open
  let from: string | null = null
  for (const line of months) {
    needed += line[side]
    if (needed > left) from ??= line.month
    // What a later month takes back may be enough again.
    else from = null
  }
  return { short_fen: Math.max(0, needed - left), from }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
