import { addDays, type CivilDate, partsOf } from '../kernel/calendar.ts'
import type { Period } from '../kernel/period.ts'
import { periodOf, periodRange } from '../kernel/period-days.ts'
import { day } from './diary.ts'

/** A day of June or December on which the half-year is paid. */
export interface Payday {
  on: CivilDate
  period: Period
  /** The first day of the half-year. */
  from: CivilDate
  /** How rounds are called: 2026年6月. */
  label: string
}

/** How long after its day a round has been answered by the bank and closed. */
const SETTLED_AFTER = 12

function paydayIn(year: number, month: 6 | 12): Payday {
  const on = day(year, month, 20)
  const period = periodOf('half_yearly', on)
  return { on, period, from: periodRange(period).from, label: `${year}年${month}月` }
}

/** The last two paydays that are settled, and the one to come, whose half-year has begun. */
export function paydaysAround(today: CivilDate): { before: Payday; last: Payday; coming: Payday } {
  const { year } = partsOf(today)
  const all = [year - 2, year - 1, year, year + 1].flatMap((one) => [paydayIn(one, 6), paydayIn(one, 12)])
  const next = all.findIndex(({ on }) => addDays(on, SETTLED_AFTER) > today)
  const [before, last, coming] = all.slice(next - 2)
  if (!before || !last || !coming) throw new Error('Four years hold three paydays around a day.')
  return { before, last, coming }
}
