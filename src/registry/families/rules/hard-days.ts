import { addDays, type CivilDate, civilDateFromParts, partsOf } from '../../../kernel/calendar.ts'
import { type Festival, festivalDate } from '../../../kernel/lunar.ts'

/** What the register knows of the days that may weigh on a family. Goes no further than this rule. */
export interface HardDayFacts {
  /** Birthdays and days of death of the children who died. */
  mourned: readonly CivilDate[]
  parents_birthdays: readonly CivilDate[]
  /** Month and day, `10-03`, as the family said. */
  quiet_days: readonly string[]
}

/** A day to be gentle on. Why is never said: the worker needs the day, not the wound. */
export interface HardDay {
  date: CivilDate
  /** A festival that weighs on every family, not this one's own day. */
  shared: boolean
  /** The family wishes to be left in peace: no call, no visit. */
  quiet: boolean
}

const SHARED: readonly Festival[] = ['qingming', 'mid_autumn', 'new_year_eve', 'double_ninth']

/**
 * The days from `from` on, for `days` days, on which a family is to be met gently (轻声对待): the child's birthday and day of death, a
 * parent's own birthday, 清明, 中秋, 重阳, 除夕, and the days the family asked to be left alone. In the order of the days, each once.
 */
export function hardDays(facts: HardDayFacts, from: CivilDate, days: number): HardDay[] {
  const window = Array.from({ length: days }, (_, i) => addDays(from, i))
  const own = new Set([...facts.mourned, ...facts.parents_birthdays].map((date) => date.slice(5)))
  const festivals = festivalsIn(window)
  const quiet = new Set(facts.quiet_days)
  return window.flatMap((date): HardDay[] => {
    const isOwn = keptOn(date, own)
    const isQuiet = keptOn(date, quiet)
    if (!isOwn && !isQuiet && !festivals.has(date)) return []
    return [{ date, shared: !isOwn && !isQuiet, quiet: isQuiet }]
  })
}

/** The month-days that are kept on this date: its own, and 29 February on 1 March of a common year. */
export function keptMonthDays(date: CivilDate): string[] {
  const monthDay = date.slice(5)
  const common = civilDateFromParts({ year: partsOf(date).year, month: 2, day: 29 }) === undefined
  return monthDay === '03-01' && common ? [monthDay, '02-29'] : [monthDay]
}

function keptOn(date: CivilDate, monthDays: ReadonlySet<string>): boolean {
  return keptMonthDays(date).some((monthDay) => monthDays.has(monthDay))
}

/** The festivals among these days that weigh on everybody. */
export function festivalsIn(window: readonly CivilDate[]): Set<CivilDate> {
  const years = [...new Set(window.map((date) => partsOf(date).year))]
  const dates = new Set(years.flatMap((year) => SHARED.map((festival) => festivalDate(year, festival))))
  return new Set(window.filter((date) => dates.has(date)))
}
